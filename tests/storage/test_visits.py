"""Whole steps of the work, with the real engine and a small questionnaire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from forms import Changes, load
from forms.xlsform import converted_sheets
from storage import Store, visits
from storage.errors import Refused

TODAY = date(2015, 11, 15)
AT = datetime(2015, 11, 15, 10, 30)  # noqa: DTZ001  # a laptop's clock
VILLAGE, GROUP = "459982100201", "45998210020103"

SURVEY = [
    {"type": "text", "name": "head_name", "save_to": "household#head_name", "required": "yes"},
    {"type": "begin_repeat", "name": "member"},
    {"type": "text", "name": "full_name", "save_to": "member#full_name", "required": "yes"},
    {"type": "text", "name": "papers", "save_to": "member#papers"},
    {
        "type": "text",
        "name": "id_number",
        "save_to": "member#id_number",
        "relevant": "${papers} != 'none'",
    },
    {"type": "end_repeat", "name": "member"},
    {"type": "decimal", "name": "income"},
    {"type": "select_one house", "name": "house"},
    {"type": "calculate", "name": "s01", "calculation": "${house}", "ruhu:score": "S01"},
    {
        "type": "calculate",
        "name": "net",
        "calculation": "${income} div count(${member})",
        "ruhu:figure": "per_capita",
    },
    {"type": "begin_group", "name": "g5_appraise", "ruhu:record": "appraisal"},
    {"type": "text", "name": "opinion", "required": "yes"},
    {"type": "end_group", "name": "g5_appraise"},
]
CHOICES = [
    {"list_name": name, "name": letter, "label": letter, "points": points}
    for name in ("house", "S01")
    for letter, points in (("A", "0"), ("B", "4.5"))
]
ENTITIES = [
    {"list_name": "household", "label": "${head_name}"},
    {"list_name": "member", "label": "${full_name}"},
]


@pytest.fixture(scope="session")
def small_form() -> str:
    """A questionnaire with one member repeat, one item of score and an appraisal."""
    sheets = {
        "survey": [{"label": row["name"], **row} for row in SURVEY],
        "choices": CHOICES,
        "entities": ENTITIES,
        "settings": [{"form_id": "small", "version": "1", "form_title": "小问卷", "ruhu:scheme": "小评分"}],
    }
    return converted_sheets(sheets, "small").xform


@pytest.fixture
def village(store: Store, small_form: str) -> Store:
    """A store with the small questionnaire in use and one household."""
    store.keep_questionnaire("small", "1", "小问卷", small_form)
    store.put_setting("questionnaire", "small")
    store.put(
        "household", "h", {"village": VILLAGE, "group": GROUP, "head_name": "覃建国", "state": "listed"}
    )
    store.put("member", "w", {"household": "h", "full_name": "韦秀英", "relation": "02"})
    store.seal([("household", "h"), ("member", "w")])
    return store


def started(store: Store) -> visits.OpenVisit:
    return visits.begin(store, "h", today=TODAY, surveyors=("黄干部", "李队员"))


def answered(store: Store) -> visits.OpenVisit:
    visit = started(store)
    for key, value in (("income", "6400"), ("house", "B")):
        visit.save(visit.interview.answer(key, value))
    return visit


def body(store: Store, kind: str, record_id: str) -> dict[str, str]:
    record = store.get(kind, record_id)
    assert record is not None
    return dict(record.body)


def test_a_visit_begins_with_what_the_register_knows(village: Store) -> None:
    visit = started(village)

    assert visit.interview.answers() == {
        "head_name": "覃建国",
        "member[w]": "0001",
        "member[w].full_name": "韦秀英",
    }
    kept = body(village, "visit", visit.id)
    assert (kept["@household"], kept["@questionnaire"], kept["@version"]) == ("h", "small", "1")
    assert kept["@surveyors"] == "黄干部、李队员"
    assert body(village, "household", "h")["state"] == "surveying"
    assert visits.latest(village, "h") == visit.id


def test_every_answer_is_there_after_reopening(village: Store) -> None:
    visit = answered(village)
    visit.save(visit.interview.add_row("member"))
    visit.save(visit.interview.answer("opinion", "同意"))

    again = visits.resume(village, visit.id, today=TODAY)

    assert again.interview.answers("*") == visit.interview.answers("*")
    assert body(village, "appraisal", visit.id) == {"@visit": visit.id, "@household": "h", "opinion": "同意"}
    assert "opinion" not in body(village, "visit", visit.id)


def test_what_blocks_is_listed_and_nothing_is_written(village: Store) -> None:
    visit = answered(village)
    visit.save(visit.interview.answer("head_name", None))

    outcome = visits.complete(village, visit, at=AT)

    assert isinstance(outcome, visits.NotReady)
    assert [problem.at[0] for problem in outcome.problems] == ["head_name"]
    assert body(village, "household", "h")["state"] == "surveying"


def test_completion_writes_register_result_and_revisions_at_once(village: Store) -> None:
    visit = answered(village)
    visit.save(visit.interview.answer("member[w].full_name", "韦秀兰"))
    changes = visit.interview.add_row("member")
    (row,) = [key for key in changes.patch if key.endswith("]")]
    visit.save(changes)
    visit.save(visit.interview.answer(f"{row}.full_name", "覃小宝"))

    outcome = visits.complete(village, visit, at=AT)

    assert isinstance(outcome, visits.Completed)
    household = outcome.household.body
    assert (household["state"], household["score"], household["letters"]) == ("completed", "4.5", "B")
    assert household["per_capita"] == "3200"
    assert {member.body["full_name"] for member in village.find("member", household="h")} == {
        "韦秀兰",
        "覃小宝",
    }
    assert {revision.kind for revision in outcome.revisions} == {"visit", "household", "member"}
    assert all(not record.open for kind in ("visit", "household", "member") for record in village.find(kind))
    assert [line.head_name for line in village.search("覃小宝")] == ["覃建国"]
    assert village.group_statistics(GROUP).scores


def test_who_is_no_longer_there_is_dated_and_not_deleted(village: Store) -> None:
    visit = answered(village)
    visit.save(visit.interview.add_row("member"))
    (row,) = [key for key in visit.interview.answers() if key.endswith("]") and key != "member[w]"]
    visit.save(visit.interview.answer(f"{row}.full_name", "覃小宝"))
    visit.save(visit.interview.remove_row("member[w]"))
    visits.complete(village, visit, at=AT)

    gone = body(village, "member", "w")
    assert (gone["full_name"], gone["left_reason"], len(gone["left_on"])) == ("韦秀英", "08", 10)
    assert "member[w].full_name" not in body(village, "visit", visit.id)


def test_a_number_that_no_longer_applies_leaves_the_register_and_stays_in_its_history(village: Store) -> None:
    village.put("member", "w", {"id_number": "459982197001010022"})
    village.seal([("member", "w")])
    visit = answered(village)
    visit.save(visit.interview.answer("member[w].papers", "none"))
    visits.complete(village, visit, at=AT)

    assert "id_number" not in body(village, "member", "w")
    changes = [revision.patch.get("id_number") for revision in village.history("member", "w")]
    assert ("459982197001010022", None) in changes


def test_a_completed_visit_changes_only_after_withdrawal(village: Store) -> None:
    visit = answered(village)
    visits.complete(village, visit, at=AT)
    kept = village.get("visit", visit.id)
    with pytest.raises(Refused, match="not_withdrawn"):
        visit.save(visit.interview.answer("income", "1"))
    assert village.get("visit", visit.id) == kept

    visits.withdraw(village, visit.id, at=AT)
    again = visits.resume(village, visit.id, today=TODAY)
    again.save(again.interview.answer("income", "100"))

    assert body(village, "household", "h")["state"] == "surveying"
    assert isinstance(visits.complete(village, again, at=AT), visits.Completed)
    assert body(village, "household", "h")["per_capita"] == "100"


def test_after_the_signature_every_change_needs_a_reason(village: Store) -> None:
    visit = answered(village)
    with pytest.raises(Refused, match="not_sealed"):
        visits.sign(village, visit.id, on=TODAY, who="覃建国")
    visits.complete(village, visit, at=AT)
    visits.sign(village, visit.id, on=TODAY, who="覃建国")
    with pytest.raises(Refused, match="signed"):
        visits.withdraw(village, visit.id, at=AT)

    change = visit.interview.answer("house", "A")
    with pytest.raises(Refused, match="reason_needed"):
        visit.save(change)
    visit.save(change, reason="更正审批单2015-7")

    assert body(village, "household", "h")["score"] == "0"
    newest = village.history("visit", visit.id)[-1]
    assert (newest.reason, dict(newest.patch)) == ("更正审批单2015-7", {"house": ("B", "A")})


def test_the_appraisal_goes_on_after_the_signature(village: Store) -> None:
    visit = answered(village)
    visits.complete(village, visit, at=AT)
    visits.sign(village, visit.id, on=TODAY, who="覃建国", refused=True)
    visit.save(visit.interview.answer("opinion", "同意"))

    (made,) = visits.seal_appraisal(village, visit.id)

    assert made.kind == "appraisal"
    assert body(village, "household", "h")["state"] == "refused_signature"


def test_three_days_without_anybody_make_a_household_unreached(village: Store) -> None:
    states = []
    for day in (14, 14, 15, 16):
        changed = visits.attempt(village, "h", on=date(2015, 11, day), result="无人", note="锁门")
        states.append(changed.get("state"))

    assert states == ["listed", "listed", "listed", "unreached"]
    assert len([key for key in body(village, "household", "h") if key.endswith("].note")]) == 4


def test_households_at_the_door_get_codes_of_this_laptops_block(village: Store) -> None:
    village.set_local("serial_from", "1001")
    village.set_local("serial_to", "1002")
    codes = [visits.add_household(village, VILLAGE, GROUP, "蒙新户").get("code") for _ in range(2)]

    assert codes == [VILLAGE + "1001", VILLAGE + "1002"]
    with pytest.raises(Refused, match="no_serials"):
        visits.add_household(village, VILLAGE, GROUP, "蒙再来")


def test_a_visit_handed_over_goes_on_elsewhere(village: Store, small_form: str) -> None:
    visit = answered(village)
    sent = (
        *village.history("household", "h"),
        *village.history("member", "w"),
        *visits.hand_over(village, visit.id),
    )
    with Store.memory(person="同事") as other:
        other.apply(sent, origin="stick")
        with pytest.raises(Refused, match="unknown_questionnaire"):
            visits.resume(other, visit.id, today=TODAY)
        other.keep_questionnaire("small", "1", "小问卷", small_form)
        theirs = visits.resume(other, visit.id, today=TODAY)

        assert theirs.interview.answers() == visit.interview.answers()


def test_a_visit_is_sealed_for_the_place_its_household_has_by_then(store: Store) -> None:
    store.put("household", "h", {"group": GROUP})
    for area in ("60", "70"):
        store.put("visit", "v", {"@household": "h", "area": area})
        store.put("household", "h", {"group": "45998220020101"})
    sealed = store.seal([("visit", "v")])

    assert [entry.revision for entry in store.revisions_after(0, scope="459982200")] == list(sealed)


def test_unknown_things_are_refused(village: Store) -> None:
    visit = started(village)
    for step in (
        lambda: visits.begin(village, "nobody", today=TODAY, surveyors=()),
        lambda: visits.resume(village, "nothing", today=TODAY),
        lambda: visits.attempt(village, "nobody", on=TODAY, result="无人"),
        lambda: replace(visit, id="nothing").save(visit.interview.answer("income", "1")),
    ):
        with pytest.raises(Refused, match="unknown"):
            step()
    assert started(village).save(Changes()) is None  # type: ignore[func-returns-value]


def test_the_small_form_is_sound(small_form: str) -> None:
    assert load(small_form).name == "small"


def test_the_questionnaire_of_the_program_is_compiled_once_and_kept(memory: Callable[[], Store]) -> None:
    store = memory()
    first = visits.questionnaire(store)
    store.forms.clear()
    again = visits.questionnaire(store)

    assert (first.name, first.version) == (again.name, again.version)
    assert [name for name, _, _ in store.questionnaires()] == [first.name]
    assert visits.questionnaire(store, first.name, first.version).name == first.name
