"""What the offscreen platform says of itself is left out, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import ui
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QApplication, QWidget
from ui import offscreen

application = QApplication([])
def work():
    window = QWidget()
    window.show()
    window.raise_()
    window.grabKeyboard()
    qWarning("boo")
with offscreen.quiet():
    work()
print(end="then", flush=True)
work()
"""


def test_only_what_the_platform_cannot_do_is_left_out_and_only_inside() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True, env=environment
    )
    inside, _, outside = done.stdout.partition("then")

    assert inside == "boo\n"
    assert "boo" in outside
    assert "This plugin does not support raise()" in outside
