"""设置: who works here, where the data lies, the password, what the county distributes, about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, qVersion
from PySide6.QtWidgets import QGridLayout, QWidget

from storage import Store, publishing, vault
from storage.publishing import Offered
from ui.layout import STRETCH, centred, column, form, grid, holder, panel, row, scrolled
from ui.messages import Messages
from ui.opening import MIN_PASSWORD_LENGTH
from ui.parts import button, heading, label, line_edit
from ui.tasks import Tasks

WIDTH_PX = 860


class Settings(QWidget):
    """`lock_wanted()` when the person leaves the laptop, `questionnaires_wanted()` to see the versions."""

    lock_wanted = Signal()
    questionnaires_wanted = Signal()

    def __init__(self, store: Store, tasks: Tasks, messages: Messages, folder: Path) -> None:
        super().__init__()
        self._store, self._tasks, self._messages, self._folder = store, tasks, messages, folder
        self.old, self.new, self.again = (line_edit(secret=True) for _ in range(3))
        self.wrong = label("", "wrong", wrap=True)
        self.wrong.hide()
        self._county = holder(column())
        self.forms_in_use = label("", wrap=True)
        cards = (self._me(), self._forms(), self._password(), self._county_panel(), self._about())
        content = centred(holder(column(*cards, STRETCH, spacing=14)), width=WIDTH_PX)
        self.setLayout(
            column(heading(self.tr("设置")), scrolled(content), spacing=14, margins=(20, 16, 20, 16))
        )

    def arrive(self) -> None:
        """Read what the county distributes."""
        layout = self._county.layout()
        if layout is not None:
            QWidget().setLayout(layout)  # the old one goes with the old values
        self._tasks.run(lambda _report: publishing.offered(self._store), done=self._show_in_use)
        values = self._store.settings()
        rows = [(name, values.get(key, "")) for key, name in self._distributed()]
        self._county.setLayout(_facts([(name, value or self.tr("未下发")) for name, value in rows]))

    def change_password(self) -> None:
        """Wrap the key with the new password."""
        if len(self.new.text()) < MIN_PASSWORD_LENGTH:
            self._complain_words(self.tr("新密码至少要 {least} 个字。").format(least=MIN_PASSWORD_LENGTH))
        elif self.new.text() != self.again.text():
            self._complain_words(self.tr("两次输入的新密码不一样，请再输一次。"))
        else:
            old, new, person = self.old.text(), self.new.text(), self._store.person
            self._tasks.run(
                lambda _report: vault.change_password(self._folder, person, old, new),
                done=lambda _nothing: self._tell_changed(),
                failed=self._complain,
            )

    def _me(self) -> QWidget:
        lock = button(self.tr("锁定 Ctrl+L"), self.lock_wanted.emit, sign="lock")
        rows = _facts(
            [
                (self.tr("姓名"), self._store.person),
                (self.tr("数据位置"), str(self._folder)),
                (self.tr("本机编号"), self._store.device_id),
            ]
        )
        return panel(column(row(label(self.tr("我和本机"), "section"), STRETCH, lock), rows))

    def _forms(self) -> QWidget:
        lead = button(self.tr("问卷版本、检查与公布(&Q)…"), self.questionnaires_wanted.emit, sign="survey")
        content = column(row(label(self.tr("问卷"), "section"), STRETCH, lead), self.forms_in_use, spacing=6)
        return panel(content)

    def _show_in_use(self, offered: Sequence[Offered]) -> None:
        used = [f"{one.title or one.name} {one.version}" for one in offered if one.in_use]
        waiting = sum(one.announced for one in offered)
        words = self.tr("在用：{names}").format(names="；".join(used) or "—")
        told = self.tr("。有 {count} 个新版待采用").format(count=waiting) if waiting else ""
        self.forms_in_use.setText(words + told)

    def _password(self) -> QWidget:
        change = button(self.tr("改密码(&M)"), self.change_password, sign="key")
        self.again.returnPressed.connect(self.change_password)
        fields = form(
            (self.tr("旧密码(&O)"), self.old),
            (self.tr("新密码(&W)"), self.new),
            (self.tr("确认(&A)"), self.again),
        )
        return panel(column(label(self.tr("密码"), "section"), fields, self.wrong, row(STRETCH, change)))

    def _county_panel(self) -> QWidget:
        words = label(self.tr("由县里下发，同步时更新，本机不能改。"), "small")
        return panel(column(label(self.tr("县级参数"), "section"), words, self._county))

    def _about(self) -> QWidget:
        from ui.app import VERSION

        rows = _facts(
            [
                (self.tr("版本"), f"入户 Ruhu {VERSION} · Qt {qVersion()}"),
                (self.tr("许可"), "Apache-2.0"),
                (self.tr("评分"), self.tr("参考评分方案，权重非官方")),
            ]
        )
        return panel(column(label(self.tr("关于"), "section"), rows))

    def _distributed(self) -> list[tuple[str, str]]:
        return [
            ("office_name", self.tr("发卡机关")),
            ("cut_line", self.tr("入围分数线")),
            ("poverty_line", self.tr("贫困线（元/人·年）")),
            ("monitor_threshold", self.tr("监测收入参考标准（元/人·年）")),
            ("min_minutes", self.tr("入户最短时间（分钟）")),
        ]

    def _tell_changed(self) -> None:
        for field in (self.old, self.new, self.again):
            field.clear()
        self.wrong.hide()
        self._messages.info(self.tr("密码已改。下次登录用新密码；恢复码不变。"))

    def _complain(self, error: Exception) -> None:
        if type(error).__name__ == "WrongPassword":
            self._complain_words(self.tr("旧密码不对，密码没有改动。"))
        else:
            self._messages.fault(error)

    def _complain_words(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.show()


def _facts(pairs: list[tuple[str, str]]) -> QGridLayout:
    rows = []
    for name, value in pairs:
        shown = label(value, wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        rows.append((label(name, "caption"), shown))
    made = grid(rows, spacing=8, stretch=(0, 1))
    made.setColumnMinimumWidth(0, 150)
    return made
