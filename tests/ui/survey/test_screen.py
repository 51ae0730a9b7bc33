"""The survey screen by keyboard: what is typed is saved at once, and what follows is seen at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from forms.views import Changes, Kind
from storage import Store, visits
from storage.errors import DiskFull
from tests.cases.household import case
from tests.ui.survey.conftest import HOUSEHOLD
from tests.ui.survey.keys import compose, enter, focused, press
from tools import answering
from tools.answering import Facts, row_keys
from ui.fields import Field
from ui.fields.choices import FinderField, OptionField
from ui.messages import Messages
from ui.survey.desk import Desk
from ui.survey.override import OverrideDialog
from ui.survey.rows import RowHead
from ui.survey.screen import SurveyScreen
from ui.tasks import ImmediateTasks

MEMBER = {
    "full_name": "黄文生", "relation": "01", "standing": "1", "id_kind": "1",
    "id_number": "459981197406120135",
    "ethnic": "08", "education": "03", "student": "01", "health": "01", "labour": "01", "presence": "1",
    "work_months": "5",
}  # fmt: skip


def desk_of(screen: SurveyScreen) -> Desk:
    """Return the open visit."""
    assert screen.desk is not None
    return screen.desk


def value(screen: SurveyScreen, key: str) -> str:
    """Return an answer as the interview has it."""
    return desk_of(screen).interview.view(key).value


def kept(store: Store, screen: SurveyScreen, key: str) -> str:
    """Return an answer as the store has it."""
    record = store.get("visit", desk_of(screen).visit.id)
    assert record is not None
    return record.get(key)


def here() -> Field:
    """Return the field that has the keys."""
    place = focused().parentWidget()
    while place is not None and not isinstance(place, Field):
        place = place.parentWidget()
    assert place is not None
    return place


def give(answers: Mapping[str, str]) -> None:
    """Answer the question that has the keys, if an answer is known, and go on with Enter."""
    field = here()
    wanted = answers.get(field.view.name, field.view.value)
    if wanted != field.view.value:
        values = [choice.value for choice in field.view.choices]
        is_option = isinstance(field, OptionField)
        enter(focused(), str(values.index(wanted) + 1) if is_option else wanted)
    press(Qt.Key.Key_Return)


def fill(screen: SurveyScreen, facts: Facts) -> None:
    """Give all facts of a case at once and show what follows."""
    interview = desk_of(screen).interview
    before = interview.answers()
    answering.enter(interview, facts)
    after = interview.answers()
    patch = {key: (before.get(key), after.get(key)) for key in before.keys() | after.keys()}
    screen.recorder.save(Changes(patch={key: pair for key, pair in patch.items() if pair[0] != pair[1]}))
    screen.pager.reopen(desk_of(screen).source())
    screen._show_outcome()


def reopened(store: Store, qtbot: QtBot) -> SurveyScreen:
    """Open the same household in a new screen, as after the program was killed."""
    again = SurveyScreen(store, ImmediateTasks(), Messages())
    qtbot.addWidget(again)
    qtbot.addWidget(again._messages)
    again.open_visit(HOUSEHOLD)
    return again


def test_a_visit_begins_with_a_second_surveyor(screen: SurveyScreen, store: Store) -> None:
    screen.open_visit(HOUSEHOLD)

    press(Qt.Key.Key_Return)
    assert screen.desk is None

    enter(focused(), "农敏")
    press(Qt.Key.Key_Return)
    assert kept(store, screen, "@surveyors") == "韦勇、农敏"


def test_a_whole_member_is_typed_without_the_mouse(visit: SurveyScreen, store: Store) -> None:
    visit.pager.go_step(0)
    visit.pager.go_section(1)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    while not isinstance(focused(), RowHead) and focused() is not visit.pager.next_button:
        if isinstance(focused().parentWidget(), Field):
            give(MEMBER)
        else:
            break

    row = row_keys(desk_of(visit).interview, "member")[0]
    assert {name: value(visit, f"{row}.{name}") for name in MEMBER} == MEMBER
    assert {name: kept(store, visit, f"{row}.{name}") for name in MEMBER} == MEMBER
    assert value(visit, f"{row}.birth_date") == "1974-06-12"


def test_rows_are_added_and_removed(visit: SurveyScreen, store: Store) -> None:
    visit.go_to("booklet_size")
    visit.recorder.add_row("member")
    assert here().view.name == "full_name"
    enter(focused(), "农秀兰")
    press(Qt.Key.Key_Return)
    first, second = row_keys(desk_of(visit).interview, "member")
    assert kept(store, visit, f"{second}.full_name") == "农秀兰"

    visit.recorder.remove_row(second)
    QApplication.sendPostedEvents()

    assert row_keys(desk_of(visit).interview, "member") == [first]
    assert kept(store, visit, f"{second}.full_name") == ""
    assert len([stop for stop in visit.pager.stops() if isinstance(stop, RowHead)]) == 1


def test_digits_choose_and_the_score_follows(visit: SurveyScreen) -> None:
    fill(visit, case("02")["facts"])
    assert desk_of(visit).interview.score().total == 38
    visit.go_to("house_grade")

    enter(focused(), "4")

    assert value(visit, "house_grade") == "D"
    items = {item.item: item.option for item in visit.live.items._items}
    assert items["S02"] == "A"


def test_what_a_killed_program_had_taken_is_there_again(
    visit: SurveyScreen, store: Store, qtbot: QtBot
) -> None:
    visit.go_to("address")
    enter(focused(), "上石鼓屯 13 号")
    here().commit()
    enter(focused(), "附")

    again = reopened(store, qtbot)

    assert value(again, "address").startswith("上石鼓屯 1")
    assert "13" in value(again, "address")


def test_an_input_method_may_be_interrupted_by_the_timer(visit: SurveyScreen, store: Store) -> None:
    visit.go_to("booklet")
    line = focused()
    assert isinstance(line, QLineEdit)
    enter(line, "A1")

    compose(line, "hu kou")
    line._idle.timeout.emit()  # type: ignore[attr-defined]
    assert kept(store, visit, "booklet") == ""

    compose(line, "", "户口")
    line._idle.timeout.emit()  # type: ignore[attr-defined]
    assert kept(store, visit, "booklet") == "A1户口"


def test_a_hidden_question_keeps_its_answer(visit: SurveyScreen) -> None:
    visit.recorder.answer("respondent", "member")
    visit.go_to("respondent_name")
    enter(focused(), "农秀兰")
    here().commit()
    field = here()

    visit.recorder.answer("respondent", "head")
    assert field.isHidden()

    visit.recorder.answer("respondent", "member")
    assert not field.isHidden()
    assert value(visit, "respondent_name") == "农秀兰"


def test_focus_stays_where_it_is_while_the_page_changes(visit: SurveyScreen) -> None:
    visit.go_to("respondent")

    enter(focused(), str([c.value for c in here().view.choices].index("member") + 1))

    assert here().view.name == "respondent"
    press(Qt.Key.Key_Return)
    assert here().view.name == "respondent_name"


def test_enter_goes_on_and_shift_enter_goes_back(visit: SurveyScreen) -> None:
    visit.go_to("address")

    press(Qt.Key.Key_Return)
    after = here().view.name
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert after == "phone"
    assert here().view.name == "address"


def test_tab_goes_the_same_way_as_enter(visit: SurveyScreen) -> None:
    visit.go_to("address")

    press(Qt.Key.Key_Tab)
    assert here().view.name == "phone"
    press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert here().view.name == "address"


@pytest.mark.parametrize("step", range(5))
def test_control_and_a_digit_leads_to_a_step(visit: SurveyScreen, step: int) -> None:
    press(Qt.Key(Qt.Key.Key_1 + step), Qt.KeyboardModifier.ControlModifier)

    assert visit.pager.step == step


def test_control_enter_leads_through_every_section_to_the_end(visit: SurveyScreen) -> None:
    seen = set()
    visit.pager.go_step(0)
    visit.pager.go_section(0)
    while visit.stack.currentWidget() is visit.pager:
        section = visit.pager.section
        assert section is not None
        assert section.key not in seen
        seen.add(section.key)
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert len(seen) > 15


def test_another_option_needs_a_reason(visit: SurveyScreen, store: Store) -> None:
    fill(visit, case("02")["facts"])
    visit.ask_override("S02")
    dialog = visit.findChild(OverrideDialog)
    assert dialog is not None
    dialog.options.button(3).click()
    assert not dialog.accept_button.isEnabled()

    enter(dialog.reason, "墙体已加固")
    dialog.accept_button.click()

    score = next(item for item in desk_of(visit).interview.score().items if item.item == "S02")
    assert (score.option, score.override_reason, score.overridden) == ("D", "墙体已加固", True)
    assert "墙体已加固" in store.get("visit", desk_of(visit).visit.id).body.values()  # type: ignore[union-attr]


def test_the_list_leads_to_what_is_missing(visit: SurveyScreen) -> None:
    press(Qt.Key.Key_F9)
    assert visit.completion.list.count() > 10
    first = visit.completion.list.item(0).data(Qt.ItemDataRole.UserRole)

    press(Qt.Key.Key_Return)

    assert here().view.key == first.problem.at[0]
    assert here()._problems is not None


def test_what_was_explained_stands_at_the_end_of_the_list(visit: SurveyScreen) -> None:
    fill(visit, case("02")["facts"])
    visit.recorder.answer("house_area", "1500")
    visit.recorder.answer("remark[R42]", "三兄弟合住")
    visit.recorder.answer("power", "")
    visit.show_matters()

    lines = visit.completion.list
    matters = [lines.item(row).data(Qt.ItemDataRole.UserRole) for row in range(lines.count())]
    assert matters[0].blocks
    assert matters[-1].problem.code == "R42"


def test_the_list_leads_into_a_closed_row(visit: SurveyScreen) -> None:
    row = row_keys(desk_of(visit).interview, "member")[0]
    visit.recorder.answer(f"{row}.work_months", "30")
    visit.pager.go_step(2)

    visit.go_to(f"{row}.work_months")

    assert here().view.key == f"{row}.work_months"


def test_a_soft_problem_is_lifted_by_an_explanation(visit: SurveyScreen, store: Store) -> None:
    fill(visit, case("02")["facts"])
    visit.go_to("house_area")
    enter(focused(), "1500")
    here().commit()
    assert any(problem.code == "R42" and problem.blocks for problem in desk_of(visit).matters())

    press(Qt.Key.Key_Return)
    enter(focused(), "三兄弟合住")
    press(Qt.Key.Key_Return)

    assert kept(store, visit, "remark[R42]") == "三兄弟合住"
    assert not any(problem.code == "R42" and problem.blocks for problem in desk_of(visit).matters())


def test_a_finished_household_is_completed_withdrawn_and_signed(visit: SurveyScreen, store: Store) -> None:
    changed: list[str] = []
    visit.visit_changed.connect(changed.append)
    fill(visit, case("02")["facts"])
    visit.show_matters()
    assert visit.completion.complete_button.isEnabled()

    visit.completion.complete_button.click()
    assert store.get("household", HOUSEHOLD).get("score") == "38"  # type: ignore[union-attr]
    visit.go_to("attribute")
    assert not isinstance(here_or_none(visit, "attribute"), OptionField)

    visit.show_matters()
    visit.completion.withdraw_button.click()
    assert desk_of(visit).state == "surveying"

    visit.completion.complete_button.click()
    visit.completion.signed.emit("2015-11-15", "黄文䶮", "")
    assert desk_of(visit).state == "signed"
    assert visit.completion.withdraw_button.isHidden()
    assert changed == [HOUSEHOLD] * 4


def here_or_none(screen: SurveyScreen, key: str) -> Field | None:
    """Return the field that shows a question."""
    body = screen.pager.body
    return body.field(key) if body else None


def test_a_visit_with_gaps_is_not_completed(visit: SurveyScreen) -> None:
    visit.show_matters()

    assert not visit.completion.complete_button.isEnabled()
    assert desk_of(visit).complete(datetime(2015, 11, 15, 9, 40, tzinfo=UTC)) != ()


def test_the_appraisal_can_be_filled_in_after_completion(visit: SurveyScreen, store: Store) -> None:
    fill(visit, case("02")["facts"])
    visit.show_matters()
    visit.completion.complete_button.click()

    visit.show_pages()
    visit.pager.go_step(4)
    field = here()
    assert field.view.kind is Kind.DATE
    enter(focused(), "20151120")
    press(Qt.Key.Key_Return)

    appraisal = store.get("appraisal", desk_of(visit).visit.id)
    assert appraisal is not None
    assert appraisal.get(field.view.key) == "2015-11-20"


def test_what_cannot_be_saved_waits_and_is_saved_later(
    visit: SurveyScreen, store: Store, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(visits.OpenVisit, "save", _disk_is_full)
        visit.go_to("address")
        enter(focused(), "12 号")
        here().commit()
        assert "磁盘满了" in messages.text
        line = focused()
        assert isinstance(line, QLineEdit)
        assert line.text() == "12 号"
        assert desk_of(visit).keeper.waiting == 1

    visit.recorder.save()

    assert desk_of(visit).keeper.waiting == 0
    assert kept(store, visit, "address") == "12 号"


def _disk_is_full(*_arguments: object) -> None:
    raise DiskFull


def test_leaving_saves_what_is_being_typed(visit: SurveyScreen, store: Store, qtbot: QtBot) -> None:
    visit.go_to("address")
    enter(focused(), "12 号")

    with qtbot.waitSignal(visit.closed):
        visit.head.left.emit()

    latest = visits.latest(store, HOUSEHOLD)
    assert latest is not None
    assert visits.resume(store, latest, today=date(2015, 11, 15)).interview.view("address").value == "12 号"


def test_sensitive_answers_stay_out_of_the_summary(visit: SurveyScreen) -> None:
    row = row_keys(desk_of(visit).interview, "member")[0]
    visit.recorder.answer(f"{row}.id_number", "459981197406120135")
    visit.go_to("booklet_size")

    heads = visit.pager.findChildren(RowHead)
    assert heads
    assert not any("459981197406120135" in head.accessibleName() for head in heads)


def test_a_neighbour_is_found_by_name(visit: SurveyScreen) -> None:
    row = row_keys(desk_of(visit).interview, "compare")[0]
    visit.go_to(f"{row}.neighbour")
    assert isinstance(here(), FinderField)


def test_a_member_is_told_by_name_relation_age_and_labour(visit: SurveyScreen) -> None:
    """The questionnaire marks what stands in the line of a row with the appearance `summary`."""
    fill(visit, case("02")["facts"])
    desk = desk_of(visit)

    views = desk.source().summary(desk.interview.layout("member").children[0])

    assert [view.label for view in views] == ["姓名", "与户主关系", "年龄", "劳动能力"]
    assert [view.display for view in views] == ["黄文生", "户主", "41", "普通劳动力"]
