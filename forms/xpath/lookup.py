"""`instance('x')/root/item[column = value]` without looking at every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from forms.xpath.constant import same_everywhere
from forms.xpath.context import Closure, Context
from forms.xpath.convert import Value, number_from_text, to_number
from forms.xpath.nodes import Node, string_value
from forms.xpath.steps import Predicate, Walk, keep, local, plain
from forms.xpath.tree import Call, Comparison, Logic, Path, Step, Tree, walk

_WORTH_WHILE = 32
"""Rows below which an index costs more than it saves."""


def column_and_value(predicate: Tree) -> tuple[str, Tree] | None:
    """Return the parts of `column = value`, either way round, if the value is the same for every row.

    Of conditions joined by `and`, the first such; the whole predicate is still to be tested.
    """
    if isinstance(predicate, Logic) and predicate.operator == "and" and not _counts(predicate):
        return next(filter(None, map(column_and_value, predicate.operands)), None)
    if not isinstance(predicate, Comparison) or predicate.operator != "=":
        return None
    for column, value in ((predicate.left, predicate.right), (predicate.right, predicate.left)):
        name = column_name(column)
        if name and not isinstance(value, Comparison | Logic) and same_everywhere(value):
            return name, value
    return None


def _counts(tree: Tree) -> bool:
    """Whether an expression asks for positions, which an index would change."""
    return any(isinstance(each, Call) and each.name in ("position", "last") for each in walk(tree))


def column_name(tree: Tree) -> str:
    """Return the name of a child that a path consists of, "" if it is anything else."""
    if isinstance(tree, Path) and tree.start is None and not tree.absolute and len(tree.steps) == 1:
        step = tree.steps[0]
        return local(step.test) if plain(step) else ""
    return ""


def looked_up(step: Step, column: str, value: Closure, predicates: Sequence[Predicate]) -> Walk:
    """Compile a child step whose first predicate is, or contains, `column = value`."""
    name = local(step.test)
    settled = isinstance(step.predicates[0], Comparison)
    remaining = predicates[1:] if settled else predicates

    def run(context: Context, nodes: list[Node]) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            rows = node.child(name)
            among = _among(context, rows, column, value(context)) if len(rows) > _WORTH_WHILE else None
            if among is None:
                found.extend(keep(context, rows, predicates))
            else:
                found.extend(keep(context, among, remaining))
        return found

    return run


def _among(context: Context, rows: list[Node], column: str, sought: Value) -> list[Node] | None:
    """Return the rows whose column equals a value; None where equality is more than looking at texts."""
    if isinstance(sought, bool):
        return None
    index = context.world.index(rows, column)
    if isinstance(sought, str):
        return index.get(sought, [])
    if isinstance(sought, list) and not any(node.numeric for node in sought):
        context.meter.spend(len(sought))
        texts = {string_value(node) for node in sought} or {""}
    else:
        context.meter.spend(len(index))
        texts = _spellings(index, sought)
    groups = [index[text] for text in texts if text in index]
    if len(groups) <= 1:
        return groups[0] if groups else []
    context.meter.spend(len(rows))
    return [row for row in rows if row.cell(column) in texts]


def _spellings(index: Mapping[str, list[Node]], sought: Value) -> set[str]:
    """Return the texts of a column that equal a number, or nodes that are numbers by their type."""
    numbers = {sought} if isinstance(sought, Decimal) else set()
    texts: set[str] = set()
    for node in sought if isinstance(sought, list) else ():
        texts.add(node.text)
        if node.numeric and node.text:
            numbers.add(to_number(node.text))
    numbers = {number for number in numbers if not number.is_nan()}
    return texts | {text for text in index if number_from_text(text) in numbers} if numbers else texts
