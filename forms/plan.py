"""Who depends on whom, and in which order things are worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from forms.questionnaire import Bind, Check, Control, Definition, Expression, Shape
from forms.reads import Read


class Aspect(IntEnum):
    """What can be worked out about a node. The first three feed other nodes and have an order."""

    COUNT = 0
    RELEVANT = 1
    CALCULATE = 2
    REQUIRED = 3
    READONLY = 4
    SHOWN = 5
    """Labels, options, constraint and checks: looked at again when somebody looks."""


class Slot(NamedTuple):
    """One aspect of one node."""

    definition: int
    aspect: Aspect


class Dependent(NamedTuple):
    """A slot that has to be worked out again; `shared` as in `Read`."""

    definition: int
    aspect: Aspect
    shared: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The dependency graph of a questionnaire.

    Attributes:
        dependents: By index of the node that changed.
        rank: Order of evaluation of the slots that have one.
        looped: Repeats whose row count looks at their own rows; counted last, and once.
        evaluated: For every definition, what is to be worked out when it comes into being.
    """

    dependents: Mapping[int, tuple[Dependent, ...]]
    rank: Mapping[Slot, int]
    looped: frozenset[int]
    evaluated: Mapping[int, tuple[Aspect, ...]]


class CycleError(Exception):
    """Questions that depend on each other in a circle."""

    def __init__(self, cycle: tuple[Definition, ...]) -> None:
        super().__init__(" → ".join(definition.name for definition in cycle))
        self.cycle = cycle


_FEEDING = (Aspect.COUNT, Aspect.RELEVANT, Aspect.CALCULATE)


def make(
    definitions: Sequence[Definition],
    binds: Sequence[Bind],
    controls: Sequence[Control | None],
    checks: Mapping[int, tuple[Check, ...]],
) -> Plan:
    """Work out the graph, or raise CycleError."""
    dependents: dict[int, dict[Dependent, None]] = {}
    evaluated: dict[int, tuple[Aspect, ...]] = {}
    before: dict[Slot, set[Slot]] = {}
    for definition in definitions:
        used = dict(_used(definition, binds[definition.index], controls[definition.index], checks))
        evaluated[definition.index] = tuple(sorted(used))
        for aspect, expressions in used.items():
            for read in _reads(expressions):
                if aspect is Aspect.CALCULATE and read == Read(definition, len(definition.repeats)):
                    continue  # a calculation may look back at its own value, but does not follow it
                dependents.setdefault(read.target.index, {}).setdefault(
                    Dependent(definition.index, aspect, read.shared)
                )
                if aspect in _FEEDING:
                    before.setdefault(Slot(definition.index, aspect), set()).update(
                        _sources(read, definition, aspect)
                    )
        _inherit(definition, before)
    ranks, looped = _ranks(before, definitions)
    reached = {index: tuple(found) for index, found in dependents.items()}
    return Plan(reached, ranks, looped, evaluated)


def _used(
    definition: Definition, bind: Bind, control: Control | None, checks: Mapping[int, tuple[Check, ...]]
) -> Iterator[tuple[Aspect, list[Expression]]]:
    if control is not None and control.count is not None:
        yield Aspect.COUNT, [control.count]
    single = (
        (Aspect.RELEVANT, bind.relevant),
        (Aspect.CALCULATE, bind.calculate),
        (Aspect.REQUIRED, bind.required),
        (Aspect.READONLY, bind.readonly),
    )
    for aspect, expression in single:
        if expression is not None:
            yield aspect, [expression]
    shown = list(_shown(bind, control))
    shown.extend(value for check in checks.get(definition.index, ()) for value in check.arguments.values())
    if shown:
        yield Aspect.SHOWN, shown


def _shown(bind: Bind, control: Control | None) -> Iterator[Expression]:
    if bind.constraint is not None:
        yield bind.constraint
    yield from bind.constraint_message.expressions()
    yield from bind.required_message.expressions()
    if control is None:
        return
    yield from control.label.expressions()
    yield from control.hint.expressions()
    for option in control.options:
        yield from option.label.expressions()
    if control.itemset is not None:
        yield control.itemset.nodes
        yield from control.itemset.words


def _reads(expressions: Iterable[Expression]) -> Iterator[Read]:
    for expression in expressions:
        yield from expression.reads


def _sources(read: Read, reader: Definition, aspect: Aspect) -> Iterator[Slot]:
    """Yield the slots that settle what is read; an expression may look back at its own node's value."""
    target = read.target
    if target is not reader or not (aspect is Aspect.CALCULATE or target.shape is Shape.REPEAT):
        yield Slot(target.index, Aspect.CALCULATE)
        yield Slot(target.index, Aspect.RELEVANT)
    for repeat in target.repeats[read.shared :]:
        # A repeat's own count may look at its rows, such as `count(…)`: the fixed point is the answer.
        if not (repeat is reader and aspect is Aspect.COUNT):
            yield Slot(repeat.index, Aspect.COUNT)


def _inherit(definition: Definition, before: dict[Slot, set[Slot]]) -> None:
    """Relevance comes down from above; rows exist before anything in them is worked out."""
    above = before.setdefault(Slot(definition.index, Aspect.RELEVANT), set())
    if definition.parent is not None:
        above.add(Slot(definition.parent.index, Aspect.RELEVANT))
    if definition.shape is Shape.REPEAT:
        above.add(Slot(definition.index, Aspect.COUNT))
        if definition.parent is not None:
            before.setdefault(Slot(definition.index, Aspect.COUNT), set()).add(
                Slot(definition.parent.index, Aspect.RELEVANT)
            )
    before.setdefault(Slot(definition.index, Aspect.CALCULATE), set()).add(
        Slot(definition.index, Aspect.RELEVANT)
    )


def _ranks(
    before: Mapping[Slot, set[Slot]], definitions: Sequence[Definition]
) -> tuple[dict[Slot, int], frozenset[int]]:
    """Order the slots (depth first, without recursion), or raise CycleError."""
    ranks: dict[Slot, int] = {}
    looped: set[int] = set()
    for start in before:
        path: list[tuple[Slot, Iterator[Slot]]] = (
            [(start, iter(before.get(start, ())))] if start not in ranks else []
        )
        on_path = {start: 0} if path else {}
        while path:
            slot, waiting = path[-1]
            following = next((each for each in waiting if each not in ranks), None)
            if following is None:
                ranks[slot] = len(ranks)
                path.pop()
                del on_path[slot]
            elif following in on_path:
                circle = [each for each, _ in path[on_path[following] :]]
                # A row count that looks at its own rows settles by repetition, as in other tools.
                counts = {each.definition for each in circle if each.aspect is Aspect.COUNT}
                if not counts:
                    raise CycleError(_named(circle, definitions))
                looped |= counts
            else:
                on_path[following] = len(path)
                path.append((following, iter(before.get(following, ()))))
    for index in looped:
        ranks[Slot(index, Aspect.COUNT)] = len(ranks)
    return ranks, frozenset(looped)


def _named(slots: list[Slot], definitions: Sequence[Definition]) -> tuple[Definition, ...]:
    """Return the questions of a circle, one depending on the next; groups are left out if possible."""
    found = list(dict.fromkeys(definitions[slot.definition] for slot in slots))
    fields = [definition for definition in found if definition.shape is Shape.FIELD]
    return tuple(fields or found)
