"""Where one is: the steps across the top, the sections of a step down the left side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.views import Progress
from ui.survey.marks import draw_light, light_of, use_font
from ui.theme import COLOURS

STEP_PX: Final = 52
SECTION_PX: Final = 48
INSET_PX: Final = 14
BESIDE_PX: Final = 38
"""Light and gaps beside the name and number of a step."""
"""How far a section stands inside its step."""
SECTIONS_PX: Final = 176
"""Width of the list of sections."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A step or section as the bar shows it."""

    title: str
    progress: Progress
    depth: int = 0

    def inside(self) -> Mark:
        """Return it as it stands below another."""
        return replace(self, depth=self.depth + 1)

    @property
    def count(self) -> str:
        """How many of the required answers are there."""
        return f"{self.progress.answered}/{self.progress.required}" if self.progress.required else ""


class Places(QWidget):
    """Some places to go to, one of them the current; `chosen(index)`."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks: tuple[Mark, ...] = ()
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def present(self, marks: tuple[Mark, ...], current: int) -> None:
        """Show these places; only those that differ are drawn again."""
        before, here = self.marks, self.current
        self.marks, self.current = marks, current
        if (len(marks), current) != (len(before), here):
            self.setAccessibleName(marks[current].title if marks and current >= 0 else "")
            self.updateGeometry()
            self.update()
            return
        for index, (old, new) in enumerate(zip(before, marks, strict=True)):
            if old != new:
                self.update(self.box(index))

    def box(self, index: int) -> QRect:
        """Return where a place is drawn."""
        raise NotImplementedError

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch goes there."""
        place = event.position().toPoint()
        for index in range(len(self.marks)):
            if self.box(index).contains(place):
                self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbour."""
        forward = event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down)
        if forward or event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            target = self.current + (1 if forward else -1)
            if 0 <= target < len(self.marks):
                self.chosen.emit(target)
        else:
            super().keyPressEvent(event)


class StepBar(Places):
    """The steps, side by side, each with its light."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(STEP_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def box(self, index: int) -> QRect:
        """Return the part of the bar that belongs to a step."""
        wide = self.width() // max(len(self.marks), 1)
        return QRect(index * wide, 0, wide, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the steps."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(COLOURS.surface))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(COLOURS.line))
        for index, mark in enumerate(self.marks):
            if event.region().intersects(self.box(index)):
                self._draw(painter, self.box(index), index, mark)

    def _draw(self, painter: QPainter, box: QRect, index: int, mark: Mark) -> None:
        here = index == self.current
        if here:
            painter.fillRect(box, QColor(COLOURS.accent_soft))
            painter.fillRect(box.left(), box.bottom() - 3, box.width(), 4, QColor(COLOURS.accent))
        use_font(painter, self)
        name, told = f"{index + 1} {mark.title}", mark.count
        count = painter.fontMetrics().horizontalAdvance(told)
        text, px = self._fitted(painter, name, max(box.width() - count - BESIDE_PX, 40), here)
        if text != name:  # the name is wanted more than the number; its light tells as much
            told, count = "", 0
            text, px = self._fitted(painter, name, max(box.width() - BESIDE_PX, 40), here)
        use_font(painter, self, px, bold=here)
        wide = painter.fontMetrics().horizontalAdvance(text)
        left = box.left() + max((box.width() - wide - count - 34) // 2, 8)
        draw_light(painter, QPointF(left + 7, box.center().y()), light_of(mark.progress), 7)
        painter.setPen(QColor(COLOURS.accent_dark if here else COLOURS.ink))
        painter.drawText(
            QRect(left + 22, box.top(), wide + 4, box.height()), Qt.AlignmentFlag.AlignVCenter, text
        )
        use_font(painter, self)
        painter.setPen(QColor(COLOURS.muted))
        rest = QRect(left + 22 + wide + 8, box.top() + 1, count + 8, box.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, told)

    def _fitted(self, painter: QPainter, text: str, room: int, here: bool) -> tuple[str, int]:  # noqa: FBT001
        """Return a name as it fits: large, else small, else cut."""
        for px in (18, 15):
            use_font(painter, self, px, bold=here)
            if painter.fontMetrics().horizontalAdvance(text) <= room:
                return text, px
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room), 15


class SectionList(Places):
    """The sections of one step, below one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(SECTIONS_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        """Return room for all sections."""
        return QSize(SECTIONS_PX, SECTION_PX * len(self.marks) + 16)

    def box(self, index: int) -> QRect:
        """Return the line of a section."""
        inset = INSET_PX * self.marks[index].depth if index < len(self.marks) else 0
        return QRect(8 + inset, 8 + index * SECTION_PX, self.width() - 16 - inset, SECTION_PX - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, mark in enumerate(self.marks):
            if event.region().intersects(self.box(index)):
                self._draw(painter, self.box(index), mark, here=index == self.current)

    def _draw(self, painter: QPainter, box: QRect, mark: Mark, *, here: bool) -> None:
        if here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(COLOURS.accent_soft))
            painter.drawRoundedRect(box, 8, 8)
        draw_light(painter, QPointF(box.left() + 14, box.center().y() + 0.5), light_of(mark.progress), 6)
        use_font(painter, self)
        painter.setPen(QColor(COLOURS.muted))
        count = painter.fontMetrics().horizontalAdvance(mark.count)
        painter.drawText(box.adjusted(0, 0, -8, 0), _RIGHT, mark.count)
        painter.setPen(QColor(COLOURS.accent_dark if here else COLOURS.ink))
        room = box.adjusted(28, 0, -count - 14, 0)
        use_font(painter, self, 15, bold=here)
        title = mark.title
        if painter.fontMetrics().horizontalAdvance(title) > room.width():
            use_font(painter, self, bold=here)
        most = 2 * room.width() - 20
        if painter.fontMetrics().horizontalAdvance(title) > most:
            title = title.partition("(")[0]
        while len(title) > 1 and not _fits(painter, title, room):
            title = f"{title.removesuffix('…')[:-1].rstrip()}…"
        painter.drawText(room, _WRAPPED, title)


def _fits(painter: QPainter, text: str, room: QRect) -> bool:
    """Whether a text stands in two lines without being cut."""
    if painter.fontMetrics().horizontalAdvance(text) <= room.width():
        return True
    tall = QRect(0, 0, room.width(), 1000)
    found = painter.fontMetrics().boundingRect(tall, _WRAPPED, text)
    return found.height() <= room.height() and found.width() <= room.width()


_WRAPPED: Final = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
