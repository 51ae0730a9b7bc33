"""The three worked households come out exactly: letters, points, sum, income, comparison, vetoes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cases.household import case, codes, surveyed

CASES = ["02", "04", "11"]


@pytest.mark.parametrize("number", CASES)
def test_letters_points_and_sum(number: str) -> None:
    expected, score = case(number)["expected"], surveyed(number).score()
    assert score.letters == expected["letters"]
    assert [item.points for item in score.items] == [Decimal(each) for each in expected["points"]]
    assert score.total == Decimal(expected["total"])
    assert "非官方权重" in score.scheme


@pytest.mark.parametrize("number", CASES)
def test_income_and_comparison(number: str) -> None:
    expected, figures = case(number)["expected"], surveyed(number).score().figures
    assert figures["net_income"].display == expected["net_income"]
    assert figures["per_capita"].display == expected["per_capita"]
    assert figures["compare_sum"].value == expected["compare_sum"]


@pytest.mark.parametrize("number", CASES)
def test_vetoes_are_those_of_the_case(number: str) -> None:
    score = surveyed(number).score()
    assert [veto.code for veto in score.vetoes if veto.proposed] == case(number)["expected"]["vetoes"]
    assert [veto.code for veto in score.vetoes if veto.proposed is None] == ["V7"]


@pytest.mark.parametrize("number", CASES)
def test_nothing_is_missing_or_contradictory(number: str) -> None:
    interview = surveyed(number)
    assert codes(interview) == set(), interview.problems()


def test_the_wording_carries_the_numbers() -> None:
    basis = {item.item: item.basis for item in surveyed("02").score().items}
    assert basis["S01"] == "70÷5=14㎡"
    assert basis["S02"] == "土木·C级"
    assert basis["S04"] == "1种(电视机)"
    assert basis["S09"] == "泥土路 2.5米"
    assert basis["S18"] == "12000÷5=2400元"


def test_the_household_is_named_after_its_head() -> None:
    written = surveyed("02").entities({"household": "f" * 32})
    household = next(each for each in written if each.dataset == "household")
    assert (household.properties["head_name"], household.properties["size"]) == ("黄文生", "5")
    members = [each.properties["full_name"] for each in written if each.dataset == "member"]
    assert members == ["黄文生", "农秀兰", "黄俊", "黄雪", "陆桂英"]
