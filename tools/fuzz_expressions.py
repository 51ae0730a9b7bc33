"""Expressions that nobody wrote: made by the grammar, printed, broken."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path as FilePath
from random import Random

from forms.xpath.compile import compiled
from forms.xpath.context import Context
from forms.xpath.convert import Value, number_text
from forms.xpath.functions import FUNCTIONS
from forms.xpath.grammar import AXES, parse
from forms.xpath.nodes import Node
from forms.xpath.special import SPECIAL
from forms.xpath.tree import (
    Arithmetic,
    Call,
    Comparison,
    EvaluationLimit,
    ExpressionError,
    Literal,
    Logic,
    Negation,
    Number,
    Path,
    Step,
    Tree,
    Union,
    walk,
)

NAMES = ("data", "member", "name", "age", "empty", "item", "kind", "root", "nothing", "div", "and")
NUMBERS = (
    "0 1 2 3 7 0.5 1.25 16754 12345678901234567890 0.0000000001 9999999999999999999999999999999999".split()
)
TEXTS = (
    *("", "a", "An", "n5", "1.5", "-1", "村 b", "true", "hex", "towns", "/data/name", "[a-z]+", "SHA-256"),
    *("2015-11-15", "2015-11-15T09:30:00+08:00", "9999-12-31T23:59:59-12:00", "09:30", "%Y-%m-%d"),
    "0 0;0 1;1 1",
)
PIECES = (
    *"/data // . .. @ [ ] ( ) , | + - * = != < <= > >= :: 1 2.5 'x' \"y\" $ # ~ e E _ 中 ' \"".split(),
    *(" ", " and ", " or ", " div ", " mod ", "\n", "\0", "\ud800", "٣", "１", "name", "member"),
    *("text()", "node()", "current()", "position()", "last()", "instance('towns')"),
    *("ancestor::", "child::*", "count(", "if(1,"),
)
CALLS = (*FUNCTIONS, *SPECIAL)


_PRINTED, _BROKEN, _SOUP = 5, 7, 9
"""Of ten inputs, so many are printed, or printed and broken, and so on."""


class Unexpected(Exception):
    """Something that must never come out."""


class Expressions:
    """A source of expressions; the same chance gives the same ones."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def tree(self, depth: int = 4) -> Tree:
        """Return any tree; deeper than `depth` it has no parts."""
        makers: list[Callable[[int], Tree]] = [self._number, self._literal, self._path]
        if depth > 0:
            makers += [
                self._call,
                self._call,
                self._logic,
                self._comparison,
                self._arithmetic,
                self._negation,
            ]
            makers += [self._union, self._filtered]
        return self._chance.choice(makers)(depth - 1)

    def soup(self) -> str:
        """Return tokens in any order."""
        return "".join(self._chance.choice(PIECES) for _ in range(self._chance.randint(0, 20)))

    def broken(self) -> str:
        """Return an expression with some signs lost, doubled or exchanged."""
        text = printed(self.tree(3))
        for _ in range(self._chance.randint(1, 4)):
            at = self._chance.randint(0, len(text))
            put = self._chance.choice(["", *PIECES, chr(self._chance.randint(1, 0xFFFF))])
            text = text[:at] + put + text[at + self._chance.randint(0, 2) :]
        return text

    def _number(self, _: int) -> Tree:
        return Number(Decimal(self._chance.choice(NUMBERS)))

    def _literal(self, _: int) -> Tree:
        return Literal(self._chance.choice(TEXTS))

    def _call(self, depth: int) -> Tree:
        name = self._chance.choice(CALLS)
        function = FUNCTIONS.get(name) or SPECIAL[name]
        count = self._chance.randint(function.least, min(function.most, function.least + 2))
        return Call(name, tuple(self.tree(depth) for _ in range(count)))

    def _logic(self, depth: int) -> Tree:
        operands = tuple(self.tree(depth) for _ in range(self._chance.randint(2, 3)))
        return Logic(self._chance.choice(("and", "or")), operands)

    def _comparison(self, depth: int) -> Tree:
        operator = self._chance.choice("= != < <= > >=".split())
        return Comparison(operator, self.tree(depth), self.tree(depth))

    def _arithmetic(self, depth: int) -> Tree:
        operators = self._chance.choice((("+", "-"), ("*", "div", "mod")))
        count = self._chance.randint(1, 2)
        rest = tuple((self._chance.choice(operators), self.tree(depth)) for _ in range(count))
        return Arithmetic(self.tree(depth), rest)

    def _negation(self, depth: int) -> Tree:
        return Negation(self.tree(depth))

    def _union(self, depth: int) -> Tree:
        return Union(tuple(self.tree(depth) for _ in range(self._chance.randint(2, 3))))

    def _path(self, depth: int) -> Tree:
        absolute = self._chance.random() < 0.5  # noqa: PLR2004 - one in two
        return Path(None, absolute, (), self._steps(depth, least=0 if absolute else 1))

    def _filtered(self, depth: int) -> Tree:
        predicates = self._predicates(depth)
        steps = self._steps(depth, least=0 if predicates else 1)
        start = Call("instance", (Literal("towns"),)) if self._chance.random() < 0.5 else self.tree(depth)  # noqa: PLR2004
        return Path(start, absolute=False, predicates=predicates, steps=steps)

    def _steps(self, depth: int, least: int) -> tuple[Step, ...]:
        return tuple(self._step(depth) for _ in range(self._chance.randint(least, 3)))

    def _step(self, depth: int) -> Step:
        axis = self._chance.choice(["child"] * 8 + sorted(AXES))
        test = self._chance.choice([*NAMES, *NAMES, "*", "node()", "text()"])
        return Step(axis, test, self._predicates(depth))

    def _predicates(self, depth: int) -> tuple[Tree, ...]:
        if depth <= 0:
            return ()
        return tuple(self.tree(depth) for _ in range(self._chance.choice((0, 0, 0, 1, 1, 2))))


def printed(tree: Tree) -> str:
    """Write a tree so that reading it gives the same tree."""
    return _PRINTERS[type(tree)](tree)


def _inner(tree: Tree) -> str:
    return f"({printed(tree)})" if not isinstance(tree, Number | Literal | Call) else printed(tree)


def _quoted(text: str) -> str:
    return f'"{text}"' if "'" in text else f"'{text}'"


def _printed_path(tree: Path) -> str:
    steps = "/".join(map(_printed_step, tree.steps))
    if tree.start is None:
        return f"/{steps}" if tree.absolute else steps
    start = _inner(tree.start) + "".join(f"[{printed(each)}]" for each in tree.predicates)
    return f"{start}/{steps}" if steps else start


def _printed_step(step: Step) -> str:
    return f"{step.axis}::{step.test}" + "".join(f"[{printed(each)}]" for each in step.predicates)


_PRINTERS: dict[type[Tree], Callable[..., str]] = {
    Number: lambda tree: number_text(tree.value),
    Literal: lambda tree: _quoted(tree.value),
    Call: lambda tree: f"{tree.name}({', '.join(map(printed, tree.arguments))})",
    Logic: lambda tree: f" {tree.operator} ".join(map(_inner, tree.operands)),
    Comparison: lambda tree: f"{_inner(tree.left)} {tree.operator} {_inner(tree.right)}",
    Arithmetic: lambda tree: (
        _inner(tree.first) + "".join(f" {operator} {_inner(operand)}" for operator, operand in tree.rest)
    ),
    Negation: lambda tree: f"-{_inner(tree.operand)}",
    Union: lambda tree: " | ".join(map(_inner, tree.parts)),
    Path: _printed_path,
}


def evaluated(text: str, context: Context) -> Value | None:
    """Compile and run an expression; None if it is refused or given up.

    Raises:
        Unexpected: The result is of no type that XPath has.
    """
    try:
        found = compiled(text)(context)
    except (ExpressionError, EvaluationLimit):
        return None
    if not isinstance(found, bool | Decimal | str | list):
        raise Unexpected(type(found))
    if isinstance(found, list) and not all(isinstance(node, Node) for node in found):
        raise Unexpected("not all are nodes")
    return found


def reads_as_printed(tree: Tree) -> None:
    """Raise Unexpected unless a printed tree is read as the same tree; a large one may be refused."""
    text = printed(tree)
    try:
        found = parse(text)
    except ExpressionError as error:
        if error.kind in ("too_deep", "too_long"):
            return
        raise Unexpected(text) from error
    if found != tree:
        raise Unexpected(text)


def make(chance: Random) -> bytes:
    """Return an expression as UTF-8: printed from a tree, broken, a soup of tokens, or noise."""
    source = Expressions(chance)
    kind = chance.randint(0, 9)
    if kind < _PRINTED:
        text = printed(source.tree(chance.randint(1, 5)))
    elif kind < _BROKEN:
        text = source.broken()
    elif kind < _SOUP:
        text = source.soup()
    else:
        text = chance.randbytes(chance.randint(0, 60)).decode("latin-1")
    return text.encode(errors="surrogatepass")


def take(raw: bytes, _: FilePath) -> None:
    """Read, run, print and read an expression again."""
    from tests.forms.xpath.world import StillWorld, tree

    text = raw.decode(errors="surrogatepass")
    evaluated(text, Context(StillWorld(), tree()))
    try:
        found = parse(text)
    except ExpressionError:
        return
    if not any(isinstance(part, Literal) and {"'", '"'} <= set(part.value) for part in walk(found)):
        reads_as_printed(found)
