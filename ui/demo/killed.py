"""Kills a laptop while somebody types on it, opens it again, and counts what is missing."""

from __future__ import annotations

import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ui.demo.children import Child
from ui.demo.report import CheckFailed, check
from ui.demo.stage import PASSWORD, PERSON
from ui.demo.typist import HOUSEHOLD_FILE

ENOUGH: Final = 60
"""The typist is killed when so many answers are known to be saved."""
PATIENCE_S: Final = 120.0
POLL_S: Final = 0.01


@dataclass(frozen=True)
class Remains:
    """What a killed laptop held when it was opened again."""

    saved: int
    lost: int


class Victim:
    """A child process in which somebody types."""

    def __init__(self, work: Path) -> None:
        self.folder, self._saved = work / "laptop-killed", work / "killed-saved.jsonl"
        self.folder.mkdir()
        words = ("demo", "--part", "typist", str(self.folder), str(self._saved))
        self._child = Child(*words, log=work / "killed.log")
        self._hunter = ThreadPoolExecutor(1)
        self._killing: Future[None] = Future()

    def start(self) -> None:
        """Let it begin; it is watched on a thread, which knows nothing of Qt."""
        self._child.start()
        self._killing = self._hunter.submit(self._kill)

    def remains(self) -> Remains:
        """Wait for its end, open the vault again, and look for every answer that was saved.

        Raises:
            CheckFailed: It ended by itself before, or typed too slowly.
        """
        with self._hunter:
            self._killing.result()
        return self._found()

    def stop(self) -> None:
        """End it whatever it does."""
        self._child.kill()
        self._hunter.shutdown()

    def _kill(self) -> None:
        """End it in the middle of the typing."""
        deadline = time.monotonic() + PATIENCE_S
        while len(self._lines()) < ENOUGH:
            if not self._child.is_running:
                raise CheckFailed(f"the typist ended by itself: {self._child.last_words()}")
            if time.monotonic() > deadline:
                self._child.kill()
                raise CheckFailed(f"the typist saved {len(self._lines())} answers in {PATIENCE_S:.0f} s")
            time.sleep(POLL_S)  # another process: no signal to wait for
        check(self._child.is_running, f"the typist ended by itself: {self._child.last_words()}")
        self._child.kill()

    def _found(self) -> Remains:
        from storage import Store, vault, visits

        known = dict(json.loads(line) for line in self._lines())
        key = vault.unlock(self.folder, PERSON, PASSWORD)
        with Store.open(self.folder, key, person=PERSON) as store:
            household = (self.folder / HOUSEHOLD_FILE).read_text(encoding="ascii")
            visit_id = visits.latest(store, household)
            record = store.get("visit", visit_id) if visit_id else None
            check(record is not None, "the visit is gone after the kill")
            body = record.body if record is not None else {}
            store.verify_chain()
        lost = [key for key, value in known.items() if body.get(key) != value]
        return Remains(len(known), len(lost))

    def _lines(self) -> list[str]:
        if not self._saved.exists():
            return []
        whole, _, _rest = self._saved.read_text(encoding="utf-8").rpartition("\n")
        return whole.splitlines()
