"""Answers from an older version of the form: folded away, to be read and never lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QWidget

from forms.upgrade import Kept
from ui.fields.words import plain
from ui.layout import column, empty, holder, scrolled
from ui.parts import label

MOST_PX = 220


class FormerAnswers(QFrame):
    """A line that unfolds into the answers that the version in use has no place for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "former")
        self.kept: tuple[Kept, ...] = ()
        self.fold = QToolButton(self)
        self.fold.setProperty("role", "fold")
        self.fold.setCheckable(True)
        self.fold.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.fold.toggled.connect(self._turn)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(1, 1)
        self._area = scrolled(holder(self._grid))
        self._area.setMaximumHeight(MOST_PX)
        self.setLayout(column(self.fold, self._area, spacing=2, margins=(12, 4, 12, 4)))
        self.present(())

    def present(self, kept: tuple[Kept, ...]) -> None:
        """Show these answers; without any there is nothing to see."""
        self.kept = kept
        empty(self._grid)
        for line, each in enumerate(kept):
            self._grid.addWidget(label(plain(each.label) or each.key, "muted", wrap=True), line, 0)
            self._grid.addWidget(label(each.display, wrap=True), line, 1)
        self._turn(opened=self.fold.isChecked())
        self.setVisible(bool(kept))

    def _turn(self, opened: bool) -> None:  # noqa: FBT001 - a slot
        sign = "▾" if opened else "▸"
        self.fold.setText(self.tr("旧版答案 %d 项 %s") % (len(self.kept), sign))
        self._area.setVisible(opened)
