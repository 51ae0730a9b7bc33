"""`ruhu:*` attributes and entities, read into plain values: what we say beyond the standard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from forms.binds import Compiler
from forms.checks import CHECKS
from forms.faults import FaultCode
from forms.questionnaire import (
    Bind,
    Check,
    Definition,
    Entity,
    Expression,
    FigureItem,
    Item,
    Rule,
    Shape,
    VetoItem,
)
from forms.structure import Structure
from forms.views import Level
from forms.xpath.nodes import Node

KNOWN = frozenset(
    "ref sensitive unit score label basis override reason veto rule level at message figure format "
    "check record rows scheme was paper group better".split()
)
_ARGUMENT = re.compile(r"\s+(?=[A-Za-z_]\w*=)")
_FORMAT = re.compile(r"0(\.0{1,6})?")


class Extensions:
    """Everything a questionnaire declares by extension attributes."""

    def __init__(
        self, compiler: Compiler, structure: Structure, binds: Sequence[Bind], instances: Mapping[str, Node]
    ) -> None:
        """Read all binds; faults go to the compiler."""
        self._compiler = compiler
        self._structure = structure
        self._binds = binds
        self._instances = instances
        self._by_name: dict[str, list[Definition]] = {}
        for definition in structure.definitions:
            self._by_name.setdefault(definition.name, []).append(definition)
        self._check_names()
        self.checks = {index: found for index, found in self._checks() if found}
        self.rules = tuple(self._rules())
        self.items = tuple(self._items())
        self.vetoes = tuple(self._vetoes())
        self.figures = tuple(self._figures())
        self.entities = tuple(self._entities())

    def _fault(self, definition: Definition, detail: str) -> None:
        self._compiler.fault(FaultCode.BAD_EXTENSION, definition.name, detail)

    def _with(self, name: str) -> Iterator[tuple[Definition, str, Mapping[str, str]]]:
        for definition, bind in zip(self._structure.definitions, self._binds, strict=True):
            value = bind.extensions.get(name, "").strip()
            if value:
                yield definition, value, bind.extensions

    def _check_names(self) -> None:
        for definition, bind in zip(self._structure.definitions, self._binds, strict=True):
            for name in bind.extensions:
                if name not in KNOWN:
                    self._fault(definition, f"ruhu:{name}")
            level = bind.extensions.get("level", Level.HARD)
            if level not in set(Level):
                self._fault(definition, f"ruhu:level={level}")

    def _expression(self, source: str | None, definition: Definition, what: str) -> Expression | None:
        return self._compiler.expression(source, definition, f"ruhu:{what}")

    def _checks(self) -> Iterator[tuple[int, tuple[Check, ...]]]:
        for definition, text, _ in self._with("check"):
            yield (
                definition.index,
                tuple(self._check(definition, part) for part in text.split(";") if part.strip()),
            )

    def _check(self, definition: Definition, text: str) -> Check:
        name, *arguments = _ARGUMENT.split(text.strip())
        if name not in CHECKS:
            self._fault(definition, f"ruhu:check={name}")
        found = {}
        for argument in arguments:
            key, _, source = argument.partition("=")
            expression = self._expression(source, definition, "check")
            if expression is not None:
                found[key] = expression
        return Check(name, found)

    def _rules(self) -> Iterator[Rule]:
        for definition, code, more in self._with("rule"):
            names = more.get("at", "").split()
            at = tuple(found for name in names if (found := self._named(definition, name)) is not None)
            level = more.get("level", "H")
            if level not in set(Level):
                continue  # told already
            if not at:
                self._fault(definition, f"ruhu:at={more.get('at', '')}")
            yield Rule(definition, code, Level(level), at, more.get("message", "").strip())

    def _named(self, here: Definition, name: str) -> Definition | None:
        """Find a question by name, the nearest row first."""
        found = self._by_name.get(name.rpartition("/")[2], [])
        if not found:
            self._fault(here, f"ruhu:at={name}")
            return None
        return max(
            found, key=lambda each: sum(a is b for a, b in zip(each.repeats, here.repeats, strict=False))
        )

    def _items(self) -> Iterator[Item]:
        chosen = {item: definition for definition, item, _ in self._with("override")}
        reasons = {item: definition for definition, item, _ in self._with("reason")}
        scored = set()
        for definition, item, more in self._with("score"):
            scored.add(item)
            if item not in self._instances:
                self._compiler.fault(FaultCode.UNKNOWN_INSTANCE, definition.name, f"choices · {item}")
                continue
            basis = self._expression(more.get("basis"), definition, "basis")
            name = more.get("label", "").strip() or _item_name(self._instances[item]) or item
            group = more.get("group", "").strip()
            yield Item(definition, item, name, basis, chosen.get(item), reasons.get(item), group)
        for item in (chosen.keys() | reasons.keys()) - scored:
            self._fault(chosen.get(item) or reasons[item], f"ruhu:override={item}")

    def _vetoes(self) -> Iterator[VetoItem]:
        for definition, code, more in self._with("veto"):
            basis = self._expression(more.get("basis"), definition, "basis")
            yield VetoItem(definition, code, more.get("label", "").strip() or code, basis)

    def _figures(self) -> Iterator[FigureItem]:
        for definition, name, more in self._with("figure"):
            form = more.get("format", "").strip()
            if form and not _FORMAT.fullmatch(form):
                self._fault(definition, f"ruhu:format={form}")
                continue
            basis = self._expression(more.get("basis"), definition, "basis")
            label = more.get("label", "").strip() or name
            yield FigureItem(definition, name, label, more.get("unit", ""), form, basis)

    def _entities(self) -> Iterator[Entity]:
        for definition in self._structure.definitions:
            if (
                definition.name != "entity"
                or definition.shape is not Shape.GROUP
                or definition.parent is None
                or definition.index not in self._structure.datasets  # a group that is only named so
            ):
                continue
            container = definition.parent.parent
            if container is None:
                continue
            conditions = self._conditions(definition)
            yield Entity(
                self._structure.datasets[definition.index],
                container,
                conditions,
                tuple(self._saved(container)),
                self._named_by(definition),
                definition.child("label"),
            )

    def _named_by(self, declared: Definition) -> Definition | None:
        found = declared.child("@id")
        calculated = found is not None and self._binds[found.index].calculate is not None
        return found if calculated else None

    def _conditions(self, declared: Definition) -> tuple[Definition, ...]:
        """Return the calculations that decide; none where the form creates or updates in any case."""
        found = tuple(each for each in declared.children if each.name in ("@create", "@update"))
        return found if all(self._binds[each.index].calculate is not None for each in found) else ()

    def _saved(self, container: Definition) -> Iterator[tuple[str, Definition]]:
        """Yield the properties of the entity declared in a container; but for nearer declarations."""
        for definition, bind in zip(self._structure.definitions, self._binds, strict=True):
            if bind.save_to and _entity_home(definition) is container:
                yield bind.save_to, definition


def _entity_home(definition: Definition) -> Definition | None:
    here = definition.parent
    while here is not None:
        meta = here.child("meta")
        if meta is not None and meta.child("entity") is not None:
            return here
        here = here.parent
    return None


def _item_name(document: Node) -> str:
    """Return the first value in column `item` of a choice list."""
    for root in document.children:
        for row in root.children:
            for cell in row.named.get("item", []):
                if cell.text:
                    return cell.text
    return ""
