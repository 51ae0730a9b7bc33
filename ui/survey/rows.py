"""Rows of a repeat: one line each that tells who it is, one of them open at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from forms.sight import FIXED_ROWS
from forms.views import Changes, Node
from ui.fields.words import title
from ui.parts import button
from ui.survey.asking import Asking
from ui.survey.marks import holds_focus
from ui.survey.row_head import RowHead, Titles
from ui.theme import set_role

__all__ = ["MakeBody", "RowCard", "RowHead", "RowList"]

if TYPE_CHECKING:
    from ui.fields import Field
    from ui.survey.page import Body
    from ui.survey.source import Source

EDGE_PX: Final = 10
"""Height of the rounded lower edge of a row."""
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
        label = title(node.label, 24) or self.tr("一行")
        apart = " " if label[0].isascii() else ""  # hanzi need no space before hanzi, letters do
        self._add = button(f"{self.tr('+ 添加')}{apart}{label}", self._want_row)
        self._is_free = not source.locked and FIXED_ROWS not in node.appearance.split()
        self._add.setVisible(self._is_free)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
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
        start = len(self.key) + 1
        within = (shown for shown in changes.shown if shown.startswith(f"{self.key}["))
        touched = {shown[: shown.index("]", start) + 1] for shown in within}
        for key in touched & self._cards.keys():
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
        return [*found, self._add] if self._is_free else found

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
        card = RowCard(self._source, node, self, is_free=self._is_free)
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

    def __init__(
        self, source: Source, node: Node, parent: QWidget | None = None, *, is_free: bool = True
    ) -> None:
        super().__init__(parent)
        self._is_free = is_free
        self.setProperty("role", "row-card")
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the lower edge where it was and where it is."""
        super().resizeEvent(event)
        for height in (event.oldSize().height(), self.height()):
            self.update(0, height - EDGE_PX, self.width(), EDGE_PX)

    def open_body(self, make_body: MakeBody) -> Body:
        """Show the questions."""
        if self.body is None:
            now = self._source.interview.layout(self.node.key)
            self.body = make_body(self._source, now.children, self)
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
        remove.setVisible(self._is_free)
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
        self.setText(self.tr("再按一次，移除这一行"))
        set_role(self, "danger")

    def _calm(self) -> None:
        self.setText(self.tr("移除这一行"))
        set_role(self, "quiet")
