"""The score as it grows: sum against the cut line, the items with their facts, the vetoes."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from forms.views import ItemScore, ScoreSheet, Veto
from ui.fields.look import own_ground
from ui.survey.marks import draw_pill, points, use_font
from ui.theme import COLOURS

MIDDLE: Final = int(Qt.AlignmentFlag.AlignVCenter)
RIGHT: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
ROOMY_PX: Final = 36
"""From this height of a row on, the facts get a line of their own."""


class ScoreBar(QWidget):
    """The sum of points on a bar up to the most there is, with the cut line across it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: ScoreSheet | None = None
        self._cut: Decimal | None = None
        self.setFixedHeight(76)
        own_ground(self)

    def present(self, sheet: ScoreSheet, cut_line: Decimal | None) -> None:
        """Show the sum of this sheet."""
        before = self._sheet and (self._sheet.total, self._most(), self._sheet.unrated), self._cut
        self._sheet, self._cut = sheet, cut_line
        if before != ((sheet.total, self._most(), sheet.unrated), cut_line):
            self.setAccessibleName(self._verdict())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sum, verdict, bar and cut line."""
        if self._sheet is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = QRect(0, 0, self.width(), 36)
        use_font(painter, self, 30, bold=True)
        painter.setPen(QColor(COLOURS.ink))
        total = points(self._sheet.total)
        painter.drawText(top, MIDDLE, total)
        left = painter.fontMetrics().horizontalAdvance(total) + 6
        use_font(painter, self)
        painter.setPen(QColor(COLOURS.muted))
        painter.drawText(top.adjusted(left, 6, 0, 0), MIDDLE, self.tr("/ %s 分") % points(self._most()))
        painter.setPen(QColor(COLOURS.danger if self._enters() else COLOURS.muted))
        painter.drawText(top.adjusted(0, 6, 0, 0), RIGHT, self._verdict())
        self._draw_bar(painter, QRectF(0, 41, self.width(), 12))

    def _draw_bar(self, painter: QPainter, bar: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(COLOURS.faint))
        painter.drawRoundedRect(bar, 6, 6)
        most = self._most()
        if self._sheet is not None and self._sheet.total is not None and most:
            filled = QRectF(bar)
            filled.setWidth(max(12.0, bar.width() * float(self._sheet.total / most)))
            painter.setBrush(QColor(COLOURS.danger if self._enters() else COLOURS.accent))
            painter.drawRoundedRect(filled, 6, 6)
        if self._cut is not None and most:
            self._draw_cut(painter, bar, bar.width() * float(self._cut / most))

    def _draw_cut(self, painter: QPainter, bar: QRectF, x: float) -> None:
        painter.setPen(QPen(QColor(COLOURS.ink), 2))
        painter.drawLine(round(x), round(bar.top()) - 3, round(x), round(bar.bottom()) + 3)
        use_font(painter, self)
        painter.setPen(QColor(COLOURS.ink))
        label = QRect(round(x) - 60, round(bar.bottom()) + 3, 120, 20)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self.tr("分数线 %s") % points(self._cut))

    def _most(self) -> Decimal:
        return sum((item.max_points for item in self._sheet.items), Decimal(0)) if self._sheet else Decimal(0)

    def _enters(self) -> bool:
        return self._sheet is not None and self._cut is not None and self._sheet.enters(self._cut)

    def _verdict(self) -> str:
        if self._sheet is None:
            return ""
        if self._sheet.total is None:
            return self.tr("还有 %d 项未评") % len(self._sheet.unrated)
        if self._cut is None:
            return self.tr("未下发分数线")
        return self.tr("在线下(含)") if self._enters() else self.tr("在线上")


class ItemList(QWidget):
    """The items with letter, points and facts; `chosen(item)` when the person wants another option."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[ItemScore, ...] = ()
        self._at = 0
        own_ground(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def present(self, items: tuple[ItemScore, ...]) -> None:
        """Show these items; only lines that differ are drawn again."""
        before, self._items = self._items, items
        if len(items) != len(before):
            self.updateGeometry()
            self.update()
            return
        for index, (old, new) in enumerate(zip(before, items, strict=True)):
            if old != new:
                self.update(self.row_box(index))

    def minimumSizeHint(self) -> QSize:
        """Return room for one line an item."""
        return QSize(280, 19 * max(len(self._items), 1))

    def sizeHint(self) -> QSize:
        """Return room for one line an item; the layout gives it all there is."""
        return self.minimumSizeHint()

    def row_box(self, index: int) -> QRect:
        """Return where an item is drawn."""
        high = min(self.height() / max(len(self._items), 1), 42)
        return QRect(0, round(index * high), self.width(), round(high))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move, Enter and space choose."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._items:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._at = (self._at + step) % len(self._items)
            self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._items:
            self.chosen.emit(self._items[self._at].item)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch chooses the item."""
        index = self._index_at(event.position().toPoint())
        if index is not None:
            self._at = index
            self.update()
            self.chosen.emit(self._items[index].item)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell the facts in full while the pointer rests on an item."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self._index_at(event.pos())
            QToolTip.showText(event.globalPos(), self._told(index) if index is not None else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the items that have to be drawn."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, item in enumerate(self._items):
            box = self.row_box(index)
            if not event.region().intersects(box):
                continue
            if self.hasFocus() and index == self._at:
                painter.fillRect(box, QColor(COLOURS.accent_soft))
            self._draw(painter, box, item)

    def _draw(self, painter: QPainter, box: QRect, item: ItemScore) -> None:
        roomy = box.height() >= ROOMY_PX
        line = QRect(box.left(), box.top() + 1, box.width(), box.height() // 2 if roomy else box.height() - 1)
        use_font(painter, self)
        painter.setPen(QColor(COLOURS.ink))
        wide = line.width() - 82 if roomy else 126
        name = painter.fontMetrics().elidedText(item.name, Qt.TextElideMode.ElideRight, wide - 6)
        painter.drawText(line, MIDDLE, name)
        self._draw_option(painter, QRect(line.left() + wide, line.top(), 82, line.height()), item)
        basis = QRect(line.left() + wide + 88, line.top(), line.width() - wide - 88, line.height())
        if roomy:
            basis = QRect(box.left(), line.bottom(), box.width(), box.height() - line.height() - 2)
        painter.setPen(QColor(COLOURS.muted))
        facts = item.basis if item.option else self.tr("未评")
        text = painter.fontMetrics().elidedText(facts, Qt.TextElideMode.ElideRight, basis.width())
        painter.drawText(basis, MIDDLE, text)

    def _draw_option(self, painter: QPainter, box: QRect, item: ItemScore) -> None:
        ink, paper = (
            (COLOURS.accent_dark, COLOURS.accent_soft) if item.option else (COLOURS.muted, COLOURS.faint)
        )
        if item.overridden:
            ink, paper = COLOURS.notice, COLOURS.notice_soft
        pill = QRect(box.left(), box.top() + 1, 32, min(box.height() - 2, 20))
        pill.moveTop(box.top() + (box.height() - pill.height()) // 2)
        draw_pill(painter, pill, (item.option or "?") + ("*" if item.overridden else ""), ink, paper)
        painter.setPen(QColor(COLOURS.ink if item.points is not None else COLOURS.muted))
        painter.drawText(box, RIGHT, f"{points(item.points)}/{points(item.max_points)}")

    def _index_at(self, place: QPoint) -> int | None:
        boxes = (index for index in range(len(self._items)) if self.row_box(index).contains(place))
        return next(boxes, None)

    def _told(self, index: int) -> str:
        item = self._items[index]
        wording = next(
            (choice.label for choice in item.options if choice.value == item.option), self.tr("未评")
        )
        facts = item.basis if item.option else ""
        parts = [f"{item.item} {item.name}", f"{item.option or '—'} {wording}", facts]
        if item.overridden:
            parts.append(self.tr("* 人工改选(推算 %s):%s") % (item.derived or "—", item.override_reason))
        return "\n".join(part for part in parts if part)


class VetoStrip(QWidget):
    """The vetoes, one small box each: proposed by the facts, not proposed, or only for the appraisal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vetoes: tuple[Veto, ...] = ()
        self.setFixedHeight(26)
        own_ground(self)

    def present(self, vetoes: tuple[Veto, ...]) -> None:
        """Show these vetoes."""
        if vetoes == self._vetoes:
            return
        self._vetoes = vetoes
        proposed = [veto.code for veto in vetoes if veto.proposed]
        self.setAccessibleName(self.tr("一票否决:%s") % ("、".join(proposed) or self.tr("无")))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch tells what a veto means."""
        self._tell(event.position().toPoint(), event.globalPosition().toPoint())

    def event(self, event: QEvent) -> bool:
        """Tell what a veto means while the pointer rests on it."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._tell(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the boxes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        use_font(painter, self, bold=True)
        for index, veto in enumerate(self._vetoes):
            ink, paper = COLOURS.muted, COLOURS.faint
            if veto.proposed:
                ink, paper = COLOURS.on_accent, COLOURS.danger
            elif veto.proposed is None:
                ink, paper = COLOURS.muted, COLOURS.surface
            box = self._box(index)
            draw_pill(painter, box, veto.code, ink, paper)
            if veto.proposed is None:
                painter.setPen(QPen(QColor(COLOURS.line), 1, Qt.PenStyle.DashLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 5, 5)

    def _box(self, index: int) -> QRect:
        wide = (self.width() + 5) // max(len(self._vetoes), 1)
        return QRect(index * wide, 0, wide - 5, self.height())

    def _tell(self, place: QPoint, where: QPoint) -> None:
        for index, veto in enumerate(self._vetoes):
            if self._box(index).contains(place):
                QToolTip.showText(
                    where, f"{veto.code} {state_of(veto)}\n{veto.label}\n{veto.basis}".strip(), self
                )


def state_of(veto: Veto) -> str:
    """Say what the facts propose about a veto."""
    if veto.by_people:
        return QCoreApplication.translate("Veto", "只由评议提出")
    if veto.proposed is None:
        return QCoreApplication.translate("Veto", "事实不足，未判断")
    if veto.proposed:
        return QCoreApplication.translate("Veto", "拟否决")
    return QCoreApplication.translate("Veto", "未触发")
