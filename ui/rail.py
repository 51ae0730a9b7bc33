"""The navigation rail: where one can go in this program, by click or Alt+digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QWidget

from ui import icons
from ui.layout import STRETCH, column
from ui.parts import label
from ui.theme import COLOURS

WIDTH_PX = 164
ICON_PX = 22


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the rail."""

    name: str
    label: str
    sign: str


class Rail(QFrame):
    """Emits `chosen(name)` when a person goes somewhere."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place], below: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setFixedWidth(WIDTH_PX)
        self._buttons = {place.name: self._button(place, n) for n, place in enumerate(places, 1)}
        group = QButtonGroup(self)
        for button in self._buttons.values():
            group.addButton(button)
        name = label(self.tr("入户 Ruhu"), "rail-name")
        foot = label(below, "rail-small", wrap=True)
        self.setLayout(
            column(name, 14, *self._buttons.values(), STRETCH, foot, spacing=6, margins=(12, 18, 12, 14))
        )

    def show_place(self, name: str) -> None:
        """Mark where the person is."""
        self._buttons[name].setChecked(True)

    def _button(self, place: Place, number: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "rail")
        button.setText("  " + place.label)
        button.setToolTip(f"{place.label}  Alt+{number}")
        button.setCheckable(True)
        button.setIcon(self._icon(place.sign))
        button.setIconSize(QSize(ICON_PX, ICON_PX))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.chosen.emit(place.name))
        keys = QShortcut(QKeySequence(f"Alt+{number}"), self)
        keys.setContext(Qt.ShortcutContext.WindowShortcut)
        keys.activated.connect(lambda: self.chosen.emit(place.name))
        return button

    @staticmethod
    def _icon(sign: str) -> QIcon:
        made = QIcon(icons.picture(sign, COLOURS.rail_ink, ICON_PX))
        chosen = icons.picture(sign, COLOURS.accent_dark, ICON_PX)
        made.addPixmap(chosen, QIcon.Mode.Normal, QIcon.State.On)
        return made
