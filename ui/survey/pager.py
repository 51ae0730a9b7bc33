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

from forms.views import Changes, Node
from ui.layout import STRETCH, column, row, scrolled
from ui.parts import button, label
from ui.survey.asking import Asking
from ui.survey.marks import Light, light_of
from ui.survey.page import Body
from ui.survey.rows import RowHead
from ui.survey.source import Section, Source
from ui.survey.steps import Mark, SectionList, StepBar

PAGE_PX: Final = 980
"""The widest a page of questions gets; longer lines are hard to follow."""
ABOVE_PX: Final = 90
"""What stays in sight above and below the field that takes the keys."""


class Pager(Asking):
    """Shows one section at a time; `ended()` past the last one."""

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: Source | None = None
        self._steps: tuple[Node, ...] = ()
        self._sections: tuple[Section, ...] = ()
        self._step = self._section = 0
        self._last: dict[str, int] = {}
        self.body: Body | None = None
        self.step_bar, self.section_list = StepBar(), SectionList()
        self._title = label("", "title")
        self.area = scrolled(QWidget())
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.next_button = button("", self.turn, sign="right")
        self.back_button = button(self.tr("上一节"), lambda: self.turn(-1), role="quiet", sign="left")
        self.step_bar.chosen.connect(self.go_step)
        self.section_list.chosen.connect(self.go_section)
        self._lay_out()

    @property
    def step(self) -> int:
        """The index of the step shown."""
        return self._step

    @property
    def section(self) -> Section | None:
        """The section shown."""
        return self._sections[self._section] if self._sections else None

    def open(self, source: Source) -> None:
        """Show an interview, at the first section that is not finished."""
        self._source = source
        self._last = {}
        self._steps = source.steps()
        self.go_step(self._first_unfinished())

    def reopen(self, source: Source) -> None:
        """Show the same place of an interview anew, such as after it was locked."""
        self._source = source
        self._steps = source.steps()
        self._show_section(self._section)

    def go_step(self, index: int) -> None:
        """Show a step, at the section where it was left."""
        if self._source is None or not 0 <= index < len(self._steps):
            return
        self.settle()
        self._step = index
        self._sections = self._source.sections(self._steps[index])
        self._show_section(self._last.get(self._steps[index].key, 0))

    def go_section(self, index: int) -> None:
        """Show a section of this step."""
        self.settle()
        self._show_section(index)

    def turn(self, by: int = 1) -> None:
        """Go to the next section (or with -1 to the one before), on to the next step at its end."""
        target = self._section + by
        if 0 <= target < len(self._sections):
            self.go_section(target)
        elif 0 <= self._step + by < len(self._steps):
            self._last[self._steps[self._step + by].key] = 0 if by > 0 else 10_000
            self.go_step(self._step + by)
        elif by > 0:
            self.settle()
            self.ended.emit()

    def go_to(self, key: str, *, insist: bool = True) -> bool:
        """Show the field of a question and put the keys there; False if it has no place."""
        place = self._place_of(key)
        if place is None:
            return False
        if place[0] != self._step:
            self.go_step(place[0])
        if place[1] != self._section:
            self.go_section(place[1])
        if self.body is None:
            return False
        if insist:
            self.body.insist()
        self.body.open_row_of(key)
        field = self.body.field(key)
        stops = field.stops() if field else self.body.stops()
        if stops:
            self._focus(stops[0])
        return True

    def path_of(self, key: str) -> str:
        """Return step and section of a question in words, "" if it has no place."""
        place = self._place_of(key)
        if place is None or self._source is None:
            return ""
        step = self._steps[place[0]]
        title = self._source.sections(step)[place[1]].title
        return step.label if title == step.label else f"{step.label} · {title}"

    def update_from(self, changes: Changes) -> None:
        """Show what changed; focus and place stay."""
        if self._source is None or self.body is None:
            return
        if changes.structure:
            self._steps = self._source.steps()
            self._refit()
        self.body.update_from(changes)
        self.show_progress()

    def settle(self) -> None:
        """Hand over what is being typed."""
        if self.body is not None:
            for field in self.body.fields():
                field.commit()

    def show_progress(self) -> None:
        """Set the lights."""
        if self._source is None:
            return
        progress = self._source.interview.progress
        self.step_bar.present(tuple(Mark(n.label, progress(n.key)) for n in self._steps), self._step)
        marks = tuple(Mark(part.title, self._source.progress(part)) for part in self._sections)
        self.section_list.present(marks, self._section)

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
        keys = label(self.tr("Enter 下一题 · 数字选项 · Ctrl+Enter 下一节 · Ctrl+1…5 步骤"), "small")
        foot.setLayout(
            row(self.back_button, STRETCH, keys, STRETCH, self.next_button, margins=(12, 6, 14, 6))
        )
        side = QFrame()
        side.setProperty("role", "side")
        side.setLayout(column(self.section_list, STRETCH, margins=(0, 0, 0, 0)))
        sheet = QFrame()
        sheet.setProperty("role", "sheet")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(8, 8, 0, 0)
        inside.setSpacing(4)
        self._title.setContentsMargins(12, 0, 0, 4)
        inside.addWidget(self._title)
        inside.addWidget(self.area, 1)
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

    def _show_section(self, index: int) -> None:
        if self._source is None or not self._sections:
            return
        self._section = min(max(index, 0), len(self._sections) - 1)
        self._last[self._steps[self._step].key] = self._section
        section = self._sections[self._section]
        self._title.setText(section.title)
        self._replace_body(Body(self._source, section.nodes))
        self._name_next()
        self.show_progress()
        stops = self.stops()
        self._focus(stops[0])

    def _replace_body(self, body: Body) -> None:
        self.pass_on(body)
        body.row_opened.connect(self._show_from_top)
        body.setMaximumWidth(PAGE_PX)
        self.body = body
        self.area.setWidget(body)

    def _name_next(self) -> None:
        last = self._section == len(self._sections) - 1
        if not last:
            text = self.tr("下一节:%s") % self._sections[self._section + 1].title
        elif self._step + 1 < len(self._steps):
            text = self.tr("下一步:%s") % self._steps[self._step + 1].label
        else:
            text = self.tr("检查完成")
        self.next_button.setText(text)
        self.back_button.setEnabled(self._step > 0 or self._section > 0)

    def _refit(self) -> None:
        """Follow the sections of this step as they come and go; the page shown stays."""
        if self._source is None:
            return
        shown = self.section
        self._sections = self._source.sections(self._steps[self._step])
        keys = [section.key for section in self._sections]
        if shown is not None and shown.key in keys:
            self._section = keys.index(shown.key)
            self._name_next()
        else:
            self._show_section(self._section)

    def _first_unfinished(self) -> int:
        if self._source is None:
            return 0
        for index, step in enumerate(self._steps):
            for place, section in enumerate(self._source.sections(step)):
                if light_of(self._source.progress(section)) not in {Light.DONE, Light.OPTIONAL}:
                    self._last[step.key] = place
                    return index
        return 0

    def _place_of(self, key: str) -> tuple[int, int] | None:
        if self._source is None:
            return None
        for index, step in enumerate(self._steps):
            for place, section in enumerate(self._source.sections(step)):
                if any(node.key == key for top in section.nodes for node in top.walk()):
                    return index, place
        return None

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
            self.area.ensureWidgetVisible(widget, 0, ABOVE_PX)
