"""`instance('x')/root/item[column = value]` without looking at every row."""

from __future__ import annotations

from forms.xpath.context import Closure, Context
from forms.xpath.convert import Value
from forms.xpath.nodes import Node, string_value
from forms.xpath.steps import Walk, keep, local
from forms.xpath.tree import Call, Comparison, Logic, Path, Step, Tree, parts, walk

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
        if _is_column(column) and _same_everywhere(value):
            return local(column.steps[0].test), value  # type: ignore[attr-defined]  # `_is_column` says it is a Path
    return None


def _counts(tree: Tree) -> bool:
    """Whether an expression asks for positions, which an index would change."""
    return any(isinstance(each, Call) and each.name in ("position", "last") for each in walk(tree))


def _is_column(tree: Tree) -> bool:
    if not isinstance(tree, Path) or tree.start is not None or tree.absolute or len(tree.steps) != 1:
        return False
    step = tree.steps[0]
    return step.axis == "child" and not step.predicates and step.test != "*" and not step.test.endswith(")")


def _same_everywhere(tree: Tree) -> bool:
    """Whether nothing in an expression looks at the row being tested."""
    if isinstance(tree, Path) and tree.start is None:
        return tree.absolute and all(_plain(step) for step in tree.steps)
    if isinstance(tree, Path):
        return (
            tree.start == Call("current", ())
            and not tree.predicates
            and all(_plain(step) for step in tree.steps)
        )
    if isinstance(tree, Call) and not tree.arguments:
        return tree.name in ("current", "today", "true", "false")
    return all(_same_everywhere(part) for part in parts(tree))


def _plain(step: Step) -> bool:
    return not step.predicates


def looked_up(step: Step, column: str, value: Closure, predicates: list[Closure]) -> Walk:
    """Compile a child step whose first predicate is, or contains, `column = value`."""
    name = local(step.test)
    settled = isinstance(step.predicates[0], Comparison)
    remaining = predicates[1:] if settled else predicates

    def run(context: Context, nodes: list[Node]) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            rows = node.named.get(name, [])
            sought = _text(value(context)) if len(rows) > _WORTH_WHILE else None
            if sought is None:
                found.extend(keep(context, rows, predicates))
            else:
                among = context.world.index(rows, column).get(sought, [])
                found.extend(keep(context, among, remaining) if remaining else among)
        return found

    return run


def _text(value: Value) -> str | None:
    """Return the text to look for; None where equality is more than equal texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and len(value) <= 1 and not any(node.numeric for node in value):
        return string_value(value[0]) if value else ""
    return None
