"""A piece of a page: its parts come, go and change without losing the place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from forms.views import Changes, FieldView, Node, NodeKind
from ui.fields import AttachedField, Field, make
from ui.fields.base import show_words
from ui.survey.asking import Asking
from ui.survey.rows import MakeBody, RowList
from ui.survey.source import Source

SPACING_PX: Final = 2
USUAL_PX: Final = 50
"""The height of a question, before it is made."""


class Block(Asking):
    """Parts of a page, made by `make`; `looked_at()` when they come into sight before that."""

    looked_at = Signal()

    def __init__(
        self, source: Source, nodes: tuple[tuple[Node, int], ...], make_body: MakeBody, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._source, self._nodes, self._make_body = source, nodes, make_body
        self._keys = frozenset(node.key for node, _ in nodes)
        self._repeats = tuple(f"{node.key}[" for node, _ in nodes if node.kind is NodeKind.REPEAT)
        self._parts: dict[str, QWidget | None] = {}
        self._insistent = self._called = self._wraps = self.is_made = False
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING_PX)
        self._keep_room()

    def make(self) -> None:
        """Make the parts."""
        if self.is_made:
            return
        self.is_made = True
        self.setMinimumHeight(0)
        self._layout.setEnabled(False)
        for node, depth in self._nodes:
            self._add(node, depth)
        self._look_for_fields()
        self._layout.setEnabled(True)
        self.updateGeometry()

    def holds(self, key: str) -> bool:
        """Whether a question, or the row it lies in, is one of these."""
        return key in self._keys or key.startswith(self._repeats)

    def update_from(self, changes: Changes) -> bool:
        """Show what changed; whether it needs more or less room now."""
        if not self.is_made:
            return self._keep_room() if self._keys.intersection(changes.shown) else False
        needed = self.sizeHint()
        self._layout.setEnabled(False)
        for key in changes.shown:
            if key in self._parts:
                self._refresh(key)
        for key in changes.structure:
            self._restructure(key)
        for rows in self._row_lists():
            rows.update_from(changes)
        self._look_for_fields()
        grown = self.sizeHint() != needed
        if grown:
            self.updateGeometry()
        self._layout.setEnabled(True)
        return grown

    def refresh(self) -> None:
        """Show everything anew."""
        for key, part in tuple(self._parts.items()):
            if part is None or isinstance(part, Field):
                self._refresh(key)

    def fields(self) -> Iterator[Field]:
        """Yield the fields in order, those of open rows included."""
        for part in self._parts.values():
            if isinstance(part, Field):
                yield part
            elif isinstance(part, RowList):
                yield from part.fields()

    def stops(self) -> list[QWidget]:
        """Return everything that takes keys, in order."""
        found: list[QWidget] = []
        for part in self._parts.values():
            if isinstance(part, Field | RowList) and not part.isHidden():
                found += part.stops()
        return found

    def insist(self) -> None:
        """Mark what is still to be answered."""
        self._insistent = True
        for field in self.fields():
            field.insist()

    def open_row_of(self, key: str) -> None:
        """Open the rows that a question lies in."""
        for rows in self._row_lists():
            rows.open_row_of(key)

    def hasHeightForWidth(self) -> bool:
        """Questions wrap; told without asking each of them, which took most of the time of an answer."""
        return self._wraps or super().hasHeightForWidth()

    def _look_for_fields(self) -> None:
        parts = self._parts.values()
        self._wraps = any(isinstance(part, Field) and not part.isHidden() for part in parts)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Somebody looks here: ask to be made, once."""
        if not self.is_made and not self._called:
            self._called = True
            QTimer.singleShot(0, self, self.looked_at.emit)

    def _keep_room(self) -> bool:
        """Take about as much room as the parts will; whether that is different now."""
        fields = (node for node, _ in self._nodes if node.kind is NodeKind.FIELD)
        count = sum(self._source.interview.view(node.key).relevant for node in fields)
        before, wanted = self.minimumHeight(), count * USUAL_PX
        self.setMinimumHeight(wanted)
        return wanted != before

    def _row_lists(self) -> list[RowList]:
        return [part for part in self._parts.values() if isinstance(part, RowList)]

    def _add(self, node: Node, depth: int) -> None:
        if node.kind is NodeKind.FIELD:
            self._add_field(self._source.view(node.key))
        elif node.kind is NodeKind.REPEAT:
            self._add_rows(self._source.interview.layout(node.key))
        else:
            self._add_heading(self._source.interview.layout(node.key), depth)

    def _add_heading(self, node: Node, depth: int) -> None:
        heading = QLabel(self)
        heading.setWordWrap(True)
        show_words(heading, node.label)
        heading.setProperty("role", "subheading-2" if depth else "subheading")
        heading.setVisible(node.relevant)
        self._parts[node.key] = heading
        self._layout.addWidget(heading)

    def _add_rows(self, node: Node) -> None:
        rows = RowList(self._source, node, self._make_body, self)
        self.pass_on(rows)
        rows.setVisible(node.relevant)
        self._parts[node.key] = rows
        self._layout.addWidget(rows)

    def _add_field(self, view: FieldView) -> None:
        if view.readonly and not (view.label or view.hint or view.media):
            return  # a calculation for other questions, not for people
        self._parts[view.key] = None
        if view.relevant:
            self._make(view)

    def _make(self, view: FieldView) -> None:
        field = make(view, self, self._source.supply)
        if self._insistent:
            field.insist()
        field.committed.connect(self.committed)
        if isinstance(field, AttachedField):
            field.chosen.connect(self.picture_chosen)
        place = self._place_of(view.key)
        self._parts[view.key] = field
        self._layout.insertWidget(place, field)
        field.move(0, self.height())  # out of sight until the layout has found its place
        field.show()

    def _place_of(self, key: str) -> int:
        """Parts that are not made yet take no place in the layout."""
        place = 0
        for other, part in self._parts.items():
            if other == key:
                break
            place += part is not None
        return place

    def _refresh(self, key: str) -> None:
        part, view = self._parts[key], self._source.view(key)
        if isinstance(part, Field):
            part.present(view)
        elif part is None and view.relevant:
            self._make(view)

    def _restructure(self, key: str) -> None:
        part = self._parts.get(key)
        if part is None:
            return
        node = self._source.interview.layout(key)
        part.setVisible(node.relevant)
        if isinstance(part, RowList):
            part.present(node)
