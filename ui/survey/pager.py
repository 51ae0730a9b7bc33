"""Steps, sections and the page of questions between them: where one is, and how keys move one on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from forms.upgrade import Kept
from forms.views import Changes
from ui.fields import Field
from ui.layout import STRETCH, column, row, scrolled
from ui.parts import button, label
from ui.survey.asking import Asking
from ui.survey.former import FormerAnswers
from ui.survey.page import Body, settle_places
from ui.survey.route import Entry, Route
from ui.survey.row_head import RowHead
from ui.survey.source import Section, Source
from ui.survey.steps import SECTION_PX, SECTIONS_PX, SectionList, StepBar

PAGE_PX: Final = 980
"""The widest a page of questions gets; longer lines are hard to follow."""
ABOVE_PX: Final = 90
"""What stays in sight above and below the field that takes the keys."""


class Pager(Asking):
    """Shows one section at a time; `ended()` past the last one."""

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.route: Route | None = None
        self.body: Body | None = None
        self.step_bar, self.section_list = StepBar(), SectionList()
        self._title = label("", "title")
        self.area = scrolled(QWidget())
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.former = FormerAnswers()
        self._former: tuple[Kept, ...] = ()
        self.next_button = button("", self.turn, sign="right")
        self.back_button = button(self.tr("上一节"), lambda: self.turn(-1), role="quiet", sign="left")
        self.step_bar.chosen.connect(self.go_step)
        self.section_list.chosen.connect(self._go_entry)
        self._entries: tuple[Entry, ...] = ()
        self._lay_out()

    @property
    def step(self) -> int:
        """The index of the step shown."""
        return self.route.step if self.route else 0

    @property
    def section(self) -> Section | None:
        """The section shown."""
        return self.route.section if self.route else None

    def open(self, source: Source) -> None:
        """Show an interview, at the first section that is not finished."""
        self.route = Route(source)
        self.route.go_to_unfinished()
        self._show_section()

    def reopen(self, source: Source) -> None:
        """Show the same place of an interview anew, such as after it was locked."""
        before, self.route = self.route, Route(source)
        if before is not None:
            self.route.go_step(before.step)
            self.route.go_section(before.at)
        self._show_section()

    def show_former(self, kept: tuple[Kept, ...]) -> None:
        """Show answers of an older version, on the last page."""
        self._former = kept
        self._show_former()

    def redraw(self) -> None:
        """Show everything anew, such as in another language; place and focus stay."""
        key = self._key_of_focus()
        if self.route is not None:
            self.reopen(self.route.source)
        if key and self.body is not None:
            self._focus_on(self.body, key, insisting=False)

    def go_step(self, index: int) -> None:
        """Show a step, at the section where it was left."""
        if self.route is not None and 0 <= index < len(self.route.steps):
            self.settle()
            self.route.go_step(index)
            self._show_section()

    def go_section(self, index: int) -> None:
        """Show a section of this step."""
        if self.route is not None:
            self.settle()
            self.route.go_section(index)
            self._show_section()

    def _go_entry(self, index: int) -> None:
        entry = self._entries[index]
        if entry.step != self.step or entry.section is None:
            self.go_step(entry.step)
        if entry.section is not None:
            self.go_section(entry.section)

    def turn(self, by: int = 1) -> None:
        """Show the next section (or with -1 the one before), on to the next step at its end."""
        if self.route is None:
            return
        self.settle()
        if self.route.turn(by):
            self._show_section()
        elif by > 0:
            self.ended.emit()

    def go_to(self, key: str) -> bool:
        """Show the field of a question and put the keys there; False if it is on no page."""
        place = self.route.place_of(key) if self.route else None
        if self.route is None or place is None:
            return False
        if place != (self.route.step, self.route.at):
            self.go_step(place[0])
            self.go_section(place[1])
        if self.body is not None:
            self._focus_on(self.body, key)
        return True

    def update_from(self, changes: Changes) -> None:
        """Show what changed; focus and place stay."""
        if self.route is None or self.body is None:
            return
        if self.route.is_outdated(changes) and not self.route.refit():
            self._show_section()
        self.body.update_from(changes)
        self._name_next()
        self.show_progress()

    def settle(self) -> None:
        """Hand over what is being typed."""
        if self.body is not None:
            for field in self.body.fields():
                field.commit()

    def show_progress(self) -> None:
        """Set the lights."""
        if self.route is None:
            return
        self._entries = self.route.entries()
        here = self.route.entry_here(self._entries)
        if self.has_bar:
            self.step_bar.present(self.route.step_marks(), self.route.step)
        self.step_bar.setVisible(self.has_bar)
        self.section_list.present(tuple(entry.mark for entry in self._entries), here)
        self._side.setVisible(self.route.has_list)
        self._side_area.ensureVisible(0, self.section_list.box(max(here, 0)).center().y(), 0, SECTION_PX)

    @property
    def has_bar(self) -> bool:
        """Whether the steps stand side by side above the page."""
        return self.route is not None and len(self.route.steps) > 1 and not self.route.is_crowded

    def step_focus(self, by: int) -> None:
        """Put the keys on the next field, or with -1 on the one before."""
        stops = self.stops()
        at = self._index_of_focus(stops)
        start = -1 if by > 0 else len(stops)
        target = (start if at is None else at) + by
        if 0 <= target < len(stops):
            self._focus(stops[target])

    def stops(self) -> list[QWidget]:
        """Return everything that takes keys, in order, the button to the next section last."""
        return [*(self.body.stops() if self.body else []), self.next_button]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter goes back; on a button or a closed row Enter presses it."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = QApplication.focusWidget()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.step_focus(-1)
        elif isinstance(focused, QPushButton):
            focused.click()
        elif isinstance(focused, RowHead) and not focused.opened:
            focused.press()
        else:
            self.step_focus(1)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's own names
        """Let Tab go the same way as Enter, out of the page at its ends."""
        stops = self.stops()
        at = self._index_of_focus(stops)
        target = None if at is None else at + (1 if next else -1)
        if target is None or not 0 <= target < len(stops):
            return super().focusNextPrevChild(next)
        self._focus(stops[target])
        return True

    def _lay_out(self) -> None:
        foot = QFrame()
        foot.setProperty("role", "foot")
        self._keys = keys = label("", "small")
        foot.setLayout(
            row(self.back_button, STRETCH, keys, STRETCH, self.next_button, margins=(12, 6, 14, 6))
        )
        self._side = side = QFrame()
        side.setProperty("role", "side")
        self._side_area = scrolled(self.section_list)
        self._side_area.setFixedWidth(SECTIONS_PX)
        self._side_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side_area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setLayout(column(self._side_area, margins=(0, 0, 0, 0)))
        sheet = QFrame()
        sheet.setProperty("role", "sheet")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(8, 8, 0, 0)
        inside.setSpacing(4)
        self._title.setContentsMargins(12, 0, 0, 4)
        inside.addWidget(self._title)
        inside.addWidget(self.area, 1)
        inside.addWidget(self.former)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(side)
        middle.addWidget(sheet, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(foot)

    def _show_section(self) -> None:
        section = self.section
        if self.route is None or section is None:
            return
        self._title.setText(section.title)
        self._replace_body(Body(self.route.source, section.nodes))
        self._name_next()
        self._show_former()
        self.show_progress()
        self._focus(self.stops()[0])

    def _show_former(self) -> None:
        is_last = self.route is not None and self.route.is_last
        shown = self._former if is_last else ()
        if shown != self.former.kept:
            self.former.present(shown)

    def _key_of_focus(self) -> str:
        place = QApplication.focusWidget()
        while place is not None and not isinstance(place, Field):
            place = place.parentWidget()
        return place.view.key if place is not None else ""

    def _focus_on(self, body: Body, key: str, *, insisting: bool = True) -> None:
        if insisting:
            body.insist()
        body.open_row_of(key)
        field = body.field(key)
        stops = field.stops() if field else body.stops()
        if stops:
            self._focus(stops[0])

    def _replace_body(self, body: Body) -> None:
        self.pass_on(body)
        body.row_opened.connect(self._show_from_top)
        body.setMaximumWidth(PAGE_PX)
        self.body = body
        is_long = len(body.blocks) > 1
        # with a bar that is always there, heights are worked out for one width, not for two
        always, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.area.setVerticalScrollBarPolicy(always if is_long else needed)
        self.area.setWidget(body)

    def _name_next(self) -> None:
        if self.route is None:
            return
        section, step = self.route.following
        text = self.tr("下一步:%s") % step if step else self.tr("检查完成")
        self.next_button.setText(self.tr("下一节:%s") % section if section else text)
        self.back_button.setEnabled(not self.route.is_first)
        self._keys.setText(self._key_words(len(self.route.steps)))

    def _key_words(self, steps: int) -> str:
        words = self.tr("Enter 下一题 · 数字选项 · Ctrl+Enter 下一节")
        return f"{words} · {self.tr('Ctrl+1…%d 步骤') % min(steps, 9)}" if steps > 1 else words

    def _show_from_top(self, widget: QWidget) -> None:
        """Bring a row that was just opened up, once its questions have their places."""
        QTimer.singleShot(0, widget, lambda: self._scroll_to(widget))

    def _scroll_to(self, widget: QWidget) -> None:
        page = self.area.widget()
        if page is not None and page.isAncestorOf(widget):
            self.area.verticalScrollBar().setValue(widget.mapTo(page, QPoint(0, -8)).y())

    def _index_of_focus(self, stops: list[QWidget]) -> int | None:
        focused = QApplication.focusWidget()
        return next((index for index, stop in enumerate(stops) if stop is focused), None)

    def _focus(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if self.body is not None and self.body.isAncestorOf(widget):
            if len(self.body.blocks) > 1:
                settle_places()
            self.area.ensureWidgetVisible(widget, 0, ABOVE_PX)
