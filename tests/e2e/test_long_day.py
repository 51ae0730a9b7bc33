"""A window has to live for a whole working day."""

from __future__ import annotations

import subprocess
import sys

import pytest

CALLS = """
import ui
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel

class Bell(QObject):
    rung = Signal()

application, bell = QApplication([]), Bell()
label = QLabel()
for number in range(60_000):
    label.setText("x")
    bell.rung.emit()
print("alive", flush=True)
"""


@pytest.mark.slow
def test_a_hundred_thousand_calls_of_qt_do_not_end_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False)
    assert done.stdout == "alive\n", done.stderr[-400:]
