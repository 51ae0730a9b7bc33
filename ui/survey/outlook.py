"""The live panel of a form without a score: how far it is, what it works out, what is open."""

from __future__ import annotations

from html import escape
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from forms.views import Figure, Problem, Progress
from forms.wording import sentence
from ui.layout import STRETCH, column
from ui.parts import label
from ui.survey.marks import use_font
from ui.theme import COLOURS

SHOWN: Final = 12
"""So many open matters are named, the rest only counted."""
BAR_PX: Final = 62


class ProgressBar(QWidget):
    """How many of the required answers are there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = Progress(0, 0, 0)
        self.setFixedHeight(BAR_PX)

    def present(self, progress: Progress) -> None:
        """Show these counts."""
        if progress != self._progress:
            self._progress = progress
            self.setAccessibleName(self._words())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw counts and bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        use_font(painter, self, 18, bold=True)
        painter.setPen(QColor(COLOURS.ink))
        painter.drawText(self.rect().adjusted(0, 4, 0, -24), Qt.AlignmentFlag.AlignVCenter, self._words())
        if not self._progress.required:
            return
        bar = QRectF(0, BAR_PX - 18, self.width(), 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(COLOURS.faint))
        painter.drawRoundedRect(bar, 5, 5)
        share = self._progress.answered / self._progress.required
        bar.setWidth(max(bar.width() * share, 10.0))
        painter.setBrush(QColor(COLOURS.accent))
        painter.drawRoundedRect(bar, 5, 5)

    def _words(self) -> str:
        if not self._progress.required:
            return self.tr("没有必答题")
        return self.tr("必答 %d / %d 题") % (self._progress.answered, self._progress.required)


class Outlook(QWidget):
    """What a form without a score amounts to; `problem_chosen(key)` when an open matter is pressed."""

    problem_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = ProgressBar()
        self.form = label("", "small", wrap=True)
        self.figures, self.problems = label("", wrap=True), QLabel()
        self._heading = label("", "section")
        self.figures.setTextFormat(Qt.TextFormat.RichText)
        self.problems.setTextFormat(Qt.TextFormat.RichText)
        self.problems.setWordWrap(True)
        self.problems.linkActivated.connect(self.problem_chosen)
        parts = (self.form, self.bar, self._heading, self.problems, self.figures, STRETCH)
        self.setLayout(column(*parts, spacing=8, margins=(16, 10, 14, 10)))

    def present(self, progress: Progress, figures: tuple[Figure, ...], problems: tuple[Problem, ...]) -> None:
        """Show these."""
        self.bar.present(progress)
        self.figures.setText("<br>".join(map(told, figures)))
        self.figures.setVisible(bool(figures))
        wrong = tuple(problem for problem in problems if problem.code != "required")
        self._heading.setText(self.tr("要看一看的 %d 处") % len(wrong))
        for part in (self._heading, self.problems):
            part.setVisible(bool(wrong))
        lines = [_line(problem) for problem in wrong[:SHOWN]]
        if len(wrong) > SHOWN:
            lines.append(escape(self.tr("…还有 %d 处，按 F9 全看") % (len(wrong) - SHOWN)))
        self.problems.setText("".join(f'<p style="margin:0 0 6px 0">{line}</p>' for line in lines))


def told(figure: Figure) -> str:
    """Return a figure with its name and what it rests on, as rich text."""
    shown = f"{escape(figure.label or figure.name)} <b>{escape(figure.display or '—')}</b>"
    basis = f'<br><span style="color:{COLOURS.muted}">{escape(figure.basis)}</span>' if figure.basis else ""
    return f"{shown} {escape(figure.unit)}{basis}"


def _line(problem: Problem) -> str:
    ink = COLOURS.danger if problem.blocks else COLOURS.muted
    return f'<a href="{escape(problem.at[0])}" style="color:{ink}">{escape(sentence(problem))}</a>'
