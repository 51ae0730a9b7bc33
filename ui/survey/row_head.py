"""The line of a row: who or what it is, in a few cells under the names of their columns."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.views import FieldView
from ui.theme import COLOURS

HEAD_PX: Final = 48
NUMBER_PX: Final = 40
CHEVRON_PX: Final = 32


class RowHead(QWidget):
    """The line of a row: number and the answers that tell it from others; `pressed(key)` opens it."""

    pressed = Signal(str)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._number = 0
        self._opened = False
        self._views: tuple[FieldView, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def opened(self) -> bool:
        """Whether the row shows its questions."""
        return self._opened

    def press(self) -> None:
        """Open or close the row."""
        self.pressed.emit(self.key)

    def sizeHint(self) -> QSize:
        """Return a height for fingers."""
        return QSize(400, HEAD_PX)

    def set_number(self, number: int) -> None:
        """Say which row this is, from 1."""
        self._number = number
        self.update()

    def set_open(self, *, opened: bool) -> None:
        """Turn the arrow."""
        self._opened = opened
        self.update()

    def present(self, views: tuple[FieldView, ...]) -> None:
        """Show these answers."""
        if views == self._views:
            return
        self._views = views
        self.setAccessibleName(" ".join(shown_in_line(view) for view in views))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space opens and closes."""
        if event.key() == Qt.Key.Key_Space:
            self.press()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch opens and closes."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.press()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame of the focus."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw number, cells and arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(COLOURS.focus), 2))
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 6, 6)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(COLOURS.muted))
        painter.drawText(QRect(12, 0, NUMBER_PX, self.height()), middle, str(self._number))
        arrow = QRect(self.width() - CHEVRON_PX, 0, CHEVRON_PX, self.height())
        painter.drawText(arrow, Qt.AlignmentFlag.AlignCenter, "▾" if self._opened else "▸")
        for index, (view, cell) in enumerate(
            zip(self._views, cells(self.rect(), len(self._views)), strict=True)
        ):
            self._draw_cell(painter, cell, shown_in_line(view), bold=index == 0)

    def _draw_cell(self, painter: QPainter, cell: QRect, text: str, *, bold: bool) -> None:
        font = self.font()
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(COLOURS.ink if text != "—" else COLOURS.muted))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, cell.width() - 8)
        painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter, shown)


class Titles(QWidget):
    """The names of the columns above the row heads."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views: tuple[FieldView, ...] = ()
        self.setFixedHeight(22)

    def present(self, views: tuple[FieldView, ...]) -> None:
        """Show the labels of these questions."""
        self._views = views
        self.setVisible(bool(views))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them over the cells of the heads."""
        painter = QPainter(self)
        painter.setPen(QColor(COLOURS.muted))
        for view, cell in zip(
            self._views, cells(self.rect().adjusted(3, 0, -3, 0), len(self._views)), strict=True
        ):
            text = self.fontMetrics().elidedText(view.label, Qt.TextElideMode.ElideRight, cell.width() - 8)
            painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter, text)


def cells(whole: QRect, count: int) -> list[QRect]:
    """Cut a line into equal cells between the number and the arrow."""
    if not count:
        return []
    room = whole.adjusted(12 + NUMBER_PX, 0, -CHEVRON_PX, 0)
    wide = room.width() // count
    return [QRect(room.left() + index * wide, room.top(), wide, room.height()) for index in range(count)]


def shown_in_line(view: FieldView) -> str:
    """Return an answer as a summary shows it: covered if sensitive, a dash while empty."""
    if not view.relevant or not (view.display or view.value):
        return "—"
    return "••••" if view.sensitive else f"{view.display or view.value}{view.unit}"
