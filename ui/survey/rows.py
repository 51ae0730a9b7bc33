"""Rows of a repeat: one line each that tells who it is, one of them open at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from forms.views import Changes, FieldView, Node
from ui.parts import button
from ui.survey.asking import Asking
from ui.survey.marks import holds_focus
from ui.theme import COLOURS, set_role

if TYPE_CHECKING:
    from ui.fields import Field
    from ui.survey.page import Body
    from ui.survey.source import Source

HEAD_PX: Final = 48
NUMBER_PX: Final = 40
CHEVRON_PX: Final = 32
CONFIRM_MS: Final = 4000
"""How long the second press that removes a row is waited for."""


class MakeBody(Protocol):
    """Makes the questions of one row."""

    def __call__(self, source: Source, nodes: Iterable[Node], parent: QWidget | None = None) -> Body:
        """Make them."""


class RowList(Asking):
    """All rows of one repeat, with a way to add one."""

    def __init__(
        self, source: Source, node: Node, make_body: MakeBody, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._make_body = make_body
        self.key = node.key
        self._cards: dict[str, RowCard] = {}
        self._titles = Titles(self)
        self._add = button(self.tr("+ 添加%s") % node.label, self._want_row)
        self._add.setEnabled(not source.locked)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 4, 8, 4)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._titles)
        self._layout.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.present(node)

    def present(self, node: Node) -> None:
        """Show exactly these rows; a row that is new is opened."""
        rows = {row.key: row for row in node.children}
        for key in [key for key in self._cards if key not in rows]:
            self._drop(key)
        grown = bool(self._cards) or self.isVisible()
        fresh = [key for key in rows if key not in self._cards]
        for key in fresh:
            self._append(rows[key])
        self._number()
        self._titles.present(self._source.summary(node.children[0]) if node.children else ())
        if grown and len(fresh) == 1:
            self.open(fresh[0], focus=True)

    def update_from(self, changes: Changes) -> None:
        """Show what changed in rows."""
        touched = {key for key in self._cards if any(shown.startswith(key) for shown in changes.shown)}
        for key in touched:
            self._cards[key].head.present(self._source.summary(self._cards[key].node))
        for card in self._cards.values():
            if card.body is not None:
                card.body.update_from(changes)

    def fields(self) -> Iterator[Field]:
        """Yield the fields of the open row."""
        for card in self._cards.values():
            if card.body is not None:
                yield from card.body.fields()

    def stops(self) -> list[QWidget]:
        """Return heads, the fields of the open row, and the button that adds one."""
        found: list[QWidget] = []
        for card in self._cards.values():
            found.append(card.head)
            if card.body is not None:
                found += card.body.stops()
        return [*found, self._add] if self._add.isEnabled() else found

    def open(self, key: str, *, focus: bool = False) -> None:
        """Open one row and close the others."""
        for other, card in self._cards.items():
            if other != key:
                card.close_body()
        body = self._cards[key].open_body(self._make_body)
        stops = body.stops()
        if focus and stops:
            stops[0].setFocus(Qt.FocusReason.TabFocusReason)
        self.row_opened.emit(self._cards[key].head)

    def open_row_of(self, key: str) -> None:
        """Open the row that a question lies in, if it is one of these."""
        for row_key, card in self._cards.items():
            if key.startswith(row_key):
                if card.body is None:
                    self.open(row_key)
                if card.body is not None:
                    card.body.open_row_of(key)

    def _want_row(self) -> None:
        self.row_wanted.emit(self.key)

    def _append(self, node: Node) -> None:
        card = RowCard(self._source, node, self)
        card.head.pressed.connect(self._toggle)
        self.pass_on(card)
        self._cards[node.key] = card
        self._layout.insertWidget(self._layout.count() - 1, card)

    def _drop(self, key: str) -> None:
        card = self._cards.pop(key)
        if holds_focus(card):
            self._add.setFocus()
        card.hide()
        card.deleteLater()

    def _number(self) -> None:
        for number, card in enumerate(self._cards.values(), start=1):
            card.head.set_number(number)

    def _toggle(self, key: str) -> None:
        if self._cards[key].body is None:
            self.open(key, focus=True)
        else:
            self._cards[key].close_body()


class RowCard(Asking):
    """One row: its head, and its questions while it is open."""

    def __init__(self, source: Source, node: Node, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "row-card")
        self.node = node
        self.body: Body | None = None
        self._source = source
        self._foot: QWidget | None = None
        self.head = RowHead(node.key, self)
        self.head.present(source.summary(node))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(2, 2, 2, 2)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.head)

    def open_body(self, make_body: MakeBody) -> Body:
        """Show the questions."""
        if self.body is None:
            self.body = make_body(self._source, self.node.children, self)
            self.pass_on(self.body)
            self._foot = self._made_foot()
            for part in (self.body, self._foot):
                self._layout.addWidget(part)
                part.show()  # a layout shows what it gets only later, and the keys go there now
            self.head.set_open(opened=True)
            set_role(self, "row-open")
        return self.body

    def close_body(self) -> None:
        """Leave only the head; what was typed has been handed over before."""
        if self.body is None or self._foot is None:
            return
        for field in self.body.fields():
            field.commit()
        if holds_focus(self.body):
            self.head.setFocus()
        for part in (self.body, self._foot):
            part.hide()
            part.deleteLater()
        self.body = self._foot = None
        self.head.set_open(opened=False)
        set_role(self, "row-card")

    def _made_foot(self) -> QWidget:
        foot = QWidget(self)
        remove = RemoveButton(foot)
        remove.confirmed.connect(lambda: self.row_unwanted.emit(self.node.key))
        remove.setVisible(not self._source.locked)
        layout = QHBoxLayout(foot)
        layout.setContentsMargins(12, 4, 10, 10)
        layout.addStretch(1)
        layout.addWidget(remove)
        return foot


class RemoveButton(QPushButton):
    """Removes only when pressed twice, so that a slip of the finger costs nothing."""

    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._waiting = QTimer(self, singleShot=True, interval=CONFIRM_MS)
        self._waiting.timeout.connect(self._calm)
        self.clicked.connect(self._press)
        self._calm()

    def _press(self) -> None:
        if self._waiting.isActive():
            self._waiting.stop()
            self.confirmed.emit()
            return
        self._waiting.start()
        self.setText(self.tr("再按一次,移除这一行"))
        set_role(self, "danger")

    def _calm(self) -> None:
        self.setText(self.tr("移除这一行"))
        set_role(self, "quiet")


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
