"""Rows, columns and grids from what they hold, so that a screen reads like its picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.theme import GAP_PX


class Stretch:
    """Takes the room that is left over."""


STRETCH: Final = Stretch()

Item = QWidget | QLayout | Stretch | int
"""What a row or column holds; a number is an empty distance in pixels."""

Margins = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
NO_MARGINS: Final[Margins] = (0, 0, 0, 0)


def row(*items: Item, spacing: int = GAP_PX, margins: Margins = NO_MARGINS) -> QHBoxLayout:
    """Put items side by side, centred on one line."""
    layout = QHBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def column(*items: Item, spacing: int = GAP_PX, margins: Margins = NO_MARGINS) -> QVBoxLayout:
    """Put items below one another."""
    layout = QVBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def grid(
    rows: Iterable[Sequence[QWidget | None]],
    *,
    spacing: int = GAP_PX,
    margins: Margins = NO_MARGINS,
    stretch: Sequence[int] = (),
) -> QGridLayout:
    """Put widgets into rows and columns; None leaves a cell empty, `stretch` is the share of each column."""
    layout = QGridLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for y, widgets in enumerate(rows):
        for x, widget in enumerate(widgets):
            if widget is not None:
                layout.addWidget(widget, y, x)
    for x, share in enumerate(stretch):
        layout.setColumnStretch(x, share)
    return layout


def form(*pairs: tuple[str, QWidget], spacing: int = GAP_PX) -> QGridLayout:
    """Put labelled fields below one another; `&X` in a label is the key that goes to its field."""
    layout = grid([(caption(text, field), field) for text, field in pairs], spacing=spacing, stretch=(0, 1))
    for y in range(layout.rowCount()):
        layout.setRowMinimumHeight(y, 40)
    return layout


def caption(text: str, field: QWidget | None = None) -> QLabel:
    """Make the label of a field."""
    label = QLabel(text)
    label.setProperty("role", "caption")
    if field is not None:
        label.setBuddy(field)
        field.setAccessibleName(text.replace("&", ""))
    return label


def panel(content: QLayout, *, role: str = "panel", padding: int = 16) -> QFrame:
    """Put a layout on a surface of its own."""
    frame = QFrame()
    frame.setProperty("role", role)
    content.setContentsMargins(padding, padding, padding, padding)
    frame.setLayout(content)
    return frame


def holder(content: QLayout) -> QWidget:
    """Make a widget of a layout, to show, hide or stack it."""
    widget = QWidget()
    widget.setLayout(content)
    return widget


def scrolled(widget: QWidget) -> QScrollArea:
    """Let a widget scroll up and down, never sideways."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area


def centred(widget: QWidget, *, width: int) -> QWidget:
    """Keep a widget in the middle of the room it gets, at most `width` pixels wide."""
    widget.setMaximumWidth(width)
    widget.setMinimumWidth(min(width, 320))
    around = QHBoxLayout()
    around.setContentsMargins(*NO_MARGINS)
    around.addStretch(1)
    around.addWidget(widget, 1000)
    around.addStretch(1)
    return holder(around)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            empty(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _fill(layout: QBoxLayout, items: Iterable[Item], spacing: int, margins: Margins) -> None:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for item in items:
        _add(layout, item)


def _add(layout: QBoxLayout, item: Item) -> None:
    if isinstance(item, QWidget):
        layout.addWidget(item)
    elif isinstance(item, QLayout):
        layout.addLayout(item)
    elif isinstance(item, int):
        layout.addSpacing(item)
    else:
        layout.addStretch(1)
