"""The short forms: a household met at the door, a visit that met nobody, a card that is revoked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QDialog, QLineEdit, QRadioButton, QWidget

from ui import wording
from ui.layout import STRETCH, column, form, holder, row
from ui.parts import button, label, line_edit
from ui.theme import TOUCH_PX, set_role

WIDTH_PX = 540


@dataclass(frozen=True, slots=True)
class Group:
    """A 屯 that a household can be added to."""

    code: str
    name: str
    village_name: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A visit that came to nothing; result is 无人 or 拒访."""

    on: date
    result: str
    note: str


class FormDialog(QDialog):
    """A short form: Enter saves, Esc leaves; a fault is told inside and nothing typed is lost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self._title, self._explanation = label("", "title"), label("", "muted", wrap=True)
        self._wrong = label("", "wrong", wrap=True)
        self._wrong.hide()
        self.save = button(self.tr("保存(&S)"), self._commit, role="primary")
        self.save.setDefault(True)
        self._leave = button(self.tr("取消"), self.reject)

    @property
    def complaint(self) -> str:
        """The sentence above the buttons, "" if all is well."""
        return self._wrong.text()

    def complain(self, sentence: str, field: QWidget | None = None) -> None:
        """Show a sentence and go to the field it is about."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self._fit()  # the sentence takes room of its own, not that of the explanation
        if isinstance(field, QLineEdit):
            set_role(field, "wrong")
            field.textEdited.connect(self._forgive, Qt.ConnectionType.SingleShotConnection)
        if field is not None:
            field.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the words need at this width."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(WIDTH_PX, layout.totalHeightForWidth(WIDTH_PX))

    def _forgive(self, _text: str) -> None:
        """Somebody mends it: take the complaint back."""
        for field in self.findChildren(QLineEdit):
            set_role(field, "")
        self.complain("")

    def _entitle(self, title: str, explanation: str) -> None:
        self.setWindowTitle(title)
        self._title.setText(title)
        self._explanation.setText(explanation)

    def _lay_out(self, *pairs: tuple[str, QWidget]) -> None:
        buttons = row(STRETCH, self._leave, self.save)
        content = column(
            self._title, self._explanation, 4, form(*pairs), self._wrong, 4, buttons, margins=(24, 20, 24, 20)
        )
        self.setLayout(content)

    def _commit(self) -> None:
        raise NotImplementedError

    def _keep(self, save: Callable[[], object]) -> None:
        """Save and close, or say why it was not saved."""
        try:
            save()
        except Exception as error:
            if not wording.is_known(error):
                raise
            self.complain(wording.sentence(error))
        else:
            self.accept()


class AddHousehold(FormDialog):
    """新增/补录: calls `add(group_code, head_name, phone, address)`, which may raise a known fault."""

    def __init__(
        self,
        groups: Sequence[Group],
        add: Callable[[str, str, str, str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._entitle(
            self.tr("新增/补录农户"),
            self.tr("在册里没有、入户时遇到的农户。编号由本机号段自动给出，离线也能用。"),
        )
        self._add = add
        self.group = QComboBox()
        self.group.setMinimumHeight(TOUCH_PX)
        for one in groups:
            self.group.addItem(" ".join(filter(None, (one.village_name, one.name))), one.code)
        self.head = line_edit(self.tr("户口簿或身份证上的姓名"))
        self.phone, self.address = line_edit(self.tr("可不填")), line_edit(self.tr("门牌或方位，可不填"))
        self._lay_out(
            (self.tr("屯(&G)"), self.group),
            (self.tr("户主(&N)"), self.head),
            (self.tr("电话(&T)"), self.phone),
            (self.tr("地址(&A)"), self.address),
        )
        self.head.setFocus()

    def _commit(self) -> None:
        name = self.head.text().strip()
        if self.group.currentIndex() < 0:
            self.complain(self.tr("本机还没有屯的资料，请先导入名单或同步。"), self.group)
        elif not name:
            self.complain(self.tr("请填写户主姓名。"), self.head)
        else:
            code = str(self.group.currentData())
            self._keep(lambda: self._add(code, name, self.phone.text().strip(), self.address.text().strip()))


class RecordAttempt(FormDialog):
    """无人/拒访: calls `record(attempt)`, which may raise a known fault."""

    def __init__(
        self,
        head_name: str,
        today: date,
        record: Callable[[Attempt], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        words = self.tr("户主：{name}。不同日期满三次未访到，状态会记为“未访到”。")
        self._entitle(self.tr("无人/拒访"), words.format(name=head_name))
        self._record = record
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.day.setCalendarPopup(True)
        self.absent = QRadioButton(self.tr("无人在家(&W)"))
        self.refused = QRadioButton(self.tr("拒绝访问(&J)"))
        self.absent.setChecked(True)
        self.note = line_edit(self.tr("如：邻居说外出务工，月底回"))
        self._lay_out(
            (self.tr("日期(&D)"), self.day),
            (self.tr("结果"), holder(row(self.absent, self.refused, STRETCH))),
            (self.tr("说明(&N)"), self.note),
        )
        self.absent.setFocus()

    def _commit(self) -> None:
        chosen = self.day.date()
        result = "无人" if self.absent.isChecked() else "拒访"  # codes of the register
        day = date(chosen.year(), chosen.month(), chosen.day())
        self._keep(lambda: self._record(Attempt(day, result, self.note.text().strip())))


class RevokeCard(FormDialog):
    """作废此卡: calls `revoke(reason)`, which may raise a known fault; nothing happens without a reason."""

    def __init__(
        self,
        number: str,
        head_name: str,
        revoke: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        words = self.tr("户主：{name}，卡号 {number}。作废后不能恢复，扫码会显示“作废”；再打印时发新卡。")
        self._entitle(self.tr("作废户卡"), words.format(name=head_name, number=number))
        self._revoke = revoke
        self.reason = line_edit(self.tr("如：遗失、损坏、户主姓名写错换发"))
        self.save.setText(self.tr("作废此卡(&S)"))
        set_role(self.save, "danger")
        self._lay_out((self.tr("原因(&R)"), self.reason))
        self.reason.setFocus()

    def _commit(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self._keep(lambda: self._revoke(reason))
        else:
            self.complain(self.tr("请写明作废的原因。"), self.reason)
