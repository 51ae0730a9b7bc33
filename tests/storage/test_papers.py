"""Paper from the store: of the day and the method of the visit, not of the clock; boxes filled if known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from forms.paper.card import CardFace, age_band
from storage import Store, papers, sample, visits
from storage.records import Record
from storage.visit_day import age, day_of, last_completed

YEARS_LATER = date(2026, 3, 1)
LABEL = "参考评分方案 REF-18x90-v1(非官方权重)"


@pytest.fixture
def village() -> Iterator[Store]:
    """The sample village, surveyed on 2015-11-15."""
    with Store.memory(person="韦测试") as store:
        sample.install(store)
        yield store


def completed(store: Store) -> Record:
    return store.find("household", state="completed")[0]


def face(store: Store, household: Record) -> CardFace:
    [made] = papers.faces(store, [household], on=YEARS_LATER)
    return made


def test_a_card_tells_year_income_and_ages_of_the_visit_not_of_the_clock(village: Store) -> None:
    household = completed(village)
    made = face(village, household)
    bands = {member.name: member.age_band for member in made.members}

    assert (made.year, made.incomes[0].year, made.issued_on) == ("2015", "2015", "2026-03-01")
    for member in village.find("member", household=household.id):
        years = age(member.get("birth_date"), date(2015, 11, 15))
        assert years is not None
        assert bands[member.get("full_name")] == age_band(years)


def test_a_card_names_the_scheme_of_its_visit_and_the_version_of_its_layout(village: Store) -> None:
    imprint = face(village, completed(village)).imprint

    assert (imprint.scheme, imprint.version) == (LABEL, "D13A-1")


def test_a_household_without_a_visit_has_the_day_that_was_handed_in(village: Store) -> None:
    made = face(village, village.find("household", state="listed")[0])

    assert (made.year, made.imprint.scheme) == ("2026", LABEL)


def test_a_visit_that_is_withdrawn_or_open_does_not_count(village: Store) -> None:
    household = completed(village)
    first = last_completed(village, household)
    again = visits.begin(village, household.id, today=YEARS_LATER, surveyors=("韦测试",))

    assert first is not None
    assert first.id != again.id
    assert last_completed(village, village.get("household", household.id) or household) == first
    visits.withdraw(village, first.id, at=datetime(2026, 3, 1))  # noqa: DTZ001  # a laptop's clock
    assert last_completed(village, household) is None


def test_the_day_of_a_visit_is_what_it_says_or_when_it_ended() -> None:
    said = Record("visit", "v", {"survey_date": "2015-09-30", "@completed_at": "2015-11-15T10:30:00"})
    ended = Record("visit", "v", {"@completed_at": "2015-11-15T10:30:00"})

    assert day_of(said, YEARS_LATER) == date(2015, 9, 30)
    assert day_of(ended, YEARS_LATER) == date(2015, 11, 15)
    assert day_of(None, YEARS_LATER) == YEARS_LATER


def test_who_is_gone_left_by_the_day_of_the_visit(village: Store) -> None:
    household = village.find("household", state="completed")[3]
    visit = visits.resume(village, household.get("visit"), today=YEARS_LATER)
    visits.withdraw(village, visit.id, at=datetime(2026, 3, 1))  # noqa: DTZ001  # a laptop's clock
    gone = visit.interview.layout("member").children[-1].key
    visit.save(visit.interview.remove_row(gone))
    for problem in visit.interview.problems():
        if problem.remark_key:
            visit.save(visit.interview.explain(problem.remark_key, "已当面核对"))
    done = visits.complete(village, visit, at=datetime(2026, 3, 1))  # noqa: DTZ001  # a laptop's clock

    assert isinstance(done, visits.Completed), done
    left = village.get("member", gone[len("member[") : -1])
    assert left is not None
    assert left.get("left_on") == "2015-11-15"


def test_offices_and_helper_are_printed_where_they_are_known(village: Store) -> None:
    household = completed(village)
    village.put_setting("office_name", "清水镇人民政府")
    village.put_setting("hotline_459982", "0000-1234567")
    village.put_setting("hotline_459982100201", "0000-7654321")
    village.put_setting("hotline_459982100202", "0000-1111111")
    helper = {"helper_name": "农敏", "helper_unit": "县农业局", "helper_phone": "0000-2222222"}
    made = face(village, village.put("household", household.id, helper))

    assert made.imprint.office == "清水镇人民政府"
    assert ("青竹村村民委员会", "0000-7654321") in made.imprint.hotlines
    assert ("青山县扶贫办", "0000-1234567") in made.imprint.hotlines
    assert not any(number == "0000-1111111" for _, number in made.imprint.hotlines)
    assert (made.helper_name, made.helper_unit, made.helper_work_phone) == tuple(helper.values())
