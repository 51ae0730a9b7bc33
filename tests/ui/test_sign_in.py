"""The first window, by keyboard."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from storage import Store, vault
from storage.errors import DamagedFile
from ui.screens.sign_in import SignIn
from ui.tasks import ImmediateTasks

PASSWORD = "qingzhu-2015"
QUICK = vault.Kdf(memory_kib=64, passes=1)


@pytest.fixture
def opened() -> Iterator[list[Store]]:
    """Stores that were handed over; closed at the end."""
    stores: list[Store] = []
    yield stores
    for one in stores:
        one.close()


def shown(qtbot: QtBot, folder: Path, tasks: ImmediateTasks, opened: list[Store]) -> SignIn:
    window = SignIn(folder, tasks)
    window.opened.connect(opened.append)
    qtbot.addWidget(window)
    window.show()
    window.load()
    return window


def made(folder: Path, person: str = "韦小兰") -> str:
    """Make a vault quickly and return its recovery code."""
    key, code = vault.create(folder, person=person, password=PASSWORD, kdf=QUICK)
    Store.create(folder, key.key, person=person).close()
    return code


def enter(field: QLineEdit, text: str) -> None:
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_first_run_makes_a_vault_and_shows_the_recovery_code_once(
    qtbot: QtBot, tmp_path: Path, tasks: ImmediateTasks, opened: list[Store]
) -> None:
    window = shown(qtbot, tmp_path / "home", tasks, opened)
    window.first_run.blank.setChecked(True)
    enter(window.first_run.person, "Wei")
    enter(window.first_run.password, PASSWORD)
    enter(window.first_run.again, PASSWORD)

    assert window.page is window.code_page
    code = window.code_page.code.text()
    assert not window.code_page.go.isEnabled()
    window.code_page.kept.setChecked(True)
    QTest.keyClick(window.code_page.go, Qt.Key.Key_Space)
    assert [one.person for one in opened] == ["Wei"]
    assert vault.recover(tmp_path / "home", code, "another-one", person="Wei", kdf=QUICK)


@pytest.mark.parametrize(
    "typed, complaint",
    [
        (("", PASSWORD, PASSWORD), "姓名"),
        (("Wei", "short", "short"), "8"),
        (("Wei", PASSWORD, "other-2015"), "不一样"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    qtbot: QtBot, tmp_path: Path, tasks: ImmediateTasks, typed: tuple[str, str, str], complaint: str
) -> None:
    page = shown(qtbot, tmp_path, tasks, []).first_run
    fields = (page.person, page.password, page.again)
    for field, text in zip(fields, typed, strict=True):
        field.setText(text)
    QTest.keyClick(page._button, Qt.Key.Key_Space)

    assert complaint in page.complaint
    assert tuple(field.text() for field in fields) == typed
    assert not (tmp_path / vault.VAULT_FILE).exists()


def test_a_wrong_password_is_a_sentence_and_the_right_one_opens(
    qtbot: QtBot, tmp_path: Path, tasks: ImmediateTasks, opened: list[Store]
) -> None:
    made(tmp_path)
    window = shown(qtbot, tmp_path, tasks, opened)
    assert window.login.person == "韦小兰"

    enter(window.login.password, "wrong-password")
    assert "密码不对" in window.login.complaint
    assert window.login.password.selectedText()

    enter(window.login.password, PASSWORD)
    assert [one.person for one in opened] == ["韦小兰"]


def test_the_recovery_code_sets_a_new_password(
    qtbot: QtBot, tmp_path: Path, tasks: ImmediateTasks, opened: list[Store]
) -> None:
    code = made(tmp_path)
    window = shown(qtbot, tmp_path, tasks, opened)
    window.login.forgotten.emit()
    window.recover.code.setText(code.lower())
    window.recover.password.setText("new-2015-one")
    enter(window.recover.again, "new-2015-one")

    assert len(opened) == 1
    assert vault.unlock(tmp_path, "韦小兰", "new-2015-one")


def test_a_wrong_recovery_code_is_told_as_such(
    qtbot: QtBot, tmp_path: Path, tasks: ImmediateTasks, opened: list[Store]
) -> None:
    made(tmp_path)
    window = shown(qtbot, tmp_path, tasks, opened)
    window.login.forgotten.emit()
    window.recover.code.setText("AAAA-BBBB")
    window.recover.password.setText("new-2015-one")
    enter(window.recover.again, "new-2015-one")

    assert "恢复码不对" in window.recover.complaint


def test_a_damaged_vault_is_explained_and_kept(
    qtbot: QtBot, tmp_path: Path, tasks: ImmediateTasks, opened: list[Store]
) -> None:
    (tmp_path / vault.VAULT_FILE).write_text("{broken")
    window = shown(qtbot, tmp_path, tasks, opened)

    with pytest.raises(DamagedFile):
        vault.people(tmp_path)
    assert "损坏" in window.login.complaint
    assert (tmp_path / vault.VAULT_FILE).read_text() == "{broken"


def test_the_recovery_code_can_be_copied(
    qtbot: QtBot, tmp_path: Path, tasks: ImmediateTasks, opened: list[Store]
) -> None:
    window = shown(qtbot, tmp_path, tasks, opened)
    window.code_page.present("ABCD-EFGH")
    window.code_page._copy()

    assert QGuiApplication.clipboard().text() == "ABCD-EFGH"


FIRST_PAINT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ui import app
from ui.screens.sign_in import SignIn
from ui.tasks import Tasks
application = app.make_application([])
tasks = Tasks(application)
window = SignIn(Path(sys.argv[1]), tasks)
window.painted.connect(lambda: print("sqlmodel" in sys.modules, "forms" in sys.modules))
window.painted.connect(application.quit)
window.show()
QTimer.singleShot(5000, application.quit)
application.exec()
"""


def test_the_window_is_painted_before_storage_is_loaded(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["False", "False"]
