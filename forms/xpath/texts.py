"""Functions over text and truth."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from forms.xpath.context import Context
from forms.xpath.convert import ONE, Value, to_boolean, to_number, to_string
from forms.xpath.function import MANY, Function
from forms.xpath.nodes import string_value
from forms.xpath.tree import ExpressionError, Literal, Tree

PATTERN_LIMIT, SUBJECT_LIMIT = 500, 2_000
"""Longest pattern and longest text that `regex()` looks at; a longer text does not match."""


def _string(context: Context, *value: Value) -> Value:
    return to_string(value[0]) if value else string_value(context.node)


def _strings(values: tuple[Value, ...]) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, list):
            found.extend(string_value(node) for node in value)
        else:
            found.append(to_string(value))
    return found


def _concat(_: Context, *values: Value) -> Value:
    return "".join(_strings(values))


def _join(_: Context, separator: Value, *values: Value) -> Value:
    return to_string(separator).join(_strings(values))


def _starts_with(_: Context, text: Value, start: Value) -> Value:
    return to_string(text).startswith(to_string(start))


def _ends_with(_: Context, text: Value, end: Value) -> Value:
    return to_string(text).endswith(to_string(end))


def _contains(_: Context, text: Value, part: Value) -> Value:
    return to_string(part) in to_string(text)


def _substring_before(_: Context, text: Value, part: Value) -> Value:
    before, found, _after = to_string(text).partition(to_string(part)) if to_string(part) else ("", "", "")
    return before if found else ""


def _substring_after(_: Context, text: Value, part: Value) -> Value:
    return to_string(text).partition(to_string(part))[2] if to_string(part) else to_string(text)


def _substring(_: Context, text: Value, start: Value, *length: Value) -> Value:
    """XPath 1.0 §4.2: positions from 1, both ends rounded; NaN selects nothing."""
    first = _rounded(to_number(start))
    end = first + _rounded(to_number(length[0])) if length else Decimal("Infinity")
    if first.is_nan() or end.is_nan():
        return ""
    return "".join(sign for at, sign in enumerate(to_string(text), 1) if first <= at < end)


def _rounded(number: Decimal) -> Decimal:
    return (number + Decimal("0.5")).to_integral_value("ROUND_FLOOR") if number.is_finite() else number


def _substr(_: Context, text: Value, start: Value, *end: Value) -> Value:
    """ODK: positions from 0, the end is not included, negative ones count from the end."""
    whole = to_string(text)
    return whole[slice(_index(start, 0), _index(end[0], len(whole)) if end else None)]


def _index(value: Value, otherwise: int) -> int:
    number = to_number(value)
    return (
        int(number.to_integral_value(ROUND_DOWN))
        if number.is_finite() and abs(number) < MANY * MANY
        else otherwise
    )


def _string_length(context: Context, *value: Value) -> Value:
    return Decimal(len(to_string(_string(context, *value))))


def _normalize_space(context: Context, *value: Value) -> Value:
    return " ".join(to_string(_string(context, *value)).split())


def _translate(_: Context, text: Value, source: Value, target: Value) -> Value:
    to = to_string(target)
    table: dict[int, str] = {}
    for at, sign in enumerate(to_string(source)):
        table.setdefault(ord(sign), to[at : at + 1])
    return to_string(text).translate(table)


@lru_cache(maxsize=512)
def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern of `regex()`, or raise ExpressionError."""
    if len(text) > PATTERN_LIMIT:
        raise ExpressionError("bad_regex", f"{len(text)} > {PATTERN_LIMIT}")
    try:
        return re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ExpressionError("bad_regex", f"{text}: {error}") from error


def _regex(_: Context, text: Value, expression: Value) -> Value:
    """ODK: the whole text has to match."""
    subject = to_string(text)
    if len(subject) > SUBJECT_LIMIT:
        return False
    try:
        return pattern(to_string(expression)).fullmatch(subject) is not None
    except ExpressionError:
        return False


def _inspect_regex(arguments: tuple[Tree, ...]) -> None:
    if isinstance(arguments[1], Literal):
        pattern(arguments[1].value)


def _boolean(_: Context, value: Value) -> Value:
    return to_boolean(value)


def _not(_: Context, value: Value) -> Value:
    return not to_boolean(value)


def _boolean_from_string(_: Context, value: Value) -> Value:
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return value == ONE
    return to_string(value).strip().lower() in ("1", "true")


def _digest(_: Context, text: Value, algorithm: Value, *encoding: Value) -> Value:
    names = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
    name = names.get(to_string(algorithm).upper())
    if name is None:
        return ""
    found = hashlib.new(name, to_string(text).encode(), usedforsecurity=False).digest()
    return found.hex() if encoding and to_string(encoding[0]) == "hex" else base64.b64encode(found).decode()


def _base64_decode(_: Context, text: Value) -> Value:
    try:
        return base64.b64decode(to_string(text), validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""


def _uuid(context: Context, *_: Value) -> Value:
    return context.world.new_id()


def _itext(context: Context, name: Value) -> Value:
    return context.world.itext(to_string(name))


def _version(context: Context) -> Value:
    return context.world.version


def _nothing(_: Context, *__: Value) -> Value:
    # property('deviceid') and the like: the device is no part of an answer here.
    return ""


TEXT_FUNCTIONS: Mapping[str, Function] = {
    "string": Function(_string, 0, 1),
    "concat": Function(_concat, 1, MANY),
    "join": Function(_join, 1, MANY, rows=True),
    "starts-with": Function(_starts_with, 2, 2),
    "ends-with": Function(_ends_with, 2, 2),
    "contains": Function(_contains, 2, 2),
    "substring-before": Function(_substring_before, 2, 2),
    "substring-after": Function(_substring_after, 2, 2),
    "substring": Function(_substring, 2, 3),
    "substr": Function(_substr, 2, 3),
    "string-length": Function(_string_length, 0, 1),
    "normalize-space": Function(_normalize_space, 0, 1),
    "translate": Function(_translate, 3, 3),
    "regex": Function(_regex, 2, 2, inspect=_inspect_regex),
    "boolean": Function(_boolean, 1, 1),
    "boolean-from-string": Function(_boolean_from_string, 1, 1),
    "not": Function(_not, 1, 1),
    "true": Function(lambda _: True, 0, 0),
    "false": Function(lambda _: False, 0, 0),
    "digest": Function(_digest, 2, 3),
    "base64-decode": Function(_base64_decode, 1, 1),
    "uuid": Function(_uuid, 0, 1),
    "version": Function(_version, 0, 0),
    "jr:itext": Function(_itext, 1, 1),
    "property": Function(_nothing, 1, 1),
}
