r"""`regex()`: patterns that a person wrote, matched in bounded time.

The package `regex` reads what Java and JavaScript read (lookaround, `\p{Han}`, possessive quantifiers) and
stops when told to. What it does not bound is bounded here: a pattern whose counted repeats unfold into more
than `UNFOLDED_LIMIT` parts takes gigabytes to compile, and recursion fills memory while it runs.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from typing import Any

from forms.xpath.context import Meter
from forms.xpath.tree import EvaluationLimit, ExpressionError, Literal, Tree

PATTERN_LIMIT, SUBJECT_LIMIT = 500, 2_000
"""Longest pattern and longest text that `regex()` looks at; a longer text does not match."""
UNFOLDED_LIMIT = 20_000
SECONDS_LIMIT = 1
"""How long all patterns of one evaluation may take together; usual ones take microseconds."""
_SHORT = 64
"""Up to here a text is matched at once against a pattern with few choices: watching it would take longer."""
_CHOICES = re.compile(r"[*+?|]|\{\d*,\d*\}")
_INVOLVED = re.compile(r"\)[*+{]|\\\d|\(\?")
_CHOICES_LIMIT = 2
_COUNTED = re.compile(r"\{(\d*),?(\d*)\}")
_RECURSIVE = re.compile(r"\(\?(?:R|\d|[+-]\d|&|P>)")


@lru_cache(maxsize=512)
def pattern(text: str) -> tuple[Any, bool]:
    """Compile a pattern of `regex()`, and tell whether it is quick; or raise ExpressionError."""
    import regex  # only forms that use it wait for it

    if len(text) > PATTERN_LIMIT:
        raise ExpressionError("bad_regex", f"{len(text)} > {PATTERN_LIMIT}")
    if _RECURSIVE.search(text) or unfolded(text) > UNFOLDED_LIMIT:
        raise ExpressionError("bad_regex", f"> {UNFOLDED_LIMIT}: {text}")
    try:
        return regex.compile(text), not _INVOLVED.search(text) and len(
            _CHOICES.findall(text)
        ) <= _CHOICES_LIMIT
    except (regex.error, OverflowError, RecursionError, ValueError, TypeError, KeyError) as error:
        raise ExpressionError("bad_regex", f"{text}: {error}") from error


def unfolded(text: str) -> int:
    """Return about how many parts a pattern has when its counted repeats are written out."""
    sizes, last, at = [0], [0], 0
    while at < len(text):
        counted = _COUNTED.match(text, at)
        if text[at] == "(":
            sizes.append(0)
            last.append(0)
        elif text[at] == ")" and len(sizes) > 1:
            group = sizes.pop() + 1
            last.pop()
            sizes[-1] += group
            last[-1] = group
        elif counted:
            times = max(int(each[:9] or 1) for each in counted.groups())
            sizes[-1] += last[-1] * (times - 1)
            last[-1] *= times
        else:
            sizes[-1] += 1
            last[-1] = 1
        at = counted.end() if counted else at + (2 if text[at] == "\\" else 1)
    return sum(sizes)


def matches(meter: Meter, subject: str, expression: str) -> bool:
    """Whether a whole text matches a pattern; False if either is too long or the pattern makes no sense.

    Raises:
        EvaluationLimit: The patterns of this evaluation took longer than `SECONDS_LIMIT`.
    """
    if len(subject) > SUBJECT_LIMIT:
        return False
    try:
        wanted, quick = pattern(expression)
    except ExpressionError:
        return False
    if quick and len(subject) <= _SHORT:
        return wanted.fullmatch(subject) is not None
    begin = time.perf_counter()
    try:
        found = wanted.fullmatch(subject, timeout=SECONDS_LIMIT - meter.seconds)
    except (TimeoutError, MemoryError) as error:
        raise EvaluationLimit("regex", SECONDS_LIMIT) from error
    meter.seconds += time.perf_counter() - begin
    if meter.seconds >= SECONDS_LIMIT:
        raise EvaluationLimit("regex", SECONDS_LIMIT)
    return found is not None


def inspect(arguments: tuple[Tree, ...]) -> None:
    """Look at a pattern that is written out; raises ExpressionError."""
    if isinstance(arguments[1], Literal):
        pattern(arguments[1].value)
