"""The choice of the language that a questionnaire speaks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ui.fields.words import title

LETTERS = 20


class Languages(QComboBox):
    """Hidden while a form has one language only; `chosen(language)` when the person takes another."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("语言"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.activated.connect(lambda index: self.chosen.emit(str(self.itemData(index))))
        self.hide()

    def present(self, languages: tuple[str, ...], spoken: str) -> None:
        """Offer the languages of a form."""
        self.clear()
        for language in languages:
            self.addItem(title(language, LETTERS), language)
        self.setCurrentIndex(languages.index(spoken) if spoken in languages else -1)
        self.setVisible(len(languages) > 1)
