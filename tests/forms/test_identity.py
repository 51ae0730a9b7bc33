"""Identity numbers, certificates, codes and masks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import identity
from tests.forms.scenario import TODAY

GOOD = "11010519491231002X"  # the standard's own example


def test_the_example_of_the_standard_is_valid() -> None:
    assert identity.is_valid(GOOD, TODAY)
    assert identity.is_valid(GOOD.lower(), TODAY)
    assert identity.canonical("１１０105 19491231 002ｘ") == GOOD
    assert identity.sex(GOOD) == "2"
    assert identity.birth_date(GOOD) == date(1949, 12, 31)


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",
        "110105194902310024",
        "11010520491231002X",
        "1101051949123100",
        "X1010519491231002X",
        "",
    ],
)
def test_a_wrong_number_is_not_valid(number: str) -> None:
    assert not identity.is_valid(number, TODAY)


@given(st.integers(0, 17), st.sampled_from("0123456789"))
def test_any_single_wrong_digit_is_noticed(position: int, digit: str) -> None:
    changed = GOOD[:position] + digit + GOOD[position + 1 :]

    assert changed == GOOD or not identity.is_valid(changed, TODAY)


def test_old_numbers_become_new_ones() -> None:
    assert identity.eighteen("110105491231002") == GOOD
    assert identity.eighteen(GOOD) == GOOD
    assert identity.is_valid("110105491231002", TODAY)


def test_a_certificate_has_an_owner_a_kind_and_a_grade() -> None:
    assert identity.certificate_parts("45998119450507022142") == ("459981194505070221", "4", "2")
    assert identity.certificate_parts("45998119450507022142B1") == ("459981194505070221", "4", "2")
    for wrong in ("45998119450507022182", "45998119450507022145", "459981194505070221", "x"):
        assert identity.certificate_parts(wrong) is None


def test_numbers_are_masked() -> None:
    assert identity.mask_id("459981197406120135") == "459981********0135"
    assert identity.mask_id("45998") == "*****"
    assert identity.mask_phone("13812341234") == "138****1234"
    assert identity.mask_phone("0771-5551234") == "********1234"
    assert identity.mask_phone("12") == "**"
    assert identity.mask_account("6222021234567890") == "************7890"
    assert identity.mask_account("1") == "*"


def test_codes_of_households_and_divisions() -> None:
    code = identity.household_code("459981100201", 2)

    assert code == "4599811002010002"
    assert identity.is_household_code(code)
    assert not identity.is_household_code(code[:-1])
    assert identity.is_division_code("459981100201")
    assert not identity.is_division_code("4599811")
    assert [identity.parent_division(each) for each in ("45998110020101", "459981100201", "45")] == [
        "459981100201",
        "459981100",
        "",
    ]
    for village, serial in (("45998110020", 1), ("459981100201", 0), ("459981100201", 10_000)):
        with pytest.raises(ValueError, match="village"):
            identity.household_code(village, serial)
