"""What the states of a household are called and how they are coloured, for lists, badges and bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.theme import COLOURS


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state looks; role as in `parts.badge`."""

    role: str
    ink: str
    paper: str
    bar: str


QUIET: Final = StateLook("quiet", COLOURS.muted, COLOURS.faint, "#c9d2cd")
NEWS: Final = StateLook("news", COLOURS.news, COLOURS.news_soft, "#5b97c0")
GOOD: Final = StateLook("good", COLOURS.good, COLOURS.good_soft, "#3f9d6b")
DONE: Final = StateLook("good", COLOURS.good, COLOURS.good_soft, COLOURS.accent)
DANGER: Final = StateLook("danger", COLOURS.danger, COLOURS.danger_soft, "#c9655e")
NOTICE: Final = StateLook("notice", COLOURS.notice, COLOURS.notice_soft, "#d9a441")

LOOKS: Final = {
    "signed": DONE,
    "completed": GOOD,
    "refused_signature": DANGER,
    "surveying": NEWS,
    "unreached": NOTICE,
    "listed": QUIET,
}
"""Every state of a household, the furthest first."""


def look(state: str) -> StateLook:
    """Return how a state looks; an unknown one, of a later version, looks quiet."""
    return LOOKS.get(state, QUIET)


def word(state: str) -> str:
    """Return what a state is called; an unknown one is shown as it is."""
    words = {
        "listed": QCoreApplication.translate("states", "在底册"),
        "surveying": QCoreApplication.translate("states", "调查中"),
        "completed": QCoreApplication.translate("states", "已完成"),
        "signed": QCoreApplication.translate("states", "已签字"),
        "refused_signature": QCoreApplication.translate("states", "拒签"),
        "unreached": QCoreApplication.translate("states", "未访到"),
    }
    return words.get(state, state)
