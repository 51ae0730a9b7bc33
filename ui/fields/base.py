"""One question on the screen: label, control, hint, problems; the part that all kinds share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from forms.views import FieldView, Level, Problem
from ui.fields import words
from ui.fields.beside import Guidance, MediaStrip
from ui.fields.look import own_ground
from ui.fields.problems import CONTROL_PX, ProblemList, worst
from ui.fields.supply import NO_SUPPLY, Supply
from ui.theme import COLOURS

LABEL_PX: Final = 176
"""Width of the label column, the same on every page, so that answers stand in one line."""
BESIDE_LINES: Final = 3
"""A label of more lines than this stands above its answer, across the page."""
Attach = Callable[[Path], str]
"""Stores a file as an attachment and returns the value to keep as the answer."""

__all__ = ["CONTROL_PX", "LABEL_PX", "Attach", "Field"]

ACCENTS: Final = {
    Level.HARD: COLOURS.danger,
    Level.SOFT: COLOURS.focus,
    Level.INFO: COLOURS.news,
}
_LABEL, _MEDIA, _LINE, _HINT, _GUIDANCE, _PROBLEMS = range(6)
"""Rows of a field, from top to bottom."""


class Field(QWidget):
    """Shows a `FieldView` and tells what the person answered.

    `committed(key, value)` carries a lexical value, "" for cleared. The key is that of the question, or
    the `remark_key` of one of its problems when the person typed an explanation.
    """

    committed = Signal(str, str)

    STANDS_BESIDE = True
    """Whether a short label may stand to the left of the control."""

    def __init__(self, view: FieldView, parent: QWidget | None = None, supply: Supply = NO_SUPPLY) -> None:
        super().__init__(parent)
        self.view = view
        self.supply = supply
        self.insistent = False
        self._wanted = True
        self._caption = QLabel(self)
        self._line = QHBoxLayout()
        self._line.setSpacing(8)
        self._below: QLabel | None = None
        self._media: MediaStrip | None = None
        self._guidance: Guidance | None = None
        self._problems: ProblemList | None = None
        self._grid = QGridLayout(self)
        self._lay_out()
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
        return [*self._own_stops(), *(self._problems.stops() if self._problems else [])]

    def present(self, view: FieldView) -> None:
        """Show a question as it is now; what is being typed stays."""
        self.view = view
        self._show_caption()
        self._show_words()
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

    def _lay_out(self) -> None:
        self._caption.setWordWrap(True)
        self._caption.setTextFormat(Qt.TextFormat.RichText)
        self._caption.setOpenExternalLinks(True)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._grid.setContentsMargins(12, 4, 8, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        if self.STANDS_BESIDE and stands_beside(self.view, self._caption.fontMetrics()):
            self._from, self._span = 1, 1
            self._caption.setFixedWidth(LABEL_PX)
            self._caption.setMinimumHeight(CONTROL_PX)
            self._caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            first = _MEDIA if self.view.media else _LINE
            self._grid.addWidget(self._caption, first, 0, _LINE - first + 1, 1, Qt.AlignmentFlag.AlignTop)
        else:
            self._from, self._span = 0, 2
            self._grid.addWidget(self._caption, _LABEL, 0, 1, 2)
        self._grid.addLayout(self._line, _LINE, self._from, 1, self._span)

    def _put(self, part: QWidget, line: int) -> None:
        """Put something into a row of the field, under or over the control."""
        self._grid.addWidget(part, line, self._from, 1, self._span)

    def _build(self) -> None:
        """Make the control and put it into `self._line`; called once."""
        raise NotImplementedError

    def _show_value(self) -> None:
        raise NotImplementedError

    def _own_stops(self) -> list[QWidget]:
        return [self.control] if self.control.focusPolicy() & Qt.FocusPolicy.TabFocus else []

    def _emit(self, value: str) -> None:
        if value != self.view.value:
            self.committed.emit(self.view.key, value)

    def _show_caption(self) -> None:
        text = caption_of(self.view, to_ask=self.supply.awaits(self.view.key))
        if self._caption.text() != text:
            self._caption.setText(text)
            self.control.setAccessibleName(words.plain(self.view.label))

    def _show_words(self) -> None:
        self._show_hint()
        if self._media is None and self.view.media:
            self._media = MediaStrip(self.supply.files, self)
            self._put(self._media, _MEDIA)
        if self._media is not None:
            self._media.present(self.view.media)
        if self._guidance is None and self.view.guidance:
            self._guidance = Guidance(self)
            self._put(self._guidance, _GUIDANCE)
        if self._guidance is not None:
            self._guidance.present(self.view.guidance)

    def _show_hint(self) -> None:
        if not self.view.hint and self._below is None:
            return
        if self._below is None:
            self._below = QLabel(self)
            self._below.setWordWrap(True)
            self._below.setOpenExternalLinks(True)
            self._below.setProperty("role", "field-hint")
            self._put(self._below, _HINT)
        show_words(self._below, self.view.hint)
        self._below.setVisible(bool(self.view.hint))

    def _show_problems(self) -> None:
        told = tuple(problem for problem in self.view.problems if self._is_told(problem))
        if not told and self._problems is None:
            return
        if self._problems is None:
            self._problems = ProblemList(self.view.key, self)
            self._problems.explained.connect(self.committed)
            self._put(self._problems, _PROBLEMS)
        if told != self._problems.shown:
            self._problems.present(told)
            self.updateGeometry()  # the page finds room for it in the same go
            self.update()

    def _is_told(self, problem: Problem) -> bool:
        return self.insistent or problem.code != "required" or bool(problem.remark)


def show_words(label: QLabel, text: str) -> None:
    """Let a label show words of a form, as rich text only if they hold markup."""
    is_rich = words.has_markup(text)
    label.setTextFormat(Qt.TextFormat.RichText if is_rich else Qt.TextFormat.PlainText)
    label.setText(words.rich(text) if is_rich else text)


def stands_beside(view: FieldView, metrics: QFontMetrics) -> bool:
    """Whether a label is short enough for the column on the left."""
    if "\n" in view.label or len(view.label) > 80:  # noqa: PLR2004 - longer than three lines of any script
        return False
    wide = metrics.horizontalAdvance(words.plain(view.label))
    return wide <= BESIDE_LINES * (LABEL_PX - 24)


def caption_of(view: FieldView, *, to_ask: bool = False) -> str:
    """Return the label as rich text, with a mark if an answer is required or the question is new."""
    mark = f' <span style="color:{COLOURS.danger}">*</span>' if view.required and not view.readonly else ""
    if to_ask and not view.value:
        word = QCoreApplication.translate("Field", "待问")
        mark += (
            f' <span style="color:{COLOURS.news}; background:{COLOURS.news_soft}">&nbsp;{word}&nbsp;</span>'
        )
    return f"<span>{words.rich(view.label)}</span>{mark}"
