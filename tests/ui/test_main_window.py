"""The main window: the rail, the quiet line, from one screen to the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from forms.package import collect
from storage import Store, publishing
from tests.ui.test_questionnaires import folder
from tests.ui.village import household_id, today
from ui.main_window import MainWindow
from ui.tasks import ImmediateTasks

PLACES = ("households", "visits", "printing", "scan", "sync", "settings")


@pytest.fixture
def window(qtbot: QtBot, store: Store, tasks: ImmediateTasks, tmp_path: Path) -> MainWindow:
    made = MainWindow(store, tasks, tmp_path, today)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_it_opens_on_the_list_and_tells_what_waits(window: MainWindow) -> None:
    assert window.place == "households"
    assert window.quiet_line.text == "5 户待上传，本机尚未登记到中心"


def test_only_the_list_is_made_at_once(window: MainWindow) -> None:
    assert window._stack.count() == 1

    window.go_to("settings")
    window.go_to("settings")

    assert window._stack.count() == 2


def test_news_of_one_screen_does_not_go_along_to_another(window: MainWindow) -> None:
    window.messages.info("已补录")
    window.go_to("households")
    assert window.messages.text == "已补录"

    window.survey(household_id(1))
    assert window.messages.text == ""


def test_a_new_questionnaire_is_not_announced_where_it_stands(window: MainWindow, tmp_path: Path) -> None:
    for version in ("1", "2"):
        publishing.publish(window._store, collect(folder(tmp_path, version)).package, note="第一版")
    publishing.apply_version(window._store, "roofs", "1")
    window.announce_questionnaires()
    assert "问卷有新版" in window.messages.text

    window.go_to("questionnaires")
    window.announce_questionnaires()

    assert window.messages.text == ""


@pytest.mark.parametrize("number, place", list(enumerate(PLACES, 1)))
def test_every_place_is_reached_by_its_digit(window: MainWindow, number: int, place: str) -> None:
    window.activateWindow()
    QTest.keyClick(window.households.search, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)

    assert window.place == place


def test_a_scanned_household_is_shown_in_the_list(window: MainWindow) -> None:
    window.go_to("scan")
    window.scan.household_wanted.emit(household_id(3))

    assert window.place == "households"
    assert window.households.selected == household_id(3)


def test_a_household_behind_a_filter_is_shown_all_the_same(window: MainWindow) -> None:
    window.households.group.setCurrentIndex(1)
    window.households.refresh()
    window.show_household(household_id(4))

    assert window.households.selected == household_id(4)


def test_printing_starts_from_the_list(window: MainWindow) -> None:
    QTest.keyClick(window.households.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    window.households.print()

    assert window.place == "printing"
    assert "共 5 户" in window.printing.chosen.text()


def test_visits_without_an_open_one_lead_back_to_the_list(window: MainWindow) -> None:
    window.go_to("visits")
    window.visits.closed.emit("")

    assert window.place == "households"


def test_the_person_can_leave_the_laptop(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.locked):
        window.settings.lock_wanted.emit()


def test_fits_a_cheap_laptop(window: MainWindow) -> None:
    for place in PLACES:
        window.go_to(place)

    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768
