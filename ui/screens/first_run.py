"""A new laptop: name, password, sample village or empty; then the recovery code, shown once."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPainter
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from ui.layout import STRETCH, column, panel, row
from ui.parts import button, label, line_edit
from ui.screens.credentials import CredentialsPage


class FirstRun(CredentialsPage):
    """Makes the vault; emits `committed(person, password, with_sample)`."""

    committed = Signal(str, str, bool)

    def __init__(self) -> None:
        super().__init__(
            self.tr("第一次使用"), self.tr("先设一个密码。数据会在本机加密保存，只有凭密码才能打开。")
        )
        self.person = line_edit(self.tr("调查员姓名"))
        self.password = line_edit(self.tr("至少 8 个字"), secret=True)
        self.again = line_edit(self.tr("再输一次"), secret=True)
        self._fields = [self.person, self.password, self.again]
        self.sample = QRadioButton(self.tr("带示例村“青竹村”，40 户虚构农户，先练手"))
        self.blank = QRadioButton(self.tr("空白，直接用于正式调查"))
        self.sample.setChecked(True)
        self._button = button(self.tr("建立(&J)"), self._commit, role="primary")
        for field in self._fields:
            field.returnPressed.connect(self._go_on)
        choice = panel(column(self.sample, self.blank, spacing=2), role="choice", padding=10)
        pairs = (
            (self.tr("姓名(&N)"), self.person),
            (self.tr("密码(&P)"), self.password),
            (self.tr("确认(&A)"), self.again),
        )
        self._lay_out(pairs, choice)

    def set_busy(self, *, busy: bool) -> None:
        """Say that the vault is being made: it takes a few seconds with the sample village."""
        super().set_busy(busy=busy)
        self._button.setText(self.tr("正在建立…") if busy else self.tr("建立(&J)"))

    def _go_on(self) -> None:
        """Enter: to the next empty field, or all done."""
        waiting = next((field for field in self._fields if not field.text()), None)
        if waiting is None:
            self._commit()
        else:
            waiting.setFocus()

    def _commit(self) -> None:
        person = self.person.text().strip()
        if not person:
            self.complain(self.tr("请填写姓名。"), self.person)
        elif password := self._new_password(self.password, self.again):
            self.committed.emit(person, password, self.sample.isChecked())


class CodePage(QWidget):
    """Shows the recovery code once; emits `confirmed` when it was put away."""

    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.code = label("", "code", wrap=True)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.kept = QCheckBox(self.tr("我已抄好或打印，存放在安全的地方"))
        self.go = button(self.tr("进入(&E)"), self.confirmed.emit, role="primary")
        self.go.setEnabled(False)
        self.kept.toggled.connect(self.go.setEnabled)
        explanation = self.tr(
            "忘记密码时，只有用它才能打开本机数据。它只显示这一次，程序不保存。请抄在纸上交专人保管，不要和电脑放在一起。"
        )
        copying = button(self.tr("复制(&C)"), self._copy, sign="copy")
        printing = button(self.tr("打印(&T)…"), self._print, sign="printer")
        self.setLayout(
            column(
                STRETCH,
                label(self.tr("恢复码"), "heading"),
                label(explanation, "muted", wrap=True),
                self.code,
                row(copying, printing, STRETCH),
                8,
                self.kept,
                self.go,
                STRETCH,
                STRETCH,
                margins=(24, 24, 24, 24),
            )
        )

    def present(self, code: str) -> None:
        """Show a code."""
        self.code.setText(code)

    def begin(self) -> None:
        """Put the focus on the confirmation."""
        self.kept.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        printer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
        if QPrintDialog(printer, self).exec():
            painter = QPainter(printer)
            painter.setFont(QFont(self.font().families(), 18))
            words = self.tr("入户 Ruhu 恢复码\n\n{code}\n\n请专人保管，不要和电脑放在一起。")
            flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
            painter.drawText(painter.viewport(), int(flags), words.format(code=self.code.text()))
            painter.end()
