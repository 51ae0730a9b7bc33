"""Fixtures for screens: a small village in memory; work is done at once unless a test is about threads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storage import Store
from tests.ui.village import HEADS, household
from ui import theme
from ui.messages import Messages
from ui.tasks import ImmediateTasks


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> None:
    """Give the test application the look of the program."""
    theme.dress(qapp)


@pytest.fixture
def store() -> Iterator[Store]:
    """A village of five households in two 屯, two members each; everything sealed."""
    with Store.memory(person="韦小兰") as made:
        changes: list[tuple[str, str, dict[str, str]]] = []
        for n, head in enumerate(HEADS):
            changes += household(n, head)
        made.put_many(changes)
        made.seal([(kind, record_id) for kind, record_id, _ in changes])
        yield made


@pytest.fixture
def tasks(qtbot: QtBot) -> ImmediateTasks:
    """Work is done in the calling thread."""
    return ImmediateTasks()


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    """The message bar."""
    bar = Messages()
    qtbot.addWidget(bar)
    return bar
