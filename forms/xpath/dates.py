"""Functions over dates and times; a date is its ISO text, in arithmetic days since 1970-01-01."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from forms.xpath.context import Context
from forms.xpath.convert import (
    EPOCH,
    NAN,
    NUMBERS,
    ONE,
    Value,
    days_since_epoch,
    modulo,
    moment_from_text,
    to_number,
    to_string,
)
from forms.xpath.function import Function

_ENGLISH = re.compile(r"\(en[-)]|english", re.IGNORECASE)
"""Languages that XLSForm names so: `English (en)`. All others have Chinese names of days and months."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WEEKDAYS = {"en": "Mon Tue Wed Thu Fri Sat Sun".split(), "zh": [f"周{each}" for each in "一二三四五六日"]}
_FORMATS: Mapping[str, Callable[[datetime, str], str]] = {
    "%Y": lambda at, _: f"{at.year:04d}",
    "%y": lambda at, _: f"{at.year % 100:02d}",
    "%m": lambda at, _: f"{at.month:02d}",
    "%n": lambda at, _: str(at.month),
    "%b": lambda at, language: _MONTHS[at.month - 1] if language == "en" else f"{at.month}月",
    "%d": lambda at, _: f"{at.day:02d}",
    "%e": lambda at, _: str(at.day),
    "%W": lambda at, _: f"{at.isocalendar().week:02d}",
    "%a": lambda at, language: _WEEKDAYS[language][at.weekday()],
    "%H": lambda at, _: f"{at.hour:02d}",
    "%h": lambda at, _: str(at.hour),
    "%M": lambda at, _: f"{at.minute:02d}",
    "%S": lambda at, _: f"{at.second:02d}",
    "%3": lambda at, _: f"{at.microsecond // 1000:03d}",
    "%%": lambda _, __: "%",
}
_UNPADDED = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(T.*)?\s*\Z", re.ASCII | re.DOTALL)
_DAYS_LIMIT = 4_000_000
"""Further from 1970 there are no years of four digits."""
_TIME = re.compile(r"\s*\d\d:\d\d")


def _today(context: Context) -> Value:
    return context.world.today.isoformat()


def _now(context: Context) -> Value:
    return moment_text(context.world.now())


def moment_text(moment: datetime) -> str:
    """Write a moment as ODK does: milliseconds, and the zone if there is one."""
    return moment.isoformat(timespec="milliseconds")


def moment_of(value: Value) -> datetime | None:
    """Read text or days since 1970-01-01 as a moment; None if it is none. `2015-1-2` is one, too."""
    if isinstance(value, bool):
        return None
    moment = _moment(to_string(value))
    return moment if moment is not None else _after_days(to_number(value))


def _moment(text: str) -> datetime | None:
    moment = moment_from_text(text)
    match = _UNPADDED.match(text) if moment is None else None
    if match is None:
        return moment
    year, month, day, rest = match.groups(default="")
    return moment_from_text(f"{year}-{month:0>2}-{day:0>2}{rest}")


def _after_days(days: Decimal) -> datetime | None:
    if not days.is_finite() or abs(days) > _DAYS_LIMIT:
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
    """A time, the time of a dateTime, or what a number has behind its point."""
    moment = _time(value)
    if moment is None:
        number = to_number(value)
        return modulo(number, ONE) if number.is_finite() and isinstance(value, Decimal) else NAN
    at = moment.replace(tzinfo=None)
    return days_since_epoch(at) - (at.date() - EPOCH).days


def _time(value: Value) -> datetime | None:
    text = to_string(value)
    if _TIME.match(text):
        return moment_from_text(f"1970-01-01T{text.strip()}")
    return moment_from_text(text) if "T" in text else None


def _format_date(context: Context, value: Value, form: Value) -> Value:
    moment = moment_of(value) or _time(value)
    pattern = to_string(form)
    context.meter.looked(pattern)
    return format_moment(moment, pattern, context.world.language) if moment else ""


def format_moment(moment: datetime, form: str, language: str = "") -> str:
    """Write a moment by ODK's pattern (`%Y-%m-%d`); an unknown code stays as it is."""
    spoken = "en" if _ENGLISH.search(language) else "zh"
    found, at = [], 0
    while at < len(form):
        write = _FORMATS.get(form[at : at + 2])
        found.append(write(moment, spoken) if write else form[at])
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
