"""The value types: what a lexical value may be, how people read it, when it is empty."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from forms.questionnaire import Bind, Control
from forms.views import Choice, Kind

_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,20}(\.\d{1,15})?|-?\.\d{1,15}", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_PLUS = re.compile(r"^\+(?=[\d.])", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_GEOPOINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?) (-?\d{1,3}(?:\.\d+)?)(?: -?\d+(?:\.\d+)?){0,2}", re.ASCII)
CONFIRMED = "OK"
"""The value of a trigger that a person confirmed, as ODK Collect writes it."""
_TRACE_POINTS, _SHAPE_POINTS = 2, 4
TEXT_LIMIT = 20_000


def _plain(text: str) -> str:
    return text.strip()


def _as_typed(text: str) -> str:
    return text


def _figures(text: str) -> str:
    """Full-width digits and signs of Chinese keyboards become the ordinary ones; `+5` and `1,200` do too.

    `12,5` stays as it is, which is no number: it may mean twelve and a half.
    """
    narrow = unicodedata.normalize("NFKC", text).strip().replace("。", ".")
    return _PLUS.sub("", narrow.replace(",", "") if _THOUSANDS.fullmatch(narrow) else narrow)


def _is_number(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _parses(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return check


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None and _parses(date.fromisoformat)(text)


def _is_geopoint(text: str) -> bool:
    match = _GEOPOINT.fullmatch(text)
    return match is not None and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180  # noqa: PLR2004 - degrees


def _points(text: str) -> list[str]:
    return [point.strip() for point in text.strip().removesuffix(";").split(";")]


def _is_trace(text: str) -> bool:
    points = _points(text)
    return len(points) >= _TRACE_POINTS and all(map(_is_geopoint, points))


def _is_shape(text: str) -> bool:
    """At least three corners, and the first again at the end (ODK XForms, geoshape)."""
    points = _points(text)
    return len(points) >= _SHAPE_POINTS and points[0] == points[-1] and all(map(_is_geopoint, points))


def _tidy_points(text: str) -> str:
    return "; ".join(" ".join(point.split()) for point in _points(text)) if text.strip() else ""


def _points_shown(text: str, _: Sequence[Choice]) -> str:
    return f"{len(_points(text))} 个点"


def _is_text(text: str) -> bool:
    return len(text) <= TEXT_LIMIT and not any(unicodedata.category(sign) == "Cs" for sign in text)


def _anything(_: str) -> bool:
    return True


def _shown(text: str, _: Sequence[Choice]) -> str:
    return text


def _moment_shown(text: str, _: Sequence[Choice]) -> str:
    return text.replace("T", " ")[:16]


def _labels(text: str, choices: Sequence[Choice]) -> str:
    """Labels in the order chosen; a value that is no option stays as it is."""
    labels = {choice.value: choice.label for choice in choices}
    return "、".join(labels.get(value) or value for value in text.split())


@dataclass(frozen=True, slots=True)
class ValueType:
    """How one kind of answer is read and shown.

    Attributes:
        normalise: Typed text → lexical value, before it is kept.
        valid: Whether a lexical value is one of this type.
        display: Lexical value and options → words for people.
    """

    normalise: Callable[[str], str]
    valid: Callable[[str], bool]
    display: Callable[[str, Sequence[Choice]], str] = _shown


VALUES: Mapping[Kind, ValueType] = {
    Kind.TEXT: ValueType(_as_typed, _is_text),
    Kind.INTEGER: ValueType(_figures, _is_number(_INTEGER)),
    Kind.DECIMAL: ValueType(_figures, _is_number(_DECIMAL)),
    Kind.DATE: ValueType(_plain, _is_date),
    Kind.TIME: ValueType(_plain, _parses(time.fromisoformat), lambda text, _: text[:5]),
    Kind.DATETIME: ValueType(_plain, _parses(datetime.fromisoformat), _moment_shown),
    Kind.SELECT_ONE: ValueType(_plain, _anything, _labels),
    Kind.SELECT_MULTIPLE: ValueType(lambda text: " ".join(text.split()), _anything, _labels),
    Kind.GEOPOINT: ValueType(lambda text: " ".join(text.split()), _is_geopoint),
    Kind.RANK: ValueType(lambda text: " ".join(text.split()), _anything, _labels),
    Kind.RANGE: ValueType(_figures, _is_number(_DECIMAL)),
    Kind.TRIGGER: ValueType(_plain, lambda text: text == CONFIRMED, lambda _, __: "已确认"),
    Kind.BARCODE: ValueType(_plain, _is_text),
    Kind.GEOTRACE: ValueType(_tidy_points, _is_trace, _points_shown),
    Kind.GEOSHAPE: ValueType(_tidy_points, _is_shape, _points_shown),
    Kind.IMAGE: ValueType(_plain, _is_text),
    Kind.AUDIO: ValueType(_plain, _is_text),
    Kind.VIDEO: ValueType(_plain, _is_text),
    Kind.FILE: ValueType(_plain, _is_text),
    Kind.NOTE: ValueType(_as_typed, _anything),
}
"""One value type for every kind."""

_BY_TYPE = {
    "int": Kind.INTEGER,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.DATETIME,
    "barcode": Kind.BARCODE,
    "geopoint": Kind.GEOPOINT,
    "geotrace": Kind.GEOTRACE,
    "geoshape": Kind.GEOSHAPE,
    "binary": Kind.FILE,
}
_BY_TAG = {
    "select1": Kind.SELECT_ONE,
    "select": Kind.SELECT_MULTIPLE,
    "rank": Kind.RANK,
    "range": Kind.RANGE,
    "trigger": Kind.TRIGGER,
}
_BY_MEDIA = {"image": Kind.IMAGE, "audio": Kind.AUDIO, "video": Kind.VIDEO}
WHOLE = frozenset({"int", "integer"})
"""Types of binds that hold whole numbers only."""
NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.RANGE})
SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK})
SEVERAL = frozenset({Kind.SELECT_MULTIPLE, Kind.RANK})
"""Kinds whose value is a list of options, separated by spaces."""
ATTACHED = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE})
"""Kinds whose value names an attachment."""


def kind_of(bind: Bind, control: Control | None) -> Kind:
    """Tell the kind of a question from its control and its type."""
    if control is not None and control.tag == "upload":
        return _BY_MEDIA.get(control.media_type.partition("/")[0], Kind.FILE)
    if control is not None and control.tag in _BY_TAG:
        return _BY_TAG[control.tag]
    kind = _BY_TYPE.get(bind.type, Kind.TEXT)
    fixed = bind.readonly is not None and bind.readonly.source == "true()"
    if kind is Kind.TEXT and control is not None and fixed and bind.calculate is None and not bind.save_to:
        return Kind.NOTE
    return kind


def rounded(text: str, form: str) -> str:
    """Show a number in a format such as `0.00`, half up; what is no number stays as it is.

    Only for display: comparisons take the exact value (`domain.md` §2.4, rule 4).
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return ""
    return format(number.quantize(Decimal(form), rounding="ROUND_HALF_UP"), ",f" if "," in form else "f")
