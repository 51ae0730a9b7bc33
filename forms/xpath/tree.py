"""The parsed expression: one small frozen class for each production of the grammar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


class ExpressionError(ValueError):
    """An expression that cannot be read or cannot mean anything.

    Attributes:
        kind: The value of a `FaultCode`.
        detail: What is wrong, for the person who wrote it.
    """

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


class EvaluationLimit(Exception):
    """An evaluation that costs more than anybody waits for; its value is unknown.

    Attributes:
        kind: `visits` (nodes looked at), `text` (characters made) or `regex` (seconds with patterns).
        limit: How many there may be.
    """

    def __init__(self, kind: str, limit: int) -> None:
        super().__init__(f"{kind} > {limit}")
        self.kind = kind
        self.limit = limit


class Tree:
    """Any part of a parsed expression."""

    __slots__: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number(Tree):
    """A numeric literal."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Literal(Tree):
    """A quoted string."""

    value: str


@dataclass(frozen=True, slots=True)
class Call(Tree):
    """A function call; the name keeps its prefix, as in `jr:choice-name`."""

    name: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Logic(Tree):
    """`or` / `and` over two or more operands."""

    operator: str
    operands: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Tree):
    """`=` `!=` `<` `<=` `>` `>=`."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Arithmetic(Tree):
    """A chain of `+ -` or of `* div mod`, from left to right; flat, so that its length costs no depth."""

    first: Tree
    rest: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Negation(Tree):
    """Unary minus, an odd number of times."""

    operand: Tree


@dataclass(frozen=True, slots=True)
class Union(Tree):
    """`a | b`."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Step(Tree):
    """One step of a path; `test` is a name, `*`, `prefix:*`, `node()` or `text()`."""

    axis: str
    test: str
    predicates: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Path(Tree):
    """A location path.

    Attributes:
        start: An expression such as `instance('x')`, or None.
        absolute: Starts at the root; only without `start`.
        predicates: Predicates of `start`.
    """

    start: Tree | None
    absolute: bool
    predicates: tuple[Tree, ...]
    steps: tuple[Step, ...]


def parts(tree: Tree) -> Iterator[Tree]:
    """Yield the direct parts of a tree."""
    for name in tree.__slots__:
        value = getattr(tree, name)
        if isinstance(value, Tree):
            yield value
        elif isinstance(value, tuple):
            yield from _trees(value)


def _trees(values: tuple[object, ...]) -> Iterator[Tree]:
    for value in values:
        if isinstance(value, Tree):
            yield value
        elif isinstance(value, tuple):
            yield from _trees(value)


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield a tree and everything below it."""
    waiting = [tree]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(parts(here))


def height(tree: Tree) -> int:
    """Return how many parts stand inside one another."""
    most, waiting = 0, [(tree, 1)]
    while waiting:
        here, depth = waiting.pop()
        most = max(most, depth)
        waiting.extend((part, depth + 1) for part in parts(here))
    return most
