"""The end of a visit: what is still open, 完成, 撤回完成, 签字."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QObject, Signal

from storage.errors import StorageFault
from ui.survey.completion import CompletionPage
from ui.survey.desk import Desk
from ui.survey.matters import Matter
from ui.survey.recorder import Recorder


class Ending(QObject):
    """Does what the completion page offers.

    Signals:
        changed: the visit has another state now.
        refused: the fault for which it has not.
    """

    changed = Signal()
    refused = Signal(object)

    def __init__(self, page: CompletionPage, recorder: Recorder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page, self._recorder = page, recorder
        page.completed.connect(self._complete)
        page.withdrawn.connect(self._withdraw)
        page.signed.connect(self._sign)

    def present(self, path_of: Callable[[str], str]) -> None:
        """Show what is open; `path_of` tells where a question is, in words."""
        desk = self._recorder.desk
        if desk is None:
            return
        matters = tuple(
            Matter(problem, path_of(problem.at[0]), desk.title_of(problem.at[0]), desk.blocks(problem))
            for problem in desk.matters()
        )
        self._page.present(matters, desk.state, desk.household.get("head_name", ""))

    def _complete(self) -> None:
        self._recorder.save()
        self._do(lambda desk: desk.complete(_now()))

    def _withdraw(self) -> None:
        self._do(lambda desk: desk.withdraw(_now(), _now().date()))

    def _sign(self, on: str, who: str, refused: str) -> None:
        self._do(lambda desk: desk.sign(date.fromisoformat(on), who, refused=bool(refused)))

    def _do(self, act: Callable[[Desk], object]) -> None:
        if self._recorder.desk is None:
            return
        try:
            act(self._recorder.desk)
        except StorageFault as fault:
            self.refused.emit(fault)
        else:
            self.changed.emit()


def _now() -> datetime:
    return datetime.now().astimezone()
