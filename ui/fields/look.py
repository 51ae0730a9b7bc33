"""The look of fields and of the survey screen: their style sheet, set once on the widget that holds them."""

from __future__ import annotations

from dataclasses import asdict
from string import Template
from typing import Final

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from ui.theme import COLOURS, SMALL_PX

_SHEET: Final = Template("""
QLabel[role="field-hint"], QLabel[role="unit"], QLabel[role="quiet"] { color: $muted; font-size: $small; }
QLabel[role="unit"] { font-size: 15px; }
QLabel[role="problem-H"] { color: $danger; font-size: $small; }
QLabel[role="problem-S"] { color: $notice; font-size: $small; }
QLabel[role="problem-I"] { color: $news; font-size: $small; }
QLabel[role^="chip-"] { border-radius: 4px; padding: 1px 6px; font-size: $small; font-weight: 700; }
QLabel[role="chip-H"] { color: $danger; background: $danger_soft; }
QLabel[role="chip-S"] { color: $notice; background: $notice_soft; }
QLabel[role="chip-I"] { color: $news; background: $news_soft; }
QLabel[role="chip-done"] { color: $good; background: $good_soft; }
QLabel[role="chip-state"] { color: $accent; background: $accent_soft; }
QLabel[role="subheading"] { font-size: 16px; font-weight: bold; color: $accent_dark;
    padding: 12px 0 4px 12px; }
QLabel[role="display"] { color: $ink; background: $page; border-radius: 8px; padding: 6px 12px; }
QLabel[role="note"] { color: $muted; background: $page; border-radius: 8px; padding: 8px 12px; }
QLabel[role="guidance"] { color: $ink; background: $news_soft; border-radius: 8px; padding: 6px 12px; }
QLabel[role="subheading-2"] { font-size: 15px; font-weight: bold; color: $ink; padding: 8px 0 2px 12px; }
QToolButton[role="fold"] { border: 0; padding: 0 2px; color: $news; background: transparent;
    font-size: $small; }
QToolButton[role="beside"] { border: 1px solid $line; padding: 0 10px; background: $surface; color: $accent; }
QToolButton[role="beside"]:hover { background: $accent_soft; border-color: $accent; }
QFrame[role="bar"] { background: $surface; border: 0; border-bottom: 1px solid $line; }
QFrame[role="foot"] { background: $surface; border: 0; border-top: 1px solid $line; }
QFrame[role="side"] { background: $page; border: 0; border-right: 1px solid $line; }
QFrame[role="live"] { background: $surface; border: 0; border-left: 1px solid $line; }
QFrame[role="former"] { background: $page; border: 0; border-top: 1px solid $line; }
QFrame[role="sheet"] { background: $surface; border: 0; }
QFrame[role="row-card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[role="row-open"] { background: $surface; border: 2px solid $accent; border-radius: 8px; }
QFrame[role="contradiction"] { background: $notice_soft; border: 1px solid $notice; border-radius: 8px; }
""")


def field_sheet() -> str:
    """Return the rules for the roles that fields and the survey screen use."""
    return _SHEET.substitute(asdict(COLOURS), small=f"{SMALL_PX}px")


def own_ground(widget: QWidget) -> None:
    """Let a widget lay its own white ground: nothing beneath is drawn with it, and it moves as it is."""
    widget.setBackgroundRole(QPalette.ColorRole.Base)
    widget.setAutoFillBackground(True)
