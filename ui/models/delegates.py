"""Cells that are more than text: the state as a badge, the delivery as three marks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from storage.records import Delivery, HouseholdLine
from ui import icons
from ui.models.households import LINE
from ui.states import look, word
from ui.theme import COLOURS

Index = QModelIndex | QPersistentModelIndex
ROW_PX = 44
BADGE_PX = 24
MARK_PX = 20


class StateBadge(QStyledItemDelegate):
    """Paints the state of a household as a coloured word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw background, pill and word."""
        paint_background(painter, option)
        line: HouseholdLine = index.data(LINE)
        text, colours = word(line.state), look(line.state)
        width = painter.fontMetrics().horizontalAdvance(text) + 20
        box = QRectF(option.rect)
        pill = QRectF(box.left() + 8, box.center().y() - BADGE_PX / 2, width, BADGE_PX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.paper))
        painter.drawRoundedRect(pill, BADGE_PX / 2, BADGE_PX / 2)
        painter.setPen(QColor(colours.ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Leave room for the pill."""
        return QSize(super().sizeHint(option, index).width() + 20, ROW_PX)


class DeliveryMarks(QStyledItemDelegate):
    """Paints 本机 · U盘 · 中心 as three marks, green where the newest change has arrived."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw background and marks."""
        paint_background(painter, option)
        line: HouseholdLine = index.data(LINE)
        box = option.rect
        for n, (sign, arrived) in enumerate(marks(line.delivery)):
            colour = COLOURS.good if arrived else "#c3ccc7"
            y = box.center().y() - MARK_PX // 2 + 1
            icons.icon(sign, colour).paint(painter, box.left() + 8 + n * (MARK_PX + 6), y, MARK_PX, MARK_PX)


def marks(delivery: Delivery) -> tuple[tuple[str, bool], ...]:
    """Return the icon of each place and whether everything has arrived there."""
    return (
        ("laptop", bool(delivery.local)),
        ("usb", bool(delivery.stick)),
        ("cloud", bool(delivery.centre)),
    )


def paint_background(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paint an empty cell as the style sheet wants it, selection and hover included."""
    widget: QWidget | None = option.widget
    style = widget.style() if widget is not None else QApplication.style()
    style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
