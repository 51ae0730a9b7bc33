"""Where the demo plays: folders, the desktop of the first laptop, the hands on it, and what steps hand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from ui.demo.hands import Hands
from ui.demo.report import check

if TYPE_CHECKING:
    from storage import Store
    from ui.app import Desktop
    from ui.demo.children import Child
    from ui.main_window import MainWindow
    from ui.survey.screen import SurveyScreen

PERSON: Final = "韦勇"
COMPANION: Final = "农敏"
PASSWORD: Final = "qingzhu-2015"  # noqa: S105 - of an invented person
WINDOW_PX: Final = (1366, 768)
"""The screen of the cheap laptop that this is for."""

PLACES: Final = ("households", "visits", "printing", "scan", "sync", "settings")
"""The screens in the order of the rail."""


@dataclass
class Stage:
    """What the steps share.

    Attributes:
        out: Pictures, PDFs and the report.
        work: Vaults, the centre and logs; thrown away unless asked to be kept.
        household_id: The household that was met at the door.
        card_text: What its card's QR says.
    """

    out: Path
    work: Path
    hands: Hands
    desktop: Desktop
    household_id: str = ""
    visit_id: str = ""
    card_text: str = ""
    centre: Child | None = None
    centre_url: str = ""
    codes: list[str] = field(default_factory=list)

    @property
    def vault(self) -> Path:
        """The folder of the first laptop."""
        return self.work / "laptop-1"

    @property
    def centre_folder(self) -> Path:
        """The folder of the centre."""
        return self.work / "centre"

    @property
    def window(self) -> MainWindow:
        """The main window."""
        window = self.desktop.window
        check(window is not None, "the main window is not open")
        return window  # type: ignore[return-value] # checked in the line above

    @property
    def store(self) -> Store:
        """The first laptop's store, to look at; changes are made by the hands."""
        return self.window.households._store  # noqa: SLF001 - a look behind the scene, nothing is changed

    def go_to(self, place: str) -> None:
        """Go to a screen by its keys."""
        number = PLACES.index(place)
        self.hands.focused()
        self.hands.press(Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.AltModifier)
        self.hands.wait(lambda: self.window.place == place, f"the screen {place}")

    @property
    def survey(self) -> SurveyScreen:
        """The survey screen."""
        return self.window.visits.survey
