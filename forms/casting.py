"""The result of an expression → the text that a node of some type holds."""

from __future__ import annotations

from decimal import Decimal

from forms.views import Kind
from forms.xpath.convert import Value, to_string
from forms.xpath.dates import moment_of


def lexical(value: Value, kind: Kind) -> str:
    """Return a result as a question of this kind keeps it, as other tools do.

    Whole numbers lose what is behind the point; days since 1970 become dates; of a moment, a date keeps its
    day and a time its hours. NaN is empty; what is none of this stays as it is, and is a problem.
    """
    text = to_string(value)
    if text == "NaN":
        return ""
    if kind is Kind.INTEGER and isinstance(value, Decimal) and value.is_finite():
        return str(int(value))
    if kind in (Kind.DATE, Kind.DATETIME) and text:
        return _day(text) if kind is Kind.DATE else _moment(text)
    return text.rpartition("T")[2] if kind is Kind.TIME and moment_of(text) else text


def _is_number(text: str) -> bool:
    return "-" not in text[1:]


def _day(text: str) -> str:
    if not (_is_number(text) or "T" in text):
        return text
    moment = moment_of(text)
    return moment.date().isoformat() if moment else text


def _moment(text: str) -> str:
    if "T" in text:
        return text
    moment = moment_of(text)
    return moment.isoformat(timespec="milliseconds") if moment else text
