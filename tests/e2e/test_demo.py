"""`python main.py demo` as a child process: its report keeps its form, and everything held."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ui.bench.machine import command
from ui.demo.report import STEPS, CheckFailed, Report, Step, check

UNITS = ("_ms", "_s", "_count", "_bytes", "_points", "letters")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The demo, played once for all tests of this file."""
    out = tmp_path_factory.mktemp("demo")
    words = command("demo", "--out", str(out))
    return out, subprocess.run(words, capture_output=True, text=True, check=False, timeout=110)


def _report(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_everything_holds(played: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, done = played
    failed = [(step["name"], step["error"]) for step in _report(out)["steps"] if not step["ok"]]
    assert failed == [], done.stderr[-2000:]
    assert done.returncode == 0
    assert "everything held" in done.stdout
    assert done.stderr == ""


@pytest.mark.slow
def test_the_report_has_its_steps_files_and_units(
    played: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    out, _done = played
    report = _report(out)
    assert set(report) == {"version", "ok", "machine", "steps"}
    assert [step["name"] for step in report["steps"]] == list(STEPS)
    for step in report["steps"]:
        assert set(step) == {"name", "ok", "seconds", "figures", "files", "error"}
        assert all(name.endswith(UNITS) for name in step["figures"]), step["figures"]
        assert all((out / name).stat().st_size > 0 for name in step["files"])
    assert {"cores", "python", "versions"} <= set(report["machine"])
    assert {path.suffix for path in out.iterdir()} == {".pdf", ".png", ".json"}


def test_a_check_that_fails_is_a_sentence_in_the_report(tmp_path: Path) -> None:
    report = Report(tmp_path)
    assert not report.take(
        "start", lambda _step: check(holds=False, sentence="the vault is open to everybody")
    )
    found = _report(tmp_path)
    assert found["ok"] is False
    assert found["steps"][0]["error"] == "the vault is open to everybody"
    assert found["steps"][1]["error"] == "not reached: an earlier step failed"


def test_a_crash_is_in_the_report_with_its_trace(tmp_path: Path) -> None:
    def crash(_step: Step) -> None:
        raise LookupError("nobody here")

    report = Report(tmp_path)
    assert not report.take("find", crash)
    step = _report(tmp_path)["steps"][1]
    assert (step["error"], step["files"]) == ("LookupError: nobody here", ["find-crash.txt"])
    assert "Traceback" in (tmp_path / "find-crash.txt").read_text(encoding="utf-8")


def test_what_must_hold_is_said_when_it_does_not() -> None:
    with pytest.raises(CheckFailed, match="two and two"):
        check(holds=False, sentence="two and two are five")
