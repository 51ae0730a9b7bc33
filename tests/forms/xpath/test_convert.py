"""Types, comparison of node-sets, and decimal arithmetic at its edges."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.xpath.convert import number_from_text, number_text, to_boolean
from forms.xpath.nodes import Node
from tests.forms.xpath.world import run, text


@pytest.mark.parametrize(
    "expression, expected",
    [
        ("0.1 + 0.2 = 0.3", "true"),
        ("2952.00 > 2952", "false"),
        ("2952.00 = 2952", "true"),
        ("'2952.00' > 2952", "false"),
        ("65 div 5 < 13", "false"),
        ("64.95 div 5 < 13", "true"),
        ("8564.97 div 3 < 2855", "true"),
        ("10 div 3", "3.333333333333333333333333333333333"),
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", "NaN"),
        ("5 mod 0", "NaN"),
        ("5 mod (1 div 0)", "5"),
        ("1.5 mod 0.5", "0"),
        ("5.5 mod -2", "1.5"),
        ("'' + 1", "NaN"),
        ("'abc' * 2", "NaN"),
        ("0 div 0 = 0 div 0", "false"),
        ("0 div 0 != 0 div 0", "true"),
        ("0 div 0 < 1", "false"),
        ("-0", "0"),
        ("1000000000000000000000 * 10", "10000000000000000000000"),
        ("0.00000000000000000001 * 0.1", "0.000000000000000000001"),
        ("true() + true()", "2"),
        ("true() = 'x'", "true"),
        ("'1' = 1", "true"),
        ("'1' = '1.0'", "false"),
        ("1 = true()", "true"),
    ],
)
def test_arithmetic_and_comparison_of_single_values(expression: str, expected: str) -> None:
    assert text(expression) == expected


@pytest.mark.parametrize(
    "expression, expected",
    [
        ("/data/member/age = 7", True),
        ("/data/member/age != 7", True),
        ("not(/data/member/age = 8)", True),
        ("/data/member/age > 40", True),
        ("/data/member/age < 7", False),
        ("/data/member/name = /data/member/name", True),
        ("/data/name = /data/member/name", False),
        ("/data/nothing = ''", True),
        ("/data/nothing != 'x'", True),
        ("/data/nothing = 0", False),
        ("/data/nothing < 1", False),
        ("/data/empty = ''", True),
        ("/data/empty < 1", False),
        ("/data/member/age = true()", True),
        ("/data/empty = false()", True),
        ("boolean(/data/empty)", False),
        ("boolean(/data/name)", True),
        ("boolean(/data/member)", True),
        ("boolean(/data/nothing)", False),
    ],
)
def test_comparison_of_node_sets(expression: str, expected: bool) -> None:
    assert run(expression) is expected


def test_a_number_by_type_equals_another_spelling_of_it() -> None:
    five, other, empty = Node("a", None, "5"), Node("b", None, "5.0"), Node("c")
    five.__class__ = _Numeric
    from forms.xpath.comparing import equal

    assert equal([five], [other])
    assert equal([five], "5.00")
    assert not equal([five], [empty])
    assert not equal([five], "five")


class _Numeric(Node):
    __slots__ = ()
    numeric = True


decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)


@given(decimals)
def test_writing_and_reading_a_number_is_the_identity(number: Decimal) -> None:
    assert number_from_text(number_text(number)) == number


@given(decimals)
def test_a_number_is_written_without_exponent_or_needless_zeros(number: Decimal) -> None:
    written = number_text(number)

    assert "E" not in written
    assert not ("." in written and written.endswith(("0", ".")))


@given(decimals, decimals)
def test_sums_are_exact(left: Decimal, right: Decimal) -> None:
    assert run(f"({number_text(left)}) + ({number_text(right)})") == left + right


def test_text_that_only_looks_like_a_number_is_none() -> None:
    for spelled in ("1e3", "+1", "１２", "1 2", "--1", "0x10", "1_000", "Infinity"):
        assert number_from_text(spelled).is_nan(), spelled


def test_numbers_are_true_unless_zero_or_nan() -> None:
    assert to_boolean(Decimal("0.1"))
    assert not to_boolean(Decimal(0))
    assert not to_boolean(Decimal("NaN"))


@pytest.mark.parametrize(
    "moment, days",
    [
        ("1970-01-01", "0"),
        ("1969-12-31", "-1"),
        ("2000-03-01", "11017"),
        ("1970-01-01T08:00+08:00", "0"),
        ("1970-01-01T08:00:00.000+0800", "0"),
        ("1970-01-01T00:00:00-06", "0.25"),
        ("2015-02-29", "NaN"),
        ("2015-13-01", "NaN"),
        ("2015-1-1", "NaN"),
    ],
)
def test_dates_count_in_days(moment: str, days: str) -> None:
    assert text(f"number('{moment}')") == days
