"""The table of households and the box that searches it."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView

from ui import icons
from ui.models.delegates import ROW_PX, DeliveryMarks, StateBadge
from ui.models.households import COLUMNS, POSITION, HouseholdModel
from ui.theme import COLOURS, TOUCH_PX

SEARCH_DELAY_MS = 50
"""Typing faster than this asks the store once."""
STRETCHED = ("group", "head")
LEAST_PX = 80
"""How narrow a stretched column may get: four hanzi."""
DISPENSABLE = ("group", "delivery", "size")
"""Columns that give way, in this order, where the window is small; the pane beside the list tells them."""


class SearchBox(QLineEdit):
    """Emits `paused()` when typing rests for a moment, `arrow()` when the person goes down to the list."""

    paused = Signal()
    arrow = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "search")
        self.setMinimumHeight(TOUCH_PX)
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(self.tr("姓名 · 拼音首字母 · 身份证尾号 · 户编号   (Ctrl+F)"))
        self.addAction(icons.icon("search", COLOURS.muted), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._timer.timeout.connect(self.paused)
        self.textChanged.connect(lambda _text: self._timer.start())

    def settle(self) -> None:
        """Forget a search that is due: the list is up to date, or nobody looks any more."""
        self._timer.stop()

    def hurry(self) -> None:
        """Search now if a search is due."""
        if self._timer.isActive():
            self._timer.stop()
            self.paused.emit()

    def take_focus(self) -> None:
        """Be ready for another search."""
        self.setFocus()
        self.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:
        """Search nothing while nobody looks; the store may be closed by then."""
        self.settle()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes to the list, Esc empties."""
        if event.key() == Qt.Key.Key_Down:
            self.arrow.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class HouseholdTable(QTableView):
    """The table; emits `opened()` on Enter or double click."""

    opened = Signal()

    def __init__(self, model: HouseholdModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for n, one in enumerate(COLUMNS):
            self.setColumnWidth(n, one.width_px)
        for key in STRETCHED:
            header.setSectionResizeMode(POSITION[key], QHeaderView.ResizeMode.Stretch)
        self._badges, self._marks = StateBadge(self), DeliveryMarks(self)
        self.setItemDelegateForColumn(POSITION["state"], self._badges)
        self.setItemDelegateForColumn(POSITION["delivery"], self._marks)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as can be read."""
        widths = {one.key: LEAST_PX if one.key in STRETCHED else one.width_px for one in COLUMNS}
        needed, room = sum(widths.values()), self.viewport().width()
        for key in DISPENSABLE:
            self.setColumnHidden(POSITION[key], needed > room)
            needed -= widths[key] if needed > room else 0
        super().resizeEvent(event)

    def go_to(self, at: int) -> None:
        """Choose one row and bring it into sight."""
        index = self.model().index(at, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)
