"""Takes each answer and has it saved in the same slot; what cannot be saved waits and is tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from forms.views import Changes
from storage.errors import StorageFault
from ui.survey.desk import Desk

RETRY_MS: Final = 5000
"""How often an answer that could not be saved is tried again."""


class Recorder(QObject):
    """Between the fields and the desk.

    Signals:
        changed: `Changes` to show; what they hold is saved, or waits to be.
        kept: `datetime` of a save after which nothing waits.
        stuck: the fault that keeps answers from being saved.
        failed: a fault after which nothing has changed.
    """

    changed = Signal(object)
    kept = Signal(object)
    stuck = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk: Desk | None = None
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self.save)

    def answer(self, key: str, value: str) -> None:
        """Take an answer or an explanation."""
        self._take(lambda desk: desk.answer(key, value))

    def add_row(self, repeat: str) -> None:
        """Add a row to a repeat."""
        self._take(lambda desk: desk.interview.add_row(repeat))

    def remove_row(self, row: str) -> None:
        """Take a row away with all its answers."""
        self._take(lambda desk: desk.interview.remove_row(row))

    def override(self, item: str, option: str, reason: str) -> None:
        """Choose another option of a scoring item."""
        self._take(lambda desk: desk.interview.override(item, option, reason))

    def attach(self, key: str, file: str) -> None:
        """Store a picture and answer with it; a picture that cannot be stored changes nothing."""
        try:
            self._take(lambda desk: desk.attach(key, Path(file)))
        except (OSError, StorageFault) as fault:
            self.failed.emit(fault)

    def save(self, changes: Changes | None = None) -> None:
        """Save these changes and all that waits."""
        if self.desk is None:
            return
        self._retry.stop()
        fault = self.desk.keeper.save(changes)
        if fault is None:
            self.kept.emit(datetime.now().astimezone())
        else:
            self._retry.start()
            self.stuck.emit(fault)

    def _take(self, mutation: Callable[[Desk], Changes]) -> None:
        if self.desk is None:
            return
        changes = mutation(self.desk)
        if changes.patch:
            self.save(changes)
        if changes:
            self.changed.emit(changes)
