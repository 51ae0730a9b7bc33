"""A formula that never ends: the interview goes on, and says so."""

from __future__ import annotations

import pytest

from forms.xpath import context
from tests.forms.scenario import Scenario, scenario

ENDLESS = "count(instance('big')/root/item[count(../item[count(../item[name = 'x']) = 1]) = 1])"
FORM = f"""
| type         | name  | calculation | constraint    | relevant      |
| csv-external | big   |             |               |               |
| text         | town  |             |               |               |
| calculate    | total | {ENDLESS}   |               |               |
| text         | near  |             | {ENDLESS} = 0 |               |
| begin_group  | more  |             |               | {ENDLESS} = 0 |
| text         | far   |             |               |               |
| end_group    |       |             |               |               |
"""
ROWS = [{"name": f"n{at}"} for at in range(2_000)]


@pytest.fixture(autouse=True)
def _soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "VISITS_LIMIT", 50_000)


def opened() -> Scenario:
    return scenario(FORM, instances={"big": ROWS})


def test_its_value_is_empty_and_the_question_says_so() -> None:
    form = opened().answer("near", "x")

    assert form.value("total") == ""
    assert [(each.code, each.at, each.level) for each in form.interview.problems()] == [
        ("limit", ("total",), "I"),
        ("limit", ("near",), "I"),
        ("limit", ("far",), "I"),
    ]


def test_it_is_tried_once_and_never_again() -> None:
    form = opened()

    for town in "abc":
        form.answer("town", town)

    assert form.value("town") == "c"
