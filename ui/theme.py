"""How the program looks: palette, type, style sheet; all constants of it in one place."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

import resources


@dataclass(frozen=True, slots=True)
class Colours:
    """The palette. Every text colour has a contrast of at least 4.5 : 1 on the surfaces it is used on."""

    ink: str = "#17231f"
    muted: str = "#55645e"
    line: str = "#cfd8d3"
    faint: str = "#e6ebe8"
    surface: str = "#ffffff"
    page: str = "#f2f5f3"
    accent: str = "#0b6450"
    accent_dark: str = "#084c3d"
    accent_soft: str = "#dff0ea"
    on_accent: str = "#ffffff"
    rail: str = "#10352d"
    rail_hover: str = "#1a4a3f"
    rail_ink: str = "#d8e8e2"
    focus: str = "#c2570c"
    good: str = "#1b6e38"
    good_soft: str = "#e2f3e7"
    notice: str = "#7a4f00"
    notice_soft: str = "#fdf1d3"
    danger: str = "#a9231b"
    danger_soft: str = "#fbe8e6"
    news: str = "#1a5680"
    news_soft: str = "#e4f0f8"


COLOURS: Final = Colours()

BODY_PX: Final = 15
"""Size of running text."""
SMALL_PX: Final = 14
"""The smallest text anywhere."""
TOUCH_PX: Final = 40
"""The least height of anything a finger has to hit."""
GAP_PX: Final = 12
"""The usual distance between two things."""

FALLBACK_FAMILIES: Final = ("Noto Sans SC", "HanaMinB", "BabelStone Han")


def dress(application: QApplication) -> None:
    """Give the application its fonts, palette and style sheet."""
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setFont(body_font(load_fonts()))
    application.setPalette(palette())
    application.setStyleSheet(style_sheet())


def load_fonts() -> tuple[str, ...]:
    """Load the fonts that came with the program and return their families in look-up order."""
    families: list[str] = []
    for file in resources.font_paths():
        found = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
        families += [family for family in found if family not in families]
    return tuple(families) or FALLBACK_FAMILIES


def body_font(families: tuple[str, ...]) -> QFont:
    """Make the font of running text; a character missing in one family is taken from the next."""
    font = QFont(list(families))
    font.setPixelSize(BODY_PX)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def palette() -> QPalette:
    """Make the palette for what the style sheet does not reach."""
    roles = {
        QPalette.ColorRole.Window: COLOURS.page,
        QPalette.ColorRole.WindowText: COLOURS.ink,
        QPalette.ColorRole.Base: COLOURS.surface,
        QPalette.ColorRole.AlternateBase: COLOURS.page,
        QPalette.ColorRole.Text: COLOURS.ink,
        QPalette.ColorRole.Button: COLOURS.surface,
        QPalette.ColorRole.ButtonText: COLOURS.ink,
        QPalette.ColorRole.Highlight: COLOURS.accent,
        QPalette.ColorRole.HighlightedText: COLOURS.on_accent,
        QPalette.ColorRole.PlaceholderText: COLOURS.muted,
        QPalette.ColorRole.Dark: COLOURS.line,
        QPalette.ColorRole.Link: COLOURS.accent,
        QPalette.ColorRole.ToolTipBase: COLOURS.ink,
        QPalette.ColorRole.ToolTipText: COLOURS.surface,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText, QColor(COLOURS.muted))
    return made


def style_sheet() -> str:
    """Fill the colours and sizes into `resources/style/ruhu.qss`."""
    template = Template(resources.path("style", "ruhu.qss").read_text(encoding="utf-8"))
    sizes = {"body": f"{BODY_PX}px", "small": f"{SMALL_PX}px", "touch": f"{TOUCH_PX}px"}
    return template.substitute(asdict(COLOURS), icons=resources.path("icons").as_posix(), **sizes)


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget another look of the style sheet (`[role="…"]`), also while it is on screen."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def fills_its_background(widget: QWidget) -> None:
    """Let a plain QWidget draw the background that the style sheet gives it."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
