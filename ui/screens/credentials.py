"""What the pages of the sign-in window share: a column of fields, one sentence below, one button."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QLineEdit, QPushButton, QWidget

from ui import wording
from ui.layout import STRETCH, column, form
from ui.opening import MIN_PASSWORD_LENGTH
from ui.parts import label
from ui.theme import set_role


class CredentialsPage(QWidget):
    """A page that is filled in and committed by Enter; errors stand under the fields."""

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__()
        self._title = label(title, "heading")
        self._explanation = label(explanation, "muted", wrap=True)
        self._wrong = label("", "wrong", wrap=True)
        self._fields: list[QLineEdit] = []
        self._button = QPushButton()

    @property
    def complaint(self) -> str:
        """The sentence under the fields, "" if all is well."""
        return self._wrong.text()

    def begin(self) -> None:
        """Put the cursor where typing starts."""
        self._fields[0].setFocus()

    def set_busy(self, *, busy: bool) -> None:
        """Take no second order while one is carried out."""
        self.setDisabled(busy)

    def complain_of(self, error: Exception) -> None:
        """Say what went wrong.

        Raises:
            Exception: The error itself, if it is a bug.
        """
        if not wording.is_known(error):
            raise error
        self.complain(wording.sentence(error), self._fields[-1])

    def complain(self, sentence: str, field: QLineEdit | None = None) -> None:
        """Show a sentence and go to the field it is about; nothing typed is thrown away."""
        self._wrong.setText(sentence)
        for one in self._fields:
            set_role(one, "wrong" if one is field else "")
        if field is not None:
            field.setFocus()
            field.selectAll()

    def _lay_out(self, pairs: tuple[tuple[str, QWidget], ...], *more: QLayout | QWidget) -> None:
        self.setLayout(
            column(
                STRETCH,
                self._title,
                self._explanation,
                8,
                form(*pairs),
                *more,
                self._wrong,
                self._button,
                STRETCH,
                STRETCH,
                margins=(24, 24, 24, 24),
            )
        )

    def _new_password(self, first: QLineEdit, second: QLineEdit) -> str:
        """Return the new password, or complain and return ""."""
        if len(first.text()) < MIN_PASSWORD_LENGTH:
            self.complain(self.tr("密码至少要 {least} 个字。").format(least=MIN_PASSWORD_LENGTH), first)
        elif first.text() != second.text():
            self.complain(self.tr("两次输入的密码不一样，请再输一次。"), second)
        else:
            self.complain("")
            return first.text()
        return ""
