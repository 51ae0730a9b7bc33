"""The line above everything: which household, whether all is saved, what is still open."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ui.layout import STRETCH, row
from ui.parts import badge, button, label, show_badge
from ui.survey.languages import Languages
from ui.theme import set_role


class HeadBar(QFrame):
    """Household, state, time of the last save; `left`, `list_wanted`, `language_chosen(language)`."""

    left = Signal()
    list_wanted = Signal()
    language_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._name = label("", "title")
        self._state = badge("", "quiet")
        self._facts = label("", "small")
        self._size = label("", "small")
        self.saved = label("", "small")
        self.languages = Languages()
        self.languages.chosen.connect(self.language_chosen)
        self.matters_button = button(self.tr("待办(F9)"), self.list_wanted.emit)
        back = button(self.tr("返回"), self.left.emit, role="quiet", sign="left")
        parts = (
            back,
            self._name,
            self._state,
            self._facts,
            self._size,
            STRETCH,
            self.languages,
            self.saved,
            self.matters_button,
        )
        self.setLayout(row(*parts, margins=(10, 6, 14, 6)))

    def present(self, name: str, facts: tuple[str, ...], state: str) -> None:
        """Say whose visit it is."""
        names = {
            "listed": (self.tr("待调查"), "quiet"),
            "completed": (self.tr("已完成"), "good"),
            "signed": (self.tr("已签字"), "good"),
            "refused_signature": (self.tr("拒签"), "notice"),
        }
        word, role = names.get(state, (self.tr("调查中"), "news"))
        self._name.setText(name or self.tr("(未填户主)"))
        show_badge(self._state, word, role)
        self._facts.setText(" · ".join(fact for fact in facts if fact))

    def show_languages(self, languages: tuple[str, ...], spoken: str) -> None:
        """Offer the languages of the form, if it has more than one."""
        self.languages.present(languages, spoken)

    def show_size(self, size: str) -> None:
        """Say how many members the household has."""
        self._size.setText(self.tr("%s 人") % size if size else "")

    def show_matters(self, count: int, *, finished: bool) -> None:
        """Say how many things stand in the way of completion, or what comes after it."""
        text = self.tr("待办 %d(F9)") % count if count else self.tr("检查完成(F9)")
        if finished:
            text = self.tr("签字与打印(F9)")
        if self.matters_button.text() != text:
            self.matters_button.setText(text)
            set_role(self.matters_button, "plain" if count else "primary")

    def show_saved(self, at: datetime) -> None:
        """Say when the last answer was saved."""
        set_role(self.saved, "small")
        self.saved.setText(self.tr("已保存 %s") % at.strftime("%H:%M:%S"))

    def show_waiting(self, count: int) -> None:
        """Say that answers are not on the disk yet."""
        set_role(self.saved, "wrong")
        self.saved.setText(self.tr("%d 项还没有存上") % count)
