"""A desktop with the sample village, as a person finds it; real threads, real files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storage import Store, sample, vault
from ui import theme
from ui.app import Desktop
from ui.demo.hands import Hands
from ui.demo.stage import PASSWORD, PERSON, Stage
from ui.tasks import Tasks


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> None:
    """Give the test application the look of the program."""
    theme.dress(qapp)


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """A laptop whose vault holds the sample village; nobody has signed in yet."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    folder = tmp_path / "laptop-1"
    made, _code = vault.create(folder, person=PERSON, password=PASSWORD, kdf=vault.CHEAP)
    with Store.create(folder, made.key, person=PERSON) as store:
        sample.install(store)
    tasks = Tasks()
    desktop = Desktop(folder, tasks)
    yield Stage(tmp_path, tmp_path, Hands(tmp_path), desktop)
    desktop.end()
    for left in (desktop.sign_in, desktop.window):
        if left is not None:
            left.close()
            left.deleteLater()
