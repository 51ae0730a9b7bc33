"""What a visit sees beside its own answers: files of the form, the register, the device, the visit before."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from forms.package import Package
from storage import Store, publishing, visits
from tests.forms.scenario import xform
from tests.storage.conftest import GROUP, PERSON, VILLAGE
from tests.storage.published import package, settings

TODAY = date(2015, 11, 15)
AT = datetime(2015, 11, 15, 10, 30)  # noqa: DTZ001  # a laptop's clock


@pytest.fixture
def village(store: Store) -> Store:
    """Two villages with a household each, and their people."""
    store.put_setting("questionnaire", "small")
    for household, place in (("h", VILLAGE), ("i", VILLAGE), ("o", "459982100202")):
        values = {"village": place, "group": place + "03", "head_name": f"户主{household}", "state": "listed"}
        store.put("household", household, values)
        store.put(
            "member", f"m{household}", {"household": household, "full_name": f"成员{household}", "sex": "1"}
        )
    store.put("member", "left", {"household": "h", "full_name": "已迁出", "left_on": "2015-01-01"})
    return store


def begun(store: Store, survey: str, household: str = "h") -> visits.OpenVisit:
    publishing.publish(store, Package(xform(survey, settings=settings("1"))))
    return visits.begin(store, household, today=TODAY, surveyors=())


def test_the_register_answers_entity_lists_with_what_is_new_here(village: Store) -> None:
    visit = begun(
        village,
        """
        | type                                 | name  | calculation |
        | select_one_from_file household.csv   | near  |             |
        | select_one_from_file member.csv      | who   |             |
        | calculate                            | sex   | instance('member')/root/item[name=${who}]/sex |
        """,
    )
    assert [choice.label for choice in visit.interview.view("near").choices] == ["户主h", "户主i"]
    assert [choice.label for choice in visit.interview.view("who").choices] == ["成员h", "成员i"]
    visit.save(visit.interview.answer("who", "mi"))
    assert visit.interview.view("sex").value == "1"

    village.put("household", "n", {"village": VILLAGE, "group": GROUP, "head_name": "新户"})
    again = visits.resume(village, visit.id, today=TODAY)
    assert [choice.value for choice in again.interview.view("near").choices] == ["h", "i", "n"]


def test_person_device_and_record_are_known(village: Store) -> None:
    visit = begun(
        village,
        """
        | type     | name   | calculation |
        | username | person |             |
        | deviceid | device |             |
        | text     | t      |             |
        """,
    )
    answers = visit.interview.answers()
    assert (answers["person"], answers["device"]) == (PERSON, village.device_id)


def test_the_visit_saved_before_on_this_device_gives_its_answers(village: Store) -> None:
    survey = """
        | type | name | default                                |
        | text | team | ${last-saved#team}                     |
    """
    first = begun(village, survey)
    assert first.interview.view("team").value == ""
    first.save(first.interview.answer("team", "第二组"))
    open_yet = visits.begin(village, "i", today=TODAY, surveyors=())
    assert open_yet.interview.view("team").value == ""
    visits.complete(village, first, at=AT)

    assert visits.begin(village, "i", today=TODAY, surveyors=()).interview.view("team").value == "第二组"


def test_a_visit_with_another_questionnaire_than_the_countys(village: Store) -> None:
    publishing.publish(village, package("5", name="other"))

    visit = visits.begin(village, "h", today=TODAY, surveyors=(), questionnaire="other")

    record = village.get("visit", visit.id)
    assert record is not None
    assert (record.get("@questionnaire"), record.get("@version")) == ("other", "5")
    assert visits.resume(village, visit.id, today=TODAY).interview.questionnaire.name == "other"


def test_when_a_visit_ended_is_kept_with_it(village: Store) -> None:
    visit = begun(village, "| type | name |\n| start | began |\n| end | ended |\n| text | t |")
    visits.complete(village, visit, at=AT)

    record = village.get("visit", visit.id)
    assert record is not None
    assert record.get("began") <= record.get("ended")


WELLS = """
    | type         | name  | label | save_to |
    | begin_repeat | wells | 水井  |         |
    | text         | spot  | 位置  | spot    |
    | integer      | deep  | 深度  | depth   |
    | end_repeat   |       |       |         |
"""
FOLLOW = """
    | type                             | name  | calculation |
    | select_one_from_file wells.csv   | well  |             |
    | calculate                        | depth | instance('wells')/root/item[name=${well}]/depth |
"""


def test_entities_of_a_forms_own_list_are_there_for_the_next_visit_in_the_village(village: Store) -> None:
    entities = "| list_name | label |\n| wells | ${spot} |"
    publishing.publish(village, Package(xform(WELLS, entities=entities, settings=settings("1"))))
    visit = visits.begin(village, "h", today=TODAY, surveyors=())
    visit.save(visit.interview.add_row("wells"))
    row = visit.interview.layout("wells").children[0].key
    visit.save(visit.interview.answer(f"{row}.spot", "村口"))
    visit.save(visit.interview.answer(f"{row}.deep", "12"))
    assert isinstance(visits.complete(village, visit, at=AT), visits.Completed)

    follow = xform(FOLLOW, settings="| form_id | version |\n| follow | 1 |")
    publishing.publish(village, Package(follow))
    seen = {
        household: visits.begin(village, household, today=TODAY, surveyors=(), questionnaire="follow")
        for household in ("i", "o")
    }

    near, far = (seen[each].interview for each in ("i", "o"))
    (well,) = near.view("well").choices
    assert well.label == "村口"
    near.answer("well", well.value)
    assert near.view("depth").value == "12"
    assert far.view("well").choices == ()
