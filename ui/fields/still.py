"""Places of a form where nothing can be answered: notes and values that follow from others."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.fields.base import CONTROL_PX, Field, show_words

ONE_LINE: Final = 40
"""So many signs fit beside a label."""
LONG_SHARE: Final = 9
"""What a longer text takes of the line, to one part that stays empty."""


class DisplayField(Field):
    """A value to read: calculated, or not to be changed."""

    def _build(self) -> None:
        self._text = QLabel(self)
        self._text.setProperty("role", "display")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text.setMinimumHeight(CONTROL_PX)
        self._text.setMinimumWidth(140)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._line.addWidget(self._text)
        self._line.addStretch(1)

    @property
    def control(self) -> QLabel:
        """The text."""
        return self._text

    def _show_value(self) -> None:
        shown = self.view.display or self.view.value
        if self.view.sensitive and shown:
            shown = "•" * 6
        is_long = len(shown) > ONE_LINE
        self._text.setWordWrap(is_long)
        self._line.setStretchFactor(self._text, LONG_SHARE if is_long else 0)
        self._text.setText(f"{shown} {self.view.unit}".strip() if shown else "—")


class NoteField(Field):
    """A sentence to the surveyor, across the whole width."""

    STANDS_BESIDE = False

    def _build(self) -> None:
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setProperty("role", "note")
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._caption.hide()
        self._text.setOpenExternalLinks(True)
        self._line.addWidget(self._text, 1)

    @property
    def control(self) -> QLabel:
        """The text."""
        return self._text

    def _show_caption(self) -> None:
        pass

    def _show_value(self) -> None:
        value = self.view.display or self.view.value
        show_words(self._text, f"{self.view.label} {value}".strip())
