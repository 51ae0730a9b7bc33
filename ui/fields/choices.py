"""Questions answered by choosing: options side by side or in columns, or a line that finds one among many."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from forms.values import CONFIRMED
from forms.views import Choice, FieldView
from ui.fields.base import Field
from ui.fields.finder import Finder
from ui.fields.options import OptionBar, OptionNames
from ui.fields.shapes import columns, shape

SIDE_BY_SIDE: Final = 6
"""Up to so many options are all shown; more are found by typing."""
IN_COLUMNS: Final = 24
"""Up to so many where the form wants them side by side, and of which several may be chosen."""
FOUND: Final = frozenset({"minimal", "autocomplete", "search", "map"})
"""Appearances that want a line to find an option with."""
SHOWN: Final = frozenset(
    {
        "columns",
        "columns-pack",
        "quick",
        "horizontal",
        "horizontal-compact",
        "compact",
        "likert",
        "list",
        "list-nolabel",
        "no-buttons",
    }
)
"""Appearances that want all options to be seen."""


class OptionField(Field):
    """One of a few options."""

    SEVERAL = False

    def _build(self) -> None:
        self._bar = OptionBar(
            self,
            several=self.SEVERAL,
            columns=columns(self.view),
            named="list-nolabel" not in shape(self.view),
            files=self.supply.files,
        )
        self._bar.toggled.connect(self._toggle)
        self._bar.cleared.connect(lambda: self._emit(""))
        self._line.addWidget(self._bar, 1)

    @property
    def control(self) -> OptionBar:
        """The options."""
        return self._bar

    def _show_value(self) -> None:
        self._bar.present(self.view.choices, frozenset(self.view.value.split()))

    def _toggle(self, value: str) -> None:
        self._emit(value)
        if "quick" in shape(self.view):  # as if Enter had been pressed: the page goes on
            again = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.postEvent(self._bar, again)


class SeveralField(OptionField):
    """Any number of options, kept in the order of the list."""

    SEVERAL = True

    def _toggle(self, value: str) -> None:
        chosen = set(self.view.value.split()) ^ {value}
        self._emit(in_order(self.view, chosen))


class ConfirmField(Field):
    """Something to confirm: one large option."""

    def _build(self) -> None:
        self._bar = OptionBar(self, several=True)
        self._bar.toggled.connect(lambda _: self._emit("" if self.view.value else CONFIRMED))
        self._bar.cleared.connect(lambda: self._emit(""))
        self._line.addWidget(self._bar, 1)

    @property
    def control(self) -> OptionBar:
        """The option."""
        return self._bar

    def _show_value(self) -> None:
        word = self.tr("已确认") if self.view.value else self.tr("确认(空格)")
        self._bar.present((Choice(CONFIRMED, word),), frozenset(self.view.value.split()))


class NamesField(Field):
    """The labels of options above lines that show none of their own: nothing to answer."""

    def _build(self) -> None:
        self._bar = OptionNames(self, columns=max(len(self.view.choices), 1))
        self._line.addWidget(self._bar, 1)

    @property
    def control(self) -> OptionNames:
        """The labels."""
        return self._bar

    def _show_value(self) -> None:
        self._bar.present(self.view.choices, frozenset())


class FinderField(Field):
    """One of many options, found by typing part of it, its number or its pinyin initials."""

    def _build(self) -> None:
        self._finder = Finder(self)
        self._finder.picked.connect(self._emit)
        self._line.addWidget(self._finder, 0, Qt.AlignmentFlag.AlignLeft)
        self._line.addStretch(1)

    @property
    def control(self) -> Finder:
        """The line."""
        return self._finder

    def commit(self) -> None:
        """Take the option that the typed text means."""
        self._finder.settle()

    def _show_value(self) -> None:
        self._finder.present(found_by(self.view), self.view.value)


class SeveralFinderField(Field):
    """Any number of many options: found one after the other, the chosen ones stand below."""

    def _build(self) -> None:
        self._finder = Finder(self)
        self._finder.picked.connect(self._add)
        self._chosen = OptionBar(self, several=True)
        self._chosen.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._chosen.toggled.connect(self._remove)
        inside = QVBoxLayout()
        inside.setSpacing(4)
        inside.addWidget(self._finder, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self._chosen)
        self._line.addLayout(inside, 1)

    @property
    def control(self) -> Finder:
        """The line."""
        return self._finder

    def commit(self) -> None:
        """Take the option that the typed text means."""
        self._finder.settle()

    def _add(self, value: str) -> None:
        if value:
            self._emit(in_order(self.view, {*self.view.value.split(), value}))
        # the list writes what was taken into the line once this slot has returned
        QTimer.singleShot(0, self._finder, lambda: self._finder.present(self._rest(), ""))

    def _remove(self, value: str) -> None:
        self._emit(in_order(self.view, set(self.view.value.split()) - {value}))

    def _rest(self) -> tuple[Choice, ...]:
        chosen = frozenset(self.view.value.split())
        return tuple(choice for choice in found_by(self.view) if choice.value not in chosen)

    def _show_value(self) -> None:
        values = frozenset(self.view.value.split())
        self._finder.present(self._rest(), "")
        self._chosen.present(tuple(choice for choice in self.view.choices if choice.value in values), values)
        self._chosen.setVisible(bool(values))


def chooser(view: FieldView) -> type[Field]:
    """Return the field for one of several options."""
    words = shape(view)
    if "label" in words:
        return NamesField
    wants_all = bool(words & SHOWN) or columns(view) > 0
    most = IN_COLUMNS if wants_all or any(choice.media.image for choice in view.choices) else SIDE_BY_SIDE
    return FinderField if words & FOUND or len(view.choices) > most else OptionField


def several_chooser(view: FieldView) -> type[Field]:
    """Return the field for any number of options."""
    words = shape(view)
    if "label" in words:
        return NamesField
    return SeveralFinderField if words & FOUND or len(view.choices) > IN_COLUMNS else SeveralField


def in_order(view: FieldView, chosen: set[str]) -> str:
    """Return chosen values in the order of the list; one that is no option any more stays at the end."""
    known = [choice.value for choice in view.choices if choice.value in chosen]
    return " ".join([*known, *(value for value in view.value.split() if value in chosen - set(known))])


def found_by(view: FieldView) -> tuple[Choice, ...]:
    """Return the options as a line finds them: on a map with the place behind the name."""
    if "map" not in shape(view):
        return view.choices
    return tuple(
        Choice(
            choice.value,
            f"{choice.label} ({_place(choice)})" if _place(choice) else choice.label,
            choice.extra,
        )
        for choice in view.choices
    )


def _place(choice: Choice) -> str:
    return " ".join(choice.extra.get("geometry", "").partition(";")[0].split()[:2])
