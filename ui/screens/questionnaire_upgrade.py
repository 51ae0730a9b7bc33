"""Open visits that could go on with a newer version: what becomes of each, then all those chosen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from forms.upgrade import Upgrade
from forms.wording import unfit_sentence
from storage import Store, upgrading
from storage.errors import StorageFault
from ui import wording
from ui.layout import STRETCH, column, empty, holder, row, scrolled
from ui.parts import button, label
from ui.theme import TOUCH_PX

WIDTH_PX, HEIGHT_PX = 940, 620
LIST_PX = 320
VISIT = Qt.ItemDataRole.UserRole


class UpgradeDialog(QDialog):
    """`upgraded(count)` when visits were changed; nothing is until the person says so."""

    upgraded = Signal(int)

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setWindowTitle(self.tr("升级进行中的入户"))
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.visits = QListWidget()
        self.visits.setFixedWidth(LIST_PX)
        self._told = column(spacing=6)
        self._wrong = label("", "wrong", wrap=True)
        self._wrong.hide()
        self.go_button = button(self.tr("升级勾选的(&S)"), self.upgrade, role="primary")
        self._fill()
        self.visits.currentItemChanged.connect(lambda now, _before: self._preview(now))
        self.visits.setCurrentRow(0)
        self._lay_out()

    def upgrade(self) -> None:
        """Upgrade what is ticked; one that cannot be is told, the others go on."""
        done, wrong = 0, []
        for item in self._ticked():
            try:
                upgrading.upgrade(self._store, item.data(VISIT))
            except StorageFault as fault:
                wrong.append(f"{item.text()}：{wording.sentence(fault)}")
            else:
                done += 1
                self.visits.takeItem(self.visits.row(item))
        if done:
            self.upgraded.emit(done)
        if not wrong:
            self.accept()
        self._wrong.setText("\n".join(wrong))
        self._wrong.setVisible(bool(wrong))

    def _fill(self) -> None:
        for one in upgrading.upgradable(self._store):
            item = QListWidgetItem(f"{one.head_name or '—'}  {one.from_version} → {one.to_version}")
            item.setData(VISIT, one.visit_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setSizeHint(QSize(0, TOUCH_PX))
            self.visits.addItem(item)

    def _ticked(self) -> list[QListWidgetItem]:
        items = [self.visits.item(at) for at in range(self.visits.count())]
        return [item for item in items if item.checkState() is Qt.CheckState.Checked]

    def _preview(self, item: QListWidgetItem | None) -> None:
        empty(self._told)
        found = upgrading.preview(self._store, item.data(VISIT)) if item is not None else None
        for line in self._lines(found):
            self._told.addWidget(line)
        self._told.addStretch(1)

    def _lines(self, found: Upgrade | None) -> list[QWidget]:
        if found is None:
            return [label(self.tr("没有更新的版本。"), "muted")]
        parts = (
            (self.tr("新增的题，标“待问”（{count}）"), found.to_ask_labels),
            (
                self.tr("题目换了位置或名称，答案跟着走（{count}）"),
                tuple(_answer(one.label, one.display) for one in found.moved),
            ),
            (
                self.tr("问卷里没有了的题，答案另存备查（{count}）"),
                tuple(_answer(one.label, one.display) for one in found.kept),
            ),
            (
                self.tr("答案不再合适，要重新填（{count}）"),
                tuple(map(unfit_sentence, found.unfit)),
            ),
        )
        shown: list[QWidget] = []
        for title, lines in parts:
            if lines:
                shown.append(label(title.format(count=len(lines)), "strong"))
                shown += [label(f"· {line}", wrap=True) for line in lines]
        return shown or [label(self.tr("答案都不变。"), "muted")]

    def _lay_out(self) -> None:
        words = self.tr("每户先看右边：升级后答案会怎样。没有答案会丢失；完成的入户永远用原来的版本。")
        beside = row(self.visits, scrolled(holder(self._told)), spacing=16)
        beside.setStretch(1, 1)
        foot = row(STRETCH, button(self.tr("取消"), self.reject), self.go_button)
        whole = column(
            label(self.tr("升级进行中的入户"), "title"), label(words, "muted", wrap=True), beside,
            self._wrong, foot, margins=(24, 20, 24, 20),
        )  # fmt: skip
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.visits.setMinimumHeight(TOUCH_PX)


def _answer(title: str, display: str) -> str:
    return f"{title}：{display}" if display else title
