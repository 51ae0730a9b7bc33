"""The 屯 as a picture: every surveyed household a dot on a line, this one large and named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.views import ScoreSheet
from ui.fields.look import own_ground
from ui.survey.marks import points, use_font
from ui.survey.standing import Standing, figure
from ui.theme import COLOURS

STRIP_PX: Final = 66
ROOMY_STRIP_PX: Final = 88
DOT_PX: Final = 4.0
OWN_PX: Final = 7.0


@dataclass(frozen=True, slots=True)
class Strip:
    """One line of dots: the others, this household, and the line it is held against."""

    title: str
    others: tuple[Decimal, ...]
    own: Decimal | None
    line: Decimal | None
    line_name: str
    most: Decimal

    @property
    def rank(self) -> str:
        """Where this household stands among all, counted from the lowest."""
        if self.own is None or not self.others:
            return ""
        lower = sum(other < self.own for other in self.others)
        return f"{lower + 1}/{len(self.others) + 1}"

    def share(self, value: Decimal) -> float:
        """Return where a value lies between 0 and the right end, kept inside."""
        return min(max(float(value / self.most), 0.0), 1.0) if self.most else 0.0


def ceiling(values: Iterable[Decimal]) -> Decimal:
    """Return a round number at or above all values: 1, 2 or 5 times a power of ten."""
    most = max(values, default=Decimal(0))
    if most <= 0:
        return Decimal(1)
    power = Decimal(10) ** most.adjusted()
    return next(step * power for step in (1, 2, 5, 10) if step * power >= most)


def strips(sheet: ScoreSheet, standing: Standing, names: tuple[str, str, str, str]) -> tuple[Strip, Strip]:
    """Make the strips of score and income; `names` are title and line of each.

    While items are 未评 the income is hardly complete either: the household is not drawn yet.
    """
    income = figure(sheet, "per_capita") if sheet.total is not None else None
    known = (*standing.incomes, standing.poverty_line or Decimal(0), income or Decimal(0))
    most_points = sum((item.max_points for item in sheet.items), Decimal(0)) or Decimal(100)
    return (
        Strip(names[0], standing.scores, sheet.total, standing.cut_line, names[1], most_points),
        Strip(names[2], standing.incomes, income, standing.poverty_line, names[3], ceiling(known)),
    )


class Comparison(QWidget):
    """Draws scores and incomes of the 屯 with this household among them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strips: tuple[Strip, ...] = ()
        own_ground(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(2 * STRIP_PX)
        self.setMaximumHeight(2 * ROOMY_STRIP_PX)

    def present(self, sheet: ScoreSheet, standing: Standing) -> None:
        """Show where this household stands."""
        names = (self.tr("得分"), self.tr("分数线"), self.tr("人均纯收入(元)"), self.tr("贫困线"))
        before, self._strips = self._strips, strips(sheet, standing, names)
        for index, strip in enumerate(self._strips):
            if before[index : index + 1] != (strip,):
                self.update(self._box(index).toAlignedRect())

    def sizeHint(self) -> QSize:
        """Return room for both strips."""
        return QSize(340, 2 * STRIP_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the strips that have to be drawn."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, strip in enumerate(self._strips):
            if event.region().intersects(self._box(index).toRect()):
                self._draw(painter, strip, self._box(index))

    def _box(self, index: int) -> QRectF:
        high = self.height() / 2
        return QRectF(0, index * high, self.width(), high)

    def _draw(self, painter: QPainter, strip: Strip, box: QRectF) -> None:
        use_font(painter, self)
        painter.setPen(QColor(COLOURS.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, strip.title)
        painter.setPen(QColor(COLOURS.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self._remark(strip))
        axis = QRectF(8, box.top() + 19, box.width() - 16, box.height() - 38)
        self._draw_axis(painter, strip, axis)
        self._draw_others(painter, strip, axis)
        self._draw_own(painter, strip, axis)

    def _remark(self, strip: Strip) -> str:
        if not strip.others:
            return self.tr("本屯还没有别的户可比")
        if not strip.rank:
            return self.tr("本屯已查 %d 户") % len(strip.others)
        return self.tr("由低到高第 %s 户") % strip.rank

    def _draw_axis(self, painter: QPainter, strip: Strip, axis: QRectF) -> None:
        y = axis.bottom()
        painter.setPen(QPen(QColor(COLOURS.line), 1.5))
        painter.drawLine(QPointF(axis.left(), y), QPointF(axis.right(), y))
        painter.setPen(QColor(COLOURS.muted))
        below = QRectF(axis.left(), y + 1, axis.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{strip.most:f}")
        if strip.line is None:
            return
        x = axis.left() + axis.width() * strip.share(strip.line)
        painter.setPen(QPen(QColor(COLOURS.danger), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, axis.top() - 2), QPointF(x, y + 3))
        painter.setPen(QColor(COLOURS.danger))
        label = QRectF(min(max(x - 70, 20), axis.right() - 180), y + 1, 140, 18)
        painter.drawText(label, Qt.AlignmentFlag.AlignHCenter, f"{strip.line_name} {points(strip.line)}")

    def _draw_others(self, painter: QPainter, strip: Strip, axis: QRectF) -> None:
        painter.setPen(QPen(QColor(COLOURS.surface), 0.8))
        painter.setBrush(QColor(90, 120, 108, 170))
        piled: defaultdict[int, int] = defaultdict(int)
        for value in sorted(strip.others):
            x = axis.left() + axis.width() * strip.share(value)
            column = round(x / (2 * DOT_PX))
            height = min(piled[column], round(axis.height() / (2 * DOT_PX)) - 1)
            piled[column] += 1
            painter.drawEllipse(QPointF(x, axis.bottom() - DOT_PX - 1 - height * 2 * DOT_PX), DOT_PX, DOT_PX)

    def _draw_own(self, painter: QPainter, strip: Strip, axis: QRectF) -> None:
        if strip.own is None:
            return
        x = axis.left() + axis.width() * strip.share(strip.own)
        painter.setPen(QPen(QColor(COLOURS.surface), 2))
        painter.setBrush(QColor(COLOURS.focus))
        painter.drawEllipse(QPointF(x, axis.bottom() - OWN_PX), OWN_PX, OWN_PX)
        use_font(painter, self, bold=True)
        painter.setPen(QColor(COLOURS.focus))
        text = self.tr("本户 %s") % points(strip.own.quantize(Decimal(1)) if strip.own > 100 else strip.own)  # noqa: PLR2004 - yuan need no decimals here
        wide = painter.fontMetrics().horizontalAdvance(text)
        left = x + OWN_PX + 4 if x + OWN_PX + 4 + wide < axis.right() else x - OWN_PX - 4 - wide
        label = QRectF(left - 2, axis.bottom() - OWN_PX - 10, wide + 4, 18)
        painter.fillRect(label, QColor(255, 255, 255, 215))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
