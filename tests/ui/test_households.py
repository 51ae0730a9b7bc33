"""The list of households, by keyboard."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from storage import Store, cards
from storage.records import HouseholdQuery
from tests.ui.village import HEADS, VILLAGE, household_id, today
from ui.household_table import LEAST_PX
from ui.messages import Messages
from ui.models.households import COLUMNS, POSITION, HouseholdModel
from ui.screens.dialogs import AddHousehold, FormDialog, RecordAttempt, RevokeCard
from ui.screens.households import Households

Dialog = TypeVar("Dialog", bound=FormDialog)


@pytest.fixture
def screen(qtbot: QtBot, store: Store, messages: Messages) -> Households:
    made = Households(store, messages, today)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.arrive()
    return made


def heads(screen: Households) -> list[str]:
    return [screen.model.line(row).head_name for row in range(screen.model.rowCount())]


def test_the_list_shows_everybody_by_code_and_chooses_the_first(screen: Households) -> None:
    assert tuple(heads(screen)) == HEADS
    assert screen.selected == household_id(0)


@pytest.mark.parametrize(
    "typed, found", [("wgy", ["韦桂英"]), ("ljg", ["陆建国"]), (f"{VILLAGE}0004", ["蒙𬀩"])]
)
def test_typing_finds_at_once(screen: Households, qtbot: QtBot, typed: str, found: list[str]) -> None:
    QTest.keyClicks(screen.search, typed)

    qtbot.waitUntil(lambda: heads(screen) == found, timeout=1000)


def test_an_id_tail_finds_its_household(screen: Households, qtbot: QtBot, store: Store) -> None:
    tail = store.find("member", household=household_id(2))[0].get("id_number")[-6:]
    QTest.keyClicks(screen.search, tail)

    qtbot.waitUntil(lambda: "罗㛃" in heads(screen), timeout=1000)


def test_a_search_without_result_says_so(screen: Households, qtbot: QtBot) -> None:
    QTest.keyClicks(screen.search, "zzzz")

    qtbot.waitUntil(lambda: screen.model.rowCount() == 0, timeout=1000)
    assert not screen.table.isVisible()


def test_the_filter_of_the_group_narrows_list_and_coverage(screen: Households) -> None:
    screen.group.setCurrentIndex(2)
    screen.group.activated.emit(2)

    assert heads(screen) == ["蒙𬀩", "韦䶮"]
    assert "0 / 2" in screen.coverage.text


def test_enter_in_the_list_begins_the_survey(screen: Households, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.survey_wanted) as asked:
        QTest.keyClick(screen.search, Qt.Key.Key_Return)
        QTest.keyClick(screen.table, Qt.Key.Key_Down)
        QTest.keyClick(screen.table, Qt.Key.Key_Return)

    assert asked.args == [household_id(1)]


def test_f2_surveys_what_was_found_without_leaving_the_search(screen: Households, qtbot: QtBot) -> None:
    QTest.keyClicks(screen.search, "mw")
    qtbot.waitUntil(lambda: screen.model.rowCount() < len(HEADS), timeout=1000)
    expected = screen.selected

    with qtbot.waitSignal(screen.survey_wanted) as asked:
        QTest.keyClick(screen.search, Qt.Key.Key_F2)

    assert asked.args == [expected]


def test_a_household_is_added_at_the_door(screen: Households, store: Store, messages: Messages) -> None:
    screen.add_household()
    dialog = dialog_of(screen, AddHousehold)
    QTest.keyClicks(dialog.head, "Wei")
    QTest.keyClick(dialog.head, Qt.Key.Key_Return)

    assert screen.selected not in {"", *map(household_id, range(5))}
    assert store.get("household", screen.selected).get("head_name") == "Wei"  # type: ignore[union-attr]
    assert "Wei" in messages.text


def test_adding_without_a_name_is_explained_and_loses_nothing(screen: Households) -> None:
    screen.add_household()
    dialog = dialog_of(screen, AddHousehold)
    dialog.phone.setText("13900000000")
    QTest.keyClick(dialog.head, Qt.Key.Key_Return)

    assert "户主" in dialog.complaint
    assert dialog.phone.text() == "13900000000"
    dialog.reject()


def test_three_attempts_on_different_days_make_a_household_unreached(
    screen: Households, store: Store
) -> None:
    for day in (3, 7, 12):
        screen.record_attempt()
        dialog = dialog_of(screen, RecordAttempt)
        dialog.day.setDate(QDate(2015, 11, day))
        QTest.keyClick(dialog.absent, Qt.Key.Key_Return)

    assert screen.model.line(0).state == "unreached"
    household = store.get("household", household_id(0))
    assert household is not None
    assert len([key for key in household.body if key.endswith(".date")]) == 3


def test_the_pane_masks_the_id_number(screen: Households) -> None:
    shown = " ".join(one.text() for one in screen.details.findChildren(QLabel))
    assert "459981********" in shown
    assert "19680302" not in shown


def test_a_card_is_shown_and_revoked_only_with_a_reason(
    screen: Households, store: Store, messages: Messages
) -> None:
    card = cards.issue(store, household_id(1), office_key=None, on=today())
    screen.select(household_id(1))
    assert {"户卡", "样卡", "2015-11-15 发卡"} <= words(screen)
    QTest.keyClick(revoke_buttons(screen)[0], Qt.Key.Key_Space)
    dialog = dialog_of(screen, RevokeCard)
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert "原因" in dialog.complaint
    assert cards.status(store, card.id) == "valid"

    QTest.keyClicks(dialog.reason, "lost")
    assert dialog.complaint == ""
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert cards.status(store, card.id) == "revoked"
    assert {"已作废", "作废原因：lost"} <= words(screen)
    assert "已作废" in messages.text
    assert not revoke_buttons(screen)


def test_ages_are_those_of_the_last_completed_visit(screen: Households, store: Store) -> None:
    done = {"@household": household_id(2), "@completed_at": "1990-06-01T10:00:00"}
    store.put("visit", "v" * 32, done)
    screen.select(household_id(2))

    assert any("22 岁" in text for text in words(screen))  # born on 1968-03-02
    assert not any("47 岁" in text for text in words(screen))


def words(screen: Households) -> set[str]:
    QApplication.processEvents()  # what is new in the pane is shown
    return {one.text() for one in screen.details.findChildren(QLabel) if one.isVisible()}


def revoke_buttons(screen: Households) -> list[QPushButton]:
    found = screen.details.findChildren(QPushButton)
    return [one for one in found if one.isVisible() and "作废此卡" in one.text()]


@pytest.mark.parametrize("width_px, hidden", [(570, {"group", "delivery"}), (760, set())])
def test_in_a_small_window_columns_give_way_instead_of_being_cut(
    screen: Households, width_px: int, hidden: set[str]
) -> None:
    table = screen.table
    table.resize(width_px + table.width() - table.viewport().width(), 300)

    assert {one.key for n, one in enumerate(COLUMNS) if table.isColumnHidden(n)} == hidden
    assert table.columnWidth(POSITION["head"]) >= LEAST_PX
    assert not table.horizontalScrollBar().isVisible()


def test_pages_join_without_gap(store: Store, qtmodeltester: object) -> None:
    model = HouseholdModel(store.households)
    model.ask(HouseholdQuery(limit=2))
    while model.canFetchMore(model.index(-1, -1)):
        model.fetchMore(model.index(-1, -1))

    assert tuple(model.line(row).head_name for row in range(model.rowCount())) == HEADS


def dialog_of(screen: Households, kind: type[Dialog]) -> Dialog:
    found: list[Dialog] = [one for one in screen.findChildren(kind) if one.isVisible()]
    assert found, QApplication.topLevelWidgets()
    return found[-1]


def test_text_that_an_input_method_composes_is_searched_when_it_is_committed(
    screen: Households, qtbot: QtBot
) -> None:
    QApplication.sendEvent(screen.search, QInputMethodEvent("lu", []))
    assert not screen.search._timer.isActive()

    commit = QInputMethodEvent()
    commit.setCommitString("陆")
    QApplication.sendEvent(screen.search, commit)
    qtbot.waitUntil(lambda: heads(screen) == ["陆建国"], timeout=1000)
