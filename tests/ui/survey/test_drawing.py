"""Only what differs is drawn again; what is then on the screen is what drawing everything gives."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from tests.cases.household import case, first
from tests.ui.survey.test_screen import desk_of, fill
from ui.survey.screen import SurveyScreen

CHANGES = {
    "one option": [("power", "normal")],
    "a problem comes and goes": [("house_area", "2000"), ("house_area", "64")],
    "a question comes": [("appliances", "tv fridge")],
    "a question of a row comes and goes": [("member/labour", "02"), ("member/labour", "01")],
    "a row grows and shrinks": [("debt/balance", "-1"), ("debt/balance", "12000")],
    "the head of a row": [("member/full_name", "莫大安")],
    "an item cannot be told": [("paddy_mu", "")],
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
def test_nothing_old_stays_on_the_screen(visit: SurveyScreen, changes: list[tuple[str, str]]) -> None:
    fill(visit, case("02")["facts"])
    for name, value in changes:
        repeat, _, question = name.rpartition("/")
        key = f"{first(desk_of(visit).interview, repeat)}.{question}" if repeat else name
        visit.go_to(key)
        visit.setFocus()  # no blinking cursor
        settle()
        visit.recorder.answer(key, value)
        settle()
        drawn = seen(visit)
        for part in visit.findChildren(QWidget):
            part.update()
        settle()

        assert seen(visit) == drawn


def settle() -> None:
    """Let layouts and drawing come to rest."""
    for _ in range(3):
        QApplication.processEvents()


def seen(visit: SurveyScreen) -> list[QImage]:
    """Return what stands on the screen now: the page, the steps, the panel."""
    whole = visit.screen().grabWindow(visit.winId()).toImage()
    parts = (visit.pager.area.viewport(), visit.pager.step_bar, visit.pager.section_list, visit.live)
    return [whole.copy(QRect(part.mapTo(visit, QPoint()), part.size())) for part in parts]
