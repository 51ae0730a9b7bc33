"""Before the first question: whose door it is, and who is here to ask."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.layout import STRETCH, centred, column, panel, row
from ui.parts import button, label, line_edit


class BeginPage(QWidget):
    """Asks for the second 调查员; `begun(names)` with the names separated by 、; `left()` to go back."""

    begun = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label("", "title")
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(4)
        self._me = label("", "strong")
        self.companion = line_edit(self.tr("另一位调查员姓名(两人以上入户，用顿号隔开)"))
        self.companion.setAccessibleName(self.tr("另一位调查员"))
        self.companion.returnPressed.connect(self._begin)
        self.begin_button = button(self.tr("开始入户调查(Enter)"), self._begin, role="primary", sign="door")
        self._rule = label("", "wrong", wrap=True)
        back = button(self.tr("返回"), self.left.emit)
        team = row(label(self.tr("调查员"), "muted"), self._me, STRETCH)
        card = panel(
            column(
                self._title,
                self._facts,
                8,
                team,
                self.companion,
                self._rule,
                row(back, STRETCH, self.begin_button),
            ),
            padding=24,
        )
        self.setLayout(column(STRETCH, centred(card, width=620), STRETCH, margins=(16, 16, 16, 16)))

    def present(self, household: Mapping[str, str], person: str) -> None:
        """Show the household that is about to be visited."""
        self._title.setText(self.tr("%s 户") % household.get("head_name", self.tr("(未登记户主)")))
        facts = (
            (self.tr("屯"), household.get("group_name", "")),
            (self.tr("户编号"), household.get("code", "")),
            (self.tr("住址"), household.get("address", "")),
            (self.tr("登记人口"), household.get("size", "")),
        )
        for line, (name, value) in enumerate(facts):
            self._facts.addWidget(label(name, "muted"), line, 0)
            self._facts.addWidget(QLabel(value or "—"), line, 1)
        self._facts.setColumnStretch(1, 1)
        self._me.setText(person)
        self.companion.clear()
        self._rule.clear()
        self.companion.setFocus()

    def _begin(self) -> None:
        names = self.companion.text().strip()
        if not names:
            self._rule.setText(self.tr("入户要有两名以上调查员，请写另一位的姓名。"))
            self.companion.setFocus()
            return
        self.begun.emit(names)
