"""Tree → closure. Compiled once per questionnaire, run for every answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from forms.xpath.context import Closure, Context
from forms.xpath.convert import ARITHMETIC, COMPARISONS, NUMBERS, Value, to_boolean, to_number
from forms.xpath.functions import FUNCTIONS, Function
from forms.xpath.grammar import parse
from forms.xpath.lookup import column_and_value, looked_up
from forms.xpath.nodes import Node, in_document_order, top
from forms.xpath.special import SPECIAL, Compile
from forms.xpath.steps import Walk, from_root, in_same_row, keep, local, walk
from forms.xpath.tree import (
    Arithmetic,
    Call,
    Comparison,
    ExpressionError,
    Literal,
    Logic,
    Negation,
    Number,
    Path,
    Step,
    Tree,
    Union,
)


def compiled(text: str) -> Closure:
    """Read and compile an expression, or raise ExpressionError."""
    return compile_tree(parse(text))


def compile_tree(tree: Tree, *, rows: bool = False) -> Closure:
    """Compile a tree.

    Args:
        tree: As `grammar.parse` returns it.
        rows: A node-set is wanted: an absolute path means all rows of a repeat, not the row at hand.
    """
    if isinstance(tree, Path):
        return _path(tree, rows=rows)
    return _COMPILERS[type(tree)](tree)


def _number(tree: Number) -> Closure:
    value = tree.value
    return lambda _: value


def _literal(tree: Literal) -> Closure:
    value = tree.value
    return lambda _: value


def _logic(tree: Logic) -> Closure:
    operands = [compile_tree(operand) for operand in tree.operands]
    if tree.operator == "or":
        return lambda context: any(to_boolean(operand(context)) for operand in operands)
    return lambda context: all(to_boolean(operand(context)) for operand in operands)


def _comparison(tree: Comparison) -> Closure:
    left, right, test = compile_tree(tree.left), compile_tree(tree.right), COMPARISONS[tree.operator]
    return lambda context: test(left(context), right(context))


def _arithmetic(tree: Arithmetic) -> Closure:
    first = compile_tree(tree.first)
    rest = [(ARITHMETIC[operator], compile_tree(operand)) for operator, operand in tree.rest]

    def run(context: Context) -> Value:
        value = to_number(first(context))
        for operate, operand in rest:
            value = operate(value, to_number(operand(context)))
        return value

    return run


def _negation(tree: Negation) -> Closure:
    operand = compile_tree(tree.operand)
    return lambda context: NUMBERS.minus(to_number(operand(context)))


def _union(tree: Union) -> Closure:
    parts = [compile_tree(part, rows=True) for part in tree.parts]

    def run(context: Context) -> Value:
        found: list[Node] = []
        for part in parts:
            found.extend(nodes_of(part(context)))
        return in_document_order(found)

    return run


def nodes_of(value: Value) -> list[Node]:
    """Return a value as nodes: only a node-set has any."""
    return value if isinstance(value, list) else []


def _call(tree: Call) -> Closure:
    special = SPECIAL.get(tree.name)
    if special is not None:
        special.check(tree.name, len(tree.arguments))
        return special.build(Compile(compile_tree, _rows), tree.arguments)
    function = FUNCTIONS.get(tree.name)
    if function is None:
        raise ExpressionError("unknown_function", f"{tree.name}()")
    function.check(tree.name, len(tree.arguments))
    if function.inspect is not None:
        function.inspect(tree.arguments)
    return _strict(function, [compile_tree(each, rows=function.rows) for each in tree.arguments])


def _rows(tree: Tree) -> Closure:
    return compile_tree(tree, rows=True)


def _strict(function: Function, arguments: Sequence[Closure]) -> Closure:
    call = function.call
    if len(arguments) == 1:
        only = arguments[0]
        return lambda context: call(context, only(context))
    if len(arguments) == 2:  # noqa: PLR2004 - the usual cases without a list
        first, second = arguments
        return lambda context: call(context, first(context), second(context))
    return lambda context: call(context, *[argument(context) for argument in arguments])


def _path(tree: Path, *, rows: bool) -> Closure:
    if tree.absolute and not rows and all(_plain(step) for step in tree.steps):
        return _only_relevant(from_root(tuple(local(step.test) for step in tree.steps)))
    start = _start(tree)
    listed = isinstance(tree.start, Call) and tree.start.name == "instance"
    walks = [_walk(step, listed=listed) for step in tree.steps]
    same_row = [tree.absolute and not rows and _plain(step) for step in tree.steps]

    def run(context: Context) -> list[Node]:
        nodes = start(context)
        for move, narrow in zip(walks, same_row, strict=True):
            nodes = move(context, nodes)
            if narrow and len(nodes) > 1:
                nodes = in_same_row(context.current, nodes)
        return nodes

    return _only_relevant(run)


def _walk(step: Step, *, listed: bool) -> Walk:
    predicates = [compile_tree(each) for each in step.predicates]
    sought = column_and_value(step.predicates[0]) if listed and predicates and step.axis == "child" else None
    if sought is None or step.test == "*":
        return walk(step, predicates)
    return looked_up(step, sought[0], compile_tree(sought[1]), predicates)


def _plain(step: Step) -> bool:
    return step.axis == "child" and step.test != "*" and not step.test.endswith(")") and not step.predicates


def _only_relevant(find: Callable[[Context], Value]) -> Closure:
    def run(context: Context) -> Value:
        nodes = nodes_of(find(context))
        if len(nodes) == 1:
            return nodes if nodes[0].relevant else []
        return [node for node in nodes if node.relevant]

    return run


def _start(tree: Path) -> Callable[[Context], list[Node]]:
    if tree.start is None:
        if tree.absolute:
            return lambda context: [top(context.current)]
        return lambda context: [context.node]
    start = compile_tree(tree.start, rows=True)
    predicates = [compile_tree(each) for each in tree.predicates]
    if not predicates:
        return lambda context: nodes_of(start(context))
    return lambda context: keep(context, nodes_of(start(context)), predicates)


_COMPILERS: dict[type[Tree], Callable[..., Closure]] = {
    Number: _number,
    Literal: _literal,
    Logic: _logic,
    Comparison: _comparison,
    Arithmetic: _arithmetic,
    Negation: _negation,
    Union: _union,
    Call: _call,
}
