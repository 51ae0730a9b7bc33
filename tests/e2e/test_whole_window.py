"""One person, one window, keys only: from the password to the scanned card."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from storage import visits
from storage.sample import VILLAGE
from ui.demo import pdf_pages, story
from ui.demo.interviewer import Interviewer
from ui.demo.stage import COMPANION, PASSWORD, PERSON, Stage
from ui.main_window import MainWindow
from ui.papers import Paper

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


@pytest.mark.slow
def test_from_the_password_to_the_scanned_card(stage: Stage) -> None:
    window = _signed_in(stage)
    household = _met_at_the_door(stage)
    _survey(stage, window)
    record = stage.store.get("household", household)
    assert record is not None
    assert (record.get("state"), record.get("per_capita")) == ("completed", "2172")
    text = _printed_code(stage, window)
    stage.go_to("scan")
    stage.hands.enter(text, into=window.scan.code)
    stage.hands.press(ENTER)
    stage.hands.wait(lambda: "样卡" in window.scan.verdict.text, "the verdict")
    stage.hands.press(Qt.Key.Key_Space)
    stage.hands.wait(lambda: window.households.selected == household, "the household of the card")


def test_a_password_that_is_not_right_opens_nothing(stage: Stage) -> None:
    stage.desktop.start()
    screen = stage.hands.wait(lambda: stage.desktop.sign_in, "the sign-in")
    stage.hands.wait(lambda: screen.login.person == PERSON, "the people")
    stage.hands.enter("somebody-else", into=screen.login.password)
    stage.hands.press(ENTER)
    assert "密码不对" in stage.hands.wait(lambda: screen.login.complaint, "the refusal")
    assert stage.desktop.window is None


def _signed_in(stage: Stage) -> MainWindow:
    stage.desktop.start()
    screen = stage.hands.wait(lambda: stage.desktop.sign_in, "the sign-in")
    stage.hands.wait(lambda: screen.login.person == PERSON, "the people")
    stage.hands.enter(PASSWORD, into=screen.login.password)
    stage.hands.press(ENTER)
    return stage.hands.wait(lambda: stage.desktop.window, "the main window")


def _met_at_the_door(stage: Stage) -> str:
    group = stage.store.groups(VILLAGE)[0][0]
    added = visits.add_household(
        stage.store, VILLAGE, group, story.HEAD, phone=story.PHONE, address=story.ADDRESS
    )
    stage.hands.press(Qt.Key.Key_F, CTRL, on=stage.window.households.search)
    stage.hands.enter(story.HEAD)
    stage.hands.wait(lambda: stage.window.households.selected == added.id, "the household that was typed")
    stage.hands.press(Qt.Key.Key_F2)
    return added.id


def _survey(stage: Stage, window: MainWindow) -> None:
    survey, hands = window.visits.survey, stage.hands
    hands.wait(survey.begin.isVisible, "the beginning of the visit")
    hands.enter(COMPANION, into=survey.begin.companion)
    hands.press(ENTER)
    told = replace(story.told({}), explanations={**story.EXPLANATIONS, "P17": "相机没电"})
    Interviewer(hands, survey.pager, told).fill_in(survey.completion.isVisible)
    hands.press(ENTER, on=survey.completion.complete_button)


def _printed_code(stage: Stage, window: MainWindow) -> str:
    window.show_household(window.visits.survey.desk.household_id if window.visits.survey.desk else "")
    stage.hands.press(Qt.Key.Key_P, CTRL, on=window.households.table)
    choice = window.printing.papers.button(list(Paper).index(Paper.CARD))
    stage.hands.press(Qt.Key.Key_Space, on=choice)
    pdf = stage.hands.wait(
        lambda: window.printing.pdf if window.printing.preview.pages == 2 else b"", "card", 30
    )
    return next(code for code in pdf_pages.codes(pdf, 0) if code.startswith("RH"))
