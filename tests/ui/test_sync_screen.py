"""The sync screen and the quiet line: offline is a line, errors are sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storage import Store
from tests.ui.village import TODAY, today
from ui.messages import Messages, Weight
from ui.quiet_line import SyncState, sentence
from ui.screens.sync import Sync
from ui.sync_state import sync_state
from ui.tasks import ImmediateTasks


@pytest.fixture
def screen(qtbot: QtBot, store: Store, tasks: ImmediateTasks, messages: Messages) -> Sync:
    made = Sync(store, tasks, messages, today)
    qtbot.addWidget(made)
    made.show()
    made.arrive()
    return made


MORNING = datetime(2015, 11, 15, 9, 40, tzinfo=UTC)
YESTERDAY = datetime(2015, 11, 14, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "state, line",
    [
        (SyncState(12, last_round=MORNING, enrolled=True), "12 户待上传，上次同步 09:40"),
        (SyncState(last_round=YESTERDAY, enrolled=True), "没有待上传的内容，上次同步 2015-11-14 18:05"),
        (SyncState(3, enrolled=True, offline=True), "3 户待上传，还没有同步过，离线，不影响入户"),
        (SyncState(1), "1 户待上传，本机尚未登记到中心"),
        (SyncState(others=1, last_round=MORNING, enrolled=True), "1 条内容待上传，上次同步 09:40"),
        (
            SyncState(1, last_round=MORNING, enrolled=True, refused=("number",)),
            "1 户待上传，上次同步 09:40，1 条修改中心没有采用",
        ),
    ],
)
def test_the_quiet_line(state: SyncState, line: str) -> None:
    assert sentence(state, today=TODAY) == line


def test_what_the_centre_did_not_take_stays_explained(screen: Sync) -> None:
    screen.present(SyncState(1, enrolled=True, refused=("number", "chain")))

    assert "旧备份" in screen.counts.text()


def test_waiting_households_are_counted_once_each(store: Store) -> None:
    assert sync_state(store).waiting == 5


def test_a_laptop_without_a_centre_offers_to_join_one(screen: Sync) -> None:
    assert "5 户待上传" in screen.state.text()
    assert screen.enrolment.isVisible()
    assert not screen.now.isVisible()


def test_joining_needs_address_and_code(screen: Sync, messages: Messages) -> None:
    QTest.keyClick(screen.code, Qt.Key.Key_Return)

    assert "登记码" in messages.text
    assert messages.weight is Weight.NOTICE


def test_a_mistyped_code_is_told_and_kept(screen: Sync, messages: Messages) -> None:
    screen.address.setText("127.0.0.1:9")
    QTest.keyClicks(screen.code, "ABCD")
    QTest.keyClick(screen.code, Qt.Key.Key_Return)

    assert "登记码不对" in messages.text
    assert screen.code.text() == "ABCD"


def test_no_network_is_a_quiet_line_not_an_error(screen: Sync, messages: Messages, qtbot: QtBot) -> None:
    from sync.errors import Offline

    with qtbot.waitSignal(screen.changed):
        screen._complain(Offline())

    assert messages.text == ""
    assert screen.is_offline
    assert "没有网络" in screen.last.text()


def test_exporting_without_a_centre_is_explained(screen: Sync, messages: Messages, tmp_path: Path) -> None:
    screen.export_to(tmp_path / "out.ruhu")

    assert "还没有登记到中心" in messages.text
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_packet_is_refused_whole(screen: Sync, messages: Messages, tmp_path: Path) -> None:
    (tmp_path / "in.ruhu").write_bytes(b"nonsense")
    screen.import_from(tmp_path / "in.ruhu")

    assert "没有采用" in messages.text
    assert messages.weight is Weight.DANGER


def test_the_file_name_says_the_day() -> None:
    from ui.sending import packet_name

    assert packet_name(date(2015, 11, 15)) == "ruhu-2015-11-15.ruhu"
