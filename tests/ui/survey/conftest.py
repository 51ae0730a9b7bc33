"""The survey screen on a real store: one 屯 with surveyed neighbours, one household to be visited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storage import Store, builtin
from tests.cases.household import case
from ui.messages import Messages
from ui.survey.screen import SurveyScreen
from ui.tasks import ImmediateTasks

VILLAGE: Final = "459982100201"
GROUP: Final = "45998210020101"
HOUSEHOLD: Final = "a" * 32
SETTINGS: Final = {"cut_line": "60", "poverty_line": "2855", "survey_date": "2015-11-15"}


@pytest.fixture(scope="session")
def compiled() -> Iterator[Store]:
    """A store that has compiled the built-in questionnaire, which takes most of a second."""
    with Store.memory() as store:
        builtin.questionnaire(store, "", None)
        yield store


@pytest.fixture
def store(compiled: Store) -> Iterator[Store]:
    """One 屯 with nine surveyed households and one that is only listed."""
    with Store.memory(person="韦勇") as made:
        _take_over_questionnaire(made, compiled)
        for name, value in SETTINGS.items():
            made.put_setting(name, value)
        made.put_many(_village())
        yield made


@pytest.fixture
def screen(store: Store, tasks: ImmediateTasks, messages: Messages, qtbot: QtBot) -> SurveyScreen:
    """The survey screen as it is before a household is chosen."""
    made = SurveyScreen(store, tasks, messages)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def visit(screen: SurveyScreen) -> SurveyScreen:
    """The screen with a visit that was just begun."""
    screen.open_visit(HOUSEHOLD)
    screen.begin.companion.setText("农敏")
    screen.begin.begin_button.click()
    QApplication.sendPostedEvents()
    return screen


def _take_over_questionnaire(store: Store, compiled: Store) -> None:
    store.forms.update(compiled.forms)
    for name, version, title in compiled.questionnaires():
        kept = compiled.stored_questionnaire(name, version)
        assert kept is not None
        store.keep_questionnaire(name, version, title, kept.xform)
    store.set_local("questionnaire guangxi-2015", compiled.local("questionnaire guangxi-2015"))


def _village() -> list[tuple[str, str, dict[str, str]]]:
    tun = {key: value for key, value in case("02")["tun"].items() if key not in {"id", "name"}}
    place = {"village": VILLAGE, "group": GROUP, "group_name": "上石鼓屯"}
    listed = {"code": f"{VILLAGE}0021", "head_name": "黄文䶮", "state": "listed", "address": "上石鼓屯 12 号"}
    neighbours = [
        ("household", f"{n:032x}", place | {
            "head_name": f"邻{n}", "code": f"{VILLAGE}{n:04}", "state": "completed", "score": str(30 + 7 * n),
            "per_capita": f"{1500 + 800 * n}.00", "size": "4",
        })
        for n in range(1, 10)
    ]  # fmt: skip
    divisions = [
        ("division", VILLAGE, {"name": "青竹村", "level": "village"}),
        ("division", GROUP, {"name": "上石鼓屯", "level": "group", "parent": VILLAGE, **tun}),
    ]
    return [*divisions, *neighbours, ("household", HOUSEHOLD, place | listed)]
