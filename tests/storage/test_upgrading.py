"""Open visits go over to a newer version: nothing lost, nothing changed before, finished ones never."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from forms.package import Package
from storage import Store, publishing, upgrading, visits
from storage.errors import Refused
from tests.forms.scenario import xform
from tests.storage.conftest import GROUP, VILLAGE
from tests.storage.published import settings

TODAY = date(2015, 11, 15)
AT = datetime(2015, 11, 15, 10, 30)  # noqa: DTZ001  # a laptop's clock
FIRST = """
    | type         | name      | ruhu:was | ruhu:record |
    | text         | head_name |          |             |
    | text         | roof      |          |             |
    | text         | gone      |          |             |
    | begin_group  | g5        |          | appraisal   |
    | text         | opinion   |          |             |
    | text         | moved     |          |             |
    | end_group    | g5        |          |             |
"""
SECOND = """
    | type         | name      | ruhu:was | ruhu:record |
    | text         | head_name |          |             |
    | text         | house     | roof     |             |
    | text         | fresh     |          |             |
    | text         | moved     |          |             |
    | begin_group  | g5        |          | appraisal   |
    | text         | view      | opinion  |             |
    | text         | meeting   |          |             |
    | end_group    | g5        |          |             |
"""


@pytest.fixture
def opened(store: Store) -> visits.OpenVisit:
    """A visit of version 1 with answers, while version 2 is in use."""
    store.put_setting("questionnaire", "small")
    store.put(
        "household", "h", {"village": VILLAGE, "group": GROUP, "head_name": "覃建国", "state": "listed"}
    )
    publish(store, "1", FIRST)
    visit = visits.begin(store, "h", today=TODAY, surveyors=("韦小芳",))
    for key in ("roof", "gone", "opinion", "moved"):
        visit.save(visit.interview.answer(key, f"答{key}"))
    publish(store, "2", SECOND)
    return visit


def publish(store: Store, version: str, survey: str) -> None:
    publishing.publish(store, Package(xform(survey, settings=settings(version))))
    publishing.apply_version(store, "small", version)


def body(store: Store, kind: str, record_id: str) -> dict[str, str]:
    record = store.get(kind, record_id)
    assert record is not None
    return dict(record.body)


def test_a_dry_run_tells_and_changes_nothing(store: Store, opened: visits.OpenVisit) -> None:
    before = body(store, "visit", opened.id)
    told = upgrading.preview(store, opened.id)

    assert told is not None
    assert [(each.old_key, each.new_key) for each in told.moved] == [("roof", "house"), ("opinion", "view")]
    assert [(each.key, each.display) for each in told.kept] == [("gone", "答gone")]
    assert told.to_ask == ("fresh", "meeting")
    assert body(store, "visit", opened.id) == before


def test_no_answer_is_lost_and_each_is_where_the_new_version_keeps_it(
    store: Store, opened: visits.OpenVisit
) -> None:
    changed = upgrading.upgrade(store, opened.id)

    assert changed.open
    assert (changed.get("@version"), changed.get("@upgraded_from")) == ("2", "1")
    assert changed.get("@to_ask") == "fresh meeting"
    assert changed.get("@surveyors") == "韦小芳"
    answers = {key: value for key, value in changed.body.items() if not key.startswith("@")}
    assert answers == {"house": "答roof", "gone": "答gone", "moved": "答moved"}
    appraisal = body(store, "appraisal", opened.id)
    assert appraisal == {"@visit": opened.id, "@household": "h", "view": "答opinion"}
    again = visits.resume(store, opened.id, today=TODAY)
    assert again.interview.view("house").value == "答roof"
    assert upgrading.preview(store, opened.id) is None
    assert upgrading.upgrade(store, opened.id) == store.get("visit", opened.id)


def test_a_second_upgrade_remembers_the_first(store: Store, opened: visits.OpenVisit) -> None:
    upgrading.upgrade(store, opened.id)
    publish(store, "3", SECOND.replace("| text         | fresh     |          |             |\n", ""))
    changed = upgrading.upgrade(store, opened.id)

    assert (changed.get("@upgraded_from"), changed.get("@to_ask")) == ("1、2", "meeting")


def test_former_answers_are_told_by_the_versions_that_are_here(
    store: Store, opened: visits.OpenVisit
) -> None:
    upgrading.upgrade(store, opened.id)
    visit = store.put("visit", opened.id, {"@upgraded_from": "0、1"})  # 0 never came to this laptop
    interview = visits.resume(store, opened.id, today=TODAY).interview

    found = list(upgrading.former(store, visit, interview.questionnaire, interview.answers("*")))

    assert [(old.version, kept.key) for old, kept in found] == [("1", "gone")]


def test_open_visits_of_another_version_are_listed(store: Store, opened: visits.OpenVisit) -> None:
    store.put(
        "household", "i", {"village": VILLAGE, "group": GROUP, "head_name": "蒙新户", "state": "listed"}
    )
    visits.begin(store, "i", today=TODAY, surveyors=())

    [one] = upgrading.upgradable(store)
    assert one == upgrading.Upgradable(opened.id, "h", "覃建国", "1", "2")


def test_a_visit_from_a_laptop_that_is_further_ahead_stays_there(
    store: Store, opened: visits.OpenVisit
) -> None:
    upgrading.upgrade(store, opened.id)
    publishing.apply_version(store, "small", "1")

    assert upgrading.preview(store, opened.id) is None
    assert upgrading.upgradable(store) == ()
    assert upgrading.upgrade(store, opened.id).get("@version") == "2"


def test_a_finished_visit_keeps_its_version(store: Store, opened: visits.OpenVisit) -> None:
    visits.complete(store, opened, at=AT)
    for step in (upgrading.preview, upgrading.upgrade):
        with pytest.raises(Refused, match="not_open"):
            step(store, opened.id)
    assert upgrading.upgradable(store) == ()
    assert visits.resume(store, opened.id, today=TODAY).interview.questionnaire.version == "1"

    visits.withdraw(store, opened.id, at=AT)
    assert upgrading.upgrade(store, opened.id).get("@version") == "2"


def test_unknown_visits_and_versions_are_refused(store: Store, opened: visits.OpenVisit) -> None:
    for visit, version, code in ((opened.id, "9", "unknown_questionnaire"), ("x", None, "unknown_visit")):
        with pytest.raises(Refused, match=code):
            upgrading.upgrade(store, visit, version)
