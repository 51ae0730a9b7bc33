"""A line or an area of the ground as a list of points: typed or pasted, seen as a small drawing."""

from __future__ import annotations

import re
from itertools import pairwise
from math import cos, radians
from typing import Final

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget

from ui.fields.base import CONTROL_PX, Field
from ui.fields.typed import plain
from ui.theme import COLOURS, SMALL_PX

BOX_PX: Final = (220, 164)
EDGE_PX: Final = 16
CORNERS: Final = 3
"""So many points make an area."""
_NUMBERS: Final = re.compile(r"-?\d{1,3}(?:\.\d+)?")
Point = tuple[str, str]
"""Latitude and longitude in degrees, as they were typed."""


def points_in(text: str) -> list[Point]:
    """Read points from typed or pasted text, one a line or separated by `;`; the rest is left out."""
    parts = re.split(r"[;\n；]+", plain(text).replace(",", " "))
    found = (re.split(r"\s+", part.strip()) for part in parts)
    return [(part[0], part[1]) for part in found if len(part) > 1 and _is_place(part[0], part[1])]


def value_of(points: list[Point], *, closed: bool) -> str:
    """Return points as the standard writes them; an area ends where it began."""
    whole = [*points, points[0]] if closed and len(points) >= CORNERS else points
    return "; ".join(f"{latitude} {longitude} 0 0" for latitude, longitude in whole)


class PointLine(QLineEdit):
    """Takes points: Enter adds what was typed, and goes on where nothing was; `added(points)`."""

    added = Signal(list)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.take()
            return
        super().keyPressEvent(event)

    def insert_pasted(self, text: str) -> bool:
        """Add pasted points at once; whether there were several."""
        found = points_in(text)
        if len(found) > 1:
            self.added.emit(found)
        return len(found) > 1

    def take(self) -> None:
        """Add the points that were typed; text that is none stays."""
        found = points_in(self.text())
        if found:
            self.clear()
            self.added.emit(found)


class PointList(QListWidget):
    """The points in order; Delete removes the current one: `removed(index)`."""

    removed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes; Enter is the page's."""
        if event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.removed.emit(self.currentRow())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


class Sketch(QWidget):
    """The points as they lie to one another, north up."""

    def __init__(self, parent: QWidget | None = None, *, closed: bool) -> None:
        super().__init__(parent)
        self._closed = closed
        self._places: list[QPointF] = []
        self.setFixedSize(*BOX_PX)

    def present(self, points: list[Point]) -> None:
        """Draw these points."""
        self._places = _spread([(float(latitude), float(longitude)) for latitude, longitude in points])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, lines and points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(COLOURS.line), 1))
        painter.setBrush(QColor(COLOURS.page))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)
        font = self.font()
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        painter.setPen(QColor(COLOURS.muted))
        if not self._places:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("还没有点"))
            return
        painter.drawText(self.rect().adjusted(0, 2, -8, 0), Qt.AlignmentFlag.AlignRight, "N ↑")
        painter.setPen(QPen(QColor(COLOURS.accent), 2))
        if self._closed and len(self._places) >= CORNERS:
            painter.setBrush(QColor(COLOURS.accent_soft))
            painter.drawPolygon(QPolygonF(self._places))
        else:
            for start, end in pairwise(self._places):
                painter.drawLine(start, end)
        painter.setBrush(QColor(COLOURS.surface))
        for place in self._places:
            painter.drawEllipse(place, 4, 4)


class PointsField(Field):
    """A line on the ground: points in the order they were walked."""

    CLOSED = False

    def _build(self) -> None:
        self._points: list[Point] = []
        self._edit = PointLine(self)
        self._edit.setPlaceholderText(self.tr("纬度 经度，Enter 加一点；可粘贴多点"))
        self._edit.setMaximumWidth(420)
        self._edit.added.connect(self._add)
        self._edit.textChanged.connect(self._look_for_pasted)
        self._list = PointList(self)
        self._list.setFixedHeight(BOX_PX[1] - CONTROL_PX - 8)
        self._list.removed.connect(self._remove)
        self._last = QPushButton(self.tr("移除所选点(Delete)"), self)
        self._last.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._last.clicked.connect(lambda: self._remove(self._list.currentRow()))
        self._sketch = Sketch(self, closed=self.CLOSED)
        lists = QHBoxLayout()
        lists.addWidget(self._list, 1)
        lists.addWidget(self._last, 0, Qt.AlignmentFlag.AlignBottom)
        left = QVBoxLayout()
        left.addWidget(self._edit)
        left.addLayout(lists)
        self._line.addLayout(left, 10)
        self._line.addWidget(self._sketch, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addStretch(1)

    @property
    def control(self) -> PointLine:
        """The line that takes points."""
        return self._edit

    def commit(self) -> None:
        """Add a point that was typed and not added yet."""
        self._edit.take()

    def _own_stops(self) -> list[QWidget]:
        return [self._edit, self._list] if self._points else [self._edit]

    def _look_for_pasted(self, text: str) -> None:
        if ";" in text and self._edit.insert_pasted(text):
            self._edit.clear()

    def _add(self, points: list[Point]) -> None:
        self._hand_over([*self._points, *points])

    def _remove(self, index: int) -> None:
        if 0 <= index < len(self._points):
            self._hand_over([*self._points[:index], *self._points[index + 1 :]])

    def _hand_over(self, points: list[Point]) -> None:
        self._emit(value_of(points, closed=self.CLOSED))

    def _show_value(self) -> None:
        points = points_in(self.view.value)
        if self.CLOSED and len(points) > CORNERS and points[0] == points[-1]:
            points.pop()
        if points != self._points or not self._list.count():
            self._points = points
            self._list.clear()
            self._list.addItems([f"{n}. {lat}  {lon}" for n, (lat, lon) in enumerate(points, start=1)])
            self._list.setCurrentRow(len(points) - 1)
            self._sketch.present(points)
        self._last.setEnabled(bool(points))


class ShapeField(PointsField):
    """An area: its corners, the last joined to the first."""

    CLOSED = True


def _is_place(latitude: str, longitude: str) -> bool:
    if not (_NUMBERS.fullmatch(latitude) and _NUMBERS.fullmatch(longitude)):
        return False
    return abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180  # noqa: PLR2004 - degrees


def _spread(places: list[tuple[float, float]]) -> list[QPointF]:
    """Lay places out in the box, one scale for both directions."""
    if not places:
        return []
    north, east = max(lat for lat, _ in places), min(lon for _, lon in places)
    narrow = max(cos(radians(north)), 0.01)
    flat = [((lon - east) * narrow, north - lat) for lat, lon in places]
    wide, high = max(x for x, _ in flat), max(y for _, y in flat)
    room = (BOX_PX[0] - 2 * EDGE_PX, BOX_PX[1] - 2 * EDGE_PX)
    scale = min(room[0] / wide if wide else 1e9, room[1] / high if high else 1e9)
    if not wide and not high:
        scale = 0.0
    left = EDGE_PX + (room[0] - wide * scale) / 2
    top = EDGE_PX + (room[1] - high * scale) / 2
    return [QPointF(left + x * scale, top + y * scale) for x, y in flat]
