"""A household is visited with the other questionnaires that come with the program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from storage import Store, papers, visits
from storage.visits import Completed
from tests.cases.builtin import case
from tools.answering import enter

HOUSEHOLD = "a" * 32
VILLAGE, GROUP = "459982100201", "45998210020101"


@pytest.fixture
def store() -> Iterator[Store]:
    """One household in one hamlet, and what the county has set."""
    with Store.memory(person="韦勇") as made:
        for name, value in {"cut_line": "60", "poverty_line": "2855", "monitor_threshold": "6900"}.items():
            made.put_setting(name, value)
        place = {"village": VILLAGE, "group": GROUP, "group_name": "云坪寨"}
        road = {"road_kind": "mud", "road_width_m": "3"}
        made.put_many([
            ("division", VILLAGE, {"name": "青竹村", "level": "village"}),
            ("division", GROUP, {"name": "云坪寨", "level": "group", "parent": VILLAGE, **road}),
            ("household", HOUSEHOLD, {**place, "code": f"{VILLAGE}0007", "state": "listed"}),
        ])  # fmt: skip
        yield made


def completed(store: Store, questionnaire: str, name: str) -> Completed:
    """Visit the household with a worked case, to the end."""
    content = case(name)
    at = datetime.fromisoformat(f"{content['survey_date']}T10:00:00+08:00")
    visit = visits.begin(
        store, HOUSEHOLD, today=at.date(), surveyors=["韦勇", "农敏"], questionnaire=questionnaire
    )
    for position, row in enumerate(visit.interview.layout("member").children):
        visit.save(visit.interview.remove_row(row.key)) if position else None
    enter(visit.interview, content["facts"], visit.save)
    done = visits.complete(store, visit, at=at)
    assert isinstance(done, Completed), done
    return done


def test_a_visit_with_the_four_looks_is_completed_and_scored(store: Store) -> None:
    done = completed(store, "guizhou-sikan", "sikan_1")
    assert (done.household.get("score"), done.household.get("letters")) == ("41", "BBBCBACCCBCCBBCCA")
    assert (done.household.get("head_name"), done.household.get("size")) == ("杨正华", "5")


def test_a_monitoring_visit_leaves_the_score_of_the_identification(store: Store) -> None:
    completed(store, "guizhou-sikan", "sikan_1")
    after = completed(store, "monitor-2021", "monitor_1").household
    assert (after.get("score"), after.get("letters")) == ("41", "BBBCBACCCBCCBBCCA")
    assert after.get("monitor_category") == "unstable"
    assert after.get("head_name") == "蓝有福"


def test_a_card_names_the_scheme_that_scored_the_household(store: Store) -> None:
    completed(store, "guizhou-sikan", "sikan_1")
    household = completed(store, "monitor-2021", "monitor_1").household
    (face,) = papers.faces(store, [household], on=date(2022, 6, 1))
    assert "SIKAN-17-v1" in face.imprint.scheme
    (card,) = store.find("card", household=HOUSEHOLD)
    assert card.get("scheme") == "SIKAN-17-v1"
