"""What is wrong with an answer, in words, with a line to explain it where an explanation is accepted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from forms.views import Level, Problem
from forms.wording import sentence
from ui.fields.lines import Line

CONTROL_PX: Final = 40
"""Height of a line edit or an option."""

_ORDER: Final = (Level.HARD, Level.SOFT, Level.INFO)


def level_name(level: Level) -> str:
    """Return what a level is called on screen."""
    names = {
        Level.HARD: QCoreApplication.translate("Problem", "必改"),
        Level.SOFT: QCoreApplication.translate("Problem", "需说明"),
        Level.INFO: QCoreApplication.translate("Problem", "提示"),
    }
    return names[level]


def worst(problems: tuple[Problem, ...]) -> Level | None:
    """Return the gravest level among problems that nobody has explained; None if there is none."""
    levels = {problem.level for problem in problems if not problem.remark}
    return next((level for level in _ORDER if level in levels), None)


def chip(level: Level, text: str = "") -> QLabel:
    """Make the small coloured mark that says how grave a problem is."""
    label = QLabel(text or level_name(level))
    label.setProperty("role", f"chip-{level}")
    return label


class ProblemList(QWidget):
    """The problems of one field, one below another. `explained(remark_key, text)` when a line was typed."""

    explained = Signal(str, str)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[Problem, ...] = ()
        self._key = key
        self._rows: list[ProblemRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 2, 0, 2)
        self._layout.setSpacing(4)

    def present(self, problems: tuple[Problem, ...]) -> None:
        """Show these problems; a line that is being typed into keeps its text and focus."""
        if problems == self.shown:
            return
        if [problem.code for problem in problems] != [problem.code for problem in self.shown]:
            self._rebuild(problems)
        for row, problem in zip(self._rows, problems, strict=True):
            row.present(problem)
        self.shown = problems
        self.setVisible(bool(problems))

    def stops(self) -> list[QWidget]:
        """Return the lines that take an explanation."""
        return [row.edit for row in self._rows if row.edit is not None]

    def _rebuild(self, problems: tuple[Problem, ...]) -> None:
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [ProblemRow(problem, asks=self._asks(problem)) for problem in problems]
        for row in self._rows:
            row.explained.connect(self.explained)
            self._layout.addWidget(row)

    def _asks(self, problem: Problem) -> bool:
        """A problem of several fields is explained once, at the first of them."""
        return bool(problem.remark_key) and problem.at[0] == self._key


class ProblemRow(QWidget):
    """One problem: how grave, what, and where it may be explained."""

    explained = Signal(str, str)

    def __init__(self, problem: Problem, *, asks: bool) -> None:
        super().__init__()
        self.problem = problem
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setProperty("role", f"problem-{problem.level}")
        self._mark = chip(problem.level)
        self.edit = self._line() if asks else None
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(8)
        top.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._text, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(3)
        whole.addLayout(top)
        if self.edit is not None:
            self.edit.setMinimumHeight(CONTROL_PX)
            whole.addWidget(self.edit)

    def present(self, problem: Problem) -> None:
        """Show the problem and the explanation given."""
        self.problem = problem
        self._text.setText(sentence(problem))
        if self.edit is not None and not self.edit.hasFocus():
            self.edit.setText(problem.remark)

    def _line(self) -> QLineEdit:
        edit = Line()
        edit.setMaximumWidth(520)
        edit.setPlaceholderText(
            self.tr("待核实原因(一句话)") if self.problem.level is Level.HARD else self.tr("说明(一句话)")
        )
        edit.setAccessibleName(self.tr("说明"))
        edit.settled.connect(self._explain)
        return edit

    def _explain(self) -> None:
        text = self.edit.text().strip() if self.edit is not None else ""
        if text != self.problem.remark:
            self.explained.emit(self.problem.remark_key, text)
