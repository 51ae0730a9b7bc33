"""A scale from the least to the most: set by a touch, empty until one was given."""

from __future__ import annotations

from decimal import Decimal
from math import cos, pi, sin
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.views import Bounds
from ui.theme import COLOURS, SMALL_PX

EDGE_PX: Final = 16
TICKS: Final = 24
"""More steps than this are not marked one by one."""
STAR_PX: Final = 44
MOST_STARS: Final = 10


def steps(bounds: Bounds) -> int:
    """Return how many steps lie between the least and the most, at least one."""
    return max(int((bounds.most - bounds.least) / bounds.step), 1) if bounds.step > 0 else 1


def nearest(bounds: Bounds, share: float) -> Decimal:
    """Return the step that lies nearest to a share of the way from the least to the most."""
    count = steps(bounds)
    at = round(min(max(share, 0.0), 1.0) * count)
    return bounds.least + at * bounds.step


class Scale(QWidget):
    """A line with a knob, lying or upright; `moved(value)` as a finger sets it."""

    moved = Signal(object)

    def __init__(self, bounds: Bounds, parent: QWidget | None = None, *, upright: bool, ticks: bool) -> None:
        super().__init__(parent)
        self._bounds, self._upright, self._ticks = bounds, upright, ticks
        self._value: Decimal | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if upright:
            self.setFixedSize(110, 200)
        else:
            self.setMinimumWidth(220)
            self.setMaximumWidth(420)
            self.setFixedHeight(52)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def present(self, bounds: Bounds, value: Decimal | None) -> None:
        """Put the knob there; without a value there is none."""
        if (bounds, value) != (self._bounds, self._value):
            self._bounds, self._value = bounds, value
            self.update()

    def place(self, value: Decimal) -> QPointF:
        """Return where a value lies, for a finger or a test."""
        span = self._bounds.most - self._bounds.least
        share = float((value - self._bounds.least) / span) if span else 0.0
        return self._at(min(max(share, 0.0), 1.0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch sets the value."""
        self._set(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """So does a finger that moves."""
        self._set(event.position())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw line, marks, ends and knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(COLOURS.line), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(self._at(0), self._at(1))
        count = steps(self._bounds)
        if self._ticks and count <= TICKS:
            painter.setPen(QPen(QColor(COLOURS.muted), 1))
            for index in range(count + 1):
                self._draw_tick(painter, self._at(index / count))
        self._draw_ends(painter)
        if self._value is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(COLOURS.accent))
            painter.drawEllipse(self.place(self._value), 11, 11)

    def _set(self, place: QPointF) -> None:
        start, end = self._at(0), self._at(1)
        along = end - start
        length = along.x() ** 2 + along.y() ** 2
        passed = place - start
        self.moved.emit(nearest(self._bounds, (passed.x() * along.x() + passed.y() * along.y()) / length))

    def _at(self, share: float) -> QPointF:
        if self._upright:
            return QPointF(24, self.height() - EDGE_PX - share * (self.height() - 2 * EDGE_PX))
        return QPointF(EDGE_PX + share * (self.width() - 2 * EDGE_PX), 18)

    def _draw_tick(self, painter: QPainter, at: QPointF) -> None:
        across = QPointF(7, 0) if self._upright else QPointF(0, 7)
        painter.drawLine(at - across, at + across)

    def _draw_ends(self, painter: QPainter) -> None:
        font = self.font()
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        painter.setPen(QColor(COLOURS.muted))
        least, most = f"{self._bounds.least:f}", f"{self._bounds.most:f}"
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if self._upright:
            painter.drawText(QRectF(44, 4, 66, 24), left | Qt.AlignmentFlag.AlignVCenter, most)
            painter.drawText(
                QRectF(44, self.height() - 28, 66, 24), left | Qt.AlignmentFlag.AlignVCenter, least
            )
            return
        painter.drawText(QRectF(4, 32, 100, 20), left, least)
        painter.drawText(QRectF(self.width() - 104, 32, 100, 20), right, most)


class Stars(QWidget):
    """As many stars as the most there is; `moved(value)`, `cleared()`."""

    moved = Signal(object)
    cleared = Signal()

    def __init__(self, bounds: Bounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bounds = bounds
        self._value: Decimal | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return room for all stars."""
        return QSize(STAR_PX * (steps(self._bounds) + 1), STAR_PX)

    def present(self, value: Decimal | None) -> None:
        """Fill so many stars."""
        if value != self._value:
            self._value = value
            self.setAccessibleDescription("" if value is None else f"{value:f}")
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and arrows set, Delete clears."""
        text = event.text()
        if text.isdecimal() and self._bounds.least <= int(text) <= self._bounds.most:
            self.moved.emit(Decimal(text))
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by = self._bounds.step if event.key() == Qt.Key.Key_Right else -self._bounds.step
            start = self._value if self._value is not None else self._bounds.least - self._bounds.step
            self.moved.emit(min(max(start + by, self._bounds.least), self._bounds.most))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch on a star sets as many."""
        index = int(event.position().x() // STAR_PX)
        self.moved.emit(min(self._bounds.least + index * self._bounds.step, self._bounds.most))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(steps(self._bounds) + 1):
            on = self._value is not None and self._bounds.least + index * self._bounds.step <= self._value
            painter.setBrush(QColor("#e0952b") if on else QColor(COLOURS.surface))
            painter.setPen(QPen(QColor("#b97512" if on else COLOURS.muted), 1.5))
            painter.drawPolygon(_star(QPointF((index + 0.5) * STAR_PX, STAR_PX / 2)))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(COLOURS.focus), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)


def _star(centre: QPointF, radius: float = 15) -> QPolygonF:
    corners = ((radius if index % 2 == 0 else radius * 0.42, -pi / 2 + index * pi / 5) for index in range(10))
    return QPolygonF([centre + QPointF(r * cos(turn), r * sin(turn)) for r, turn in corners])
