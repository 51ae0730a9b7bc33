"""The questionnaires beside the county's own, each asked at the door and filled in by keys to its end."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from forms.views import ScoreSheet
from storage import visits
from storage.sample import VILLAGE
from tests.cases.builtin import case
from ui import papers
from ui.demo import pdf_pages
from ui.demo.interviewer import Interviewer, Story
from ui.demo.stage import COMPANION, PASSWORD, PERSON, Stage
from ui.papers import Paper
from ui.survey.screen import SurveyScreen

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return
PICTURES = {"1.jpg", "2.jpg", "q.png"}
TUN = f"{VILLAGE}91"


@pytest.mark.slow
def test_four_looks_from_the_door_to_the_sheet(stage: Stage) -> None:
    worked = case("sikan_1")
    _signed_in(stage, {"survey_date": worked["survey_date"]})
    household = _visited(stage, "guizhou-sikan", worked)
    sheet = _score(stage.survey)

    expected = worked["expected"]
    assert sheet.letters == expected["letters"]
    assert [item.points for item in sheet.items] == [Decimal(each) for each in expected["points"]]
    assert sheet.total == Decimal(expected["total"])
    assert "杨正华" in _printed(stage, household)


@pytest.mark.slow
def test_monitoring_from_the_door_to_the_sheet(stage: Stage) -> None:
    worked = case("monitor_1")
    _signed_in(stage, worked["settings"])
    worked["facts"]["survey_date"] = worked["survey_date"]
    household = _visited(stage, "monitor-2021", worked)
    proposal = _score(stage.survey).figures["proposal"]

    assert (proposal.display, proposal.basis) == (worked["expected"]["proposal"], worked["expected"]["basis"])
    assert "蓝有福" in _printed(stage, household)


def _signed_in(stage: Stage, settings: Mapping[str, str]) -> None:
    stage.desktop.start()
    screen = stage.hands.wait(lambda: stage.desktop.sign_in, "the sign-in")
    stage.hands.wait(lambda: screen.login.person == PERSON, "the people")
    stage.hands.enter(PASSWORD, into=screen.login.password)
    stage.hands.press(ENTER)
    stage.hands.wait(lambda: stage.desktop.window, "the main window")
    for name, value in settings.items():
        stage.store.put_setting(name, value)


def _visited(stage: Stage, form: str, worked: Mapping[str, Any]) -> str:
    """Begin a visit, answer all of it by keys, complete it; return the household's id."""
    survey, hands = stage.survey, stage.hands
    household = _met_at_the_door(stage, worked)
    hands.wait(survey.begin.isVisible, "the beginning of the visit")
    _choose_form(stage, form)
    hands.enter(COMPANION, into=survey.begin.companion)
    hands.press(ENTER)
    told = _told(worked["facts"], stage.work)
    Interviewer(hands, survey.pager, told).fill_in(survey.completion.isVisible)
    hands.press(ENTER, on=survey.completion.complete_button)
    record = stage.store.get("household", household)
    assert record is not None
    assert record.get("state") == "completed"
    return household


def _met_at_the_door(stage: Stage, worked: Mapping[str, Any]) -> str:
    tun = worked["tun"]
    stage.store.put("division", TUN, {"parent": VILLAGE, **tun})
    head = worked["facts"]["member"][0]["full_name"]
    added = visits.add_household(stage.store, VILLAGE, TUN, head, group_name=tun["name"])
    stage.hands.press(Qt.Key.Key_F, CTRL, on=stage.window.households.search)
    stage.hands.enter(head)
    stage.hands.wait(lambda: stage.window.households.selected == added.id, "the household that was typed")
    stage.hands.press(Qt.Key.Key_F2)
    return added.id


def _choose_form(stage: Stage, name: str) -> None:
    forms = stage.survey.begin.forms
    for _ in range(forms.findData(name)):
        stage.hands.press(Qt.Key.Key_Down, on=forms)
    assert forms.currentData() == name


def _told(facts: Mapping[str, Any], folder: Path) -> Story:
    """Return a worked household as it is told at the door; what its pictures show is of no matter."""
    rows = {name: value for name, value in facts.items() if isinstance(value, list)}
    words = {name: value for name, value in facts.items() if name not in rows}
    pictures = {name: _picture(folder, value) for name, value in words.items() if value in PICTURES}
    return Story({name: value for name, value in words.items() if name not in pictures}, rows, {}, pictures)


def _picture(folder: Path, name: str) -> Path:
    picture = QImage(640, 480, QImage.Format.Format_RGB32)
    picture.fill(QColor("#8fa58c"))
    picture.save(str(folder / name))
    return folder / name


def _score(survey: SurveyScreen) -> ScoreSheet:
    assert survey.desk is not None
    return survey.desk.interview.score()


def _printed(stage: Stage, household: str) -> str:
    """Compose the sheet as the print screen does, and return what it says."""
    screen = stage.window.printing
    compose = partial(papers.compose, stage.store, Paper.SHEET, (household,), screen._today())
    job = compose(_report)
    return "\n".join(pdf_pages.texts(job.draw(_report, *job.arguments)))


def _report(done: int, total: int) -> None:
    assert done <= total
