"""入户调查: the visit that is open, or the households whose visit was begun and not finished."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from storage import Store
from storage.records import HouseholdQuery
from ui.household_table import HouseholdTable
from ui.layout import STRETCH, column, holder, row
from ui.messages import Messages
from ui.models.households import HouseholdModel
from ui.parts import button, empty_state, heading, label
from ui.survey.screen import SurveyScreen
from ui.tasks import Tasks


class Visits(QWidget):
    """Emits `closed(household_id)` when the person leaves a visit, `changed()` when one was changed."""

    closed = Signal(str)
    changed = Signal()
    print_wanted = Signal(str)

    def __init__(self, store: Store, tasks: Tasks, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self._household_id = ""
        self.survey = SurveyScreen(store, tasks, messages)
        self.model = HouseholdModel(store.households)
        self.table = HouseholdTable(self.model)
        self._begun, self._none = self._list(), self._empty()
        self._stack = QStackedWidget()
        for page in (self.survey, self._begun, self._none):
            self._stack.addWidget(page)
        self.setLayout(column(self._stack))
        self.survey.closed.connect(self._close)
        self.survey.visit_changed.connect(lambda _id: self.changed.emit())
        self.survey.print_requested.connect(self.print_wanted)
        self.table.opened.connect(self._go_on)

    def arrive(self) -> None:
        """Show the open visit if there is one, else what was begun."""
        if self._household_id:
            self._stack.setCurrentWidget(self.survey)
            return
        self.model.ask(HouseholdQuery(states=("surveying",)))
        if self.model.rowCount():
            self._stack.setCurrentWidget(self._begun)
            self.table.go_to(0)
            self.table.setFocus()
        else:
            self._stack.setCurrentWidget(self._none)

    def open_visit(self, household_id: str) -> None:
        """Begin the visit of a household or go on with it."""
        self._household_id = household_id
        self._stack.setCurrentWidget(self.survey)
        self.survey.open_visit(household_id)

    def _go_on(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.open_visit(self.model.line(index.row()).id)
            self.changed.emit()

    def _close(self) -> None:
        left, self._household_id = self._household_id, ""
        self.closed.emit(left)

    def _list(self) -> QWidget:
        go_on = button(self.tr("继续调查(&G)"), self._go_on, role="primary", sign="survey")
        words = label(self.tr("这些农户的调查已经开始、还没有完成。选一户，按 Enter 继续。"), "muted")
        content = column(
            row(heading(self.tr("入户调查")), STRETCH, go_on), words, self.table, margins=(20, 16, 20, 16)
        )
        return holder(content)

    def _empty(self) -> QWidget:
        choose = button(self.tr("去选农户(&H)"), lambda: self.closed.emit(""), role="primary", sign="people")
        text = self.tr("在“农户”里选一户，按 F2 开始。没有完成的调查会列在这里。")
        return empty_state("survey", self.tr("没有正在进行的调查"), text, choose)
