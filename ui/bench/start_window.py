"""One start of a window, measured from inside its own process; `start` runs it many times.

    start-window empty BORN              a bare PySide6 window with one line edit
    start-window sign-in BORN FOLDER     the program up to a sign-in that takes a key
    start-window list BORN FOLDER        signing in, key derivation apart, up to the list of households

BORN is the wall clock when the process was started; the answer is one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

PERSON: Final = "测试员"
PASSWORD: Final = "bench-password"  # noqa: S105 - of nobody
GIVE_UP_S: Final = 60.0


def main(argv: list[str]) -> int:
    """Start one window, print what it took, and return 0."""
    what, born, *folder = argv
    figures = STARTS[what](float(born), *(Path(each) for each in folder))
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def start_empty(born: float) -> dict[str, Any]:
    """Show a bare window and type into it."""
    application = QApplication([])
    window = QWidget()
    line = QLineEdit(window)
    window.show()
    ready_ms = _ready(line, born)
    del application
    return {"ready_ms": ready_ms}


def start_sign_in(born: float, folder: Path) -> dict[str, Any]:
    """Show the sign-in of a vault and type into it."""
    from ui.app import Desktop, make_application
    from ui.tasks import Tasks

    application = make_application([])
    tasks = Tasks(application)
    desktop = Desktop(folder, tasks)
    desktop.start()
    if desktop.sign_in is None:
        raise RuntimeError("no sign-in")
    ready_ms = _ready(desktop.sign_in.login.password, born)
    has_sql = "sqlmodel" in sys.modules
    tasks.finish(10_000)
    return {"ready_ms": ready_ms, "storage_loaded_before": has_sql}


def start_list(_born: float, folder: Path) -> dict[str, Any]:
    """Sign in and show the list; the rest is loaded, as it is by the time a password is typed."""
    from datetime import date

    from ui import opening

    opening.warm_up()
    from storage import Store, vault
    from ui.app import make_application
    from ui.main_window import MainWindow
    from ui.tasks import Tasks

    application = make_application([])
    begin = time.perf_counter()
    key = vault.unlock(folder, PERSON, PASSWORD)
    derived = time.perf_counter()
    window = MainWindow(Store.open(folder, key, person=PERSON), Tasks(application), folder, date.today)
    window.showMaximized()
    _wait_painted(window.households.table.viewport())
    listed = time.perf_counter()
    rows = window.households.model.rowCount()
    window.close()
    return {
        "key_ms": round((derived - begin) * 1000, 1),
        "list_ms": round((listed - derived) * 1000, 1),
        "rows_loaded": rows,
    }


STARTS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "empty": start_empty,
    "sign-in": start_sign_in,
    "list": start_list,
}


class _Paints(QObject):
    """Notes that a widget was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen = self.seen or event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


def _ready(line: QLineEdit, born: float) -> float:
    """Wait until a line is painted and a key has arrived in it; return milliseconds since the start."""
    _wait_painted(line)
    QTest.keyClicks(line, "a")
    if line.text() != "a":
        raise RuntimeError("the line took no key")
    return round((time.time() - born) * 1000, 1)


def _wait_painted(widget: QWidget) -> None:
    paints = _Paints()
    widget.installEventFilter(paints)
    deadline = time.monotonic() + GIVE_UP_S
    while not paints.seen:
        QApplication.processEvents()
        if time.monotonic() > deadline:
            raise RuntimeError("nothing was painted")
