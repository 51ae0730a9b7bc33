"""Value types: one for every kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import Choice, Kind
from forms.values import VALUES, rounded


def test_every_kind_has_a_value_type() -> None:
    assert set(VALUES) == set(Kind)


@pytest.mark.parametrize(
    "kind, typed, kept",
    [
        (Kind.INTEGER, " 12 ", "12"),
        (Kind.INTEGER, "+12", "12"),
        (Kind.INTEGER, "1,200", "1200"),
        (Kind.DECIMAL, "-1，234，567.5", "-1234567.5"),
        (Kind.DECIMAL, "12。50", "12.50"),
        (Kind.DECIMAL, "70.5", "70.5"),
        (Kind.DECIMAL, "-.5", "-.5"),
        (Kind.DATE, " 2015-11-15 ", "2015-11-15"),
        (Kind.TIME, "09:30", "09:30"),
        (Kind.DATETIME, "2015-11-15T09:30:00.000+08:00", "2015-11-15T09:30:00.000+08:00"),
        (Kind.SELECT_MULTIPLE, " a   b ", "a b"),
        (Kind.GEOPOINT, "24.5  108.3 0  0", "24.5 108.3 0 0"),
        (Kind.TEXT, " 阿·依 𬀩 ", " 阿·依 𬀩 "),
        (Kind.IMAGE, "a.jpg", "a.jpg"),
    ],
)
def test_what_people_type_is_kept_in_one_spelling(kind: Kind, typed: str, kept: str) -> None:
    assert VALUES[kind].normalise(typed) == kept
    assert VALUES[kind].valid(kept)
    assert VALUES[kind].normalise(kept) == kept


@pytest.mark.parametrize(
    "kind, value",
    [
        (Kind.INTEGER, "1.0"),
        (Kind.INTEGER, "1" * 19),
        (Kind.INTEGER, "１２"),
        (Kind.DECIMAL, "1e3"),
        (Kind.DECIMAL, "12,5"),
        (Kind.DECIMAL, "1,2000"),
        (Kind.DECIMAL, "NaN"),
        (Kind.DECIMAL, "."),
        (Kind.DATE, "2015-2-3"),
        (Kind.DATE, "2015-02-29"),
        (Kind.DATE, "20151115"),
        (Kind.TIME, "25:00"),
        (Kind.DATETIME, "yesterday"),
        (Kind.GEOPOINT, "91 0"),
        (Kind.GEOPOINT, "0 181"),
        (Kind.GEOPOINT, "24.5"),
        (Kind.TEXT, "x" * 20_001),
        (Kind.TEXT, "\ud800"),
    ],
)
def test_what_is_not_of_the_kind_is_not_valid(kind: Kind, value: str) -> None:
    assert not VALUES[kind].valid(value)


def test_people_read_labels_and_plain_dates() -> None:
    choices = (Choice("a", "甲"), Choice("b", "乙"))

    assert VALUES[Kind.SELECT_MULTIPLE].display("b a", choices) == "乙、甲"
    assert VALUES[Kind.SELECT_ONE].display("zz", choices) == "zz"
    assert VALUES[Kind.DATETIME].display("2015-11-15T09:30:00.000", ()) == "2015-11-15 09:30"
    assert VALUES[Kind.TIME].display("09:30:00.000", ()) == "09:30"
    assert VALUES[Kind.DECIMAL].display("12.50", ()) == "12.50"


@pytest.mark.parametrize("typed", ["++5", "+ 5", "+\x855"])
def test_only_the_sign_of_a_number_is_taken_away(typed: str) -> None:
    assert VALUES[Kind.INTEGER].normalise(typed) == typed


@given(
    st.sampled_from([Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.SELECT_MULTIPLE, Kind.GEOPOINT]),
    st.text(max_size=12),
)
def test_normalising_twice_changes_nothing(kind: Kind, typed: str) -> None:
    once = VALUES[kind].normalise(typed)

    assert VALUES[kind].normalise(once) == once
    VALUES[kind].valid(once)


@given(st.dates())
def test_every_date_is_valid_as_it_is_written(day: date) -> None:
    assert VALUES[Kind.DATE].valid(day.isoformat())


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_every_decimal_is_valid_as_it_is_written(number: Decimal) -> None:
    assert VALUES[Kind.DECIMAL].valid(format(number, "f"))


@pytest.mark.parametrize(
    "value, form, shown",
    [
        ("2.345", "0.00", "2.35"),
        ("-2.345", "0.00", "-2.35"),
        ("2854.99", "0", "2855"),
        ("7", "0.00", "7.00"),
        ("Infinity", "0.00", ""),
        ("x", "0.00", "x"),
    ],
)
def test_figures_are_rounded_half_up(value: str, form: str, shown: str) -> None:
    assert rounded(value, form) == shown
