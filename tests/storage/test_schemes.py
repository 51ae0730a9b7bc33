"""A household shows the result of one questionnaire, whatever others it is visited with."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from forms.package import Package
from storage import Store, instances, publishing, visits
from storage.schemes import scored_by
from storage.visit_day import last_completed
from tests.forms.scenario import xform
from tests.storage.conftest import GROUP, VILLAGE
from tests.storage.published import settings

TODAY = date(2015, 11, 15)
AT = datetime(2015, 11, 15, 10, 30)  # noqa: DTZ001  # a laptop's clock
CHOICES = """
    | list_name | name | label | points |
    | S01       | A    | 甲    | 0      |
    | S01       | B    | 乙    | 5      |
"""
MAIN = """
    | type           | name  | ruhu:score | ruhu:figure | calculation |
    | select_one S01 | house |            |             |             |
    | calculate      | s01   | S01        |             | ${house}    |
    | decimal        | money |            |             |             |
    | calculate      | per   |            | per_capita  | ${money}    |
    | calculate      | sum   |            | compare_sum | 7           |
"""
TRIED = MAIN.replace("| compare_sum | 7           |", "| net_income  | 9           |")
MONITOR = """
    | type      | name  | ruhu:figure | calculation |
    | decimal   | money |             |             |
    | calculate | per   | per_capita  | ${money}    |
"""


@pytest.fixture
def county(store: Store) -> Store:
    """A county with a scheme, another one to try, and a monitoring sheet without a score."""
    store.put_setting("questionnaire", "main")
    for name, survey in (("main", MAIN), ("tried", TRIED), ("monitor", MONITOR)):
        choices = CHOICES if "S01" in survey else ""
        publishing.publish(store, Package(xform(survey, choices, settings=settings("1", name))))
    store.put(
        "household", "h", {"village": VILLAGE, "group": GROUP, "head_name": "覃建国", "state": "listed"}
    )
    store.put("member", "m", {"household": "h", "full_name": "韦秀英"})
    store.seal([("household", "h"), ("member", "m")])
    return store


def visited(store: Store, form: str, money: str, house: str = "") -> visits.OpenVisit:
    """Complete a visit with a form."""
    visit = visits.begin(store, "h", today=TODAY, surveyors=(), questionnaire=form)
    visit.save(visit.interview.answer("money", money))
    if house:
        visit.save(visit.interview.answer("house", house))
    assert isinstance(visits.complete(store, visit, at=AT), visits.Completed)
    return visit


def shown(store: Store) -> tuple[str, ...]:
    household = store.get("household", "h")
    assert household is not None
    keys = ("scored_by", "score", "letters", "per_capita", "compare_sum", "net_income")
    return tuple(household.get(key) for key in keys)


def test_a_monitoring_visit_leaves_the_result_alone(county: Store) -> None:
    first = visited(county, "main", "3000", "B")
    expected = ("main", "5", "B", "3000", "7", "")
    assert shown(county) == expected

    visited(county, "monitor", "8000")
    assert shown(county) == expected
    household = county.get("household", "h")
    assert household is not None
    visit = last_completed(county, household)
    assert visit is not None
    assert visit.id == first.id


def test_another_scheme_leaves_the_countys_result_alone(county: Store) -> None:
    visited(county, "main", "3000", "B")
    visited(county, "tried", "8000", "A")
    assert shown(county)[:3] == ("main", "5", "B")


def test_the_countys_scheme_replaces_all_of_another_result(county: Store) -> None:
    visited(county, "tried", "8000", "A")
    assert shown(county) == ("tried", "0", "A", "8000", "", "9")

    visited(county, "main", "3000", "B")
    assert shown(county) == ("main", "5", "B", "3000", "7", "")


def test_a_household_without_a_score_takes_the_first_there_is(county: Store) -> None:
    visited(county, "monitor", "8000")
    assert shown(county) == ("monitor", "", "", "8000", "", "")
    visited(county, "tried", "7000", "A")
    assert shown(county) == ("tried", "0", "A", "7000", "", "9")


def test_who_was_not_asked_about_is_still_a_member(county: Store) -> None:
    visited(county, "monitor", "8000")
    member = county.get("member", "m")
    assert member is not None
    assert not member.get("left_on")


def test_lists_say_whose_score_it_is_and_neighbours_are_of_one_scheme(county: Store) -> None:
    visited(county, "tried", "8000", "A")
    [line] = county.households().lines
    assert (line.scored_by, line.letters) == ("tried", "A")
    county.put("household", "n", {"village": VILLAGE, "group": GROUP, "head_name": "蒙新户"})
    asking = county.get("household", "n")
    assert asking is not None
    seen = {
        form: len(instances.of_household(county, asking, form)["neighbours"])
        for form in ("main", "tried", "")
    }
    assert seen == {"main": 0, "tried": 1, "": 1}


def test_a_result_of_the_first_questionnaire_needs_no_name(county: Store) -> None:
    county.put("household", "old", {"score": "60", "letters": "AB"})
    household = county.get("household", "old")
    assert household is not None
    assert scored_by(household) == "guangxi-2015"
