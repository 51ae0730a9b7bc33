"""Before the first question: whose door it is, who is here to ask, and which form is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from storage import Store, builtin, publishing
from ui.layout import STRETCH, centred, column, holder, panel, row
from ui.parts import button, label, line_edit


class BeginPage(QWidget):
    """Asks for the second 调查员 and, if there are several, for the questionnaire.

    Signals:
        begun: Names separated by 、, and the name of the questionnaire, "" for the county's.
        left: Back to the list.
    """

    begun = Signal(str, str)
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
        self.forms = QComboBox()
        self.forms.setAccessibleName(self.tr("问卷"))
        self._forms_line = holder(row(label(self.tr("问卷"), "muted"), self.forms, STRETCH))
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
                self._forms_line,
                self._rule,
                row(back, STRETCH, self.begin_button),
            ),
            padding=24,
        )
        self.setLayout(column(STRETCH, centred(card, width=620), STRETCH, margins=(16, 16, 16, 16)))

    def present(
        self, household: Mapping[str, str], person: str, forms: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Show the household to be visited; `forms` are names and titles, the usual one first."""
        self.forms.clear()
        for name, title in forms:
            self.forms.addItem(title, name)
        self._forms_line.setVisible(len(forms) > 1)
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
        chosen = str(self.forms.currentData()) if self.forms.currentIndex() > 0 else ""
        self.begun.emit(names, chosen)


def offers(store: Store) -> tuple[tuple[str, str], ...]:
    """Return name and title of every questionnaire in use on this laptop, the county's first."""
    usual = builtin.main_name(store)
    found = {each.name: each.title for each in publishing.offered(store) if each.in_use}
    return tuple(sorted(found.items(), key=lambda pair: pair[0] != usual))
