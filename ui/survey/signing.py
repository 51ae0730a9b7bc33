"""The signature on paper, recorded: when, who, or that it was refused."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.fields.typed import date_from
from ui.layout import STRETCH, column, holder, row
from ui.parts import button, label, line_edit


class Signing(QWidget):
    """Records that the household signed the sheet, or refused to; `signed(on, who, refused)`."""

    signed = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on = line_edit("20151115")
        self.on.setFixedWidth(140)
        self.who = line_edit(self.tr("签字人"))
        self.who.setMaximumWidth(220)
        self._rule = label("", "wrong")
        sign = button(self.tr("已签字"), lambda: self._sign(""), sign="edit")
        refuse = button(self.tr("拒签"), lambda: self._sign("refused"))
        caption = label(self.tr("纸上签字"), "strong")
        whole = row(caption, self.on, self.who, sign, refuse, self._rule, STRETCH)
        self.setLayout(column(holder(whole)))

    def present(self, who: str) -> None:
        """Propose today and the householder."""
        self.on.setText(date.today().isoformat())  # noqa: DTZ011 - the calendar day of this place is meant
        self.who.setText(who)
        self._rule.clear()

    def _sign(self, refused: str) -> None:
        on, who = date_from(self.on.text()), self.who.text().strip()
        if not is_day(on) or not who:
            self._rule.setText(self.tr("请写日期和签字人。"))
            return
        self.signed.emit(on, who, refused)


def is_day(text: str) -> bool:
    """Whether text is a day of the calendar in ISO form."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
