from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.paper import capitals

_VALUE = {char: digit for digit, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACE = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    "value,text",
    [
        (0, "零"), (10, "壹拾"), (55, "伍拾伍"), (100, "壹佰"), (105, "壹佰零伍"), (1005, "壹仟零伍"),
        (10860, "壹万零捌佰陆拾"), (100_000_005, "壹亿零伍"), (10_010_000, "壹仟零壹万"), (-7, "负柒"),
        (Decimal("2.50"), "贰点伍"),
    ],
)  # fmt: skip
def test_scores_are_written_in_capitals(value: int | Decimal, text: str) -> None:
    assert capitals.number(value) == text


@pytest.mark.parametrize(
    "amount,text",
    [
        ("10860.00", "壹万零捌佰陆拾元整"), ("2172", "贰仟壹佰柒拾贰元整"), ("10.05", "壹拾元零伍分"),
        ("2854.99", "贰仟捌佰伍拾肆元玖角玖分"), ("10.50", "壹拾元伍角整"), ("0", "零元整"), ("0.05", "伍分"),
        ("-300", "负叁佰元整"), ("2.005", "贰元零壹分"), ("-0.001", "零元整"),
    ],
)  # fmt: skip
def test_money_ends_so_that_nothing_can_be_added(amount: str, text: str) -> None:
    assert capitals.money(Decimal(amount)) == text


@given(st.integers(0, 10**16 - 1))
def test_capitals_read_back_to_the_number(value: int) -> None:
    assert _read(capitals.number(value)) == value


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(OverflowError):
        capitals.number(10**16)


def _read(text: str) -> int:
    total = 0
    for unit, factor in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4), ("", 1)):
        group, found, rest = text.partition(unit) if unit else (text, "", "")
        if unit and not found:
            continue
        text = rest
        total += _group(group) * factor
    return total


def _group(text: str) -> int:
    total = digit = 0
    for char in text:
        if char in _PLACE:
            total, digit = total + digit * _PLACE[char], 0
        else:
            digit = _VALUE[char]
    return total + digit
