"""The questions of one section, below one another; a long page is made piece by piece as it is seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from forms.views import Changes, Node, NodeKind
from ui.fields import Field
from ui.survey.asking import Asking
from ui.survey.block import SPACING_PX, Block
from ui.survey.source import Source

BLOCK: Final = 20
"""So many questions are made in one go, on a page of more than `WHOLE`."""
WHOLE: Final = 60
PASSES: Final = 3
"""A label that wraps is as high as it needs to be once it knows its width, and what it lies in after it."""
AHEAD_MS: Final = 30
"""How long after a piece the one after it is made, before anybody gets there."""


class Body(Asking):
    """Fields, headings and row lists of some nodes, in order."""

    def __init__(self, source: Source, nodes: Iterable[Node], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # what stays is not drawn again as it grows
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING_PX)
        self.blocks: list[Block] = []
        for some in _batched(tuple(parts(nodes))):
            self._append(Block(source, some, Body, self))
        self._layout.addStretch(1)
        self.make(0)

    def make(self, index: int) -> None:
        """Make a piece of the page, and soon the one after it."""
        if not 0 <= index < len(self.blocks) or self.blocks[index].is_made:
            return
        self._make(index)
        QTimer.singleShot(AHEAD_MS, self, lambda: self._make_ahead(index + 1))

    def update_from(self, changes: Changes) -> None:
        """Show what changed, and nothing else; then find places for it, all at once."""
        self._layout.setEnabled(False)  # at work, it would squeeze all parts each time that one is shown
        grown = [block for block in self.blocks if block.update_from(changes)]
        if grown:
            self._take_room()
        self._layout.setEnabled(True)
        if grown and not isinstance(self.parentWidget(), Asking):
            self._layout.activate()

    def refresh(self) -> None:
        """Show everything anew."""
        for block in self.blocks:
            block.refresh()

    def fields(self) -> Iterator[Field]:
        """Yield the fields that are made, in order, those of open rows included."""
        for block in self.blocks:
            yield from block.fields()

    def field(self, key: str) -> Field | None:
        """Return the field of a question, None while it has none."""
        block = self._block_of(key)
        return next((field for field in block.fields() if field.view.key == key), None) if block else None

    def stops(self) -> list[QWidget]:
        """Return everything that takes keys, in the order of the page.

        On a long page there is always a stop before and after the one that has the keys now; pieces farther
        away are not made for it.
        """
        self._reach_out()
        return [stop for block in self.blocks for stop in block.stops()]

    def insist(self) -> None:
        """Mark what is still to be answered."""
        for block in self.blocks:
            block.insist()

    def open_row_of(self, key: str) -> None:
        """Open the rows that a question lies in."""
        block = self._block_of(key)
        if block is not None:
            block.open_row_of(key)

    def _append(self, block: Block) -> None:
        index = len(self.blocks)
        block.looked_at.connect(lambda: self.make(index))
        self.pass_on(block)
        self.blocks.append(block)
        self._layout.addWidget(block)

    def _make_ahead(self, index: int) -> None:
        if index < len(self.blocks) and not self.blocks[index].is_made:
            self._make(index)

    def _make(self, index: int) -> None:
        self.blocks[index].make()
        if self.isVisible():
            settle_places()  # or it would be seen squeezed into the room kept for it

    def _block_of(self, key: str) -> Block | None:
        index = next((index for index, block in enumerate(self.blocks) if block.holds(key)), None)
        if index is None:
            return None
        self.make(index)
        return self.blocks[index]

    def _reach_out(self) -> None:
        """Make what lies around the focus until there is a stop on both sides, or an end."""
        if all(block.is_made for block in self.blocks):
            return
        focused = QApplication.focusWidget()
        here = [i for i, block in enumerate(self.blocks) if focused and block.isAncestorOf(focused)]
        start = here[0] if here else -1
        self._reach(start, 1)
        self._reach(start if here else len(self.blocks), -1)

    def _reach(self, start: int, by: int) -> None:
        index = start + by
        while 0 <= index < len(self.blocks):
            self.make(index)
            if self.blocks[index].stops():
                return
            index += by

    def _take_room(self) -> None:
        """Have the whole page grow first: placed in the room there was, all would move twice."""
        part: QWidget = self
        while isinstance(around := part.parentWidget(), Asking):
            part.updateGeometry()
            part = around
        if part is self and around is not None:
            QCoreApplication.sendEvent(around, QEvent(QEvent.Type.LayoutRequest))


def settle_places() -> None:
    """Place what was just made, in the width that it then gets."""
    for _ in range(PASSES):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def parts(nodes: Iterable[Node]) -> Iterator[tuple[Node, int]]:
    """Yield what stands below one another on a page, with its depth: questions, headings, lists of rows."""
    whole = tuple(nodes)
    alone = len(whole) == 1 and whole[0].kind is NodeKind.GROUP
    for node in whole[0].children if alone else whole:
        yield from _parts_of(node, 0)


def _parts_of(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    if node.kind is not NodeKind.GROUP:
        yield node, depth
        return
    if node.label:
        yield node, depth
    for child in node.children:
        yield from _parts_of(child, depth + bool(node.label))


def _batched(whole: tuple[tuple[Node, int], ...]) -> Iterator[tuple[tuple[Node, int], ...]]:
    """Cut a long page into pieces; one of usual length stays whole."""
    if len(whole) <= WHOLE:
        yield whole
        return
    yield from (whole[start : start + BLOCK] for start in range(0, len(whole), BLOCK))
