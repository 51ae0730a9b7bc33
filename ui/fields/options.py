"""Options side by side, drawn as chips: one touch, one digit, or arrows and space."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.views import Choice
from ui.theme import COLOURS

MIDDLE: Final = int(Qt.AlignmentFlag.AlignVCenter)
CHIP_PX: Final = 40
GAP_PX: Final = 6
PADDING_PX: Final = 12
MARK_PX: Final = 18
"""Width of the digit or tick before the text of an option."""


class OptionBar(QWidget):
    """A row of options that wraps; `toggled(value)` when the person wants one changed.

    It changes nothing by itself: the owner calls `present` with what then holds.
    """

    toggled = Signal(str)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None, *, several: bool = False) -> None:
        super().__init__(parent)
        self._several = several
        self._choices: tuple[Choice, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._at = 0
        self._boxes: list[QRect] = []
        self._arranged_for: dict[int, list[QRect]] = {}
        self._widths: list[int] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def present(self, choices: tuple[Choice, ...], chosen: frozenset[str]) -> None:
        """Show these options, the chosen ones filled."""
        if choices != self._choices:
            self._take(choices)
        elif chosen == self._chosen:
            return
        for value in chosen ^ self._chosen:
            self.update(self.box(value))
        self._chosen = chosen
        chosen_labels = [choice.label for choice in choices if choice.value in chosen]
        self.setAccessibleDescription("、".join(chosen_labels))

    def _take(self, choices: tuple[Choice, ...]) -> None:
        self._choices = choices
        self._arranged_for.clear()
        metrics = self.fontMetrics()
        room = 2 * PADDING_PX + MARK_PX
        self._widths = [metrics.horizontalAdvance(choice.label) + room for choice in choices]
        self._at = min(self._at, max(len(choices) - 1, 0))
        self.updateGeometry()
        self.update()

    def box(self, value: str) -> QRect:
        """Return where an option is drawn, for a finger or a test."""
        self._lay_out(self.width())
        places = (
            box for box, choice in zip(self._boxes, self._choices, strict=True) if choice.value == value
        )
        return next(places, QRect())

    def hasHeightForWidth(self) -> bool:
        """Options wrap into as many lines as they need."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        boxes = self._arranged(width)
        return (boxes[-1].bottom() + 1) if boxes else CHIP_PX

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        boxes = self._arranged(100_000)
        return QSize(boxes[-1].right() + 1 if boxes else 80, CHIP_PX)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: one option a line would still do."""
        return QSize(80, CHIP_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, arrows move, space toggles, Delete clears; the rest is the page's."""
        text = event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and len(text) == 1 and text in "1234567890":
            self._choose((int(text) - 1) % 10)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() == Qt.Key.Key_Space:
            self._choose(self._at)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch on an option chooses it."""
        self._lay_out(self.width())
        place = event.position().toPoint()
        for index, box in enumerate(self._boxes):
            if box.contains(place):
                self._choose(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start at the chosen option."""
        chosen = [index for index, choice in enumerate(self._choices) if choice.value in self._chosen]
        self._at = chosen[0] if chosen else self._at
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the options that have to be drawn."""
        self._lay_out(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, box in enumerate(self._boxes):
            if event.region().intersects(box):
                self._draw(painter, index)

    def _draw(self, painter: QPainter, index: int) -> None:
        choice, box = self._choices[index], self._boxes[index]
        on = choice.value in self._chosen
        self._draw_chip(painter, box, on=on, here=self.hasFocus() and index == self._at)
        painter.setPen(QColor(COLOURS.on_accent if on else COLOURS.muted))
        mark = box.adjusted(PADDING_PX - 2, 0, 0, 0)
        painter.drawText(mark, MIDDLE, self._mark(index, on=on))
        painter.setPen(QColor(COLOURS.on_accent if on else COLOURS.ink))
        room = box.adjusted(PADDING_PX + MARK_PX, 0, -PADDING_PX + 4, 0)
        label = choice.label
        if box.width() < self._widths[index]:
            label = self.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, MIDDLE, label)

    def _draw_chip(self, painter: QPainter, box: QRect, *, on: bool, here: bool) -> None:
        if self.isEnabled():
            fill = COLOURS.accent if on else COLOURS.surface
            border = COLOURS.focus if here else COLOURS.accent if on else COLOURS.line
        else:
            fill, border = (COLOURS.muted if on else COLOURS.faint), COLOURS.line
        painter.setPen(Qt.PenStyle.NoPen)  # two surfaces are drawn in half the time of one with an outline
        for colour, inset in ((border, 1.0), (fill, 3.5 if here else 2.0)):
            painter.setBrush(QColor(colour))
            surface = QRectF(box).adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(surface, 7 - inset, 7 - inset)

    def _mark(self, index: int, *, on: bool) -> str:
        if on:
            return "✓"
        if self._several:
            return "☐" if index > 9 else str((index + 1) % 10)  # noqa: PLR2004 - ten digits
        return str((index + 1) % 10) if index < 10 else "·"  # noqa: PLR2004 - ten digits

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._choices) and self.isEnabled():
            self._at = index
            self.toggled.emit(self._choices[index].value)
            self.update()

    def _move(self, step: int) -> None:
        if self._choices:
            self._at = (self._at + step) % len(self._choices)
            self.update()

    def _lay_out(self, width: int) -> None:
        self._boxes = self._arranged(width)

    def _arranged(self, width: int) -> list[QRect]:
        """A layout asks for the same widths again and again: keep what was worked out."""
        if width not in self._arranged_for:
            self._arranged_for[width] = list(self._wrapped(width))
        return self._arranged_for[width]

    def _wrapped(self, width: int) -> Iterator[QRect]:
        left = top = 0
        for wanted in self._widths:
            wide = min(wanted, width)
            if left and left + wide > width:
                left, top = 0, top + CHIP_PX + GAP_PX
            yield QRect(left, top, wide, CHIP_PX)
            left += wide + GAP_PX
