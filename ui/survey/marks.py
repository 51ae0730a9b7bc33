"""Drawing that several parts of the survey screen share: lights, pills, numbers for people."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QApplication, QWidget

from forms.views import Progress
from ui.theme import COLOURS, SMALL_PX


class Light(Enum):
    """How far a section is."""

    UNTOUCHED = "#9aaaa3"
    BEGUN = "#e0952b"
    DONE = "#2c9a57"
    OPTIONAL = COLOURS.muted


def light_of(progress: Progress) -> Light:
    """Return the light of a section."""
    if not progress.required and not progress.blocking:
        return Light.OPTIONAL
    if progress.blocking == 0 and progress.answered >= progress.required:
        return Light.DONE
    return Light.BEGUN if progress.answered else Light.UNTOUCHED


def draw_light(painter: QPainter, centre: QPointF, light: Light, radius: float = 6) -> None:
    """Draw a light: a ring, a dot, a tick, so that colour is not all that tells."""
    painter.setPen(QPen(QColor(light.value), 1.5))
    hollow = light in {Light.OPTIONAL, Light.UNTOUCHED}
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else QColor(light.value))
    painter.drawEllipse(centre, radius - 1, radius - 1)
    if light is Light.DONE:
        painter.setPen(QPen(QColor(COLOURS.surface), 1.8))
        x, y, r = centre.x(), centre.y(), radius
        painter.drawPolyline(
            [QPointF(x - r * 0.5, y), QPointF(x - r * 0.1, y + r * 0.4), QPointF(x + r * 0.5, y - r * 0.4)]
        )


def draw_pill(painter: QPainter, box: QRect, text: str, ink: str, paper: str) -> None:
    """Draw a short word on a coloured ground."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(paper))
    painter.drawRoundedRect(QRectF(box), 5, 5)
    painter.setPen(QColor(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def use_font(painter: QPainter, widget: QWidget, px: int = SMALL_PX, *, bold: bool = False) -> None:
    """Take the font of a widget in another size or weight."""
    font = widget.font()
    font.setPixelSize(px)
    font.setBold(bold)
    painter.setFont(font)


def holds_focus(widget: QWidget) -> bool:
    """Whether the keys go to something inside a widget."""
    focused = QApplication.focusWidget()
    return focused is not None and widget.isAncestorOf(focused)


def points(value: Decimal | None) -> str:
    """Return points without needless zeros, a dash for none."""
    return "—" if value is None else f"{value.normalize():f}"


def money(text: str) -> str:
    """Return a sum of yuan with separators and two decimals; what is no number stays as it is."""
    try:
        return f"{Decimal(text).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
    except ArithmeticError:
        return text
