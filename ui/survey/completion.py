"""What is still missing or contradictory, and the end of a visit: 完成, 撤回, 签字."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from forms.views import Level, Problem
from forms.wording import sentence
from ui.fields.problems import level_name
from ui.fields.typed import date_from
from ui.layout import STRETCH, column, holder, row
from ui.parts import button, label, line_edit
from ui.survey.marks import draw_pill, use_font
from ui.theme import COLOURS

LINE_PX: Final = 44
INKS: Final = {
    Level.HARD: (COLOURS.danger, COLOURS.danger_soft),
    Level.SOFT: (COLOURS.notice, COLOURS.notice_soft),
    Level.INFO: (COLOURS.news, COLOURS.news_soft),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """A problem with the place it is found at, in words."""

    problem: Problem
    where: str
    title: str
    blocks: bool

    @property
    def told(self) -> str:
        """The question and what is wrong with it."""
        return f"{self.title}:{sentence(self.problem)}" if self.title else sentence(self.problem)


class MatterLine(QStyledItemDelegate):
    """Draws one problem: how grave, where, what."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return a height for fingers."""
        return QSize(200, LINE_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the line."""
        matter: Matter = index.data(Qt.ItemDataRole.UserRole)
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(COLOURS.accent_soft))
        widget = option.widget
        use_font(painter, widget, bold=True)
        ink, paper = INKS[matter.problem.level]
        if matter.problem.remark:
            ink, paper = COLOURS.good, COLOURS.good_soft
        done = self.tr("已说明") if matter.problem.remark else level_name(matter.problem.level)
        draw_pill(painter, QRect(box.left() + 10, box.top() + 10, 58, 24), done, ink, paper)
        use_font(painter, widget)
        painter.setPen(QColor(COLOURS.muted))
        where = QRect(box.left() + 80, box.top(), 190, box.height())
        elide = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(matter.where, elide, where.width() - 8)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, shown)
        use_font(painter, widget, 15)
        painter.setPen(QColor(COLOURS.ink))
        what = box.adjusted(270, 0, -10, 0)
        told = painter.fontMetrics().elidedText(matter.told, elide, what.width())
        painter.drawText(what, Qt.AlignmentFlag.AlignVCenter, told)
        painter.restore()


class MatterList(QListWidget):
    """The problems; `chosen(key)` when one is to be gone to."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(MatterLine(self))
        self.setUniformItemSizes(True)
        self.itemClicked.connect(self._go)

    def present(self, matters: tuple[Matter, ...]) -> None:
        """Show these problems."""
        self.clear()
        for matter in matters:
            item = QListWidgetItem(f"{level_name(matter.problem.level)} {matter.where} {matter.told}")
            item.setData(Qt.ItemDataRole.UserRole, matter)
            item.setToolTip(matter.told)
            self.addItem(item)
        if matters:
            self.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the field."""
        current = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self._go(current)
        else:
            super().keyPressEvent(event)

    def _go(self, item: QListWidgetItem) -> None:
        matter: Matter = item.data(Qt.ItemDataRole.UserRole)
        self.chosen.emit(matter.problem.at[0])


class CompletionPage(QFrame):
    """Lists what is open and offers what can be done with the visit as it stands.

    Signals:
        field_chosen: key of the field to go to.
        signed: ISO date, who, and "refused" or "".
    """

    field_chosen = Signal(str)
    completed = Signal()
    withdrawn = Signal()
    signed = Signal(str, str, str)
    print_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sheet")
        self._title = label("", "title")
        self._text = label("", "muted", wrap=True)
        self.list = MatterList()
        self.list.chosen.connect(self.field_chosen)
        self.complete_button = button(self.tr("完成调查"), self.completed.emit, role="primary", sign="check")
        self.withdraw_button = button(self.tr("撤回完成"), self.withdrawn.emit)
        self.print_button = button(self.tr("打印评估表"), self.print_wanted.emit, sign="printer")
        self.back_button = button(self.tr("回到题目(Esc)"), self.left.emit, role="quiet")
        self.signing = Signing()
        self.signing.signed.connect(self.signed)
        ends = row(self.back_button, STRETCH, self.print_button, self.withdraw_button, self.complete_button)
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
            "completed": self.tr("已完成,待签字"),
            "signed": self.tr("已签字"),
            "refused_signature": self.tr("已记录拒签"),
        }
        if state in told:
            return told[state]
        return self.tr("还差 %d 处才能完成") % len(blocking) if blocking else self.tr("可以完成了")

    def _advice(self, state: str, blocking: list[Problem]) -> str:
        if state == "completed":
            return self.tr("答案已封存。签字前可以撤回完成再改;签字后的更正要写理由。")
        if state in {"signed", "refused_signature"}:
            return self.tr("签字后的更正要走更正审批单,并写明理由。五议仍可填写。")
        hard = sum(problem.level is Level.HARD for problem in blocking)
        soft = len(blocking) - hard
        if not blocking:
            return self.tr("没有缺项和矛盾。完成后封存这次调查,可以打印评估表请户主签字。")
        return self.tr("必改 %d 处,需说明 %d 处。点一行(或按 Enter)直达该题。") % (hard, soft)


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
