"""Text of an expression → tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from forms.xpath.tree import ExpressionError

LENGTH_LIMIT = 100_000
_NAME = r"[^\W\d][\w.\-]*"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    | (?P<sign>!=|<=|>=|//|::|\.\.|[()\[\]@,/|+\-=<>*.])
    )""",
    re.VERBOSE,
)
_WORD_OPERATORS = {"and", "or", "div", "mod"}
# After one of these (or at the start) a name or `*` begins an operand (XPath 1.0 §3.7).
_BEFORE_OPERAND = {"@", "::", "(", "[", ",", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "op"}


class Token(NamedTuple):
    """One token: `kind` is number, literal, name, op, or the sign itself; `at` counts characters from 1."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    """Split an expression, or raise ExpressionError saying where it stops making sense."""
    if len(text) > LENGTH_LIMIT:
        raise ExpressionError("too_long", f"{len(text)} > {LENGTH_LIMIT}")
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ExpressionError("syntax", f"{text[at : at + 20].strip()!r} @ {at + 1}")
        found.append(_token(match, found))
        at = match.end()
    found.append(Token("end", "", end + 1))
    return found


def _token(match: re.Match[str], before: list[Token]) -> Token:
    kind, text, at = (
        str(match.lastgroup),
        match.group(match.lastgroup or 0),
        match.start(match.lastgroup or 0) + 1,
    )
    operand_follows = not before or before[-1].kind in _BEFORE_OPERAND
    if kind == "name" and text in _WORD_OPERATORS and not operand_follows:
        return Token("op", text, at)
    if text == "*" and not operand_follows:
        return Token("op", text, at)
    if kind == "literal":
        return Token(kind, text[1:-1], at)
    return Token(text if kind == "sign" else kind, text, at)
