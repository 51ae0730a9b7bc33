"""A line of text that tells when it is settled, and never while an input method is composing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

IDLE_MS: Final = 800
"""How long after the last key typed text is taken as it stands."""


class Line(QLineEdit):
    """A line edit.

    Signals:
        settled: Enter was pressed, the line is being left, or `IDLE_MS` passed after the last key.
        left: It was left.
    """

    settled = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self._masked = False
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self._settle)
        self.textEdited.connect(self._wait)
        self.editingFinished.connect(self._settle)

    @property
    def composing(self) -> bool:
        """Whether an input method holds keys that are not text yet."""
        return self._composing

    def cover(self, *, covered: bool) -> None:
        """Show dots instead of the text whenever the line has no focus."""
        self._masked = covered
        self._show_mask()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Hold the idle timer back while keys are being composed."""
        self._composing = bool(event.preeditString())
        if self._composing:
            self._idle.stop()
        super().inputMethodEvent(event)
        if not self._composing and self.isModified():
            self._wait()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Uncover the text."""
        super().focusInEvent(event)
        self._show_mask()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Cover the text again."""
        self._composing = False
        super().focusOutEvent(event)
        self._show_mask()
        self.left.emit()

    def _wait(self) -> None:
        if not self._composing:
            self._idle.start()

    def _settle(self) -> None:
        self._idle.stop()
        if not self._composing:
            self.settled.emit()

    def _show_mask(self) -> None:
        covered = self._masked and not self.hasFocus()
        mode = QLineEdit.EchoMode.Password if covered else QLineEdit.EchoMode.Normal
        if self.echoMode() is not mode:
            self.setEchoMode(mode)


class Lines(QPlainTextEdit):
    """Several lines of text; `settled` on leaving and `IDLE_MS` after the last key. Tab leaves."""

    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self.setTabChangesFocus(True)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self._settle)
        self.textChanged.connect(self._wait)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Hold the idle timer back while keys are being composed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._wait()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hand over what was typed."""
        self._composing = False
        super().focusOutEvent(event)
        self._settle()

    def _wait(self) -> None:
        if self._composing:
            self._idle.stop()
        elif self.document().isModified():
            self._idle.start()

    def _settle(self) -> None:
        self._idle.stop()
        if not self._composing and self.document().isModified():
            self.settled.emit()
