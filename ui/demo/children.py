"""The other machines of the demo as child processes: started, watched, ended by their own id."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from ui.bench.machine import command
from ui.demo.report import CheckFailed

READY_S: Final = 20.0
END_S: Final = 10.0
POLL_S: Final = 0.02


class Child:
    """One child process of this program; leaving the block ends it. What it says goes into a file."""

    def __init__(self, *words: str, log: Path) -> None:
        self.words, self.log = words, log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def is_running(self) -> bool:
        """Whether it is still there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it."""
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command(*self.words), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
            )

    def wait(self, patience_s: float) -> int:
        """Wait for its end and return its exit status.

        Raises:
            CheckFailed: It did not end in time.
        """
        if self._process is None:
            raise CheckFailed(f"{self.words[0]} was not started")
        try:
            return self._process.wait(patience_s)
        except subprocess.TimeoutExpired as late:
            raise CheckFailed(f"{self.words[0]} did not end within {patience_s:.0f} s") from late

    def wait_for(self, path: Path, patience_s: float = READY_S) -> str:
        """Wait until it has put a file in place, and return the content.

        Raises:
            CheckFailed: It ended before that, or took too long.
        """
        deadline = time.monotonic() + patience_s
        while not path.exists():
            if not self.is_running:
                raise CheckFailed(f"{self.words[0]} ended early: {self.last_words()}")
            if time.monotonic() > deadline:
                raise CheckFailed(f"{self.words[0]} was not ready within {patience_s:.0f} s")
            time.sleep(POLL_S)  # another process: no signal to wait for
        return path.read_text(encoding="utf-8")

    def stop(self) -> None:
        """End it politely, and by force if it does not listen."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def last_words(self) -> str:
        """Return the end of what it said."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "(silence)"


def result_of(*words: str, log: Path, answer: Path, patience_s: float) -> dict[str, Any]:
    """Run a child to its end and return the JSON object it left.

    Raises:
        CheckFailed: It failed or left nothing.
    """
    with Child(*words, log=log) as child:
        status = child.wait(patience_s)
        if status != 0 or not answer.exists():
            raise CheckFailed(f"{' '.join(words[:3])} ended with {status}: {child.last_words()}")
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found
