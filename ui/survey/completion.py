"""What is still missing or contradictory, and the end of a visit: 完成, 撤回, 签字."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from forms.views import Level, Problem
from ui.layout import STRETCH, column, row
from ui.parts import button, label
from ui.survey.matters import Matter, MatterList
from ui.survey.signing import Signing


class CompletionPage(QFrame):
    """Lists what is open and offers what can be done with the visit as it stands.

    Signals:
        field_chosen: key of the field to go to.
        signed: ISO date, who, and "refused" or "".
        again_wanted: The household is visited once more, with any questionnaire.
    """

    field_chosen = Signal(str)
    completed = Signal()
    withdrawn = Signal()
    signed = Signal(str, str, str)
    print_wanted = Signal()
    again_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sheet")
        self._title = label("", "title")
        self._text = label("", "muted", wrap=True)
        self.list = MatterList()
        self.list.chosen.connect(self.field_chosen)
        self.complete_button = button(self.tr("完成调查"), self.completed.emit, role="primary", sign="check")
        self.complete_button.setAutoDefault(True)  # Enter presses it, as it presses everything in a survey
        self.withdraw_button = button(self.tr("撤回完成"), self.withdrawn.emit)
        self.print_button = button(self.tr("打印评估表"), self.print_wanted.emit, sign="printer")
        self.again_button = button(self.tr("再次入户(&N)…"), self.again_wanted.emit, sign="door")
        self.back_button = button(self.tr("回到题目(Esc)"), self.left.emit, role="quiet")
        self.signing = Signing()
        self.signing.signed.connect(self.signed)
        ends = row(
            self.back_button, STRETCH, self.print_button, self.again_button, self.withdraw_button,
            self.complete_button,
        )  # fmt: skip
        middle = column(self.list)
        middle.addStretch()
        middle.setStretch(0, 1)
        whole = column(self._title, self._text, self.signing, middle, ends, margins=(20, 16, 20, 16))
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def present(self, matters: tuple[Matter, ...], state: str, who: str) -> None:
        """Show what is open in a visit of this state (that of `Desk.state`)."""
        blocking = [matter.problem for matter in matters if matter.blocks]
        self.list.present(matters)
        self.list.setVisible(bool(matters))
        finished = state in {"completed", "signed", "refused_signature"}
        self._title.setText(self._verdict(state, blocking))
        self._text.setText(self._advice(state, blocking))
        self.complete_button.setVisible(not finished)
        self.complete_button.setEnabled(not blocking)
        self.withdraw_button.setVisible(state == "completed")
        self.print_button.setVisible(finished)
        self.again_button.setVisible(finished)
        self.signing.setVisible(state == "completed")
        self.signing.present(who)

    def focus_first(self) -> None:
        """Put the keys where they are most likely wanted."""
        if self.list.count():
            self.list.setFocus()
        elif not self.complete_button.isHidden():
            self.complete_button.setFocus()
        else:
            self.print_button.setFocus()

    def _verdict(self, state: str, blocking: list[Problem]) -> str:
        told = {
            "completed": self.tr("已完成，待签字"),
            "signed": self.tr("已签字"),
            "refused_signature": self.tr("已记录拒签"),
        }
        if state in told:
            return told[state]
        return self.tr("还差 %d 处才能完成") % len(blocking) if blocking else self.tr("可以完成了")

    def _advice(self, state: str, blocking: list[Problem]) -> str:
        if state == "completed":
            return self.tr(
                "答案已封存。签字前可以撤回完成再改；签字后的更正要办更正审批单，本版还不能在程序里办理。"
            )
        if state in {"signed", "refused_signature"}:
            return self.tr("签字后的更正要办更正审批单，本版还不能在程序里办理。五议仍可填写。")
        hard = sum(problem.level is Level.HARD for problem in blocking)
        soft = len(blocking) - hard
        if not blocking:
            return self.tr("没有缺项和矛盾。完成后封存这次调查，可以打印评估表请户主签字。")
        return self.tr("必改 %d 处，需说明 %d 处。点一行(或按 Enter)直达该题。") % (hard, soft)
