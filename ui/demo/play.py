"""Plays all steps in order, on one desktop, and writes down what came of each."""

from __future__ import annotations

import faulthandler
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QSettings

from ui.app import Desktop, make_application
from ui.demo import open_steps, paper_steps, travel_steps, visit_steps
from ui.demo.hands import Hands
from ui.demo.report import STEPS, Report, Step
from ui.demo.stage import Stage
from ui.tasks import Tasks

HANG_S: Final = 300
"""A demo that takes so long will never end; a dialog nobody answers, most likely."""

DEEDS: Final[Mapping[str, Callable[[Stage, Step], None]]] = MappingProxyType(
    {
        "start": open_steps.start,
        "find": open_steps.find,
        "survey": visit_steps.survey,
        "complete": visit_steps.complete,
        "print": paper_steps.print_papers,
        "scan": paper_steps.scan,
        "sync": travel_steps.sync,
        "tamper": travel_steps.tamper,
        "converge": travel_steps.converge,
    }
)


def play(out: Path, work: Path) -> Report:
    """Do the whole main job; each step needs those before it, so the first that fails ends it."""
    report = Report(out)
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(work / "settings"))
    application = make_application([])
    tasks = Tasks(application)
    hands = Hands(out)
    hands.watch_crashes()
    stage = Stage(out, work, hands, Desktop(work / "laptop-1", tasks))
    now = [STEPS[0]]
    watch = _watch(report, now)
    try:
        for name in STEPS:
            now[0] = name
            if not report.take(name, lambda step, name=name: DEEDS[name](stage, step)):  # type: ignore[misc]
                break
    finally:
        if stage.centre is not None:
            stage.centre.stop()
        stage.desktop.end()
        watch.cancel()
    return report


def _watch(report: Report, now: list[str]) -> threading.Timer:
    """End a demo that hangs, with its report; a modal dialog would otherwise keep it for ever."""

    def give_up() -> None:
        report.abandon(now[0], f"nothing happened for {HANG_S} s")
        faulthandler.dump_traceback()
        os._exit(1)

    timer = threading.Timer(HANG_S, give_up)
    timer.daemon = True
    timer.start()
    return timer
