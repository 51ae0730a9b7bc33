"""The survey screen: one visit, from the door to the signature."""

from __future__ import annotations

import gc
import re
from datetime import date, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from forms.views import Changes
from storage import Store, visits
from storage.errors import StorageFault
from ui.fields.finder import initials
from ui.fields.look import field_sheet
from ui.layout import column, row
from ui.messages import Messages
from ui.parts import shortcut
from ui.survey.begin import BeginPage, offers
from ui.survey.completion import CompletionPage
from ui.survey.desk import Desk
from ui.survey.ending import Ending
from ui.survey.head import HeadBar
from ui.survey.keeping import KeptNotice
from ui.survey.live import LivePanel
from ui.survey.override import OverrideDialog
from ui.survey.pager import Pager
from ui.survey.recorder import Recorder
from ui.survey.standing import Standing, standing_of
from ui.tasks import Tasks

LANGUAGE: Final = "language "
"""Where the language of a questionnaire is kept on this laptop."""
MOST_DIGITS: Final = 9
"""Steps that Ctrl and a digit lead to."""


class SurveyScreen(QWidget):
    """One visit to one household.

    Signals:
        closed: The person leaves the screen; everything is saved.
        visit_changed: id of the household whose state changed.
        print_requested: id of the household whose 评估表 is wanted.
    """

    closed = Signal()
    visit_changed = Signal(str)
    print_requested = Signal(str)

    def __init__(self, store: Store, tasks: Tasks, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._messages = store, messages
        self._household = ""
        self._standing = Standing()
        self._finished = False
        self._forms_seen = len(store.forms)
        self.recorder = Recorder(self)
        self.head, self.live, self.pager = HeadBar(), LivePanel(), Pager()
        self.begin, self.completion = BeginPage(), CompletionPage()
        self.ending = Ending(self.completion, self.recorder, self)
        KeptNotice(self.recorder, self.head, messages, self)
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect_pages()
        self._connect_panels()
        self._take_keys()
        tasks.run(
            lambda _report: initials("壮族")
        )  # loads the readings, which takes 0.4 s, before they are needed

    @property
    def desk(self) -> Desk | None:
        """The open visit, None before it is begun."""
        return self.recorder.desk

    def open_visit(self, household_id: str) -> None:
        """Show the latest visit to a household; without one, ask who is here to begin it."""
        self.leave_visit()
        self._household = household_id
        latest = visits.latest(self._store, household_id)
        if latest is not None:
            self._resume(latest)
        else:
            self._ask_who_is_here()

    def visit_again(self) -> None:
        """Ask who is here for one more visit, with any questionnaire; the one before stays as it is."""
        self.leave_visit()
        self._ask_who_is_here()

    def _ask_who_is_here(self) -> None:
        record = self._store.get("household", self._household)
        body = record.body if record else {}
        state = body.get("state") or "listed"
        self.head.present(body.get("head_name", ""), (body.get("group_name", ""),), state)
        self.head.show_size("")
        self._show_tools(shown=False)
        self.stack.setCurrentWidget(self.begin)
        self.begin.present(body, self._store.person, offers(self._store))

    def leave_visit(self) -> None:
        """Hand over and save what is being typed, and close the visit."""
        if self.desk is not None:
            self.pager.settle()
            self.recorder.save()
            self.desk.close()
            self.recorder.desk = None

    def go_to(self, key: str) -> None:
        """Show the field of a question and put the keys there."""
        self.show_pages()
        self.pager.go_to(key)

    def show_pages(self) -> None:
        """Show the questions."""
        self.stack.setCurrentWidget(self.pager)

    def show_matters(self) -> None:
        """Show what is still missing or contradictory; a second time, the questions again."""
        if self.desk is None:
            return
        if self.stack.currentWidget() is self.completion:
            self.show_pages()
            return
        self.pager.settle()
        self._present_matters()
        self.stack.setCurrentWidget(self.completion)
        self.completion.focus_first()

    def ask_override(self, item: str) -> None:
        """Ask for another option of a scoring item and the reason."""
        if self.desk is None or self.desk.finished:
            return
        sheet = self.desk.interview.score()
        found = next(score for score in sheet.items if score.item == item)
        dialog = OverrideDialog(found, sheet.scheme, self)
        dialog.decided.connect(self.recorder.override)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show(self, visit: visits.OpenVisit) -> None:
        self._settle_memory()
        desk = Desk(self._store, self._household, visit)
        self.recorder.desk = desk
        self._show_languages()
        group = desk.household.get("group", "")
        form = visit.interview.questionnaire.name
        self._standing = standing_of(self._store, group, self._household, form)
        self._show_tools(shown=True)
        self.show_pages()
        self.pager.open(desk.source())
        self.pager.show_former(desk.former_answers())
        self._show_state()
        self._show_outcome()

    def _settle_memory(self) -> None:
        """A questionnaire stays once loaded; looking through it for garbage holds an answer up 0.1 s."""
        if len(self._store.forms) != self._forms_seen:
            self._forms_seen = len(self._store.forms)
            gc.freeze()

    def _resume(self, visit_id: str) -> None:
        try:
            visit = visits.resume(self._store, visit_id, today=_today())
        except StorageFault as fault:
            self._messages.fault(fault)
            self.closed.emit()
            return
        self._show(visit)

    def _begin(self, companions: str, questionnaire: str) -> None:
        surveyors = (self._store.person, *re.split(r"[、,,\s]+", companions))
        try:
            visit = visits.begin(
                self._store,
                self._household,
                today=_today(),
                surveyors=surveyors,
                questionnaire=questionnaire,
            )
        except StorageFault as fault:
            self._messages.fault(fault)
            return
        self._show(visit)
        self.visit_changed.emit(self._household)

    def _show_languages(self) -> None:
        """Speak the language that was spoken last with this questionnaire."""
        if self.desk is None:
            return
        interview = self.desk.interview
        form = interview.questionnaire
        chosen = self._store.local(f"{LANGUAGE}{form.name}")
        if chosen in form.languages and chosen != interview.language:
            interview.speak(chosen)
        self.head.show_languages(form.languages, interview.language)
        self.live.outlook.form.setText(f"{form.title} · {form.version}")

    def _speak(self, language: str) -> None:
        if self.desk is None or language == self.desk.interview.language:
            return
        self.pager.settle()
        self.desk.interview.speak(language)
        self._store.set_local(f"{LANGUAGE}{self.desk.interview.questionnaire.name}", language)
        self.pager.redraw()
        self._show_outcome()

    def _leave(self) -> None:
        self.leave_visit()
        self.closed.emit()

    def _show_changes(self, changes: Changes) -> None:
        self.pager.update_from(changes)
        self._show_outcome()

    def _show_outcome(self) -> None:
        desk = self.desk
        if desk is None:
            return
        problems, sheet = desk.matters(), desk.interview.score()
        self.live.present(sheet, self._standing, problems, desk.interview.progress(""))
        count = sum(desk.blocks(problem) for problem in problems)
        self.head.show_matters(count, finished=self._finished)
        size = sheet.figures.get("size")
        self.head.show_size(size.display if size else "")

    def _show_state(self) -> None:
        if self.desk is not None:
            self._finished = self.desk.finished
            body = self.desk.household
            facts = (body.get("group_name", ""), body.get("code", ""))
            self.head.present(body.get("head_name", ""), facts, self.desk.state)

    def _show_end(self) -> None:
        """Show the visit in the state it has now."""
        if self.desk is not None:
            self.pager.reopen(self.desk.source())
            self._present_matters()
            self._show_state()
            self._show_outcome()
            self.completion.focus_first()
            self.visit_changed.emit(self._household)

    def _present_matters(self) -> None:
        if self.pager.route is not None:
            self.ending.present(self.pager.route.path_of)

    def _show_tools(self, *, shown: bool) -> None:
        for part in (self.live, self.head.matters_button, self.head.saved):
            part.setVisible(shown)
        if not shown:
            self.head.show_languages((), "")
        self.pager.step_bar.setVisible(shown and self.pager.has_bar)

    def _lay_out(self) -> None:
        self.setStyleSheet(field_sheet())
        for page in (self.pager, self.completion, self.begin):
            self.stack.addWidget(page)
        beside = row(spacing=0)
        beside.addLayout(column(self.pager.step_bar, self.stack, spacing=0), 1)
        beside.addWidget(self.live)
        self.setLayout(column(self.head, beside, spacing=0))

    def _connect_pages(self) -> None:
        recorder, pager = self.recorder, self.pager
        self.begin.begun.connect(self._begin)
        self.begin.left.connect(self._leave)
        pager.committed.connect(recorder.answer)
        pager.row_wanted.connect(recorder.add_row)
        pager.row_unwanted.connect(recorder.remove_row)
        pager.picture_chosen.connect(recorder.attach)
        pager.ended.connect(self.show_matters)
        pager.step_bar.chosen.connect(self.show_pages)
        recorder.changed.connect(self._show_changes)

    def _connect_panels(self) -> None:
        self.head.left.connect(self._leave)
        self.head.list_wanted.connect(self.show_matters)
        self.head.language_chosen.connect(self._speak)
        self.live.override_wanted.connect(self.ask_override)
        self.live.problem_chosen.connect(self.go_to)
        self.completion.field_chosen.connect(self.go_to)
        self.completion.left.connect(self.show_pages)
        self.completion.again_wanted.connect(self.visit_again)
        self.ending.changed.connect(self._show_end)
        self.ending.refused.connect(self._messages.fault)
        self.completion.print_wanted.connect(lambda: self.print_requested.emit(self._household))

    def _take_keys(self) -> None:
        for index in range(MOST_DIGITS):
            shortcut(self, f"Ctrl+{index + 1}", partial(self._go_step, index))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut(self.pager, keys, self.pager.turn)
        shortcut(self, "F9", self.show_matters)
        shortcut(self.completion, "Esc", self.show_pages)

    def _go_step(self, index: int) -> None:
        if self.desk is not None:
            self.show_pages()
            self.pager.go_step(index)


def _today() -> date:
    return datetime.now().astimezone().date()
