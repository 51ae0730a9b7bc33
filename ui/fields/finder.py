"""A line that finds one option among many: by part of its name, its number, or pinyin initials."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from forms.views import Choice
from storage.pinyin import syllable

WIDTH_PX: Final = 320
ROWS: Final = 10
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Finder(QLineEdit):
    """Shows the label of the chosen option; typing opens the list of what fits.

    `picked(value)` with the option's value, or "" when the line was emptied.
    """

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self._value = ""
        self._fitting: list[Choice] = []
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(ROWS)
        completer.activated.connect(self._take_label)
        self.setCompleter(completer)
        self.setMinimumWidth(WIDTH_PX)
        self.setPlaceholderText(self.tr("没有可选项"))
        self.textEdited.connect(self._narrow)
        self.editingFinished.connect(self.settle)

    def present(self, choices: tuple[Choice, ...], value: str) -> None:
        """Show the option with this value as chosen."""
        if choices != self._choices:
            self._choices = choices
            self._offer(choices)
            way = self.tr("输入名称、序号或拼音首字母,↓ 看全部")
            self.setPlaceholderText(way if choices else self.tr("没有可选项"))
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self.setText(self._label(value))

    def settle(self) -> None:
        """Take the option that fits best what was typed; without one, go back to the one before."""
        if not self.isModified():
            return
        self.setModified(False)
        typed = self.text().strip()
        best = next(iter(matching(self._choices, typed)), None) if typed else None
        value = best.value if best else ("" if not typed else self._value)
        self.setText(self._label(value))
        if value != self._value:
            self.picked.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the whole list; Enter takes what fits best and goes on, also out of the list."""
        if event.key() == Qt.Key.Key_Down:
            self.open()
            return
        popup = self.completer().popup()
        if event.key() in _ENTERS and popup and popup.isVisible() and not popup.currentIndex().isValid():
            popup.hide()
            self.settle()
            # The list passes keys to this line alone; sent anew, the key reaches the page.
            again = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.postEvent(self, again)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces what was chosen."""
        super().focusInEvent(event)
        self.selectAll()

    def open(self) -> None:
        """Show all options."""
        self._offer(self._choices)
        self.completer().complete()

    def _narrow(self, text: str) -> None:
        self._offer(matching(self._choices, text.strip()))

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        self._model.setStringList([choice.label for choice in choices])

    def _take_label(self, label: str) -> None:
        value = next((choice.value for choice in self._choices if choice.label == label), "")
        self.setModified(False)
        if value and value != self._value:
            self.picked.emit(value)

    def _label(self, value: str) -> str:
        return next((choice.label for choice in self._choices if choice.value == value), value)


def matching(choices: tuple[Choice, ...], typed: str) -> tuple[Choice, ...]:
    """Return the options that fit typed text, the closest first; all of them for no text."""
    if not typed:
        return choices
    ranked = ((closeness(choice, typed.lower()), choice) for choice in choices)
    return tuple(choice for rank, choice in sorted(ranked, key=lambda pair: pair[0]) if rank < MISS)


MISS: Final = 9


def closeness(choice: Choice, typed: str) -> int:
    """Rank how well an option fits: 0 is the option itself, `MISS` is not at all."""
    label = choice.label.lower()
    if typed in (label, choice.value.lower(), choice.value.lower().lstrip("0")):
        return 0
    if label.startswith(typed):
        return 1
    if typed.isascii() and typed.isalpha():
        spelled = initials(choice.label)
        return 2 if spelled == typed else 3 if spelled.startswith(typed) else 5 if typed in spelled else MISS
    return 4 if typed in label else MISS


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """Return the pinyin initials of hanzi, other letters as they are: 壮族 gives zz."""
    return "".join((syllable(char) or char)[:1] for char in text).lower()
