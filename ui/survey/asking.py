"""The wishes of a person that any part of a page may pass on to the part above it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget


class Asking(QFrame):
    """A part of a page.

    Signals:
        committed: key and lexical value of an answer, or remark key and explanation.
        row_wanted: key of a repeat that the person wants one more row of.
        row_unwanted: key of a row that is to go.
        row_opened: the head of a row that now shows its questions.
        picture_chosen: key and file of a picture to store.
    """

    committed = Signal(str, str)
    row_wanted = Signal(str)
    row_unwanted = Signal(str)
    row_opened = Signal(QWidget)
    picture_chosen = Signal(str, str)

    def pass_on(self, part: Asking) -> None:
        """Say everything that a part inside this one says."""
        part.committed.connect(self.committed)
        part.row_wanted.connect(self.row_wanted)
        part.row_unwanted.connect(self.row_unwanted)
        part.row_opened.connect(self.row_opened)
        part.picture_chosen.connect(self.picture_chosen)
