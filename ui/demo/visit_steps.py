"""The visit: asked and answered by keyboard, contradicted, explained, finished."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage

from ui.demo import headless, story
from ui.demo.interviewer import Interviewer, Story
from ui.demo.killed import Victim
from ui.demo.report import Step, check
from ui.demo.stage import COMPANION, Stage
from ui.survey.override import OverrideDialog

CTRL: Final = Qt.KeyboardModifier.ControlModifier
ENTER: Final = Qt.Key.Key_Return
OVERRIDDEN: Final = "S02"
OVERRIDE_OPTION: Final = "C"
OVERRIDE_REASON: Final = "去年自己加固过,村镇办口头同意"
SECTIONS: Final = {
    "g_household": "demo-10-household",
    "g_members": "demo-11-members",
    "g_house": "demo-12-house",
    "g_land": "demo-13-land",
    "g_income": "demo-14-income",
    "compare": "demo-15-compare",
    "g_opinion": "demo-16-appraisal",
}
"""Sections of which a picture is kept."""


def survey(stage: Stage, step: Step) -> None:
    """Fill in the whole questionnaire by keyboard; another laptop is killed meanwhile and loses nothing."""
    victim = Victim(stage.work)
    victim.start()
    try:
        _begin(stage, step)
        _refuse_completion(stage, step)
        told = story.told(_pictures(stage.work))
        _fill_in(stage, step, told)
        _check_answers(stage, step, told)
        _override(stage, step)
    except BaseException:
        victim.stop()
        raise
    remains = victim.remains()
    step.figures["killed_saved_count"] = remains.saved
    step.figures["killed_lost_count"] = remains.lost
    check(remains.lost == 0, f"{remains.lost} saved answers were lost when the process was killed")


def complete(stage: Stage, step: Step) -> None:
    """Take one answer away: completion is refused and leads there; then complete, withdraw, complete."""
    hands, survey = stage.hands, stage.survey
    _forget_the_area(stage)
    hands.press(Qt.Key.Key_F9)
    check(not survey.completion.complete_button.isEnabled(), "completion is offered with an answer missing")
    hands.snap(step, stage.window, "demo-18-not-ready")
    _go_to_the_missing(stage)
    hands.enter("70")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_F9)
    check(survey.completion.complete_button.isEnabled(), "completion is refused with nothing missing")
    waiting = stage.store.outbox_count()
    hands.click(survey.completion.complete_button)
    _check_state(stage, "completed")
    sealed = stage.store.outbox_count() - waiting
    step.figures["sealed_revisions_count"] = sealed
    check(sealed > 0, "nothing was sealed by completion")
    hands.snap(step, stage.window, "demo-19-completed")
    hands.click(survey.completion.withdraw_button)
    _check_state(stage, "surveying")
    hands.click(survey.completion.complete_button)
    _check_state(stage, "completed")
    record = stage.store.get("household", stage.household_id)
    stage.visit_id = record.get("visit") if record is not None else ""
    step.figures["score_points"] = record.get("score") if record is not None else ""
    members = stage.store.find("member", household=stage.household_id)
    check(len(members) == story.SIZE, f"the register has {len(members)} members")


def _begin(stage: Stage, step: Step) -> None:
    hands, window = stage.hands, stage.window
    window.households.show_household(stage.household_id)
    hands.press(Qt.Key.Key_F2, on=window.households.search)
    hands.wait(stage.survey.begin.isVisible, "the beginning of the visit")
    hands.snap(step, window, "demo-08-begin")
    hands.enter(COMPANION, into=stage.survey.begin.companion)
    hands.press(ENTER)
    hands.wait(stage.survey.pager.isVisible, "the first page of questions")


def _refuse_completion(stage: Stage, step: Step) -> None:
    hands, page = stage.hands, stage.survey.completion
    hands.press(Qt.Key.Key_F9)
    hands.wait(page.isVisible, "the list of what is missing")
    check(not page.complete_button.isEnabled(), "an empty questionnaire can be completed")
    step.figures["missing_at_first_count"] = page.list.count()
    hands.snap(step, stage.window, "demo-09-missing")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_1, CTRL)


def _fill_in(stage: Stage, step: Step, told: Story) -> None:
    hands, survey = stage.hands, stage.survey
    interviewer = Interviewer(hands, survey.pager, told)

    def look(key: str) -> None:
        if key in SECTIONS:
            hands.snap(step, stage.window, SECTIONS[key])

    interviewer.on_section_end = look
    begin = time.perf_counter()
    interviewer.fill_in(survey.completion.isVisible)
    step.figures["filled_in_s"] = round(time.perf_counter() - begin, 2)
    step.figures["answers_count"] = len(interviewer.answered)
    step.figures["stops_count"] = interviewer.keys_count
    step.figures["answer_keys_p50_ms"] = round(median(interviewer.settle_s) * 1000, 2)


def _check_answers(stage: Stage, step: Step, told: Story) -> None:
    desk = stage.survey.desk
    check(desk is not None, "no visit is open")
    if desk is None:
        return
    blocking = [problem.code for problem in desk.matters() if problem.blocks]
    check(not blocking, f"something is still missing or unexplained: {blocking}")
    remarks = [problem.code for problem in desk.matters() if problem.remark]
    check("P13" in remarks, "the explanation of a contradiction was not kept")
    step.figures["explained_count"] = len(remarks)
    sheet = desk.interview.score()
    today = date.today()  # noqa: DTZ011 - the calendar day of this place, as the screen takes it
    headless.check_equal(sheet, headless.retold(stage.store, stage.household_id, told, today).score())
    step.figures["score_points"] = str(sheet.total)
    step.figures["letters"] = sheet.letters
    for name, wanted in (("net_income", story.NET_INCOME), ("per_capita", story.PER_CAPITA)):
        shown = sheet.figures[name].display
        check(shown == wanted, f"{name} is {shown}, not {wanted}")
    compared = sheet.figures["compare_sum"].display
    check(compared == story.COMPARE_SUM, f"the comparison comes to {compared}")
    record = stage.store.get("visit", desk.visit.id)
    kept = record.body if record is not None else {}
    missing = [key for key, value in desk.interview.answers().items() if kept.get(key) != value]
    check(not missing, f"{len(missing)} answers on the screen are not in the file")


def _override(stage: Stage, step: Step) -> None:
    """Choose another option with a reason, see the sum change, and take it back."""
    desk = stage.survey.desk
    before = desk.interview.score().total if desk is not None else None
    _decide(stage, OVERRIDE_OPTION, OVERRIDE_REASON, step)
    sheet = desk.interview.score() if desk is not None else None
    item = next(item for item in sheet.items if item.item == OVERRIDDEN) if sheet is not None else None
    check(item is not None and item.overridden, "the override was not taken")
    check(sheet is not None and sheet.total != before, "the override does not change the sum")
    stage.hands.snap(step, stage.window, "demo-17-overridden")
    _decide(stage, item.derived if item is not None else "", "", None)
    after = desk.interview.score().total if desk is not None else None
    check(after == before, "the sum is another after the override was taken back")


def _decide(stage: Stage, option: str, reason: str, step: Step | None) -> None:
    hands, items = stage.hands, stage.survey.live.items
    place = int(OVERRIDDEN[1:]) - 1
    hands.click(items, at=QPoint(20, items.row_box(place).center().y()))
    dialog = hands.the(OverrideDialog, stage.survey)
    place = [button.text()[:1] for button in dialog.options.buttons()].index(option)
    hands.click(dialog.options.buttons()[place], at=QPoint(12, dialog.options.buttons()[place].height() // 2))
    if not reason:
        hands.press(Qt.Key.Key_A, CTRL, on=dialog.reason)
        hands.press(Qt.Key.Key_Delete)
    else:
        check(not dialog.accept_button.isEnabled(), "an override is taken without a reason")
        hands.enter(reason, into=dialog.reason)
    if step is not None:
        hands.snap(step, dialog, "demo-16-override")
    hands.press(ENTER)
    hands.wait(lambda: not dialog.isVisible(), "the end of the dialog")


def _forget_the_area(stage: Stage) -> None:
    hands = stage.hands
    hands.press(Qt.Key.Key_2, CTRL)
    sections = stage.survey.pager.section_list
    hands.click(sections, at=sections.box(0).center())
    hands.press(ENTER)
    hands.press(Qt.Key.Key_A, CTRL)
    hands.press(Qt.Key.Key_Delete)
    hands.press(ENTER)
    desk = stage.survey.desk
    check(desk is not None and not desk.interview.view("house_area").value, "the area could not be taken out")


def _go_to_the_missing(stage: Stage) -> None:
    """Enter on the line of what is missing leads to its field."""
    hands, lines = stage.hands, stage.survey.completion.list
    while not lines.currentItem().data(Qt.ItemDataRole.UserRole).problem.blocks:
        hands.press(Qt.Key.Key_Down)
    hands.press(ENTER)


def _check_state(stage: Stage, wanted: str) -> None:
    record = stage.store.get("household", stage.household_id)
    state = record.get("state") if record is not None else "gone"
    check(state == wanted, f"the household is {state}, not {wanted}")


def _pictures(folder: Path) -> dict[str, Path]:
    """Take two photos: what they show is of no matter here."""
    files = {name: folder / f"{name}.jpg" for name in ("photo_outside", "photo_householder")}
    for number, path in enumerate(files.values()):
        picture = QImage(640, 480, QImage.Format.Format_RGB32)
        picture.fill(QColor.fromHsv(60 + 120 * number, 90, 180))
        picture.save(str(path))
    return files
