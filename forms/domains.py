"""What a set of comparisons leaves of one value: enough to prove that nothing is left, never a guess."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from forms.xpath.convert import number_from_text

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_OF_NUMBERS = frozenset("0123456789.-")


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison of a value with a constant.

    Attributes:
        subject: What is compared; equal for the same node or the same call on it.
        operator: `=` `!=` `<` `<=` `>` `>=`, `selected`, `unselected` or `regex`.
    """

    subject: str
    operator: str
    value: Decimal | str


def mirrored(operator: str) -> str:
    """Return the operator with its sides exchanged."""
    return _MIRRORED[operator]


@dataclass(slots=True)
class Domain:
    """What is still possible of one value.

    Attributes:
        whole: Only whole numbers.
        single: Of a select that takes one option.
        numeric: Only numbers are of its type.
        filled: It is not empty.
    """

    whole: bool = False
    single: bool = False
    numeric: bool = False
    filled: bool = False
    _low: tuple[Decimal, bool] | None = None
    _high: tuple[Decimal, bool] | None = None
    _equal: set[Decimal | str] = field(default_factory=set)
    _unequal: set[Decimal | str] = field(default_factory=set)
    _selected: set[str] = field(default_factory=set)
    _unselected: set[str] = field(default_factory=set)
    _unmatched: bool = False

    def narrow(self, atom: Atom) -> None:
        """Take one more comparison into account."""
        if atom.operator == "regex":
            self._unmatched |= self.numeric and needs_other_than(str(atom.value), _OF_NUMBERS)
        elif atom.operator in ("selected", "unselected"):
            (self._selected if atom.operator == "selected" else self._unselected).add(str(atom.value))
        elif atom.operator in ("=", "!="):
            (self._equal if atom.operator == "=" else self._unequal).add(atom.value)
        else:
            self._bound(atom.operator, number_from_text(str(atom.value)))

    def _bound(self, operator: str, value: Decimal) -> None:
        if value.is_nan():
            self._unmatched = True  # no order holds with what is no number
            return
        limit = (value, operator in ("<", ">"))
        if operator in (">", ">="):
            self._low = limit if self._low is None else max(self._low, limit)
        else:
            tighter = self._high is None or (limit[0], not limit[1]) < (self._high[0], not self._high[1])
            self._high = limit if tighter else self._high

    @property
    def empty(self) -> bool:
        """Whether nothing is left, for certain."""
        return (
            self._unmatched
            or self._nothing_between()
            or self._equal_to_two()
            or bool(self._selected & self._unselected)
            or (self.single and len(self._selected) > 1)
            or any(self._excludes(value) for value in self._equal)
        )

    def _nothing_between(self) -> bool:
        if self._low is None or self._high is None:
            return False
        (low, above), (high, below) = self._low, self._high
        if self.whole:
            low, above = _first_whole(low, above=above), False
            high, below = -_first_whole(-high, above=below), False
        return low > high or (low == high and (above or below or low in self._unequal))

    def _equal_to_two(self) -> bool:
        texts = {value for value in self._equal if isinstance(value, str)}
        numbers = {value for value in self._equal if isinstance(value, Decimal)}
        numbers |= {number_from_text(text) for text in texts} if numbers else set()
        return len(texts) > 1 or len(numbers) > 1 or any(number.is_nan() for number in numbers)

    def _excludes(self, value: Decimal | str) -> bool:
        if value in self._unequal or (self.filled and value == ""):
            return True
        text = str(value)
        chosen = self.single and bool(self._selected) and self._selected != {text}
        return chosen or text in self._unselected or self._outside(number_from_text(text))

    def _outside(self, number: Decimal) -> bool:
        """Whether a number breaks a bound; what is no number breaks any."""
        low, high = self._low, self._high
        if number.is_nan():
            return low is not None or high is not None
        below = low is not None and (number < low[0] or (number == low[0] and low[1]))
        above = high is not None and (number > high[0] or (number == high[0] and high[1]))
        return below or above


def _first_whole(low: Decimal, *, above: bool) -> Decimal:
    """Return the smallest whole number from a bound on."""
    return low.to_integral_value("ROUND_FLOOR") + 1 if above else low.to_integral_value("ROUND_CEILING")


def needs_other_than(pattern: str, signs: frozenset[str]) -> bool:
    """Whether every text that a pattern takes holds a sign that is none of these; False if unsure."""
    try:
        return any(_needs(part, signs) for part in _parser().parse(pattern))
    except (_parser().error, RecursionError, OverflowError):
        return False


@cache
def _parser() -> Any:
    return importlib.import_module("re._parser")


def _needs(part: tuple[Any, Any], signs: frozenset[str]) -> bool:
    operation, argument = str(part[0]), part[1]
    if operation == "LITERAL":
        return chr(argument) not in signs
    if operation == "IN":
        return not any(_may_be(each, signs) for each in argument)
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return argument[0] > 0 and any(_needs(each, signs) for each in argument[2])
    if operation == "SUBPATTERN":
        return any(_needs(each, signs) for each in argument[3])
    if operation == "BRANCH":
        return all(any(_needs(each, signs) for each in branch) for branch in argument[1])
    return False


def _may_be(part: tuple[Any, Any], signs: Iterable[str]) -> bool:
    """Whether a member of a class, such as `a-z`, may be one of the signs."""
    operation, argument = str(part[0]), part[1]
    if operation == "LITERAL":
        return chr(argument) in signs
    if operation == "RANGE":
        return any(argument[0] <= ord(sign) <= argument[1] for sign in signs)
    return True
