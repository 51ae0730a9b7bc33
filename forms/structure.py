"""The primary instance of an XForm → definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.questionnaire import Definition, Shape
from forms.xml import JAVAROSA, Element, local

# Written by the centre and by other tools; here the register's own revisions do their work.
_ENTITY_ATTRIBUTES = ("create", "update", "id")
NODES_LIMIT = 20_000
"""Questions, calculations, groups and repeats of a form together."""


class Structure:
    """All definitions of a form, by place and by path."""

    def __init__(self, root: Element, repeats: frozenset[str]) -> None:
        """Read the root element of the primary instance; `repeats` holds the paths that the body repeats."""
        self._repeats = repeats
        self.definitions: list[Definition] = []
        self.by_path: dict[str, Definition] = {}
        self.datasets: dict[int, str] = {}
        """Of entity declarations: the list they write to."""
        self.root = self._add(root, None)
        self._fill(self.root, root)
        _name_keys(self.definitions)

    def find(self, path: str, here: Definition | None = None) -> Definition | None:
        """Return the node at a path; prefixes do not count, and a relative path starts from `here`."""
        return self.by_path.get(resolved(path, here.path if here else ""))

    def _add(self, element: Element, parent: Definition | None, name: str = "") -> Definition:
        name = name or local(element.tag)
        path = f"{parent.path if parent else ''}/{name}"
        repeated = path in self._repeats
        shape = Shape.REPEAT if repeated else Shape.GROUP if len(element) or parent is None else Shape.FIELD
        definition = Definition(len(self.definitions), name, path, parent, shape)
        definition.tag, definition.attributes = element.tag, dict(element.attrib)
        definition.repeats = (*(parent.repeats if parent else ()), *((definition,) if repeated else ()))
        if len(self.definitions) >= NODES_LIMIT:
            raise QuestionnaireFault((Fault(FaultCode.TOO_LONG, "instance", f"> {NODES_LIMIT}"),))
        self.definitions.append(definition)
        self.by_path[path] = definition
        if parent is not None:
            parent.children.append(definition)
            parent.named.setdefault(name, definition)
        return definition

    def _fill(self, definition: Definition, element: Element) -> None:
        if definition.name == "entity" and "dataset" in element.attrib:
            self._entity_conditions(definition, element)
        for name, group in _by_name(element).items():
            template = next((each for each in group if JAVAROSA + "template" in each.attrib), group[0])
            found = self._add(template, definition, name)
            if found.shape is Shape.FIELD and not (name == "entity" and "dataset" in template.attrib):
                found.default = template.text or ""
            else:
                rows = [each for each in group if JAVAROSA + "template" not in each.attrib]
                found.start_rows = _start_rows(template, rows)
                found.written = tuple(dict(self._leaves(each, found.path)) for each in rows)
                self._fill(found, template)

    def _leaves(self, element: Element, path: str) -> Iterator[tuple[str, str]]:
        """Yield the values that a row of the form is written with, by path; of rows within it, none."""
        for child in element:
            inner = f"{path}/{local(child.tag)}"
            if len(child) and inner not in self._repeats:
                yield from self._leaves(child, inner)
            elif not len(child):
                yield inner, child.text or ""

    def _entity_conditions(self, definition: Definition, element: Element) -> None:
        """Attributes that have binds become nodes of their own: `@create`, `@update`, `@id`."""
        definition.shape = Shape.GROUP
        self.datasets[definition.index] = element.attrib["dataset"]
        for name in _ENTITY_ATTRIBUTES:
            if name in element.attrib:
                self._add(Element("attribute"), definition, f"@{name}")


def resolved(path: str, here: str = "") -> str:
    """Return an absolute path without prefixes, `.` and `..`; a relative one goes on from `here`."""
    path = path.strip()
    steps: list[str] = [] if path.startswith("/") else here.split("/")[1:]
    for step in path.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step.rpartition(":")[2])
    return "/" + "/".join(steps) if steps else ""


def _by_name(element: Element) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for child in element:
        found.setdefault(local(child.tag), []).append(child)
    return found


def _start_rows(template: Element, rows: list[Element]) -> int:
    """Return how many rows a form starts with.

    pyxform writes one empty row beside every template; a row that nobody asked for would only be questions
    that nobody can answer, so such a repeat starts empty. Rows that say more than the template count.
    """
    empty = len(rows) == 1 and template is not rows[0] and _contents(rows[0]) == _contents(template)
    return 0 if empty else len(rows)


def _contents(element: Element, path: str = "") -> set[tuple[str, str]]:
    """Return what stands in a row, by path; pyxform writes rows within it as template, as row, or as both."""
    here = f"{path}/{local(element.tag)}" if path else "."
    found = {(here, (element.text or "").strip())}
    return found.union(*(_contents(child, here) for child in element))


def _name_keys(definitions: Iterable[Definition]) -> None:
    """Give every node its key: the name where that is enough within its row, else with the groups above."""
    scopes: dict[int, dict[str, int]] = {}
    listed = list(definitions)
    for definition in listed:
        if not _internal(definition):
            names = scopes.setdefault(_scope(definition), {})
            names[definition.name] = names.get(definition.name, 0) + 1
    for definition in listed:
        plain = not _internal(definition) and scopes[_scope(definition)][definition.name] == 1
        definition.key = definition.name if plain else _qualified(definition)


def _internal(definition: Definition) -> bool:
    return "/meta/" in f"{definition.path}/"


def _scope(definition: Definition) -> int:
    """Return which row a node's key is relative to: of a repeat, the row around it."""
    around = definition.repeats[:-1] if definition.shape is Shape.REPEAT else definition.repeats
    return around[-1].index if around else -1


def _qualified(definition: Definition) -> str:
    names, here, scope = [definition.name], definition.parent, _scope(definition)
    while here is not None and here.parent is not None and here.index != scope:
        names.append(here.name)
        here = here.parent
    return "/".join(reversed(names))
