"""The frame: command line, locks, fonts, and the guards that watch every other test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import main
import resources
from tools import fetch_fonts, run
from ui import bench, cli, demo

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock", "tools/uv.lock"]


@pytest.mark.parametrize(
    "argv, home",
    [
        (["questionnaire", "check", "form.xlsx"], "forms.cli"),
        (["import", "list.xlsx"], "storage.cli"),
        (["export", "--what", "households"], "storage.cli"),
        (["print", "card"], "storage.cli"),
        (["serve", "--port", "0"], "sync.cli"),
        (["packet", "inspect", "a.packet"], "sync.cli"),
        (["demo", "--out", "x"], "ui.cli"),
        (["bench", "keystroke"], "ui.cli"),
        ([], "ui.cli"),
    ],
)
def test_a_command_goes_to_its_home_with_all_its_words(
    argv: list[str], home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, home, SimpleNamespace(main=lambda words: (words == argv) and 7))
    assert main.main(argv) == 7


def test_help_imports_neither_qt_nor_sql() -> None:
    script = "import sys, main; main.main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "demo --out DIR" in done.stdout
    assert not {"PySide6", "sqlmodel", "fastapi", "forms", "ui"} & set(done.stderr.split())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_only(lock: str) -> None:
    allowed = re.compile(r"[a-z0-9.-]+==[\w.]+( ; [^/:]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not allowed.fullmatch(line)] == []


def test_developers_get_the_same_versions_as_everybody() -> None:
    program, developers = (
        set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in LOCKS[:2]
    )
    assert program <= developers


@pytest.mark.parametrize("name", [fetch_fonts.REGULAR, fetch_fonts.BOLD])
def test_the_fonts_are_the_pinned_ones_with_their_licence(name: str) -> None:
    file = resources.path("fonts", name)
    assert fetch_fonts.is_good(file)
    assert file.read_bytes()[:4] == b"\x00\x01\x00\x00"  # TrueType outlines, which the printer needs
    assert "OPEN FONT LICENSE" in file.with_name(fetch_fonts.licence_of(name)).read_text("utf-8").upper()


def test_every_font_on_this_machine_is_pinned() -> None:
    assert resources.font_paths()
    assert all(fetch_fonts.is_good(file) for file in resources.font_paths())


def test_resources_are_found_in_the_one_folder_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.path("fonts", "a.ttf") == tmp_path / "resources" / "fonts" / "a.ttf"


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="there is always a display")
def test_without_a_display_the_demo_is_played_and_its_status_is_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.py").write_text("import sys; print(*sys.argv[1:]); sys.exit(7)")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)

    assert run.main() == 7
    told, called = capfd.readouterr().out.splitlines()
    assert "No display" in told
    assert str(tmp_path / "build" / "demo") in told
    assert called == f"demo --out {tmp_path / 'build' / 'demo'}"
    monkeypatch.setenv("DISPLAY", ":7")
    run.main()
    assert capfd.readouterr().out.strip() == ""


def test_the_one_folder_build_takes_whatever_is_imported_by_name() -> None:
    given: dict[str, list[str]] = {}

    def analysis(*_scripts: object, **wishes: list[str]) -> SimpleNamespace:
        given.update(wishes)
        return SimpleNamespace(pure=[], scripts=[], binaries=[], datas=[])

    names = {"SPECPATH": str(ROOT), "Analysis": analysis}
    names |= dict.fromkeys(("PYZ", "EXE", "COLLECT"), lambda *_parts, **_wishes: None)
    exec(compile((ROOT / "build.spec").read_text(encoding="utf-8"), "build.spec", "exec"), names)  # noqa: S102

    named = {*main.HOMES.values(), *cli.ELSEWHERE.values(), *demo.PARTS.values(), *bench.PARTS.values()}
    named |= {f"ui.bench.{name}" for name in bench.NAMES}
    assert named <= set(given["hiddenimports"])
    assert "PySide6.QtTest" not in given["excludes"]


LEAKS = """
import logging, socket, threading, time

def test_network():
    socket.create_connection(("192.0.2.1", 9), timeout=1)

def test_name():
    socket.getaddrinfo("example.invalid", 80)

def test_loopback():
    with socket.socket() as here, socket.socket() as there:
        here.bind(("127.0.0.1", 0)); here.listen(); there.connect(here.getsockname())

def test_log():
    logging.getLogger("x").warning("boo")

def test_thread():
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()

def test_window(qapp):
    from PySide6.QtWidgets import QLabel
    global kept
    kept = QLabel("kept"); kept.show()

def test_window_closed(qtbot):
    from PySide6.QtWidgets import QLabel
    label = QLabel("closed"); qtbot.addWidget(label); label.show()

def test_qt_warning(qtbot):
    from PySide6.QtCore import qWarning
    qWarning("boo")
"""


@pytest.mark.slow
def test_whatever_a_test_leaves_behind_fails_it(tmp_path: Path) -> None:
    (tmp_path / "test_leaks.py").write_text(LEAKS, encoding="utf-8")
    options = [
        "-p",
        "tests.conftest",
        "-p",
        "no:randomly",
        "-c",
        "pyproject.toml",
        "--rootdir",
        str(tmp_path),
    ]
    command = [sys.executable, "-m", "pytest", *options, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    seen = set(re.findall(r"^(FAILED|ERROR) .*::(\w+)", done.stdout, re.MULTILINE))
    assert seen == {
        ("FAILED", "test_network"),
        ("FAILED", "test_name"),
        ("ERROR", "test_log"),
        ("ERROR", "test_thread"),
        ("ERROR", "test_window"),
        ("FAILED", "test_qt_warning"),
    }, done.stdout


def test_every_test_that_the_documents_name_is_there() -> None:
    tests = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")}
    text = (ROOT / "docs" / "QUESTIONNAIRE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w/]*test_\w+\.py)`", text))
    assert [name for name in sorted(named) if not any(found.endswith(name) for found in tests)] == []
    assert len(named) > 30
