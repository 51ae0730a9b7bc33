"""The message bar."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from storage.errors import DiskFull
from ui.messages import Messages, Weight


def test_the_latest_message_stands(messages: Messages) -> None:
    messages.info("一")
    messages.error("二")

    assert (messages.text, messages.weight) == ("二", Weight.DANGER)


def test_good_news_goes_away_by_itself_and_trouble_stays(messages: Messages) -> None:
    messages.warning("磁盘快满了")
    assert not messages._timer.isActive()
    messages.info("已导出")
    assert messages._timer.isActive()
    messages.clear()

    assert messages.text == ""
    assert not messages._timer.isActive()


def test_news_is_left_behind_and_trouble_goes_along(messages: Messages) -> None:
    messages.info("已导出")
    messages.leave_behind()
    assert messages.text == ""

    messages.warning("磁盘快满了")
    messages.leave_behind()
    assert messages.text == "磁盘快满了"


def test_an_action_is_taken_once(messages: Messages) -> None:
    taken: list[str] = []
    messages.show()
    messages.warning("没有存上", "再试一次", lambda: taken.append("again"))
    action = messages.findChild(QPushButton)
    assert action is not None
    QTest.mouseClick(action, Qt.MouseButton.LeftButton)
    QTest.mouseClick(action, Qt.MouseButton.LeftButton)

    assert taken == ["again"]


def test_a_known_fault_is_put_into_words_and_a_bug_is_not(messages: Messages) -> None:
    messages.fault(DiskFull())
    assert "磁盘满了" in messages.text

    with pytest.raises(KeyError):
        messages.fault(KeyError("bug"))
