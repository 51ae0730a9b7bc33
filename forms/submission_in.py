"""An OpenRosa submission → answers, whichever tool wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.questionnaire import Definition, Questionnaire, Shape
from forms.state import State
from forms.submission_out import DEPRECATED_ID, INSTANCE_ID, META, digest_id, instance_id_of
from forms.values import ATTACHED, VALUES
from forms.xml import JAVAROSA, Element, local, read

UNKNOWN_LIMIT = 1_000
"""More unknown elements are not listed one by one."""
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_ORDER_DIGITS = 4
_TEMPLATE = JAVAROSA + "template"
# Marks that Kobo, Ona and Enketo leave in every submission; no question of anybody.
_TOOL_MARKS = frozenset(("formhub", "__version__", "_version_", "_version__001"))
_OWN_META = frozenset((INSTANCE_ID, DEPRECATED_ID, "instanceName"))


@dataclass(frozen=True, slots=True)
class Heading:
    """What a submission says of itself.

    Attributes:
        form: Id of the form, as its primary instance has it.
        instance_id: `uuid:…`; where there is none, one that follows from the content.
        deprecated_id: Of the submission it replaces, "" if it replaces none.
        entities: Id of each entity outside of repeats, by its list; `uuid` without dashes.
    """

    form: str
    version: str
    instance_id: str
    deprecated_id: str = ""
    entities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """A submission read with its questionnaire.

    Attributes:
        answers: By the keys of an `Interview`; rows have the ids of their entities, else such as always
            follow from the submission, so that reading it again gives the same.
        unknown: Paths of elements that the form does not have, such as `/data/extra`.
        calculated: Key → what the other tool worked out; here it is worked out again.
        files: Key → name of the attached file; these answers are in `answers` too.
    """

    answers: Mapping[str, str]
    instance_id: str
    deprecated_id: str
    version: str
    unknown: tuple[str, ...]
    calculated: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def heading(xml: bytes) -> Heading:
    """Read which form a submission belongs to, and which record it is.

    Raises:
        QuestionnaireFault: It is no XML, or no submission.
    """
    return _heading(_root(xml), xml)


def answers_of(
    questionnaire: Questionnaire, xml: bytes, *, like: Mapping[str, str] = MappingProxyType({})
) -> Imported:
    """Read the answers of a submission.

    Elements count by name and place, whatever their namespace. What is not there starts with the form's
    default, as it does when other tools open a submission again.

    Args:
        questionnaire: Of the name that the submission gives (`heading`).
        xml: As the other tool wrote it.
        like: Answers that the submission is a newer state of: rows at the same place keep their ids, and
            what was left out because it does not apply keeps its answer.

    Raises:
        QuestionnaireFault: It is no XML, no submission, or one of another form.
    """
    root = _root(xml)
    found = _heading(root, xml)
    if found.form != questionnaire.name:
        raise _refused("id", f"{found.form} ≠ {questionnaire.name}")
    reader = _Reader(questionnaire, found.instance_id, like)
    reader.group(root, questionnaire.root, "", f"/{questionnaire.root.name}")
    return Imported(
        reader.answers,
        found.instance_id,
        found.deprecated_id,
        found.version,
        tuple(reader.unknown),
        reader.calculated,
        reader.files,
    )


def _root(xml: bytes) -> Element:
    root = read(xml)
    if root.get("encrypted"):
        raise _refused("encrypted", root.get("encrypted", ""))
    if local(root.tag) in ("html", "OpenRosaResponse", "instance"):
        raise _refused(local(root.tag), "")
    return root


def _refused(where: str, detail: str) -> QuestionnaireFault:
    return QuestionnaireFault((Fault(FaultCode.NOT_A_SUBMISSION, "XML", f"{where} {detail}".strip()),))


def _heading(root: Element, xml: bytes) -> Heading:
    attributes = {local(name): value.strip() for name, value in root.attrib.items()}
    form = attributes.get("id") or root.tag[1 : root.tag.find("}")]
    if not form:
        raise _refused("id", "")
    meta = next((child for child in root if local(child.tag) == META), Element(META))
    told = {local(child.tag): (child.text or "").strip() for child in meta}
    return Heading(
        form,
        attributes.get("version", ""),
        told.get(INSTANCE_ID)
        or attributes.get(INSTANCE_ID)
        or instance_id_of(digest_id(xml.decode("utf-8", "replace"))),
        told.get(DEPRECATED_ID, ""),
        {
            child.get("dataset", ""): plain_id(child.get("id", ""))
            for child in meta
            if local(child.tag) == "entity" and plain_id(child.get("id", ""))
        },
    )


def plain_id(text: str) -> str:
    """Return a uuid as 32 hex digits, another short id as it is, "" for what is no id."""
    text = text.strip().removeprefix("uuid:")
    try:
        return UUID(text).hex
    except ValueError:
        return text if _ID.fullmatch(text) else ""


class _Reader:
    """Goes through elements and definitions side by side."""

    def __init__(self, questionnaire: Questionnaire, instance_id: str, like: Mapping[str, str]) -> None:
        self._kinds, self._kept = questionnaire.kinds, questionnaire.kept
        self._named = {
            definition.index: {child.name: child for child in definition.children}
            for definition in questionnaire.definitions
        }
        self._instance_id = instance_id
        self._like = like
        self._like_rows = State(questionnaire, like).repeats
        self._rows: Counter[str] = Counter()
        self.answers: dict[str, str] = {}
        self.calculated: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.unknown: list[str] = []

    def group(self, element: Element, definition: Definition, prefix: str, path: str) -> None:
        """Read what lies in the form, a group or a row."""
        seen: Counter[str] = Counter()
        for child in element:
            name = local(child.tag)
            seen[name] += 1
            place = f"{path}/{name}" if seen[name] == 1 else f"{path}/{name}[{seen[name]}]"
            known = self._named[definition.index].get(name)
            if known is not None and known.shape is Shape.REPEAT:
                if _TEMPLATE not in child.attrib:
                    self._row(child, known, prefix, place)
            elif known is not None and seen[name] == 1:
                self._node(child, known, prefix, place)
            else:
                self._strange(definition, name, place)
        for known in definition.children:
            if known.name not in seen:
                self._absent(known, prefix)

    def _strange(self, around: Definition, name: str, path: str) -> None:
        is_mark = name in _TOOL_MARKS or around.name == META or (around.parent is None and name == META)
        if not is_mark and len(self.unknown) < UNKNOWN_LIMIT:
            self.unknown.append(path)

    def _node(self, element: Element, definition: Definition, prefix: str, path: str) -> None:
        if definition.shape is Shape.GROUP:
            self.group(element, definition, prefix, path)
            return
        for child in element:
            self._strange(definition, local(child.tag), f"{path}/{local(child.tag)}")
        text = VALUES[self._kinds[definition.index]].normalise(element.text or "")
        if text:
            self._value(definition, prefix + definition.key, text)

    def _value(self, definition: Definition, key: str, text: str) -> None:
        if _is_heading(definition) or not self._kept[definition.index]:
            self.calculated[key] = text
            return
        self.answers[key] = text
        if self._kinds[definition.index] in ATTACHED:
            self.files[key] = text

    def _row(self, element: Element, definition: Definition, prefix: str, path: str) -> None:
        repeat = prefix + definition.key
        self._rows[repeat] += 1
        position = self._rows[repeat]
        offered = (_entity_id(element, definition, self._named), self._id_before(repeat, position))
        free = (each for each in offered if each and f"{repeat}[{each}]" not in self.answers)
        row = f"{repeat}[{next(free, digest_id(self._instance_id, repeat, str(position)))}]"
        self.answers[row] = f"{position:0{_ORDER_DIGITS}d}"
        self.group(element, definition, f"{row}.", path)

    def _id_before(self, repeat: str, position: int) -> str:
        """Return the id of the row that stood at this place before, "" if none did."""
        rows = self._like_rows[repeat].active if repeat in self._like_rows else []
        return rows[position - 1].id if position <= len(rows) else ""

    def _absent(self, definition: Definition, prefix: str) -> None:
        """Fill in what the submission does not say; a repeat that is not there has no rows."""
        key = prefix + definition.key
        if definition.shape is Shape.GROUP:
            for child in definition.children:
                self._absent_below(child, prefix)
        elif definition.shape is Shape.FIELD and self._kept[definition.index]:
            value = self._like.get(key, "") or definition.default
            if value and not _is_heading(definition):
                self.answers[key] = value

    def _absent_below(self, definition: Definition, prefix: str) -> None:
        if definition.shape is not Shape.REPEAT:
            self._absent(definition, prefix)
            return
        start = f"{prefix}{definition.key}["
        self.answers.update((key, value) for key, value in self._like.items() if key.startswith(start))


def _is_heading(definition: Definition) -> bool:
    return "/meta/" in definition.path and definition.name in _OWN_META


def _entity_id(
    element: Element, definition: Definition, named: Mapping[int, Mapping[str, Definition]]
) -> str:
    """Return the id of the entity that a row stands for, "" if it stands for none."""
    for found, known in _inside(element, definition, named):
        if known.name == "entity" and "dataset" in known.attributes:
            return plain_id(found.get("id", ""))
    return ""


def _inside(
    element: Element, definition: Definition, named: Mapping[int, Mapping[str, Definition]]
) -> Iterator[tuple[Element, Definition]]:
    """Yield the groups in a row, without rows inside of it."""
    for child in element:
        known = named[definition.index].get(local(child.tag))
        if known is not None and known.shape is Shape.GROUP:
            yield child, known
            yield from _inside(child, known, named)
