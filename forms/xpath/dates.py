"""Functions over dates and times; a date is its ISO text, in arithmetic days since 1970-01-01."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from forms.xpath.context import Context
from forms.xpath.convert import (
    EPOCH,
    NAN,
    NUMBERS,
    Value,
    days_since_epoch,
    moment_from_text,
    to_number,
    to_string,
)
from forms.xpath.function import Function

_WEEKDAYS = "一二三四五六日"
_FORMATS: Mapping[str, Callable[[datetime], str]] = {
    "%Y": lambda at: f"{at.year:04d}",
    "%y": lambda at: f"{at.year % 100:02d}",
    "%m": lambda at: f"{at.month:02d}",
    "%n": lambda at: str(at.month),
    "%b": lambda at: f"{at.month}月",
    "%d": lambda at: f"{at.day:02d}",
    "%e": lambda at: str(at.day),
    "%W": lambda at: f"{at.isocalendar().week:02d}",
    "%a": lambda at: f"周{_WEEKDAYS[at.weekday()]}",
    "%H": lambda at: f"{at.hour:02d}",
    "%h": lambda at: str(at.hour),
    "%M": lambda at: f"{at.minute:02d}",
    "%S": lambda at: f"{at.second:02d}",
    "%3": lambda at: f"{at.microsecond // 1000:03d}",
    "%%": lambda _: "%",
}


def _today(context: Context) -> Value:
    return context.world.today.isoformat()


def _now(context: Context) -> Value:
    return moment_text(context.world.now())


def moment_text(moment: datetime) -> str:
    """Write a moment as ODK does: milliseconds, and the zone if there is one."""
    return moment.isoformat(timespec="milliseconds")


def moment_of(value: Value) -> datetime | None:
    """Read text or days since 1970-01-01 as a moment; None if it is none."""
    text = to_string(value)
    moment = moment_from_text(text)
    if moment is not None:
        return moment
    days = to_number(value)
    if not days.is_finite():
        return None
    microseconds = NUMBERS.multiply(days, Decimal(86_400_000_000)).to_integral_value(ROUND_HALF_EVEN)
    try:
        return datetime.combine(EPOCH, datetime.min.time()) + timedelta(microseconds=int(microseconds))
    except (OverflowError, ValueError):
        return None


def _date(_: Context, value: Value) -> Value:
    moment = moment_of(value)
    return moment.date().isoformat() if moment else ""


def _date_time(_: Context, value: Value) -> Value:
    moment = moment_of(value)
    return moment_text(moment) if moment else ""


def _decimal_date_time(_: Context, value: Value) -> Value:
    moment = moment_of(value)
    return days_since_epoch(moment) if moment else NAN


def _decimal_time(_: Context, value: Value) -> Value:
    text = to_string(value)
    moment = moment_from_text(text if "T" in text else f"1970-01-01T{text}")
    if moment is None:
        return NAN
    at = moment.replace(tzinfo=None)
    return days_since_epoch(at) - (at.date() - EPOCH).days


def _format_date(_: Context, value: Value, form: Value) -> Value:
    moment = moment_of(value)
    return format_moment(moment, to_string(form)) if moment else ""


def format_moment(moment: datetime, form: str) -> str:
    """Write a moment by ODK's pattern (`%Y-%m-%d`); an unknown code stays as it is."""
    found, at = [], 0
    while at < len(form):
        write = _FORMATS.get(form[at : at + 2])
        found.append(write(moment) if write else form[at])
        at += 2 if write else 1
    return "".join(found)


DATE_FUNCTIONS: Mapping[str, Function] = {
    "today": Function(_today, 0, 0),
    "now": Function(_now, 0, 0),
    "date": Function(_date, 1, 1),
    "date-time": Function(_date_time, 1, 1),
    "decimal-date-time": Function(_decimal_date_time, 1, 1),
    "decimal-date": Function(_decimal_date_time, 1, 1),
    "decimal-time": Function(_decimal_time, 1, 1),
    "format-date": Function(_format_date, 2, 2),
    "format-date-time": Function(_format_date, 2, 2),
}
