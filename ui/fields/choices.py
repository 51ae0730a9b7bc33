"""Questions answered by choosing: options side by side, or a line that finds one among many."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

from ui.fields.base import Field
from ui.fields.finder import Finder
from ui.fields.options import OptionBar

SIDE_BY_SIDE: Final = 6
"""Up to so many options are all shown; more are found by typing."""


class OptionField(Field):
    """One of a few options."""

    SEVERAL = False

    def _build(self) -> None:
        self._bar = OptionBar(self, several=self.SEVERAL)
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


class SeveralField(OptionField):
    """Any number of options, kept in the order of the list."""

    SEVERAL = True

    def _toggle(self, value: str) -> None:
        chosen = set(self.view.value.split()) ^ {value}
        self._emit(" ".join(choice.value for choice in self.view.choices if choice.value in chosen))


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
        self._finder.present(self.view.choices, self.view.value)
