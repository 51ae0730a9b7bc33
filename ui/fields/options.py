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
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.views import Choice
from ui.fields import words
from ui.fields.pictures import pixmap
from ui.fields.supply import Files, nothing
from ui.theme import COLOURS

MIDDLE: Final = int(Qt.AlignmentFlag.AlignVCenter)
CHIP_PX: Final = 40
GAP_PX: Final = 6
PADDING_PX: Final = 12
MARK_PX: Final = 18
"""Width of the digit or tick before the text of an option."""
PICTURE_PX: Final = (128, 84)
"""The largest a picture of an option gets."""
LEADING_PX: Final = 16
"""Above and below the text of an option that needs several lines, together."""
_KEPT: Final = Qt.AspectRatioMode.KeepAspectRatio
_WRAPPED: Final = MIDDLE | int(Qt.TextFlag.TextWordWrap)
_BELOW: Final = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter) | int(
    Qt.TextFlag.TextWordWrap
)


class OptionBar(QWidget):
    """A row of options that wraps; `toggled(value)` when the person wants one changed.

    It changes nothing by itself: the owner calls `present` with what then holds.
    """

    toggled = Signal(str)
    cleared = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        several: bool = False,
        columns: int = 0,
        named: bool = True,
        files: Files = nothing,
    ) -> None:
        """Make a bar without options.

        Args:
            parent: As everywhere.
            several: Whether more than one may be chosen.
            columns: Into so many columns of one width; 0 lets each option take the room it needs.
            named: Whether options show their labels; without, they stand under those of a line above.
            files: Pictures of options.
        """
        super().__init__(parent)
        self._several, self._columns, self._named, self._files = several, columns, named, files
        self.nothing = self.tr("没有可选项")
        self._choices: tuple[Choice, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._at = 0
        self._boxes: list[QRect] = []
        self._arranged_for: dict[int, list[QRect]] = {}
        self._labels: list[str] = []
        self._widths: list[int] = []
        self._pictures: list[QPixmap | None] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def present(self, choices: tuple[Choice, ...], chosen: frozenset[str]) -> None:
        """Show these options, the chosen ones filled."""
        if choices != self._choices:
            self._take(choices)
        elif choices and chosen == self._chosen:
            return
        for value in chosen ^ self._chosen:
            self.update(self.box(value))
        self._chosen = chosen
        chosen_labels = [choice.label for choice in choices if choice.value in chosen]
        self.setAccessibleDescription("、".join(chosen_labels) if choices else self.nothing)

    def _take(self, choices: tuple[Choice, ...]) -> None:
        self._choices = choices
        self._arranged_for.clear()
        self._labels = [words.plain(choice.label) if self._named else "" for choice in choices]
        self._pictures = [self._picture(choice) for choice in choices]
        metrics = self.fontMetrics()
        room = 2 * PADDING_PX + MARK_PX
        self._widths = [
            max(
                metrics.horizontalAdvance(label) + room if not picture else 0,
                PICTURE_PX[0] + 16 if picture else 0,
            )
            for label, picture in zip(self._labels, self._pictures, strict=True)
        ]
        self._at = min(self._at, max(len(choices) - 1, 0))
        self.updateGeometry()
        self.update()

    def _picture(self, choice: Choice) -> QPixmap | None:
        return pixmap(self._files(choice.media.image), PICTURE_PX) if choice.media.image else None

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
        return (max(box.bottom() for box in boxes[-12:]) + 1) if boxes else CHIP_PX

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        boxes = self._arranged(100_000)
        return QSize(boxes[-1].right() + 1 if boxes and not self._columns else 80, CHIP_PX)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: one option a line would still do."""
        return QSize(80, CHIP_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, arrows move, space toggles, Delete clears; the rest is the page's."""
        text = event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and len(text) == 1 and text in "1234567890":
            self._choose((int(text) - 1) % 10)
        elif event.key() in _MOVES:
            self._move(_MOVES[Qt.Key(event.key())])
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
        if not self._choices:
            painter.setPen(QColor(COLOURS.muted))
            painter.drawText(self.rect(), MIDDLE, self.nothing)
        for index, box in enumerate(self._boxes):
            if event.region().intersects(box):
                self._draw(painter, index)

    def _draw(self, painter: QPainter, index: int) -> None:
        choice, box = self._choices[index], self._boxes[index]
        on = choice.value in self._chosen
        self._draw_chip(painter, box, on=on, here=self.hasFocus() and index == self._at)
        painter.setPen(QColor(COLOURS.on_accent if on else COLOURS.muted))
        picture = self._pictures[index]
        if not self._named:
            painter.drawText(box, _BELOW, self._mark(index, on=on))
            return
        mark = box.adjusted(PADDING_PX - 2, 0, 0, 0)
        if picture is not None:
            mark.setHeight(CHIP_PX - 8)
        painter.drawText(mark, MIDDLE, self._mark(index, on=on))
        painter.setPen(QColor(COLOURS.on_accent if on else COLOURS.ink))
        if picture is not None:
            self._draw_tile(painter, box, picture, self._labels[index])
        else:
            room = box.adjusted(PADDING_PX + MARK_PX, 0, -PADDING_PX + 4, 0)
            wrapped = box.width() < self._widths[index]
            painter.drawText(room, _WRAPPED if wrapped else MIDDLE, self._labels[index])

    def _draw_tile(self, painter: QPainter, box: QRect, picture: QPixmap, label: str) -> None:
        size = picture.size().boundedTo(QSize(max(box.width() - 16, 1), PICTURE_PX[1]))
        if size != picture.size():
            picture = picture.scaled(size, _KEPT, Qt.TransformationMode.SmoothTransformation)
            size = picture.size()
        paper = QRect(0, 0, size.width() + 8, size.height() + 4)
        paper.moveCenter(box.center())
        paper.moveTop(box.top() + 6)
        painter.fillRect(paper, QColor(COLOURS.surface))
        painter.drawPixmap(paper.left() + 4, paper.top() + 2, picture)
        painter.drawText(
            QRect(
                box.left() + 4,
                box.top() + PICTURE_PX[1] + 12,
                box.width() - 8,
                box.height() - PICTURE_PX[1] - 16,
            ),
            _BELOW,
            label,
        )

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
        line: list[tuple[int, int, int]] = []
        for index, wanted in enumerate(self._widths):
            wide = self._column_px(width) if self._columns else min(wanted, width)
            full = len(line) >= self._columns if self._columns else left + wide > width
            if line and full:
                yield from _boxes(line, top)
                left, top = 0, top + max(high for _, _, high in line) + GAP_PX
                line = []
            line.append((left, wide, self._height(index, wide)))
            left += wide + GAP_PX
        yield from _boxes(line, top)

    def _column_px(self, width: int) -> int:
        return max((width - GAP_PX * (self._columns - 1)) // self._columns, CHIP_PX)

    def _height(self, index: int, wide: int) -> int:
        picture = self._pictures[index] is not None
        if not picture and wide >= self._widths[index]:
            return CHIP_PX
        room = wide - 8 if picture else wide - 2 * PADDING_PX - MARK_PX + 4
        text = self.fontMetrics().boundingRect(
            QRect(0, 0, max(room, 20), 10_000), _WRAPPED, self._labels[index]
        )
        return (
            text.height() + (PICTURE_PX[1] + 18 if picture else LEADING_PX)
            if picture or text.height() > CHIP_PX - LEADING_PX
            else CHIP_PX
        )


class OptionNames(OptionBar):
    """The labels of options in columns, above lines that show no labels of their own."""

    def __init__(self, parent: QWidget | None = None, *, columns: int) -> None:
        super().__init__(parent, columns=columns)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEnabled(False)

    def _draw(self, painter: QPainter, index: int) -> None:
        painter.setPen(QColor(COLOURS.muted))
        painter.drawText(self._boxes[index], _BELOW, self._labels[index])


def _boxes(line: list[tuple[int, int, int]], top: int) -> Iterator[QRect]:
    """Options of one line are equally high."""
    high = max((each for _, _, each in line), default=0)
    return (QRect(left, top, wide, high) for left, wide, _ in line)


_MOVES: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
