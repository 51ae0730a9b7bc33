"""Tree → closure. Compiled once per questionnaire, run for every answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from forms.xpath.comparing import COMPARISONS, MIRRORED, against
from forms.xpath.constant import same_everywhere, trivial
from forms.xpath.context import Closure, Context, once_for_all
from forms.xpath.convert import ARITHMETIC, NUMBERS, Value, to_boolean, to_number
from forms.xpath.functions import FUNCTIONS, Function
from forms.xpath.grammar import parse
from forms.xpath.lookup import column_and_value, column_name, looked_up
from forms.xpath.nodes import Node, in_document_order, top
from forms.xpath.special import NODES, SPECIAL
from forms.xpath.steps import Predicate, Walk, from_root, in_same_row, keep, local, plain, walk
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
from forms.xpath.tree import walk as walk_tree

_PARTS_A_VISIT = 4
"""How many parts of a predicate cost as much as a visit to a node."""


def compiled(text: str) -> Closure:
    """Read and compile an expression, or raise ExpressionError."""
    return compile_tree(parse(text))


def compile_tree(tree: Tree, *, rows: bool = False) -> Closure:
    """Compile a tree.

    Running it raises EvaluationLimit, and nothing else, where it would cost more than anybody waits for.

    Args:
        tree: As `grammar.parse` returns it.
        rows: A node-set is wanted: an absolute path means all rows of a repeat, not the row at hand.
    """
    try:
        return Compiler().nodes(tree, rows=rows)
    except RecursionError as error:  # whoever asks stands deep in the stack already
        raise ExpressionError("too_deep", "") from error


class Compiler:
    """Compiles the parts of one tree, outside of predicates or inside, where all runs for each node."""

    def __init__(self, outside: Compiler | None = None) -> None:
        self._is_inside = outside is not None
        self._outside: Compiler = outside or self
        self._inside: Compiler = self if outside else Compiler(self)
        self._made: dict[tuple[int, bool], tuple[Tree, Closure]] = {}

    def value(self, tree: Tree, *, rows: bool = False) -> Closure:
        """Compile what is to be read as text, number or truth.

        Once: the value that rows are looked up by is also part of their predicate, and so on inwards.
        """
        key = (id(tree), rows)
        if key not in self._made:
            self._made[key] = (tree, self._value(tree, rows=rows))
        return self._made[key][1]

    def _value(self, tree: Tree, *, rows: bool) -> Closure:
        if self._is_inside:
            if not trivial(tree) and same_everywhere(tree):
                return once_for_all(self._outside.value(tree, rows=rows))
            name = column_name(tree)
            if name:
                return lambda context: context.node.content(name)
        found = self.nodes(tree, rows=rows)
        gives_nodes = isinstance(tree, Path | Union) or (isinstance(tree, Call) and tree.name in NODES)
        return _read(found) if gives_nodes else found

    def nodes(self, tree: Tree, *, rows: bool = False) -> Closure:
        """Compile what may be wanted as nodes; `rows` as in `compile_tree`."""
        if isinstance(tree, Path):
            return self._path(tree, rows=rows)
        if isinstance(tree, Number | Literal):
            value: Value = tree.value
            return lambda _: value
        return _COMPILERS[type(tree)](self, tree)

    def truth(self, tree: Tree) -> Callable[[Context], bool]:
        """Compile a condition."""
        value = self.value(tree)
        if isinstance(tree, Comparison | Logic):
            return value  # type: ignore[return-value]  # these give nothing but booleans
        return lambda context: to_boolean(value(context))

    def number(self, tree: Tree) -> Callable[[Context], Value]:
        """Compile an operand of arithmetic."""
        value = self.value(tree)
        if isinstance(tree, Number | Arithmetic | Negation):
            return value
        return lambda context: to_number(value(context))

    def _logic(self, tree: Logic) -> Closure:
        operands = [self.truth(operand) for operand in tree.operands]
        if len(operands) == 2:  # noqa: PLR2004 - the usual case without a loop
            first, second = operands
            if tree.operator == "or":
                return lambda context: first(context) or second(context)
            return lambda context: first(context) and second(context)
        if tree.operator == "or":
            return lambda context: any(operand(context) for operand in operands)
        return lambda context: all(operand(context) for operand in operands)

    def _comparison(self, tree: Comparison) -> Closure:
        if self._is_inside and same_everywhere(tree.right):
            return self._against(tree.left, tree.operator, tree.right)
        if self._is_inside and same_everywhere(tree.left):
            return self._against(tree.right, MIRRORED[tree.operator], tree.left)
        left, right, test = self.value(tree.left), self.value(tree.right), COMPARISONS[tree.operator]
        same = {"=": True, "!=": False}.get(tree.operator)

        def run(context: Context) -> Value:
            a, b = left(context), right(context)
            if same is not None and isinstance(a, str) and isinstance(b, str):
                return (a == b) is same
            if isinstance(a, list):
                context.meter.spend(len(a))
            if isinstance(b, list):
                context.meter.spend(len(b))
            return test(a, b)

        return run

    def _against(self, left: Tree, operator: str, right: Tree) -> Closure:
        """Compile a comparison with what is the same for every node."""
        each, fixed = self.value(left), self._outside.value(right)

        def run(context: Context) -> Value:
            test = context.prepared.get(run)
            if test is None:
                test = context.prepared[run] = against(operator, fixed(context))
            value = each(context)
            if isinstance(value, list):
                context.meter.spend(len(value))
            return test(value)

        return run

    def _arithmetic(self, tree: Arithmetic) -> Closure:
        first = self.number(tree.first)
        rest = [(ARITHMETIC[operator], self.number(operand)) for operator, operand in tree.rest]

        def run(context: Context) -> Value:
            value = first(context)
            for operate, operand in rest:
                value = operate(value, operand(context))  # type: ignore[arg-type]  # `number` gives numbers
            return value

        return run

    def _negation(self, tree: Negation) -> Closure:
        operand = self.number(tree.operand)
        return lambda context: NUMBERS.minus(operand(context))  # type: ignore[arg-type]  # as above

    def _union(self, tree: Union) -> Closure:
        parts = [self.nodes(part, rows=True) for part in tree.parts]

        def run(context: Context) -> Value:
            found: list[Node] = []
            for part in parts:
                found.extend(nodes_of(part(context)))
            ordered = in_document_order(found)
            context.meter.spend(len(ordered))
            return ordered

        return run

    def _call(self, tree: Call) -> Closure:
        special = SPECIAL.get(tree.name)
        if special is not None:
            special.check(tree.name, len(tree.arguments))
            return special.build(self, tree.arguments)
        function = FUNCTIONS.get(tree.name)
        if function is None:
            raise ExpressionError("unknown_function", f"{tree.name}()")
        function.check(tree.name, len(tree.arguments))
        if function.inspect is not None:
            function.inspect(tree.arguments)
        take = self.nodes if function.nodes else self.value
        return _strict(function, [take(each, rows=function.rows) for each in tree.arguments])

    def _path(self, tree: Path, *, rows: bool) -> Closure:
        steps = _without_dots(tree)
        if tree.absolute and not rows and all(map(plain, steps)):
            return _only_relevant(from_root(tuple(local(step.test) for step in steps)))
        start = self._start(tree)
        listed = isinstance(tree.start, Call) and tree.start.name == "instance"
        walks = [self._walk(step, listed=listed) for step in steps]
        same_row = [tree.absolute and not rows and plain(step) for step in steps]

        def run(context: Context) -> list[Node]:
            nodes = start(context)
            for move, narrow in zip(walks, same_row, strict=True):
                nodes = move(context, nodes)
                if narrow and len(nodes) > 1:
                    nodes = in_same_row(context.current, nodes)
            return nodes

        return _only_relevant(run)

    def _start(self, tree: Path) -> Callable[[Context], list[Node]]:
        if tree.start is None:
            if tree.absolute:
                return lambda context: [top(context.current)]
            return lambda context: [context.node]
        start = self.nodes(tree.start, rows=True)
        predicates = [self._predicate(each) for each in tree.predicates]
        if not predicates:
            return lambda context: nodes_of(start(context))
        return lambda context: keep(context, nodes_of(start(context)), predicates)

    def _predicate(self, tree: Tree) -> Predicate:
        cost = 1 + sum(1 for _ in walk_tree(tree)) // _PARTS_A_VISIT
        return Predicate(self._inside.value(tree), cost, tree.value if isinstance(tree, Number) else None)

    def _walk(self, step: Step, *, listed: bool) -> Walk:
        predicates = [self._predicate(each) for each in step.predicates]
        sought = (
            column_and_value(step.predicates[0]) if listed and predicates and step.axis == "child" else None
        )
        if sought is None or step.test == "*":
            return walk(step, predicates)
        return looked_up(step, sought[0], self._outside.value(sought[1]), predicates)


def nodes_of(value: Value) -> list[Node]:
    """Return a value as nodes: only a node-set has any."""
    return value if isinstance(value, list) else []


def _strict(function: Function, arguments: Sequence[Closure]) -> Closure:
    call = function.call
    if len(arguments) == 1:
        only = arguments[0]
        return lambda context: call(context, only(context))
    if len(arguments) == 2:  # noqa: PLR2004 - the usual cases without a list
        first, second = arguments
        return lambda context: call(context, first(context), second(context))
    return lambda context: call(context, *[argument(context) for argument in arguments])


def _without_dots(tree: Path) -> tuple[Step, ...]:
    """Return the steps of a path without `./` before them."""
    steps = tree.steps
    while len(steps) > 1 and steps[0] == Step("self", "node()"):
        steps = steps[1:]
    return steps


def _only_relevant(find: Callable[[Context], list[Node]]) -> Closure:
    def run(context: Context) -> Value:
        nodes = find(context)
        if len(nodes) == 1:
            return nodes if nodes[0].relevant else []
        return [node for node in nodes if node.relevant]

    return run


def _read(closure: Closure) -> Closure:
    """Return the closure of nodes that are read: what is below them counts as looked at."""

    def run(context: Context) -> Value:
        value = closure(context)
        if isinstance(value, list):
            for node in value:
                if node.branch:
                    context.meter.read(node)
        return value

    return run


_COMPILERS: dict[type[Tree], Callable[..., Closure]] = {
    Logic: Compiler._logic,  # noqa: SLF001 - its own methods
    Comparison: Compiler._comparison,  # noqa: SLF001
    Arithmetic: Compiler._arithmetic,  # noqa: SLF001
    Negation: Compiler._negation,  # noqa: SLF001
    Union: Compiler._union,  # noqa: SLF001
    Call: Compiler._call,  # noqa: SLF001
}
