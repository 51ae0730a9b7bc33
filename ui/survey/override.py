"""Choosing another option of a scoring item than the one the facts give: only with a reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QWidget

from forms.views import Choice, ItemScore
from ui.layout import STRETCH, Item, column, row
from ui.parts import button, label, line_edit


class OverrideDialog(QDialog):
    """Asks for option and reason; `decided(item, option, reason)`, option "" for what the facts give."""

    decided = Signal(str, str, str)

    def __init__(self, item: ItemScore, scheme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = item
        self.setWindowTitle(self.tr("改选 %s %s") % (item.item, item.name))
        self.setMinimumWidth(520)
        self.options = QButtonGroup(self)
        self.reason = line_edit(self.tr("为什么与事实推算的不同(必填，打印时随 * 一起印出)"))
        self.reason.setText(item.override_reason)
        self.accept_button = button(self.tr("确定"), self._decide, role="primary")
        self.accept_button.setDefault(True)
        self._rule = label("", "wrong", wrap=True)
        self._lay_out(scheme)
        self.options.idToggled.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self._check()

    @property
    def option(self) -> str:
        """The option chosen now."""
        index = self.options.checkedId()
        return self._item.options[index].value if index >= 0 else ""

    def _lay_out(self, scheme: str) -> None:
        item = self._item
        choices: list[QWidget] = [self._radio(index, choice) for index, choice in enumerate(item.options)]
        basis = label(
            self.tr("事实：%s") % (item.basis if item.derived else self.tr("还不够，未评")), wrap=True
        )
        cancel = button(self.tr("取消"), self.reject)
        buttons = row(STRETCH, cancel, self.accept_button)
        heading = label(f"{item.item} {item.name}", "title")
        parts: tuple[Item, ...] = (
            heading, label(scheme, "small"), basis, *choices, 4, self.reason, self._rule, buttons,
        )  # fmt: skip
        self.setLayout(column(*parts, spacing=6, margins=(20, 16, 20, 16)))

    def _radio(self, index: int, choice: Choice) -> QRadioButton:
        worth = choice.extra.get("points", "")
        derived = self.tr("(事实推算)") if choice.value == self._item.derived else ""
        text = self.tr("%s %s — %s 分%s") % (choice.value, choice.label, worth, derived)
        made = QRadioButton(text.replace("&", "&&"))
        made.setChecked(choice.value == (self._item.option or self._item.derived))
        self.options.addButton(made, index)
        return made

    def _check(self) -> None:
        same = self.option in ("", self._item.derived)
        missing = not same and not self.reason.text().strip()
        self.accept_button.setEnabled(bool(self.option) and not missing)
        told = self.tr("与事实推算的相同，不记为改选。") if same else ""
        self._rule.setText(self.tr("改选必须写明理由。") if missing else told)

    def _decide(self) -> None:
        if self.accept_button.isEnabled():
            option = "" if self.option == self._item.derived else self.option
            self.decided.emit(self._item.item, option, self.reason.text().strip())
            self.accept()
