"""What a county sets at its centre and every laptop receives: lines, dates, names for paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final


def _amount(text: str) -> bool:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and value >= 0


def _day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


#: Name → what a value must be, and how to say it.
_KNOWN: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = {
    "cut_line": (_amount, "分数，如 60"),
    "poverty_line": (_amount, "每人每年的元数，如 2855"),
    "monitor_threshold": (_amount, "每人每年的元数，如 6900"),
    "monitor_visit_days": (_amount, "线索登记后几天内入户，如 5"),
    "dibao_work_cost": (_amount, "低保核算中每个务工月可扣的元数，如 300"),
    "min_minutes": (_amount, "分钟数，如 10"),
    "survey_date": (_day, "日期，如 2015-11-15"),
    "office_name": (bool, "发卡机关名称"),
    "questionnaire": (bool, "问卷名称(form_id)，如 guangxi-2015"),
    "questionnaire_auto": (("0", "1").__contains__, "1 自动采用新版本，或 0 由人采用"),
}
_HOTLINE: Final = "hotline_"


def read(text: str) -> tuple[str, str]:
    """Return name and value of `NAME=VALUE`.

    Raises:
        ValueError: With a sentence for the person who typed it.
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    if name.startswith(_HOTLINE) and name.removeprefix(_HOTLINE).isdecimal() and value:
        return name, value
    if not equals or name not in _KNOWN:
        raise ValueError(
            f"不认识的设置“{text}”。可以设置：{'、'.join(_KNOWN)}、hotline_区划代码，写成 名称=值。"
        )
    fits, wanted = _KNOWN[name]
    if not fits(value):
        raise ValueError(f"{name} 应为{wanted}，不是“{value}”。没有改动。")
    return name, value
