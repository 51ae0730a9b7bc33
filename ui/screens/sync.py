"""同步: what waits, the last round, the centre, and the USB stick where there is no network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from storage import Store
from sync.sentences import why_set_aside
from ui import quiet_line, sending
from ui.layout import STRETCH, centred, column, form, holder, panel, row, scrolled
from ui.messages import Messages
from ui.parts import Working, button, heading, label, line_edit, shortcut
from ui.quiet_line import SyncState
from ui.sending import Outcome
from ui.sync_state import sync_state
from ui.tasks import Report, Tasks

WIDTH_PX = 860


class Sync(QWidget):
    """Emits `changed()` when something was sent or received."""

    changed = Signal()

    def __init__(self, store: Store, tasks: Tasks, messages: Messages, today: Callable[[], date]) -> None:
        super().__init__()
        self._store, self._tasks, self._messages, self._today = store, tasks, messages, today
        self.is_offline = False
        self.state, self.counts = label("", "title", wrap=True), label("", "muted", wrap=True)
        self.last = label("", "muted", wrap=True)
        self.working = Working()
        self.now = button(self.tr("立即同步(&Y)"), self.sync_now, role="primary", sign="sync")
        self.address, self.code = (
            line_edit("http://192.168.1.10:8765"),
            line_edit(self.tr("中心给的一次性登记码")),
        )
        self.enrolment = self._enrolment()
        self.export_button = button(self.tr("导出到U盘(&U)…"), self.choose_export, sign="upload")
        self.import_button = button(self.tr("从U盘导入(&I)…"), self.choose_import, sign="download")
        shortcut(self, "F5", self.sync_now)
        cards = column(self._status(), self.enrolment, self._stick(), STRETCH, spacing=14)
        content = scrolled(centred(holder(cards), width=WIDTH_PX))
        self.setLayout(column(heading(self.tr("同步")), content, spacing=14, margins=(20, 16, 20, 16)))

    def arrive(self) -> None:
        """Show where things stand."""
        self._tasks.run(lambda _report: sync_state(self._store, offline=self.is_offline), done=self.present)

    def present(self, state: SyncState) -> None:
        """Show a state."""
        self.state.setText(quiet_line.sentence(state, today=self._today()))
        self.counts.setText(self._explained(state))
        self.enrolment.setVisible(not state.enrolled)
        self.now.setVisible(state.enrolled)
        self.now.setEnabled(state.enrolled)
        self.last.setVisible(bool(self.last.text()))
        (self.now if state.enrolled else self.address).setFocus()

    def sync_now(self) -> None:
        """Send what waits, take what others did."""
        if self.now.isEnabled():
            self._begin(sending.round_with_centre, self.tr("正在同步"))

    def enrol(self) -> None:
        """Make this laptop known to its centre."""
        address, code = self.address.text().strip(), self.code.text().strip()
        for field, value in ((self.address, address), (self.code, code)):
            if not value:
                self._messages.warning(self.tr("请填写中心地址和登记码。"))
                field.setFocus()
                return
        self._begin(lambda store, _report: sending.enrol(store, address, code), self.tr("正在登记"))

    def choose_export(self) -> None:
        """Ask where to put the packet."""
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("导出到U盘"), sending.packet_name(self._today()), self.tr("数据包 (*.ruhu)")
        )
        if name:
            self.export_to(Path(name))

    def choose_import(self) -> None:
        """Ask which packet to take in."""
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("从U盘导入"), "", self.tr("数据包 (*.ruhu);;所有文件 (*)")
        )
        if name:
            self.import_from(Path(name))

    def export_to(self, file: Path) -> None:
        """Write what waits into a packet file."""
        self._begin(lambda store, _report: sending.export_packet(store, file), self.tr("正在导出"))

    def import_from(self, file: Path) -> None:
        """Take in a packet file."""
        self._begin(lambda store, _report: sending.import_packet(store, file), self.tr("正在导入"))

    def _begin(self, work: Callable[[Store, Report], Outcome], what: str) -> None:
        self.now.setEnabled(False)
        task = self._tasks.run(
            lambda report: work(self._store, report),
            done=self._tell,
            failed=self._complain,
            settled=self.arrive,
        )
        task.cancelled.connect(self._tell_stopped)
        if self._tasks.busy:
            self.working.follow(task, what)

    def _tell_stopped(self) -> None:
        self._messages.info(self.tr("已停止。收到回执的已经送达，其余仍在本机。"))

    def _tell(self, outcome: Outcome) -> None:
        self.is_offline = False
        text = self._words(outcome)
        self.last.setText(text)
        if outcome.refused:
            self._messages.warning(text)
        else:
            self._messages.info(text)
        self.changed.emit()

    def _complain(self, error: Exception) -> None:
        if sending.is_offline(error):
            self.is_offline = True  # not an error: the quiet line says so
            self.last.setText(self.tr("现在没有网络。要上传的内容都存在本机，有网络时再同步。"))
        else:
            self._messages.fault(error)
        self.changed.emit()

    def _words(self, outcome: Outcome) -> str:
        words = {
            "round": self.tr("同步完成：送达 {sent} 条，收到 {received} 条"),
            "enrol": self.tr("登记成功，可以同步了。请打电话核对中心指纹：{note}"),
            "export": self.tr("已导出 {sent} 条。中心导入并发回回执后才算送达"),
            "import": self.tr("已导入 {received} 条，新收到回执 {receipts} 条"),
        }[outcome.what]
        text = words.format(
            sent=outcome.sent, received=outcome.received, receipts=outcome.receipts, note=outcome.note
        )
        if outcome.refused:
            more = self.tr("{count} 条没有被采用，单独存放，内容都在，不影响其他").format(
                count=outcome.refused
            )
            return f"{text}；{more}。{outcome.note}"
        return f"{text}。"

    def _explained(self, state: SyncState) -> str:
        if not state.enrolled:
            return self.tr("没有登记也能入户、打印；登记后才能和中心同步。")
        if state.refused:
            return why_set_aside(state.refused)
        return self.tr("没有网络时照常入户，有网络时点“立即同步”，或用U盘传递。收到中心回执的才算送达。")

    def _status(self) -> QWidget:
        actions = row(self.now, self.working, STRETCH)
        actions.setStretch(1, 1)
        return panel(column(self.state, self.counts, actions, self.last), padding=20)

    def _enrolment(self) -> QWidget:
        _enter(self.address, self.code.setFocus)
        _enter(self.code, self.enrol)
        fields = form((self.tr("中心地址(&A)"), self.address), (self.tr("登记码(&C)"), self.code))
        go = button(self.tr("登记本机(&R)"), self.enrol, role="primary", sign="key")
        words = label(self.tr("地址和登记码由县里或乡镇发给。登记码只能用一次。"), "small")
        return panel(
            column(label(self.tr("登记到中心"), "section"), words, fields, row(STRETCH, go)), padding=20
        )

    def _stick(self) -> QWidget:
        words = self.tr(
            "没有网络时，把数据包存到U盘送到中心；带回的数据包里有回执。数据包是加密的，丢了也看不到内容。"
        )
        content = column(
            label(self.tr("U盘传递"), "section"),
            label(words, "small", wrap=True),
            row(self.export_button, self.import_button, STRETCH),
        )
        return panel(content, padding=20)


def _enter(field: QLineEdit, do: Callable[[], object]) -> None:
    field.returnPressed.connect(lambda *_nothing: do())
