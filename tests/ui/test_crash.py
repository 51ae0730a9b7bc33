"""Bugs: one dialog, no secrets in the report, the program goes on."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.crash import CrashDialog, Watch, report

SECRET = "459981196803020135"


def raised() -> BaseException:
    answers: dict[str, str] = {}
    with pytest.raises(KeyError) as caught:
        answers[SECRET]
    return caught.value


def dialogs() -> list[CrashDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, CrashDialog) and one.isVisible()]


def test_the_report_names_places_not_answers() -> None:
    error = raised()
    text = report("0.1.0", type(error), error.__traceback__)

    assert "KeyError" in text
    assert "test_crash.py" in text
    assert SECRET not in text


@pytest.mark.expect_logs
def test_two_bugs_make_one_dialog_and_the_program_goes_on(qtbot: QtBot) -> None:
    watch = Watch("0.1.0")
    error = raised()
    watch.take(type(error), error, error.__traceback__)
    watch.take(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)

    dialog = dialogs()[0]
    dialog._copy()
    assert SECRET not in QApplication.clipboard().text()
    dialog.accept()
    assert not dialogs()
    dialog.deleteLater()


def test_the_hooks_can_be_given_back(qtbot: QtBot) -> None:
    before = sys.excepthook
    give_back = Watch("0.1.0").install()
    assert sys.excepthook != before
    give_back()

    assert sys.excepthook == before
