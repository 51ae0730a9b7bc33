"""Everyday sign-in: choose who you are, type the password; or get in again with the recovery code."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from ui.layout import STRETCH, row
from ui.parts import button, line_edit
from ui.screens.credentials import CredentialsPage
from ui.theme import TOUCH_PX


class Login(CredentialsPage):
    """Asks for a person and a password; emits `committed(person, password)` or `forgotten()`."""

    committed = Signal(str, str)
    forgotten = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("登录"), self.tr("不需要网络。"))
        self.people = QComboBox()
        self.people.setMinimumHeight(TOUCH_PX)
        self.password = line_edit(self.tr("密码"), secret=True)
        self.password.returnPressed.connect(self._commit)
        self._fields = [self.password]
        self._button = button(self.tr("进入(&E)"), self._commit, role="primary")
        forgotten = button(self.tr("忘记密码？用恢复码(&R)"), self.forgotten.emit, role="quiet")
        pairs = ((self.tr("姓名(&N)"), self.people), (self.tr("密码(&P)"), self.password))
        self._lay_out(pairs, row(STRETCH, forgotten))

    @property
    def person(self) -> str:
        """Who is chosen."""
        return self.people.currentText()

    def offer(self, people: tuple[str, ...]) -> None:
        """Show who can sign in."""
        self.people.clear()
        self.people.addItems(people)

    def set_busy(self, *, busy: bool) -> None:
        """Say that the password is being tried."""
        super().set_busy(busy=busy)
        self._button.setText(self.tr("正在打开…") if busy else self.tr("进入(&E)"))

    def _commit(self) -> None:
        if not self.password.text():
            self.complain(self.tr("请输入密码。"), self.password)
        elif self.person:
            self.complain("")
            self.committed.emit(self.person, self.password.text())


class Recover(CredentialsPage):
    """Asks for the recovery code and a new password; emits `committed(code, password)` or `given_up()`."""

    committed = Signal(str, str)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("用恢复码进入"), self.tr("输入建立数据时抄下的恢复码，并设一个新密码。"))
        self.code = line_edit(self.tr("恢复码"))
        self.password = line_edit(self.tr("至少 8 个字"), secret=True)
        self.again = line_edit(self.tr("再输一次"), secret=True)
        self._fields = [self.code, self.password, self.again]
        self._button = button(self.tr("设新密码并进入(&E)"), self._commit, role="primary")
        back = button(self.tr("返回登录(&B)"), self.given_up.emit, role="quiet", sign="left")
        self.again.returnPressed.connect(self._commit)
        pairs = (
            (self.tr("恢复码(&C)"), self.code),
            (self.tr("新密码(&P)"), self.password),
            (self.tr("确认(&A)"), self.again),
        )
        self._lay_out(pairs, row(STRETCH, back))

    def complain_of(self, error: Exception) -> None:
        """A refused code is told as such, not as a wrong password."""
        if type(error).__name__ == "WrongPassword":
            self.complain(self.tr("恢复码不对。数据没有变动，请核对后再输一次。"), self.code)
        else:
            super().complain_of(error)

    def _commit(self) -> None:
        if not self.code.text().strip():
            self.complain(self.tr("请输入恢复码。"), self.code)
        elif password := self._new_password(self.password, self.again):
            self.committed.emit(self.code.text().strip(), password)
