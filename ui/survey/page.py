"""The questions of one section, below one another; they come, go and change without losing the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from forms.views import Changes, FieldView, Node, NodeKind
from ui.fields import Field, PictureField, make
from ui.survey.asking import Asking
from ui.survey.rows import RowList
from ui.survey.source import Source

SPACING_PX: Final = 2


class Body(Asking):
    """Fields, headings and row lists of some nodes, in order."""

    def __init__(self, source: Source, nodes: Iterable[Node], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._parts: dict[str, QWidget | None] = {}
        self._insistent = False
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # what stays is not drawn again as it grows
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING_PX)
        for node in nodes:
            self._add(node, top=True)
        self._layout.addStretch(1)

    def update_from(self, changes: Changes) -> None:
        """Show what changed, and nothing else; then find places for it, all at once."""
        needed = self.sizeHint()
        self._layout.setEnabled(False)  # at work, it would squeeze all parts each time that one is shown
        for key in changes.shown:
            if key in self._parts:
                self._refresh(key)
        for key in changes.structure:
            self._restructure(key)
        for rows in self._row_lists():
            rows.update_from(changes)
        grown = self.sizeHint() != needed
        if grown:
            self._take_room()
        self._layout.setEnabled(True)
        if grown and not isinstance(self.parentWidget(), Asking):
            self._layout.activate()

    def _take_room(self) -> None:
        """Have the whole page grow first: placed in the room there was, all would move twice."""
        part: QWidget = self
        while isinstance(around := part.parentWidget(), Asking):
            part.updateGeometry()
            part = around
        if part is self and around is not None:
            QCoreApplication.sendEvent(around, QEvent(QEvent.Type.LayoutRequest))

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

    def field(self, key: str) -> Field | None:
        """Return the field of a question, None while it has none."""
        return next((field for field in self.fields() if field.view.key == key), None)

    def stops(self) -> list[QWidget]:
        """Return everything that takes keys, in the order of the page."""
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

    def _row_lists(self) -> list[RowList]:
        return [part for part in self._parts.values() if isinstance(part, RowList)]

    def _add(self, node: Node, *, top: bool = False) -> None:
        if node.kind is NodeKind.FIELD:
            self._add_field(self._source.view(node.key))
        elif node.kind is NodeKind.REPEAT:
            self._add_rows(node)
        else:
            if not top and node.label:
                self._add_heading(node)
            for child in node.children:
                self._add(child)

    def _add_heading(self, node: Node) -> None:
        heading = QLabel(node.label, self)
        heading.setProperty("role", "subheading")
        heading.setVisible(node.relevant)
        self._parts[node.key] = heading
        self._layout.addWidget(heading)

    def _add_rows(self, node: Node) -> None:
        rows = RowList(self._source, node, Body, self)
        self.pass_on(rows)
        rows.setVisible(node.relevant)
        self._parts[node.key] = rows
        self._layout.addWidget(rows)

    def _add_field(self, view: FieldView) -> None:
        if not view.label:  # a calculation for other questions, not for people
            return
        self._parts[view.key] = None
        if view.relevant:
            self._make(view)

    def _make(self, view: FieldView) -> None:
        field = make(view, self)
        if self._insistent:
            field.insist()
        field.committed.connect(self.committed)
        if isinstance(field, PictureField):
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
