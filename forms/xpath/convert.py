"""The four types of XPath and how they become one another; numbers are Decimal with 34 digits."""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from forms.xpath.nodes import Node, string_value

Value = bool | Decimal | str | list[Node]

_DIGITS = 34
NUMBERS = decimal.Context(prec=_DIGITS, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
"""IEEE 754 decimal128: what the engine calculates with. Nothing raises; NaN and infinities travel on."""
NAN = Decimal("NaN")
ZERO, ONE = Decimal(0), Decimal(1)
_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*\Z", re.ASCII)
_MOMENT = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?\s*\Z",
    re.ASCII,
)
EPOCH = date(1970, 1, 1)
_DAY_MICROSECONDS = Decimal(86_400_000_000)


def to_string(value: Value) -> str:
    """`string()`."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return string_value(value[0]) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value)


def number_text(number: Decimal) -> str:
    """Write a number as XPath does: no exponent, no needless zeros, `NaN`, `Infinity`."""
    if not number.is_finite():
        return "NaN" if number.is_nan() else ("-Infinity" if number < 0 else "Infinity")
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_number(value: Value) -> Decimal:
    """`number()`; text that is a date counts as days since 1970-01-01, as in ODK."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return ONE if value else ZERO
    return number_from_text(to_string(value))


def number_from_text(text: str) -> Decimal:
    """Read a number or a date; anything else, and nothing, is NaN."""
    if text.isdigit() and len(text) <= _DIGITS and text.isascii():
        return Decimal(text)
    if not text:
        return NAN
    if _NUMBER.match(text):
        return NUMBERS.create_decimal(text.strip())
    if "-" in text:
        moment = moment_from_text(text)
        if moment is not None:
            return days_since_epoch(moment)
    return NAN


def moment_from_text(text: str) -> datetime | None:
    """Read an ISO date or dateTime; None if it is neither or does not exist."""
    match = _MOMENT.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        return datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "").ljust(6, "0")),
            tzinfo=_zone(zone),
        )
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:].replace(":", "") or 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def days_since_epoch(moment: datetime) -> Decimal:
    """Return days and parts of a day since 1970-01-01; a time without zone is taken as it stands."""
    passed = moment.replace(tzinfo=None) - datetime(1970, 1, 1)  # noqa: DTZ001 - both are naive on purpose
    passed -= moment.utcoffset() or timedelta()
    if not (passed.seconds or passed.microseconds):
        return Decimal(passed.days)
    microseconds = Decimal(passed // timedelta(microseconds=1))
    return NUMBERS.divide(microseconds, _DAY_MICROSECONDS)


def to_boolean(value: Value) -> bool:
    """`boolean()`; a node-set is true if a node of it has a value, so that `not(${x})` means unanswered."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return any(node.text or node.branch for node in value)
    if isinstance(value, str):
        return bool(value)
    return not (value.is_nan() or value == 0)


def modulo(left: Decimal, right: Decimal) -> Decimal:
    """`mod`: the sign of the dividend; anything modulo infinity is itself."""
    if right.is_infinite() and left.is_finite():
        return left
    return NUMBERS.remainder(left, right)


ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "div": NUMBERS.divide,
    "mod": modulo,
}
