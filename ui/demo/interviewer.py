"""Someone who fills in the survey screen by keyboard alone: Enter on, digits for options, text typed.

Looks at what has the focus, finds in the story what belongs there, types it, presses Enter.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget

from forms.views import FieldView, Kind
from ui.demo.hands import Hands
from ui.demo.report import CheckFailed
from ui.fields import Field
from ui.fields.finder import Finder, initials, matching
from ui.fields.options import OptionBar
from ui.fields.problems import ProblemRow
from ui.survey.pager import Pager
from ui.survey.rows import RowHead, RowList

ENTER: Final = Qt.Key.Key_Return
Ancestor = TypeVar("Ancestor", bound=QWidget)
MOST_KEYS: Final = 2_000
"""So many stops are more than any questionnaire has: something goes round in circles."""
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Story:
    """What a household would answer.

    Attributes:
        answers: Question name → lexical value, for questions outside of repeats.
        rows: Name of a repeat → the answers of each of its rows, in order.
        explanations: Code of a rule, such as `R41` → the line that explains it.
        pictures: Question name → file.
    """

    answers: Mapping[str, str]
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Path] = field(default_factory=dict)


class Interviewer:
    """Works through the pages of an open visit.

    Attributes:
        keys_count: Stops that were gone through.
        answered: Keys of the questions that got an answer.
        on_section_end: Is told the key of each section before it is left.
        settle_s: For each answer given, seconds from its last key to the screen at rest.
    """

    def __init__(self, hands: Hands, pager: Pager, story: Story) -> None:
        self._hands, self._pager, self._story = hands, pager, story
        self._rows: dict[str, list[str]] = {}
        self.keys_count = 0
        self.answered: list[str] = []
        self.settle_s: list[float] = []
        self.on_section_end: Callable[[str], None] | None = None

    def fill_in(self, is_over: Callable[[], bool]) -> None:
        """Answer everything from where the focus is until `is_over`.

        Raises:
            CheckFailed: The focus got lost or goes round in circles.
        """
        while not is_over():
            self.keys_count += 1
            if self.keys_count > MOST_KEYS:
                raise CheckFailed("the keyboard goes round in circles in the survey")
            self.do_one()

    def do_one(self) -> None:
        """Do what the focused place asks for and go on to the next."""
        place = self._hands.focused()
        if not self._pager.isAncestorOf(place):
            raise CheckFailed(f"the focus left the questions: {type(place).__name__}")
        if isinstance(place, RowHead):
            self._pass_row(place)
        elif (row := above(place, ProblemRow)) is not None and isinstance(place, QLineEdit):
            self._explain(row, place)
        elif (asked := above(place, Field)) is not None:
            self.answer(asked)
            # Enter on a button presses it
            self._hands.press(Qt.Key.Key_Tab if isinstance(place, QPushButton) else ENTER)
        elif (rows := above(place, RowList)) is not None and isinstance(place, QPushButton):
            self._add_row(rows)
        else:
            self._leave_section()
        QApplication.processEvents()

    def answer(self, asked: Field) -> None:
        """Give the story's answer to a question; questions it is silent about stay as they are."""
        view = asked.view
        if view.name in self._story.pictures and not view.value:
            self._choose_picture(asked)
            return
        value = self._answers_for(view).get(view.name)
        if value is None or value == view.value:
            return
        begin = time.perf_counter()
        give(self._hands, asked, value)
        self.settle_s.append(time.perf_counter() - begin)
        self.answered.append(view.key)

    def _answers_for(self, view: FieldView) -> Mapping[str, str]:
        if "[" not in view.key:
            return self._story.answers
        repeat, _, rest = view.key.rpartition("].")[0].partition("[")
        wanted = self._story.rows.get(repeat, ())
        at = self._place_of(repeat, rest)
        return wanted[at] if at < len(wanted) else NOTHING

    def _place_of(self, repeat: str, row: str) -> int:
        """Rows are numbered as they are first met, which is their order."""
        known = self._rows.setdefault(repeat, [])
        if row not in known:
            known.append(row)
        return known.index(row)

    def _pass_row(self, head: RowHead) -> None:
        """Open rows that were not gone through, step over the others."""
        self._hands.press(ENTER if head.opened or not self._is_known(head) else Qt.Key.Key_Tab)

    def _is_known(self, head: RowHead) -> bool:
        rows = above(head, RowList)
        key = getattr(head, "key", "")
        return rows is not None and any(f"[{row}]" in key for known in self._rows.values() for row in known)

    def _add_row(self, rows: RowList) -> None:
        wanted = self._story.rows.get(rows.key, ())
        have = len(self._rows.get(rows.key, ()))
        self._hands.press(ENTER if have < len(wanted) else Qt.Key.Key_Tab)

    def _leave_section(self) -> None:
        section = self._pager.section
        if self.on_section_end is not None and section is not None:
            self.on_section_end(section.key)
        self._hands.press(ENTER)

    def _explain(self, row: ProblemRow, line: QLineEdit) -> None:
        told = self._story.explanations.get(row.problem.code)
        if told and not row.problem.remark:
            self._hands.enter(told)
        self._hands.press(ENTER, on=line)

    def _choose_picture(self, asked: Field) -> None:
        path = self._story.pictures[asked.view.name]

        def choose(dialog: QWidget) -> None:
            if not isinstance(dialog, QFileDialog):
                raise CheckFailed(f"{type(dialog).__name__} opened instead of a choice of files")
            line = dialog.findChild(QLineEdit, "fileNameEdit")
            if line is None:
                raise CheckFailed("the choice of files has no line for a name")
            self._hands.enter(str(path), into=line)
            self._hands.press(ENTER, on=line)

        with self._hands.answering(choose):
            self._hands.press(Qt.Key.Key_Space)
        self.answered.append(asked.view.key)


def give(hands: Hands, asked: Field, value: str) -> None:
    """Answer one question by keys: digits for options, a code for the finder, else the text itself."""
    control = asked.control
    if isinstance(control, OptionBar):
        _choose(hands, asked.view, value)
    elif isinstance(control, Finder):
        hands.enter(_short_for(asked.view, value))
    else:
        hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        hands.enter(value.replace("-", "") if asked.view.kind is Kind.DATE else value)


def _short_for(view: FieldView, value: str) -> str:
    """Return what a person types to find an option: its pinyin initials, else its name."""
    label = next((choice.label for choice in view.choices if choice.value == value), value)
    short = initials(label)
    found = matching(view.choices, short) if short.isascii() else ()
    return short if found and found[0].value == value else label


def _choose(hands: Hands, view: FieldView, value: str) -> None:
    values = [choice.value for choice in view.choices]
    chosen = set(view.value.split())
    for wanted in value.split():
        if wanted not in values:
            raise CheckFailed(f"{view.name} offers {values}, not {wanted}")
        if wanted not in chosen:
            _press_option(hands, values.index(wanted))


def _press_option(hands: Hands, at: int) -> None:
    if at < 10:  # noqa: PLR2004 - ten digits
        hands.enter(str((at + 1) % 10))
        return
    hands.press(Qt.Key.Key_0)
    for _ in range(at - 9):
        hands.press(Qt.Key.Key_Right)
    hands.press(Qt.Key.Key_Space)


def above(widget: QWidget, kind: type[Ancestor]) -> Ancestor | None:
    """Return the nearest ancestor of a kind, the widget itself included."""
    place: QWidget | None = widget
    while place is not None and not isinstance(place, kind):
        place = place.parentWidget()
    return place
