"""An interview → an OpenRosa submission, laid out as the form's primary instance."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from forms.interview import Interview
from forms.questionnaire import Definition, Questionnaire, Shape
from forms.state import Place, Row, below, fields_of
from forms.submission_xml import OPENROSA, writable, written
from forms.values import ATTACHED
from forms.xml import JAVAROSA, XFORMS, Element

META, INSTANCE_ID, DEPRECATED_ID = "meta", "instanceID", "deprecatedID"
_TEMPLATE = JAVAROSA + "template"
_HEX = re.compile(r"[0-9a-f]{32}")
_NONE: Mapping[str, str] = MappingProxyType({})


def instance_id_of(record_id: str) -> str:
    """Return the instance id of a record: `uuid:` and its 32 hex digits with dashes."""
    return f"uuid:{dashed(record_id)}"


def dashed(record_id: str) -> str:
    """Return an id as other tools write it; one that is no 32 hex digits stays as it is."""
    return str(UUID(record_id)) if _HEX.fullmatch(record_id) else record_id


def digest_id(*parts: str) -> str:
    """Return an id of 32 hex digits that always follows from the same parts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def submission(
    interview: Interview,
    *,
    instance_id: str,
    deprecated_id: str = "",
    ids: Mapping[str, str] = _NONE,
    attachments: Mapping[str, str] = _NONE,
    versions: Mapping[str, str] = _NONE,
) -> bytes:
    """Write an interview down as XML: what applies, with what is calculated, in the layout of the form.

    Explanations of problems are in no form and are left out. A sign that XML cannot hold becomes U+FFFD;
    `unwritable` tells where.

    Args:
        interview: As it stands; nothing in it changes.
        instance_id: Of this submission, such as `uuid:…` (`instance_id_of`).
        deprecated_id: Of the submission that this one replaces, "" if it is the first.
        ids: Id of each entity outside of repeats, by its list; rows are their own, or what the form says.
        attachments: Key of a question → file name; without one the answer itself is taken for the name.
        versions: Entity id → the version that this visit started from, for `baseVersion`.
    """
    heading = _Heading(instance_id, deprecated_id, ids, attachments, versions)
    return written(_Writer(interview.questionnaire, heading).root(interview.state.root))


def unwritable(interview: Interview) -> tuple[str, ...]:
    """Return the keys of answers with signs that XML cannot hold, such as control characters."""
    kept = interview.questionnaire.kept
    return tuple(
        place.key
        for place in fields_of(below(interview.state.root))
        if kept[place.definition.index] and place.relevant and not writable(place.stored)
    )


@dataclass(frozen=True, slots=True)
class _Heading:
    instance_id: str
    deprecated_id: str
    ids: Mapping[str, str]
    attachments: Mapping[str, str]
    versions: Mapping[str, str]


class _Writer:
    """Turns places into elements."""

    def __init__(self, questionnaire: Questionnaire, heading: _Heading) -> None:
        self._questionnaire = questionnaire
        self._heading = heading

    def root(self, row: Row) -> Element:
        root = self._element(row)
        root.set("id", self._questionnaire.name)
        self._label(next((each for each in root if _name(each) == META), None), root)
        return root

    def _element(self, place: Place) -> Element:
        definition = place.definition
        element = Element(definition.tag, dict(self._attributes(place)))
        if definition.shape is Shape.FIELD:
            element.text = self._text(place)
        for child in self._children(place):
            element.append(self._element(child))
        return element

    def _children(self, place: Place) -> Iterator[Place]:
        """Yield what applies directly in a place, in the order of the form; a repeat as its rows."""
        for definition in place.definition.children:
            if definition.name.startswith("@"):
                continue
            found: list[Place] = (
                [*place.scope.repeats[definition.index].active]
                if definition.shape is Shape.REPEAT
                else [place.scope.members[definition.index]]
            )
            yield from (each for each in found if each.relevant)

    def _text(self, place: Place) -> str:
        if self._questionnaire.kinds[place.definition.index] in ATTACHED:
            return self._heading.attachments.get(place.key, place.stored)
        return place.stored

    def _attributes(self, place: Place) -> Iterator[tuple[str, str]]:
        given = place.definition.attributes
        calculated = {
            child.name[1:]: place.scope.members[child.index]
            for child in place.definition.children
            if child.name.startswith("@")
        }
        for name, value in given.items():
            if name in calculated and calculated[name].stored:
                yield name, calculated[name].stored
            elif name != _TEMPLATE:
                yield name, value
        if _is_entity(place.definition):
            yield from self._identity(place, calculated)

    def _identity(self, place: Place, calculated: Mapping[str, Place]) -> Iterator[tuple[str, str]]:
        """Yield id and version of an entity: what the form works out, else those of the register."""
        entity = self._entity_id(place, calculated.get("id"))
        yield "id", dashed(entity)
        if "baseVersion" in place.definition.attributes and entity in self._heading.versions:
            yield "baseVersion", self._heading.versions[entity]

    def _entity_id(self, place: Place, told: Place | None) -> str:
        if told is not None and self._questionnaire.binds[told.definition.index].calculate and told.stored:
            return told.stored
        dataset = place.definition.attributes["dataset"]
        made = digest_id(self._heading.instance_id, place.definition.path)
        return place.scope.id or self._heading.ids.get(dataset, made)

    def _label(self, meta: Element | None, root: Element) -> None:
        """Name the submission; a form without a place for the name gets one."""
        if meta is None:
            meta = Element(OPENROSA + META)
            root.append(meta)
        named = next((each for each in meta if _name(each) == INSTANCE_ID), None)
        if named is None:
            space = OPENROSA if meta.tag.startswith(OPENROSA) else XFORMS
            named = Element(space + INSTANCE_ID)
            meta.append(named)
        named.text = self._heading.instance_id
        for old in [each for each in meta if _name(each) == DEPRECATED_ID]:
            meta.remove(old)
        if self._heading.deprecated_id:
            replaced = Element(named.tag.replace(INSTANCE_ID, DEPRECATED_ID))
            replaced.text = self._heading.deprecated_id
            meta.insert(list(meta).index(named) + 1, replaced)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_entity(definition: Definition) -> bool:
    return definition.name == "entity" and "dataset" in definition.attributes
