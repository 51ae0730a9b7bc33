"""A program killed in the middle of typing has lost nothing that was handed over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from storage import Store, visits

HOUSEHOLD = "a" * 32
CHILD = """
import os, signal, sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from storage import Store
from ui.messages import Messages
from ui.survey.screen import SurveyScreen
from ui.tasks import ImmediateTasks

application = QApplication([])
store = Store.create(Path(sys.argv[1]), bytes(32), person="韦勇")
store.put("household", "a" * 32, {"head_name": "黄文䶮", "village": "459982100201", "state": "listed"})
messages = Messages()
screen = SurveyScreen(store, ImmediateTasks(), messages)
screen.show()
screen.activateWindow()
QTest.qWaitForWindowActive(screen)
screen.open_visit("a" * 32)
screen.begin.companion.setText("农敏")
screen.begin.begin_button.click()
screen.go_to("address")
QTest.keyClicks(QApplication.focusWidget(), "No. 12")
screen.go_to("booklet")
QTest.keyClicks(QApplication.focusWidget(), "not handed over")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_killed_program_has_kept_every_answer(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", CHILD, str(tmp_path)]
    ended = subprocess.run(command, env=environment, check=False, timeout=60, capture_output=True)

    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    with Store.open(tmp_path, bytes(32), person="韦勇") as store:
        latest = visits.latest(store, HOUSEHOLD)
        assert latest is not None
        interview = visits.resume(store, latest, today=date(2015, 11, 15)).interview
        assert interview.view("address").value == "No. 12"
