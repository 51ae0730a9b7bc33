"""What an appearance asks for, and the small parts that several fields have beside their line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from forms.views import FieldView
from ui.fields.problems import CONTROL_PX

_COLUMNS: Final = re.compile(r"columns-(\d{1,2})")
MOST_COLUMNS: Final = 10
USUAL_COLUMNS: Final = 3
"""Of `columns` without a number."""


def shape(view: FieldView) -> frozenset[str]:
    """Return the words of an appearance."""
    return frozenset(view.appearance.lower().split())


def columns(view: FieldView) -> int:
    """Return how many columns the options are to stand in, 0 for as they come."""
    words = shape(view)
    for word in words:
        if found := _COLUMNS.fullmatch(word):
            return min(max(int(found[1]), 1), MOST_COLUMNS)
    if words & {"likert", "list", "list-nolabel", "label"}:
        return len(view.choices) or 1
    return USUAL_COLUMNS if "columns" in words else 0


def stepper(parent: QWidget, sign: str, by: int, step: Callable[[int], None]) -> QToolButton:
    """Make a button that counts by so much."""
    made = beside(parent, sign)
    made.setFixedWidth(CONTROL_PX)
    made.setAutoRepeat(True)
    made.clicked.connect(lambda: step(by))
    return made


def beside(parent: QWidget, text: str) -> QToolButton:
    """Make a button that stands beside a control and takes no keys."""
    made = QToolButton(parent)
    made.setText(text)
    made.setProperty("role", "beside")
    made.setFixedHeight(CONTROL_PX)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
