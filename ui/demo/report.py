"""What the demo found out: one entry for each step, kept in `report.json` whatever happens."""

from __future__ import annotations

import json
import os
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ui.bench.machine import machine

VERSION: Final = 1
STEPS: Final = ("start", "find", "survey", "complete", "print", "scan", "sync", "tamper", "converge")
NOT_REACHED: Final = "not reached: an earlier step failed"


class CheckFailed(Exception):
    """Something that must hold does not; the message is a sentence."""


def check(holds: object, sentence: str) -> None:
    """Go on only if it holds.

    Raises:
        CheckFailed: It does not; `sentence` says what is wrong, not what was expected.
    """
    if not holds:
        raise CheckFailed(sentence)


@dataclass
class Step:
    """One step of the demo while it runs and afterwards.

    Attributes:
        figures: Name with its unit at the end (`_ms`, `_bytes`, `_count`) → what was measured.
        files: Names of files left behind, within the folder of the report.
        error: A sentence, "" while nothing went wrong.
    """

    name: str
    ok: bool = False
    seconds: float = 0.0
    figures: dict[str, float | int | str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    error: str = NOT_REACHED

    def as_json(self) -> dict[str, Any]:
        """Return the step as plain JSON values."""
        return {
            "name": self.name, "ok": self.ok, "seconds": round(self.seconds, 3),
            "figures": self.figures, "files": self.files, "error": self.error,
        }  # fmt: skip


class Report:
    """All steps in their order, written to a folder after each of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps = {name: Step(name) for name in STEPS}
        self._write()

    @property
    def ok(self) -> bool:
        """Whether every step held."""
        return all(step.ok for step in self.steps.values())

    @property
    def path(self) -> Path:
        """Where the report lies."""
        return self.folder / "report.json"

    def take(self, name: str, work: Callable[[Step], None]) -> bool:
        """Do one step and keep what came of it; True if it held. Nothing it raises gets out."""
        step = self.steps[name]
        step.error = ""
        begin = time.perf_counter()
        try:
            work(step)
        except CheckFailed as failure:
            step.error = str(failure)
        except Exception as fault:  # noqa: BLE001 - a crash is a result like others, and the report is still due
            step.error = f"{type(fault).__name__}: {fault}"
            (self.folder / f"{name}-crash.txt").write_text(traceback.format_exc(), encoding="utf-8")
            step.files.append(f"{name}-crash.txt")
        step.ok = not step.error
        step.seconds = time.perf_counter() - begin
        self._write()
        return step.ok

    def abandon(self, name: str, sentence: str) -> None:
        """Write the report for a step that will not come back."""
        self.steps[name].error = sentence
        self._write()

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        steps = [step.as_json() for step in self.steps.values()]
        return {"version": VERSION, "ok": self.ok, "machine": machine(), "steps": steps}

    def summary(self) -> str:
        """Return a few lines for the person at the terminal."""
        lines = [_line(step) for step in self.steps.values()]
        seconds = sum(step.seconds for step in self.steps.values())
        verdict = "everything held" if self.ok else "NOT everything held"
        return "\n".join([*lines, f"{verdict}; {seconds:.1f} s in all; {self.path}"])

    def _write(self) -> None:
        text = json.dumps(self.as_json(), ensure_ascii=False, indent=1)
        part = self.path.with_suffix(".part")
        part.write_text(text + "\n", encoding="utf-8")
        os.replace(part, self.path)  # noqa: PTH105 - one step, also over an older report


def _line(step: Step) -> str:
    sign = "ok  " if step.ok else "FAIL"
    figures = ", ".join(f"{name} {value}" for name, value in step.figures.items())
    return f"{sign} {step.name:<9}{step.seconds:6.1f} s  {step.error or figures}"
