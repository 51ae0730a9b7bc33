"""Typing as people do: letters and digits by key, hanzi through an input method."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def enter(widget: QWidget, text: str) -> None:
    """Type a text into a widget."""
    for is_key, run in groupby(text, key=str.isascii):
        letters = "".join(run)
        if is_key:
            QTest.keyClicks(widget, letters)
        else:
            compose(widget, "zi")
            compose(widget, "", letters)


def compose(widget: QWidget, preedit: str, commit: str = "") -> None:
    """Send what an input method sends: keys held back, then the text they stand for."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keys go."""
    QTest.keyClick(focused(), key, modifier)
    QApplication.sendPostedEvents()


def focused() -> QWidget:
    """Return what takes the keys."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
