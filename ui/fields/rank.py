"""Options put into an order: dragged, moved with Alt and the arrows, or sent to a place by its digit."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from forms.views import Choice
from ui.fields import words
from ui.fields.base import Field
from ui.fields.options import CHIP_PX, GAP_PX
from ui.theme import COLOURS

LINE_PX: Final = CHIP_PX + GAP_PX
WIDTH_PX: Final = 420


class Order(QWidget):
    """The options one below another; `ordered(values)` when the person put them so, `cleared()`."""

    ordered = Signal(list)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[Choice] = []
        self._settled = False
        self._at = 0
        self._drag: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(WIDTH_PX)

    @property
    def values(self) -> list[str]:
        """The options as they stand now."""
        return [choice.value for choice in self._choices]

    def present(self, choices: tuple[Choice, ...], value: str) -> None:
        """Show the options in the order of an answer, those it does not name after it; "" is no answer."""
        place = {each: index for index, each in enumerate(value.split())}
        wanted = sorted(choices, key=lambda choice: place.get(choice.value, len(place)))
        if wanted != self._choices or bool(value) != self._settled:
            self._choices, self._settled = wanted, bool(value)
            self._at = min(self._at, max(len(wanted) - 1, 0))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for all options."""
        return QSize(WIDTH_PX, LINE_PX * max(len(self._choices), 1))

    def box(self, index: int) -> QRect:
        """Return where a line is drawn."""
        return QRect(0, index * LINE_PX, self.width(), CHIP_PX)

    def confirm(self) -> None:
        """Take the order that is shown."""
        if self._choices:
            self.ordered.emit(self.values)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go, Alt and arrows move, digits send to a place, space takes the order, Delete clears."""
        text = event.text()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            by = 1 if event.key() == Qt.Key.Key_Down else -1
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._move(self._at, self._at + by)
            else:
                self._at = min(max(self._at + by, 0), len(self._choices) - 1)
                self.update()
        elif len(text) == 1 and text in "123456789":
            self._move(self._at, int(text) - 1)
        elif event.key() == Qt.Key.Key_Space:
            self.confirm()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a line."""
        self._drag = self._at = min(int(event.position().y() // LINE_PX), len(self._choices) - 1)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry the line along."""
        target = min(max(int(event.position().y() // LINE_PX), 0), len(self._choices) - 1)
        if self._drag is not None and target != self._drag:
            self._choices.insert(target, self._choices.pop(self._drag))
            self._drag = self._at = target
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go: that is the order."""
        if self._drag is not None:
            self._drag = None
            self.confirm()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame of the focus."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines; an order that nobody took yet is pale and has no numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._choices:
            painter.setPen(QColor(COLOURS.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.tr("没有可选项"))
        for index, choice in enumerate(self._choices):
            self._draw(painter, index, choice)

    def _draw(self, painter: QPainter, index: int, choice: Choice) -> None:
        box, here = self.box(index), self.hasFocus() and index == self._at
        painter.setPen(QPen(QColor(COLOURS.focus if here else COLOURS.line), 2 if here else 1))
        painter.setBrush(QColor(COLOURS.accent_soft if self._settled else COLOURS.surface))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(COLOURS.accent_dark if self._settled else COLOURS.muted))
        painter.drawText(box.adjusted(12, 0, 0, 0), middle, str(index + 1) if self._settled else "·")
        painter.setPen(QColor(COLOURS.ink if self._settled else COLOURS.muted))
        room = box.adjusted(40, 0, -36, 0)
        label = self.fontMetrics().elidedText(
            words.plain(choice.label), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, middle, label)
        painter.setPen(QColor(COLOURS.muted))
        painter.drawText(box.adjusted(0, 0, -12, 0), middle | Qt.AlignmentFlag.AlignRight, "≡")

    def _move(self, start: int, target: int) -> None:
        if 0 <= target < len(self._choices) and 0 <= start < len(self._choices):
            self._choices.insert(target, self._choices.pop(start))
            self._at = target
            self.update()
            self.confirm()


class RankField(Field):
    """All options in the order a person puts them; unanswered until the person moves or confirms one."""

    def _build(self) -> None:
        self._order = Order(self)
        self._order.ordered.connect(lambda values: self._emit(" ".join(values)))
        self._order.cleared.connect(lambda: self._emit(""))
        self._confirm = QPushButton(self.tr("就按这个顺序(空格)"), self)
        self._confirm.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._confirm.clicked.connect(self._order.confirm)
        inside = QVBoxLayout()
        inside.addWidget(self._order)
        inside.addWidget(self._confirm, 0, Qt.AlignmentFlag.AlignLeft)
        self._line.addLayout(inside, 10)
        self._line.addStretch(1)

    @property
    def control(self) -> Order:
        """The options."""
        return self._order

    def _show_value(self) -> None:
        self._order.present(self.view.choices, self.view.value)
        self._confirm.setVisible(bool(self.view.choices) and not self.view.value)
