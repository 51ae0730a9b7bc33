"""One question on the screen: label, control, hint, problems; the part that all kinds share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from forms.views import FieldView, Level, Problem
from ui.fields.look import own_ground
from ui.fields.problems import CONTROL_PX, ProblemList, worst
from ui.theme import COLOURS

LABEL_PX: Final = 176
"""Width of the label column, the same on every page, so that answers stand in one line."""
Attach = Callable[[Path], str]
"""Stores a file as an attachment and returns the value to keep as the answer."""

__all__ = ["CONTROL_PX", "LABEL_PX", "Attach", "Field"]

ACCENTS: Final = {
    Level.HARD: COLOURS.danger,
    Level.SOFT: COLOURS.focus,
    Level.INFO: COLOURS.news,
}


class Field(QWidget):
    """Shows a `FieldView` and tells what the person answered.

    `committed(key, value)` carries a lexical value, "" for cleared. The key is that of the question, or
    the `remark_key` of one of its problems when the person typed an explanation.
    """

    committed = Signal(str, str)

    def __init__(self, view: FieldView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.insistent = False
        self._wanted = True
        self._caption = QLabel(self)
        self._caption.setWordWrap(True)
        self._caption.setFixedWidth(LABEL_PX)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._caption.setContentsMargins(0, 9, 0, 0)
        self._line = QHBoxLayout()
        self._line.setSpacing(8)
        self._below: QLabel | None = None
        self._problems: ProblemList | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 4, 8, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._caption, 0, 0, 1, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(self._line, 0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        own_ground(self)
        self._build()
        self.present(view)

    @property
    def control(self) -> QWidget:
        """What takes the keys."""
        raise NotImplementedError

    def stops(self) -> list[QWidget]:
        """Everything in here that Enter and Tab go through, in order."""
        if not self.view.relevant:
            return []
        own = [self.control] if self.control.focusPolicy() & Qt.FocusPolicy.TabFocus else []
        return own + (self._problems.stops() if self._problems else [])

    def present(self, view: FieldView) -> None:
        """Show a question as it is now; what is being typed stays."""
        self.view = view
        self._show_caption()
        self._show_hint()
        self._show_problems()
        self._show_value()
        if view.relevant != self._wanted:
            self._wanted = view.relevant
            self.setVisible(view.relevant)

    def insist(self) -> None:
        """Say from now on that an answer is missing; before, an empty field is just not asked yet."""
        self.insistent = True
        self._show_problems()

    def commit(self) -> None:
        """Hand over what has been typed and not been handed over yet."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a bar in the colour of the gravest problem along the left edge."""
        level = worst(self._problems.shown) if self._problems else None
        if level is None:
            return
        painter = QPainter(self)
        painter.fillRect(QRect(0, 4, 4, self.height() - 8), QColor(ACCENTS[level]))

    def _build(self) -> None:
        """Make the control and put it into `self._line`; called once."""
        raise NotImplementedError

    def _show_value(self) -> None:
        raise NotImplementedError

    def _emit(self, value: str) -> None:
        if value != self.view.value:
            self.committed.emit(self.view.key, value)

    def _show_caption(self) -> None:
        text = caption_of(self.view)
        if self._caption.text() != text:
            self._caption.setText(text)
            self.control.setAccessibleName(self.view.label)

    def _show_hint(self) -> None:
        if not self.view.hint and self._below is None:
            return
        if self._below is None:
            self._below = QLabel(self)
            self._below.setWordWrap(True)
            self._below.setProperty("role", "field-hint")
            self._grid.addWidget(self._below, 1, 1)
        self._below.setText(self.view.hint)
        self._below.setVisible(bool(self.view.hint))

    def _show_problems(self) -> None:
        told = tuple(problem for problem in self.view.problems if self._is_told(problem))
        if not told and self._problems is None:
            return
        if self._problems is None:
            self._problems = ProblemList(self.view.key, self)
            self._problems.explained.connect(self.committed)
            self._grid.addWidget(self._problems, 2, 1)
        if told != self._problems.shown:
            self._problems.present(told)
            self.updateGeometry()  # the page finds room for it in the same go
            self.update()

    def _is_told(self, problem: Problem) -> bool:
        return self.insistent or problem.code != "required" or bool(problem.remark)


def caption_of(view: FieldView) -> str:
    """Return the label as rich text, with a mark if an answer is required."""
    mark = f' <span style="color:{COLOURS.danger}">*</span>' if view.required and not view.readonly else ""
    text = view.label.replace("&", "&amp;").replace("<", "&lt;")
    return f"<span>{text}</span>{mark}"
