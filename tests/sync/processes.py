"""A centre in a process of its own, as people run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
START_SECONDS = 20


class CentreProcess:
    """`python main.py serve` over a folder; may be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.ready: dict[str, Any] = {"port": 0}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(signal.SIGTERM)

    @property
    def log(self) -> str:
        """What it wrote on its error output so far."""
        return (self._folder / "serve.log").read_text(encoding="utf-8")

    def start(self, *areas: str, options: tuple[str, ...] = ()) -> dict[str, Any]:
        """Start it and wait until it answers; return what the ready file says."""
        ready = self._folder / "ready.json"
        ready.unlink(missing_ok=True)
        self._folder.mkdir(exist_ok=True)
        enrol = [word for area in areas for word in ("--enrol", area)]
        command = [sys.executable, str(ROOT / "main.py"), "serve", "--database", str(self._folder / "centre")]
        command += ["--port", str(self.ready["port"]), "--ready-file", str(ready), *enrol, *options]
        with (self._folder / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log)
            time.sleep(0.02)
        self.ready = json.loads(ready.read_text(encoding="utf-8"))
        return self.ready

    def end(self, how: signal.Signals) -> None:
        """Send it a signal and wait until it is gone."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(10)
            self._process = None


def ruhu(*words: str | Path, password: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    environment = {**os.environ, "RUHU_PASSWORD": password}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, words)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
