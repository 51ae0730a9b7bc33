"""A pair of hands at the keyboard and mouse: everything the demo does to a window goes through here.

Hanzi come as they come from an input method (pre-edit, then commit), all else as key clicks.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from ui.demo.report import CheckFailed, Step

Found = TypeVar("Found")
Seen = TypeVar("Seen", bound=QWidget)

PATIENCE_S: Final = 15.0
POLL_MS: Final = 5
NO_KEYS: Final = Qt.KeyboardModifier.NoModifier


class Hands:
    """Types, clicks, waits and looks; keeps pictures in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.crashes: list[str] = []

    # Waiting ---------------------------------------------------------------------------------

    def wait(self, look: Callable[[], Found | None], what: str, patience_s: float = PATIENCE_S) -> Found:
        """Let the program work until `look` finds something, and return it.

        Raises:
            CheckFailed: It did not come in time, or a slot of the program crashed meanwhile.
        """
        deadline = time.monotonic() + patience_s
        while not (found := look()):
            if self.crashes:
                raise CheckFailed("; ".join(self.crashes))
            if time.monotonic() > deadline:
                raise CheckFailed(f"{what} did not come within {patience_s:.0f} s")
            QTest.qWait(POLL_MS)
        return found

    def settle(self) -> None:
        """Let everything that is due happen now."""
        QTest.qWait(1)
        QApplication.sendPostedEvents()
        if self.crashes:
            raise CheckFailed("; ".join(self.crashes))

    # Doing -----------------------------------------------------------------------------------

    def enter(self, text: str, into: QWidget | None = None) -> None:
        """Type a text where the cursor is, or into a widget after going there."""
        if into is not None:
            self.focus(into)
        for is_key, run in groupby(text, key=str.isascii):
            letters = "".join(run)
            if not is_key:
                compose(self.focused(), letters)
                continue
            for letter in letters:
                QTest.keyClicks(self._taker(), letter)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEYS, on: QWidget | None = None) -> None:
        """Press one key where the cursor is."""
        if on is not None:
            self.focus(on)
        QTest.keyClick(self._taker(), key, modifier)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click with the left button; in the middle unless told where."""
        if not widget.isVisible() or not widget.isEnabled():
            raise CheckFailed(f"{name_of(widget)} cannot be clicked: hidden or disabled")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NO_KEYS, at or widget.rect().center())
        self.settle()

    def focus(self, widget: QWidget) -> QWidget:
        """Put the cursor into a widget, and return where keys then go."""
        window = widget.window()
        if QApplication.activeWindow() is not window:
            window.activateWindow()
            self.wait(lambda: QApplication.activeWindow() is window, f"the keys for {name_of(window)}")
        widget.setFocus()
        return self.focused()

    def focused(self) -> QWidget:
        """Return the widget that takes keys.

        Raises:
            CheckFailed: None does.
        """
        self._manage_windows()
        return self.wait(QApplication.focusWidget, "a widget that takes keys")

    def _manage_windows(self) -> None:
        """Hand the keys on when the window that had them is gone: offscreen nobody else does."""
        active = QApplication.activeWindow()
        if active is not None and active.isVisible():
            return
        window = QApplication.activeModalWidget() or next(
            (one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow()), None
        )
        if window is not None:
            window.activateWindow()
            self.wait(lambda: QApplication.activeWindow() is window, f"the keys for {name_of(window)}")

    def _taker(self) -> QWidget:
        """An open popup takes the keys before the widget that has the focus, as on a real screen."""
        return QApplication.activePopupWidget() or self.focused()

    # Looking ---------------------------------------------------------------------------------

    def the(self, kind: type[Seen], within: QWidget, name: str = "") -> Seen:
        """Return the one visible widget of a kind, by object name if given, once it is there."""
        return self.wait(lambda: _first(kind, within, name), f"{kind.__name__} {name}")

    def button(self, within: QWidget, text: str) -> QAbstractButton:
        """Return the visible button whose text, tip or accessible name holds a text."""
        return self.wait(lambda: _button(within, text), f"the button “{text}”")

    def reads(self, within: QWidget, text: str) -> bool:
        """Tell whether a visible label holds a text."""
        labels = within.findChildren(QLabel)
        return any(text in one.text() for one in labels if one.isVisible())

    def snap(self, step: Step, window: QWidget, name: str) -> Path:
        """Keep a picture of a window."""
        self.settle()
        path = self.folder / f"{name}.png"
        if not window.grab().save(str(path)):
            raise CheckFailed(f"the picture {path.name} could not be written")
        step.files.append(path.name)
        return path

    # Dialogs ---------------------------------------------------------------------------------

    @contextmanager
    def answering(self, answer: Callable[[QWidget], None], patience_s: float = PATIENCE_S) -> Iterator[None]:
        """Answer the modal dialog that opens inside the block; `answer` gets the dialog.

        Raises:
            CheckFailed: None opened.
        """
        faults: list[Exception] = []
        answered: list[QWidget] = []
        timer = QTimer()
        timer.setInterval(POLL_MS)

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None or dialog in answered:
                return
            timer.stop()
            answered.append(dialog)
            try:
                answer(dialog)
            except Exception as fault:  # noqa: BLE001 - raised again outside of Qt's call
                faults.append(fault)
                _close_dialogs()  # one left open would keep the program for ever

        timer.timeout.connect(look)
        timer.start()
        yield
        if not answered and not faults:
            self.wait(lambda: answered or faults, "a dialog", patience_s)
        timer.stop()
        if faults:
            raise faults[0]

    # Crashes ---------------------------------------------------------------------------------

    def watch_crashes(self) -> None:
        """Take note of every exception that leaves a slot; Qt would only print it."""
        before = sys.excepthook

        def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            self.crashes.append(f"crash in the program: {kind.__name__}: {error}")
            before(kind, error, trace)

        sys.excepthook = note


def _close_dialogs() -> None:
    closed: list[QWidget] = []
    while (dialog := QApplication.activeModalWidget()) is not None and dialog not in closed:
        closed.append(dialog)
        dialog.close()


def compose(target: QWidget, letters: str) -> None:
    """Write hanzi as an input method does."""
    QApplication.sendEvent(target, QInputMethodEvent("pin yin", []))
    commit = QInputMethodEvent("", [])
    commit.setCommitString(letters)
    QApplication.sendEvent(target, commit)


def name_of(widget: QWidget) -> str:
    """Return how to speak of a widget in a report."""
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return f"{type(widget).__name__} “{text or widget.objectName() or widget.accessibleName()}”"


def drop_events_of(widget: QWidget) -> None:
    """Carry out what waits for a widget, deletions included."""
    QApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete.value)


def _first(kind: type[Seen], within: QWidget, name: str) -> Seen | None:
    found = within.findChildren(kind, name) if name else within.findChildren(kind)
    return next((one for one in found if one.isVisible()), None)


def _button(within: QWidget, text: str) -> QAbstractButton | None:
    for one in within.findChildren(QAbstractButton):
        words = (one.text().replace("&", ""), one.toolTip(), one.accessibleName())
        if one.isVisible() and any(text in each for each in words):
            return one
    return None
