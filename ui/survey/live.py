"""The live panel: what the answers amount to, always in sight."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from forms.views import Figure, GroupScore, Problem, Progress, ScoreSheet
from forms.wording import sentence
from ui.layout import column, row, scrolled
from ui.parts import label
from ui.survey.comparison import Comparison
from ui.survey.marks import money, points
from ui.survey.outlook import Outlook, told
from ui.survey.score import ItemList, ScoreBar, VetoStrip
from ui.survey.standing import Standing, contradictions, figure, number
from ui.theme import COLOURS

WIDTH_PX: Final = 372
PLAIN_PX: Final = 292
"""Width where there is no score to show."""
INCOME: Final = ("net_income", "per_capita")
"""Figures that are told as a sentence."""
JOINER: Final = "\N{WORD JOINER}"


class LivePanel(QFrame):
    """The outcome; `override_wanted(item)` and `problem_chosen(key)` tell what was pressed."""

    override_wanted = Signal(str)
    problem_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "live")
        self.setFixedWidth(WIDTH_PX)
        self.bar, self.vetoes = ScoreBar(), VetoStrip()
        self.items, self.picture = ItemList(), Comparison()
        self.scheme, self.parts = label("", "small", wrap=True), Parts()
        self.income = Income()
        self.veto_row = self._veto_row()
        self.contradictions = Contradictions()
        self.contradictions.linkActivated.connect(self.problem_chosen)
        self.items.chosen.connect(self.override_wanted)
        self.outlook = Outlook()
        self.outlook.problem_chosen.connect(self.problem_chosen)
        self._shown: tuple[object, ...] = ()
        self._stack = QStackedWidget()
        for part in (self._scrolled(), self._scrolled_outlook()):
            self._stack.addWidget(part)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._stack)

    def present(
        self, sheet: ScoreSheet, standing: Standing, problems: tuple[Problem, ...], progress: Progress
    ) -> None:
        """Show this outcome; nothing is drawn anew if nothing differs."""
        has_score = bool(sheet.items or sheet.vetoes)
        self._stack.setCurrentIndex(0 if has_score else 1)
        self.setFixedWidth(WIDTH_PX if has_score else PLAIN_PX)
        if not has_score:
            self.outlook.present(progress, tuple(sheet.figures.values()), problems)
            return
        shown = (sheet, standing, contradictory := contradictions(problems))
        if shown == self._shown:
            return
        self._shown = shown
        self.scheme.setText(sheet.scheme)
        self.bar.present(sheet, standing.cut_line)
        self.income.present(sheet, standing.poverty_line)
        self.parts.present(sheet.groups)
        self.vetoes.present(sheet.vetoes)
        self.veto_row.setVisible(bool(sheet.vetoes))
        self.items.present(sheet.items)
        self.contradictions.present(contradictory)
        self.picture.present(sheet, standing)

    def _scrolled_outlook(self) -> QScrollArea:
        area = scrolled(self.outlook)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _scrolled(self) -> QScrollArea:
        parts = (self.bar, self.scheme, self.parts, self.income, self.veto_row, self.contradictions)
        whole = column(*parts, spacing=4, margins=(14, 6, 12, 4))
        whole.addWidget(self.items, 5)
        whole.addWidget(self.picture, 1)
        inner = QWidget()
        inner.setLayout(whole)
        area = scrolled(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _veto_row(self) -> QWidget:
        holder = QWidget()
        caption = label(self.tr("否决"), "small")
        inside = row(caption, self.vetoes, spacing=8)
        inside.setStretch(1, 1)
        holder.setLayout(inside)
        return holder


class Parts(QLabel):
    """What each part of a scheme amounts to, such as 一看房 6/20; nothing for a scheme without parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)

    def present(self, groups: tuple[GroupScore, ...]) -> None:
        """Show these sums."""
        self.setText(" &nbsp; ".join(map(self._told, groups)))
        self.setVisible(bool(groups))

    def _told(self, part: GroupScore) -> str:
        # a part is not torn apart at the end of a line; Qt's nowrap does not hold hanzi together
        name = JOINER.join(part.name)
        return f"{escape(name)}&nbsp;<b>{points(part.points)}</b>/{points(part.max_points)}"


class Income(QLabel):
    """Net income of the household and per head, held against the line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)

    def present(self, sheet: ScoreSheet, line: Decimal | None) -> None:
        """Show the figures of this sheet."""
        if not any(name in sheet.figures for name in INCOME):
            self.setText("<br>".join(map(told, sheet.figures.values())))
            return
        net, head = sheet.figures.get("net_income"), sheet.figures.get("per_capita")
        size, compared = sheet.figures.get("size"), sheet.figures.get("compare_sum")
        known = figure(sheet, "per_capita") if sheet.total is not None else None
        first = self.tr("家庭纯收入 <b>%s</b> 元 · %s 人") % (_yuan(net), _plain(size))
        second = self.tr("人均 <b>%s</b> 元 %s") % (_yuan(head), self._against(known, line))
        third = " · " + self.tr("四比 <b>%s</b>") % _signed(compared) if compared else ""
        self.setText(f"{first}<br>{second}{third}")

    def _against(self, income: Decimal | None, line: Decimal | None) -> str:
        if income is None or line is None:
            return ""
        if income < line:
            return f'<span style="color:{COLOURS.danger}">{self.tr("低于 %s") % f"{line:f}"}</span>'
        return f'<span style="color:{COLOURS.good}">{self.tr("不低于 %s") % f"{line:f}"}</span>'


class Contradictions(QLabel):
    """What does not go together and has to be talked about; each leads to its first field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setStyleSheet(
            f"background: {COLOURS.notice_soft}; color: {COLOURS.notice}; border: 1px solid {COLOURS.notice};"
            "border-radius: 8px; padding: 6px 8px; font-size: 14px"
        )
        self.hide()

    def present(self, problems: tuple[Problem, ...]) -> None:
        """Show these contradictions."""
        style = f'style="color:{COLOURS.notice}"'
        lines = [
            f'<a href="{problem.at[0]}" {style}>{problem.code} {escape(sentence(problem))}</a>'
            for problem in problems
        ]
        self.setText("<br>".join(lines))
        self.setVisible(bool(lines))


def _yuan(shown: Figure | None) -> str:
    return money(shown.value) if shown and number(shown.value) is not None else "—"


def _plain(shown: Figure | None) -> str:
    return shown.display if shown and shown.display else "—"


def _signed(shown: Figure | None) -> str:
    value = number(shown.value) if shown else None
    return "—" if value is None else f"{value:+f}"
