"""R53 score against income, R54 score against the neighbours; both explained in one line, then minuted."""

from __future__ import annotations

import pytest

from forms import Interview
from tests.cases.household import change, change_rows, codes, surveyed


def _compared(interview: Interview, aspect: str) -> None:
    for row in ("1", "2", "3"):
        names = ("cmp_house", "cmp_goods", "cmp_farm", "cmp_work")
        change(interview, {f"compare {row} {name}": aspect for name in names})


def test_poor_by_things_but_rich_by_income() -> None:
    interview = surveyed("02")
    change(interview, {"sales 1 sales_amount": "42640"})
    assert codes(interview) == {"R53"}


def test_rich_by_things_but_poor_by_income() -> None:
    interview = surveyed("11")
    change(interview, {"sales 1 sales_amount": "130000"})
    assert codes(interview) == {"R53"}


@pytest.mark.parametrize("rice, found", [("20330", set()), ("20330.01", {"R53"})])
def test_twice_the_line_is_not_above_twice_the_line(rice: str, found: set[str]) -> None:
    interview = surveyed("02")
    change(interview, {"sales 1 sales_amount": rice})
    assert codes(interview) == found


@pytest.mark.parametrize("number, aspect", [("02", "1"), ("11", "-1")])
def test_the_neighbours_say_otherwise(number: str, aspect: str) -> None:
    interview = surveyed(number)
    _compared(interview, aspect)
    assert codes(interview) == {"R54"}


def test_equal_to_the_neighbours_contradicts_nothing() -> None:
    interview = surveyed("02")
    _compared(interview, "0")
    assert codes(interview) == set()


@pytest.mark.parametrize("cut_line, found", [("38", {"R54"}), ("37", set())])
def test_a_score_on_the_cut_line_enters(cut_line: str, found: set[str]) -> None:
    interview = surveyed("02", cut_line=cut_line, poverty_line="2172")
    _compared(interview, "1")
    assert codes(interview) == found


def test_an_explanation_lifts_the_block() -> None:
    interview = surveyed("02")
    _compared(interview, "1")
    problem = next(each for each in interview.problems() if each.code == "R54")
    interview.explain(problem.remark_key, "比较户均为低保户")
    assert codes(interview) == set()


def test_no_score_no_contradiction() -> None:
    interview = surveyed("02")
    _compared(interview, "1")
    change(interview, {"power": ""})
    assert interview.score().total is None
    assert "R54" not in codes(interview)


def test_without_a_row_of_income_nothing_is_compared() -> None:
    interview = surveyed("11")
    change_rows(interview, "sales", [])
    change(interview, {"has_sales": ""})
    assert "R53" not in codes(interview)
