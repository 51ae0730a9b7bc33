"""Telling whether every answer is on the disk: quietly while it is, plainly while it is not."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from storage.errors import StorageFault
from ui import wording
from ui.messages import Messages
from ui.survey.head import HeadBar
from ui.survey.recorder import Recorder


class KeptNotice(QObject):
    """Shows what the recorder says in the head and, if need be, in the message bar."""

    def __init__(
        self, recorder: Recorder, head: HeadBar, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._recorder, self._head, self._messages = recorder, head, messages
        self._is_stuck = False
        recorder.kept.connect(self._tell_kept)
        recorder.stuck.connect(self._tell_stuck)
        recorder.failed.connect(messages.fault)

    def _tell_kept(self, at: datetime) -> None:
        self._head.show_saved(at)
        if self._is_stuck:
            self._is_stuck = False
            self._messages.info(self.tr("刚才没有存上的答案都已存好。"))

    def _tell_stuck(self, fault: StorageFault) -> None:
        self._is_stuck = True
        waiting = self._recorder.desk.keeper.waiting if self._recorder.desk else 0
        self._head.show_waiting(waiting)
        kept = self.tr("%d 项答案留在屏幕上，会自动再存。") % waiting
        self._messages.error(f"{wording.sentence(fault)}{kept}", self.tr("再存一次"), self._recorder.save)
