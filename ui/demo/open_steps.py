"""First the laptop is set up, then a household is found, or met at the door."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from ui.demo import story
from ui.demo.report import Step, check
from ui.demo.stage import PASSWORD, PERSON, WINDOW_PX, Stage
from ui.screens.dialogs import AddHousehold, RecordAttempt

if TYPE_CHECKING:
    from storage.records import HouseholdLine
    from ui.main_window import MainWindow
    from ui.screens.sign_in import SignIn

CTRL: Final = Qt.KeyboardModifier.ControlModifier
ENTER: Final = Qt.Key.Key_Return
SAMPLE_HOUSEHOLDS: Final = 40
SQLITE_HEADER: Final = b"SQLite format 3\x00"


def start(stage: Stage, step: Step) -> None:
    """Make the vault with the sample village; lock; a wrong password is refused, the right one opens."""
    hands = stage.hands
    begin = time.perf_counter()
    stage.desktop.start()
    screen = _sign_in(stage)
    hands.snap(step, screen, "demo-01-first-run")
    for text in (PERSON, PASSWORD, PASSWORD):
        hands.enter(text)
        hands.press(ENTER)
    hands.wait(lambda: screen.page is screen.code_page, "the recovery code")
    hands.snap(step, screen, "demo-02-recovery-code")
    hands.press(Qt.Key.Key_Space)
    hands.click(screen.code_page.go)
    window = _main_window(stage)
    step.figures["first_run_ms"] = round((time.perf_counter() - begin) * 1000)
    count = stage.store.count_households()
    check(count == SAMPLE_HOUSEHOLDS, f"the sample village has {count} households")
    step.figures["households_count"] = count
    _check_secret(stage)
    hands.press(Qt.Key.Key_L, CTRL, on=window.households.search)
    screen = _sign_in(stage)
    _refuse_wrong_password(stage, step, screen)
    begin = time.perf_counter()
    hands.enter(PASSWORD, into=screen.login.password)
    hands.press(ENTER)
    window = _main_window(stage)
    step.figures["sign_in_ms"] = round((time.perf_counter() - begin) * 1000)
    hands.wait(lambda: window.households.model.rowCount() >= SAMPLE_HOUSEHOLDS, "the list")
    hands.wait(lambda: "待上传" in window.quiet_line.text, "the quiet line")
    hands.settle()
    hands.snap(step, window, "demo-04-households")


def find(stage: Stage, step: Step) -> None:
    """Find a household in four ways; add one at the door; record an attempt at another."""
    line = stage.store.households().lines[7]
    for how, text in _ways(stage, line).items():
        _find(stage, step, how, text, line.id)
    stage.hands.snap(step, stage.window, "demo-05-search")
    _add(stage, step)
    _record_attempt(stage, step)


def _sign_in(stage: Stage) -> SignIn:
    hands = stage.hands
    screen = hands.wait(lambda: stage.desktop.sign_in, "the sign-in")
    hands.wait(screen.isVisible, "the sign-in")
    return screen


def _main_window(stage: Stage) -> MainWindow:
    window = stage.hands.wait(lambda: stage.desktop.window, "the main window", 30)
    window.showNormal()
    window.resize(*WINDOW_PX)
    stage.hands.wait(window.isVisible, "the main window")
    stage.hands.focus(window.households.search)
    return window


def _refuse_wrong_password(stage: Stage, step: Step, screen: SignIn) -> None:
    hands = stage.hands
    hands.wait(lambda: screen.login.person == PERSON, "the list of people")
    hands.enter(PASSWORD + "x", into=screen.login.password)
    hands.press(ENTER)
    told = hands.wait(lambda: screen.login.complaint, "the refusal of a wrong password")
    check("密码不对" in told, f"a wrong password is answered with “{told}”")
    check(stage.desktop.window is None, "a wrong password opened the vault")
    hands.snap(step, screen, "demo-03-wrong-password")


def _check_secret(stage: Stage) -> None:
    """Nothing that a person typed can be read from the files."""
    head = stage.store.households().lines[0].head_name.encode()
    for path in stage.vault.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        check(not content.startswith(SQLITE_HEADER), f"{path.name} is a plain database")
        check(head not in content, f"a name can be read in {path.name}")


def _ways(stage: Stage, line: HouseholdLine) -> dict[str, str]:
    from storage.pinyin import syllable

    members = stage.store.find("member", household=line.id)
    number = next(member.get("id_number") for member in members if member.get("id_number"))
    return {
        "name": line.head_name,
        "initials": "".join((syllable(hanzi) or "")[:1] for hanzi in line.head_name),
        "id_tail": number[-6:],
        "code": line.code,
    }


def _find(stage: Stage, step: Step, how: str, text: str, wanted: str) -> None:
    hands, screen = stage.hands, stage.window.households
    hands.press(Qt.Key.Key_F, CTRL)
    hands.press(Qt.Key.Key_Delete)
    hands.enter(text)
    begin = time.perf_counter()
    screen.search.hurry()
    step.figures[f"search_{how}_ms"] = round((time.perf_counter() - begin) * 1000, 1)
    rows = [screen.model.line(row).id for row in range(screen.model.rowCount())]
    check(wanted in rows, f"searching by {how} does not find the household")
    step.figures[f"search_{how}_hits_count"] = len(rows)
    if how != "initials":  # others may share them
        check(rows[0] == wanted, f"searching by {how} finds another household first")


def _add(stage: Stage, step: Step) -> None:
    hands, window = stage.hands, stage.window
    hands.press(Qt.Key.Key_N, CTRL)
    dialog = hands.the(AddHousehold, window)
    hands.enter(story.HEAD, into=dialog.head)
    hands.enter(story.PHONE, into=dialog.phone)
    hands.enter(story.ADDRESS, into=dialog.address)
    hands.snap(step, dialog, "demo-06-add-household")
    hands.press(ENTER)
    hands.wait(lambda: not dialog.isVisible(), "the end of the dialog")
    stage.household_id = window.households.selected
    added = stage.store.get("household", stage.household_id)
    check(added is not None and added.get("head_name") == story.HEAD, "the new household is not selected")
    check(added is not None and len(added.get("code")) == 16, "the new household has no code")  # noqa: PLR2004 - domain.md
    _find(stage, step, "new_name", story.HEAD, stage.household_id)
    _find(stage, step, "new_initials", story.INITIALS, stage.household_id)


def _record_attempt(stage: Stage, step: Step) -> None:
    hands, screen = stage.hands, stage.window.households
    hands.press(Qt.Key.Key_F, CTRL)
    hands.press(Qt.Key.Key_Delete)
    other = next(line for line in stage.store.households().lines if line.state == "listed")
    hands.enter(other.code)
    screen.search.hurry()
    hands.press(Qt.Key.Key_F3)
    dialog = hands.the(RecordAttempt, stage.window)
    hands.enter("邻居说外出务工", into=dialog.note)
    hands.snap(step, dialog, "demo-07-attempt")
    hands.press(ENTER)
    hands.wait(lambda: not dialog.isVisible(), "the end of the dialog")
    record = stage.store.get("household", other.id)
    kept = [] if record is None else [key for key in record.body if key.endswith("].result")]
    check(kept, "the attempt was not recorded")
    step.figures["attempts_count"] = len(kept)
