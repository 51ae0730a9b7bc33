"""Calls that are more than functions: they see the context, or leave arguments unevaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

from forms.xpath.context import Closure, Context
from forms.xpath.convert import Value, to_boolean, to_number, to_string
from forms.xpath.grammar import parse
from forms.xpath.nodes import Node, place_of
from forms.xpath.order import ascending, sorted_nodes, sorted_values
from forms.xpath.tree import ExpressionError, Literal, Path, Tree


class Compile(Protocol):
    """How a special call compiles its arguments; `rows` as in `compile.compile_tree`."""

    def value(self, tree: Tree, *, rows: bool = False) -> Closure:
        """Compile what is to be read as text, number or truth."""

    def nodes(self, tree: Tree, *, rows: bool = False) -> Closure:
        """Compile what may be wanted as nodes."""


Arguments = tuple[Tree, ...]


class Special(NamedTuple):
    """How a special call is built, and how many arguments it takes."""

    build: Callable[[Compile, Arguments], Closure]
    least: int
    most: int

    def check(self, name: str, count: int) -> None:
        """Raise ExpressionError unless the number of arguments fits."""
        if not self.least <= count <= self.most:
            raise ExpressionError("wrong_arguments", f"{name}(): {count} ≠ {self.least}–{self.most}")


def _if(build: Compile, arguments: Arguments) -> Closure:
    test = build.value(arguments[0])
    then, otherwise = (build.nodes(each) for each in arguments[1:])
    return lambda context: then(context) if to_boolean(test(context)) else otherwise(context)


def _coalesce(build: Compile, arguments: Arguments) -> Closure:
    options = [build.value(each) for each in arguments]

    def run(context: Context) -> Value:
        for option in options:
            text = to_string(option(context))
            if text not in ("", "NaN"):
                return text
        return ""

    return run


def _once(build: Compile, arguments: Arguments) -> Closure:
    value = build.nodes(arguments[0])

    def run(context: Context) -> Value:
        # `stored`, not `text`: what was set once survives while the question does not apply.
        kept = str(getattr(context.current, "stored", context.current.text))
        return kept or value(context)

    return run


def _current(_: Compile, __: Arguments) -> Closure:
    return lambda context: [context.current]


def _instance(build: Compile, arguments: Arguments) -> Closure:
    name = build.value(arguments[0])

    def run(context: Context) -> Value:
        document = context.world.instance(to_string(name(context)))
        return [] if document is None else [document]

    return run


def _position(build: Compile, arguments: Arguments) -> Closure:
    if not arguments:
        return lambda context: Decimal(context.position)
    nodes = build.nodes(arguments[0])

    def run(context: Context) -> Value:
        found = nodes(context)
        if not isinstance(found, list) or not found:
            return Decimal(0)
        position = row_position(found[0])
        context.meter.spend(position)
        return Decimal(position)

    return run


def row_position(node: Node) -> int:
    """Return the place of a node among its like-named siblings, from 1; behind all if it stands apart."""
    among = node.parent.child(node.name) if node.parent is not None else []
    return place_of(node, among) + 1


def _last(_: Compile, __: Arguments) -> Closure:
    return lambda context: Decimal(context.size)


def _indexed_repeat(build: Compile, arguments: Arguments) -> Closure:
    nodes = build.nodes(arguments[0], rows=True)
    pairs = list(zip(arguments[1::2], arguments[2::2], strict=False))
    rows = [(build.nodes(repeat, rows=True), build.value(index)) for repeat, index in pairs]

    def run(context: Context) -> Value:
        found = nodes(context)
        kept = found if isinstance(found, list) else []
        for repeat, index in rows:
            wanted = _rows_at(repeat(context), to_number(index(context)))
            kept = [node for node in kept if _stands_in(node, wanted)]
        return kept

    return run


def _rows_at(rows: Value, index: Decimal) -> set[int]:
    if not isinstance(rows, list):
        return set()
    return {id(row) for row in rows if row_position(row) == index}


def _stands_in(node: Node, rows: set[int]) -> bool:
    here: Node | None = node
    while here is not None:
        if id(here) in rows:
            return True
        here = here.parent
    return False


def _choice_name(build: Compile, arguments: Arguments) -> Closure:
    value = build.value(arguments[0])
    question = build.nodes(quoted_path(arguments[1]))

    def run(context: Context) -> Value:
        found = question(context)
        if not isinstance(found, list) or not found:
            return ""
        return context.world.choice_label(found[0], to_string(value(context)))

    return run


def quoted_path(tree: Tree) -> Tree:
    """Return the path that `jr:choice-name` names in quotes, as its second argument wants it."""
    return parse(tree.value.strip()) if isinstance(tree, Literal) else tree


def _pulldata(build: Compile, arguments: Arguments) -> Closure:
    instance, wanted, key, value = (build.value(each) for each in arguments)

    def run(context: Context) -> Value:
        document = context.world.instance(to_string(instance(context)))
        column, sought = to_string(key(context)), to_string(value(context))
        for root in document.child("root") if document else []:
            found = context.world.index(root.child("item"), column).get(sought)
            if found:
                return found[0].cell(to_string(wanted(context)))
        return ""

    return run


def _sort_by(build: Compile, arguments: Arguments) -> Closure:
    """Nodes by a path that starts at each of them, or values by keys (as CommCare has it)."""
    values = build.nodes(arguments[0], rows=True)
    falling = build.value(arguments[2]) if len(arguments) > 2 else None  # noqa: PLR2004 - the optional one
    by_node = sorts_nodes(arguments)
    key = build.value(arguments[1]) if by_node else build.nodes(arguments[1], rows=True)

    def run(context: Context) -> Value:
        found = values(context)
        up = ascending(falling(context)) if falling else True
        if by_node:
            nodes = sorted_nodes(context, found if isinstance(found, list) else [], key)
            return nodes if up else nodes[::-1]
        texts = sorted_values(context, found, key(context))
        return " ".join(texts if up else texts[::-1])

    return run


def sorts_nodes(arguments: Arguments) -> bool:
    """Whether the key of a `sort-by` is a path that starts at each node: `name`, `./name`, `name/x`."""
    key = arguments[1]
    if not isinstance(key, Path) or key.start is not None or key.absolute:
        return False
    axes = [step.axis for step in key.steps if step.axis != "self"]
    return bool(axes) and axes[0] in ("child", "attribute")


_MANY = 1_000
NODES = frozenset("current if indexed-repeat instance once randomize sort-by".split())
"""Calls that may give nodes."""
SPECIAL: Mapping[str, Special] = {
    "if": Special(_if, 3, 3),
    "coalesce": Special(_coalesce, 1, _MANY),
    "once": Special(_once, 1, 1),
    "current": Special(_current, 0, 0),
    "instance": Special(_instance, 1, 1),
    "position": Special(_position, 0, 1),
    "last": Special(_last, 0, 0),
    "indexed-repeat": Special(_indexed_repeat, 3, 7),
    "jr:choice-name": Special(_choice_name, 2, 2),
    "sort-by": Special(_sort_by, 2, 3),
    "pulldata": Special(_pulldata, 4, 4),
}
