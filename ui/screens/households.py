"""农户: the list with instant search, filters and coverage; one household in the pane beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from storage import Store, cards, visits
from storage.records import HouseholdPage, HouseholdQuery
from ui import states
from ui.coverage import Coverage
from ui.dossier import dossier, short_number
from ui.household_table import HouseholdTable, SearchBox
from ui.layout import STRETCH, column, holder, row
from ui.messages import Messages
from ui.models.households import HouseholdModel
from ui.parts import button, empty_state, heading, shortcut
from ui.screens.dialogs import AddHousehold, Attempt, Group, RecordAttempt, RevokeCard
from ui.screens.household_details import HouseholdDetails
from ui.theme import TOUCH_PX

SEARCH_LIMIT = 200


class Households(QWidget):
    """The list of households.

    `survey_wanted(household_id)`, `print_wanted(tuple of household ids)` and `changed()` tell the owner.
    """

    survey_wanted = Signal(str)
    print_wanted = Signal(object)
    changed = Signal()

    def __init__(self, store: Store, messages: Messages, today: Callable[[], date]) -> None:
        super().__init__()
        self._store, self._messages, self._today = store, messages, today
        self.search = SearchBox()
        self.group, self.state = QComboBox(), QComboBox()
        self.coverage, self.details = Coverage(), HouseholdDetails()
        self.model = HouseholdModel(self._fetch)
        self.table = HouseholdTable(self.model)
        self._nothing = empty_state(
            "search",
            self.tr("没有符合的农户"),
            self.tr("换个说法试试：姓名、拼音首字母、身份证尾号、户编号。"),
        )
        self._nothing.hide()
        self._connect()
        lists = column(self._filters(), self.coverage, self.table, self._nothing)
        lists.setStretch(2, 1)
        body = row(spacing=16)
        body.addLayout(lists, 1)
        body.addWidget(self.details)
        self.setLayout(column(self._head(), body, spacing=14, margins=(20, 16, 20, 16)))

    def arrive(self) -> None:
        """Show what is in the store now; keep the place in the list."""
        self._fill_filters()
        self.refresh()
        self.search.setFocus()

    def refresh(self) -> None:
        """Ask the store again."""
        kept = self.selected
        self._ask()
        self.coverage.present(self._store.count_by_state(self._area))
        if self.model.rowCount():
            self.table.go_to(max(self.model.row_of(kept), 0))

    @property
    def selected(self) -> str:
        """The household that is chosen, "" if none."""
        index = self.table.currentIndex()
        return self.model.line(index.row()).id if index.isValid() else ""

    def chosen(self) -> tuple[str, ...]:
        """Return all households that are marked in the list."""
        return tuple(self.model.line(index.row()).id for index in self.table.selectionModel().selectedRows())

    def select(self, household_id: str) -> None:
        """Go to a household if it is in the list as it stands."""
        at = self.model.row_of(household_id)
        if at >= 0:
            self.table.go_to(at)
        self._present(household_id if at >= 0 else "")

    def show_household(self, household_id: str) -> None:
        """Go to a household whatever the filters say."""
        if self.model.row_of(household_id) < 0:
            self.search.clear()
            self.group.setCurrentIndex(0)
            self.state.setCurrentIndex(0)
            record = self._store.get("household", household_id)
            if record is not None:
                self.search.setText(record.get("code") or record.get("head_name"))
            self.search.settle()
            self._ask()
        self.select(household_id)

    def add_household(self) -> None:
        """新增/补录."""
        dialog = AddHousehold(self._groups(), self._add, self)
        dialog.open()

    def record_attempt(self) -> None:
        """无人/拒访 of the chosen household."""
        household = self._store.get("household", self.selected) if self.selected else None
        if household is not None:
            head = household.get("head_name")
            dialog = RecordAttempt(head, self._today(), lambda one: self._attempt(household.id, one), self)
            dialog.open()

    def revoke_card(self, card_no: str) -> None:
        """作废 a card of the chosen household, with a reason."""
        household = self._store.get("household", self.selected) if self.selected else None
        if household is not None:
            number, head = short_number(card_no), household.get("head_name")
            dialog = RevokeCard(number, head, lambda reason: self._revoke(card_no, reason), self)
            dialog.open()

    def survey(self) -> None:
        """Begin or go on with the visit of the chosen household."""
        if self.selected:
            self.survey_wanted.emit(self.selected)
        else:
            self._messages.info(self.tr("请先在列表里选一户。"))

    def print(self) -> None:
        """Print the marked households."""
        if marked := self.chosen():
            self.print_wanted.emit(marked)
        else:
            self._messages.info(self.tr("请先在列表里选要打印的农户，可以多选。"))

    def _head(self) -> QWidget:
        add = button(self.tr("新增/补录(&N)"), self.add_household, sign="plus")
        return holder(row(heading(self.tr("农户")), STRETCH, add))

    def _filters(self) -> QWidget:
        for combo in (self.group, self.state):
            combo.setMinimumHeight(TOUCH_PX)
        self.group.setMinimumWidth(130)
        self.state.setMinimumWidth(130)
        line = row(self.search, self.group, self.state, spacing=8)
        line.setStretch(0, 1)
        return holder(line)

    def _connect(self) -> None:
        self.search.paused.connect(self._ask_and_choose)
        self.search.returnPressed.connect(self._enter_list)
        self.search.arrow.connect(self._enter_list)
        self.group.activated.connect(self.refresh)
        self.state.activated.connect(self.refresh)
        self.table.opened.connect(self.survey)
        self.table.selectionModel().currentRowChanged.connect(self._present_current)
        self.details.survey_pressed.connect(self.survey)
        self.details.attempt_pressed.connect(self.record_attempt)
        self.details.print_pressed.connect(self.print)
        self.details.revoke_pressed.connect(self.revoke_card)
        shortcut(self, "Ctrl+F", self.search.take_focus)
        shortcut(self, "F2", self.survey)
        shortcut(self, "Ctrl+N", self.add_household)
        shortcut(self, "Ctrl+P", self.print)
        shortcut(self, "F3", self.record_attempt)

    @property
    def _area(self) -> str:
        return str(self.group.currentData() or "")

    def _fetch(self, query: HouseholdQuery) -> HouseholdPage:
        if not query.text:
            return self._store.households(query)
        found = self._store.search(query.text, limit=SEARCH_LIMIT)
        fits = (
            line
            for line in found
            if line.group.startswith(query.area) and (not query.states or line.state in query.states)
        )
        return HouseholdPage(tuple(fits))

    def _ask(self) -> None:
        state = str(self.state.currentData() or "")
        query = HouseholdQuery(
            area=self._area, states=(state,) if state else (), text=self.search.text().strip()
        )
        self.model.ask(query)
        has_any = self.model.rowCount() > 0
        self.table.setVisible(has_any)
        self._nothing.setVisible(not has_any)
        if not has_any:
            self.details.present(None)

    def _ask_and_choose(self) -> None:
        """While typing the first hit is chosen, so that F2 starts at once; the focus stays."""
        kept = "" if self.search.text().strip() else self.selected
        self._ask()
        if self.model.rowCount():
            self.table.go_to(max(self.model.row_of(kept), 0))

    def _enter_list(self) -> None:
        self.search.hurry()
        if self.model.rowCount():
            self.table.go_to(max(self.table.currentIndex().row(), 0))
            self.table.setFocus()

    def _present_current(self, current: QModelIndex) -> None:
        self._present(self.model.line(current.row()).id if current.isValid() else "")

    def _present(self, household_id: str) -> None:
        self.details.present(dossier(self._store, household_id, self._today()) if household_id else None)

    def _groups(self) -> list[Group]:
        return [Group(code, name) for code, name, _count in self._store.groups()]

    def _fill_filters(self) -> None:
        everywhere = [(self.tr("全部屯"), "")]
        groups = [(f"{name} ({count})", code) for code, name, count in self._store.groups()]
        _refill(self.group, everywhere + groups)
        kinds = [(states.word(state), state) for state in reversed(states.LOOKS)]
        _refill(self.state, [(self.tr("全部状态"), ""), *kinds])

    def _add(self, group: str, head_name: str, phone: str, address: str) -> None:
        record = visits.add_household(self._store, group[:12], group, head_name, phone=phone, address=address)
        self._fill_filters()
        self.show_household(record.id)
        self.changed.emit()
        text = self.tr("已补录 {name}，户编号 {code}。").format(name=head_name, code=record.get("code"))
        self._messages.info(text)

    def _attempt(self, household_id: str, attempt: Attempt) -> None:
        visits.attempt(self._store, household_id, on=attempt.on, result=attempt.result, note=attempt.note)
        self.refresh()
        self.changed.emit()
        self._messages.info(self.tr("已记下：{day} {result}。").format(day=attempt.on, result=attempt.result))

    def _revoke(self, card_no: str, reason: str) -> None:
        cards.revoke(self._store, card_no, reason)
        self._present(self.selected)
        self.table.setFocus()
        self.changed.emit()
        text = self.tr("卡 {number} 已作废：{reason}。再打印时发新卡。")
        self._messages.info(text.format(number=short_number(card_no), reason=reason))


def _refill(combo: QComboBox, items: list[tuple[str, str]]) -> None:
    kept = combo.currentData()
    combo.clear()
    for text, value in items:
        combo.addItem(text, value)
    combo.setCurrentIndex(max(combo.findData(kept), 0))
