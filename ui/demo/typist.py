"""A laptop that will be killed while somebody types: writes down what was saved, right after it was.

demo --part typist FOLDER SAVED     SAVED gets a line of JSON, [key, value], for each saved answer
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from ui.app import make_application
from ui.demo import story
from ui.demo.hands import Hands
from ui.demo.interviewer import Interviewer
from ui.demo.stage import COMPANION, PASSWORD, PERSON, WINDOW_PX

if TYPE_CHECKING:
    from forms.views import Changes

HOUSEHOLD_FILE: Final = "household.txt"


def main(argv: list[str]) -> int:
    """Make a vault, meet a household, and type until the end comes."""
    folder, saved = Path(argv[0]), Path(argv[1])
    from storage import Store, vault, visits
    from storage.sample import VILLAGE, install
    from ui.messages import Messages
    from ui.survey.screen import SurveyScreen
    from ui.tasks import Tasks

    application = make_application([])
    made, _code = vault.create(folder, person=PERSON, password=PASSWORD, kdf=vault.CHEAP)
    store = Store.create(folder, made.key, person=PERSON)
    install(store)
    group = store.groups(VILLAGE)[0][0]
    household = visits.add_household(store, VILLAGE, group, story.HEAD)
    (folder / HOUSEHOLD_FILE).write_text(household.id, encoding="ascii")
    screen = SurveyScreen(store, Tasks(application), Messages())
    screen.resize(*WINDOW_PX)
    screen.show()
    hands = Hands(folder)
    hands.watch_crashes()
    with saved.open("a", encoding="utf-8") as lines:

        def note(changes: Changes) -> None:
            _note(lines, changes)

        screen.recorder.changed.connect(note)
        screen.open_visit(household.id)
        hands.enter(COMPANION)
        hands.press(Qt.Key.Key_Return)
        typist = Interviewer(hands, screen.pager, story.told({}))
        typist.fill_in(lambda: screen.stack.currentWidget() is screen.completion)
    sys.stdout.write("the typist got to the end alive\n")
    return 0


def _note(lines: IO[str], changes: Changes) -> None:
    for key, (_old, new) in changes.patch.items():
        lines.write(json.dumps([key, new]) + "\n")
    lines.flush()
