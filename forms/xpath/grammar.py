"""Tokens → tree: the whole grammar of XPath 1.0 but variables, which XForms do not have."""

from __future__ import annotations

from functools import lru_cache

from forms.xpath.convert import NUMBERS
from forms.xpath.tokens import Token, tokens
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
    height,
)

DEPTH_LIMIT = 60
"""Parentheses, calls and predicates inside one another; generous for people, small for the stack."""
CHAIN_LIMIT = 60
"""Comparisons in a row (`a = b = c …`): each is one deeper."""
HEIGHT_LIMIT = 120
"""Parts within parts, operators included: what runs an expression takes a few calls for each."""
AXES = frozenset(
    "ancestor ancestor-or-self attribute child descendant descendant-or-self following following-sibling "
    "parent preceding preceding-sibling self".split()
)
_ANY_DEPTH = Step("descendant-or-self", "node()")


@lru_cache(maxsize=4096)
def parse(text: str) -> Tree:
    """Read an expression, or raise ExpressionError (syntax, too_long, too_deep)."""
    found = tokens(text)
    reader = _Reader(found)
    try:
        tree = reader.expression()
    except RecursionError as error:  # whoever asks stands deep in the stack already
        raise ExpressionError("too_deep", f"> {DEPTH_LIMIT}") from error
    reader.expect("end")
    if len(found) > HEIGHT_LIMIT and height(tree) > HEIGHT_LIMIT:
        raise ExpressionError("too_deep", f"> {HEIGHT_LIMIT}")
    return tree


class _Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _accept(self, kind: str) -> bool:
        if self._next.kind != kind:
            return False
        self._at += 1
        return True

    def expect(self, kind: str) -> Token:
        """Take a token of this kind, or complain about the one that stands there."""
        if self._next.kind != kind:
            raise self._unexpected()
        return self._take()

    def _unexpected(self) -> ExpressionError:
        token = self._next
        return ExpressionError("syntax", f"{token.text or '…'!r} @ {token.at}")

    def expression(self) -> Tree:
        """OrExpr, one level deeper."""
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise ExpressionError("too_deep", f"> {DEPTH_LIMIT} @ {self._next.at}")
        tree = self._logic(("or", "and"))
        self._depth -= 1
        return tree

    def _logic(self, operators: tuple[str, ...]) -> Tree:
        if not operators:
            return self._comparison(("=", "!="), ("<", "<=", ">", ">="))
        operands = [self._logic(operators[1:])]
        while self._next.kind == "op" and self._next.text == operators[0]:
            self._take()
            operands.append(self._logic(operators[1:]))
        return operands[0] if len(operands) == 1 else Logic(operators[0], tuple(operands))

    def _comparison(self, signs: tuple[str, ...], tighter: tuple[str, ...]) -> Tree:
        tree = self._comparison(tighter, ()) if tighter else self._sum()
        chain = 0
        while self._next.kind in signs:
            operator = self._take().kind
            tree = Comparison(operator, tree, self._comparison(tighter, ()) if tighter else self._sum())
            chain += 1
            if chain > CHAIN_LIMIT:
                raise ExpressionError("too_deep", f"> {CHAIN_LIMIT} @ {self._next.at}")
        return tree

    def _sum(self) -> Tree:
        first, rest = self._product(), []
        while self._next.kind in ("+", "-"):
            rest.append((self._take().kind, self._product()))
        return Arithmetic(first, tuple(rest)) if rest else first

    def _product(self) -> Tree:
        first, rest = self._negation(), []
        while self._next.kind == "op" and self._next.text in ("*", "div", "mod"):
            rest.append((self._take().text, self._negation()))
        return Arithmetic(first, tuple(rest)) if rest else first

    def _negation(self) -> Tree:
        odd = False
        plain = True
        while self._accept("-"):
            odd, plain = not odd, False
        tree = self._union()
        if odd:
            return Negation(tree)
        return tree if plain else Negation(Negation(tree))

    def _union(self) -> Tree:
        found = [self._path()]
        while self._accept("|"):
            found.append(self._path())
        return found[0] if len(found) == 1 else Union(tuple(found))

    def _path(self) -> Tree:
        if self._starts_primary():
            return self._filtered()
        if self._accept("//"):
            return Path(None, absolute=True, predicates=(), steps=(_ANY_DEPTH, *self._steps()))
        if self._accept("/"):
            steps = self._steps() if self._starts_step() else ()
            return Path(None, absolute=True, predicates=(), steps=steps)
        if not self._starts_step():
            raise self._unexpected()
        return Path(None, absolute=False, predicates=(), steps=self._steps())

    def _starts_primary(self) -> bool:
        token = self._next
        if token.kind in ("number", "literal", "("):
            return True
        return token.kind == "name" and self._follower().kind == "(" and token.text not in ("node", "text")

    def _follower(self) -> Token:
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def _filtered(self) -> Tree:
        start = self._primary()
        predicates = self._predicates()
        steps: tuple[Step, ...] = ()
        if self._accept("//"):
            steps = (_ANY_DEPTH, *self._steps())
        elif self._accept("/"):
            steps = self._steps()
        if not predicates and not steps:
            return start
        return Path(start, absolute=False, predicates=predicates, steps=steps)

    def _primary(self) -> Tree:
        token = self._take()
        if token.kind == "number":
            return Number(NUMBERS.create_decimal(token.text))
        if token.kind == "literal":
            return Literal(token.text)
        if token.kind == "(":
            tree = self.expression()
            self.expect(")")
            return tree
        return Call(token.text, self._arguments())

    def _arguments(self) -> tuple[Tree, ...]:
        self.expect("(")
        if self._accept(")"):
            return ()
        found = [self.expression()]
        while self._accept(","):
            found.append(self.expression())
        self.expect(")")
        return tuple(found)

    def _starts_step(self) -> bool:
        return self._next.kind in ("name", "*", "@", ".", "..")

    def _steps(self) -> tuple[Step, ...]:
        found = [self._step()]
        while True:
            if self._accept("//"):
                found.append(_ANY_DEPTH)
            elif not self._accept("/"):
                return tuple(found)
            found.append(self._step())

    def _step(self) -> Step:
        if self._accept("."):
            return Step("self", "node()", self._predicates())
        if self._accept(".."):
            return Step("parent", "node()", self._predicates())
        axis = "child"
        if self._accept("@"):
            axis = "attribute"
        elif self._next.kind == "name" and self._follower().kind == "::":
            axis = self._axis()
        return Step(axis, self._test(), self._predicates())

    def _axis(self) -> str:
        token = self._take()
        self.expect("::")
        if token.text not in AXES:
            raise ExpressionError("syntax", f"{token.text}:: @ {token.at}")
        return token.text

    def _test(self) -> str:
        if self._accept("*"):
            return "*"
        name = self.expect("name").text
        if name in ("node", "text") and self._accept("("):
            self.expect(")")
            return f"{name}()"
        return name

    def _predicates(self) -> tuple[Tree, ...]:
        found = []
        while self._accept("["):
            found.append(self.expression())
            self.expect("]")
        return tuple(found)
