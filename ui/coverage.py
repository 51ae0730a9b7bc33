"""How many households are how far, as one thin bar with its legend."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.layout import column, row
from ui.parts import label
from ui.states import LOOKS, look, word

BAR_PX = 10


class Coverage(QWidget):
    """Shows counts by state and the share that is surveyed."""

    def __init__(self) -> None:
        super().__init__()
        self._bar, self._words = Bar(), label("", "small", wrap=True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._share = label("", "strong")
        line = row(self._share, self._words, spacing=14)
        line.setStretch(1, 1)
        self.setLayout(column(line, self._bar, spacing=6))

    @property
    def text(self) -> str:
        """How many are surveyed."""
        return self._share.text()

    def present(self, counts: Mapping[str, int]) -> None:
        """Show how many households are in each state."""
        total = sum(counts.values())
        surveyed = sum(counts.get(state, 0) for state in ("completed", "signed", "refused_signature"))
        share = f"{surveyed * 100 // total}%" if total else "0%"
        text = self.tr("已调查 {done} / {total} 户（{share}）")
        self._share.setText(text.format(done=surveyed, total=total, share=share))
        known = [(state, counts[state]) for state in LOOKS if counts.get(state)]
        self._words.setText("&nbsp;&nbsp; ".join(_key(state, count) for state, count in known))
        self._bar.present(known)


def _key(state: str, count: int) -> str:
    return f'<span style="color:{look(state).bar}">■</span>&nbsp;{word(state)}&nbsp;{count}'


class Bar(QWidget):
    """A bar in segments."""

    def __init__(self) -> None:
        super().__init__()
        self._segments: list[tuple[str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def present(self, segments: list[tuple[str, int]]) -> None:
        """Show segments (state, count) from left to right."""
        self._segments = segments
        self.update()

    def sizeHint(self) -> QSize:
        """Be thin."""
        return QSize(200, BAR_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the segments inside rounded ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = QPainterPath()
        ends.addRoundedRect(QRectF(self.rect()), BAR_PX / 2, BAR_PX / 2)
        painter.setClipPath(ends)
        painter.fillRect(self.rect(), QColor(look("listed").paper))
        total, left = sum(count for _, count in self._segments) or 1, 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        for state, count in self._segments:
            width = self.width() * count / total
            painter.fillRect(QRectF(left, 0, width, BAR_PX), QColor(look(state).bar))
            left += width
        painter.end()
