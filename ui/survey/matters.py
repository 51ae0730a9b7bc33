"""The list of what is missing or contradictory; each line leads to its question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from forms.views import Level, Problem
from forms.wording import sentence
from ui.fields.problems import level_name
from ui.survey.marks import draw_pill, use_font
from ui.theme import COLOURS

LINE_PX: Final = 44
INKS: Final = {
    Level.HARD: (COLOURS.danger, COLOURS.danger_soft),
    Level.SOFT: (COLOURS.notice, COLOURS.notice_soft),
    Level.INFO: (COLOURS.news, COLOURS.news_soft),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """A problem with the place it is found at, in words."""

    problem: Problem
    where: str
    title: str
    blocks: bool

    @property
    def urgency(self) -> int:
        """Where it stands in the list: what blocks, what is only told, what was explained."""
        return 2 if self.problem.remark else int(not self.blocks)

    @property
    def told(self) -> str:
        """The question and what is wrong with it."""
        return f"{self.title}:{sentence(self.problem)}" if self.title else sentence(self.problem)


class MatterLine(QStyledItemDelegate):
    """Draws one problem: how grave, where, what."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return a height for fingers."""
        return QSize(200, LINE_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the line."""
        matter: Matter = index.data(Qt.ItemDataRole.UserRole)
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(COLOURS.accent_soft))
        widget = option.widget
        use_font(painter, widget, bold=True)
        ink, paper = INKS[matter.problem.level]
        if matter.problem.remark:
            ink, paper = COLOURS.good, COLOURS.good_soft
        done = self.tr("已说明") if matter.problem.remark else level_name(matter.problem.level)
        draw_pill(painter, QRect(box.left() + 10, box.top() + 10, 58, 24), done, ink, paper)
        use_font(painter, widget)
        painter.setPen(QColor(COLOURS.muted))
        where = QRect(box.left() + 80, box.top(), 190, box.height())
        elide = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(matter.where, elide, where.width() - 8)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, shown)
        use_font(painter, widget, 15)
        painter.setPen(QColor(COLOURS.ink))
        what = box.adjusted(270, 0, -10, 0)
        told = painter.fontMetrics().elidedText(matter.told, elide, what.width())
        painter.drawText(what, Qt.AlignmentFlag.AlignVCenter, told)
        painter.restore()


class MatterList(QListWidget):
    """The problems; `chosen(key)` when one is to be gone to."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(MatterLine(self))
        self.setUniformItemSizes(True)
        self.itemClicked.connect(self._go)

    def present(self, matters: tuple[Matter, ...]) -> None:
        """Show these problems, those that want something first."""
        self.clear()
        for matter in sorted(matters, key=lambda matter: matter.urgency):
            item = QListWidgetItem(f"{level_name(matter.problem.level)} {matter.where} {matter.told}")
            item.setData(Qt.ItemDataRole.UserRole, matter)
            item.setToolTip(matter.told)
            self.addItem(item)
        if matters:
            self.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the field."""
        current = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self._go(current)
        else:
            super().keyPressEvent(event)

    def _go(self, item: QListWidgetItem) -> None:
        matter: Matter = item.data(Qt.ItemDataRole.UserRole)
        self.chosen.emit(matter.problem.at[0])
