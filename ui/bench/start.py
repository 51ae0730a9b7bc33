"""How long it takes from a double click to a sign-in, and from the password to the list."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, Final

from ui.bench.filled import fill
from ui.bench.machine import command
from ui.bench.start_window import PASSWORD, PERSON

HOUSEHOLDS: Final = 10_000


def measure(runs: int) -> dict[str, Any]:
    """Start the program and an empty window by turns, `runs` times each; then sign in `runs` times."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make(folder)
        pairs = [(_started("empty"), _started("sign-in", folder)) for _ in range(runs)]
        lists = [_started("list", folder) for _ in range(runs)]
    empty_ms = median(empty["ready_ms"] for empty, _ in pairs)
    sign_in_ms = median(own["ready_ms"] for _, own in pairs)
    return {
        "runs": runs,
        "sign_in_ms": round(sign_in_ms, 1),
        "sign_in_worst_ms": max(own["ready_ms"] for _, own in pairs),
        "empty_window_ms": round(empty_ms, 1),
        "ratio": round(sign_in_ms / empty_ms, 2),
        "storage_loaded_before_keys": any(own["storage_loaded_before"] for _, own in pairs),
        "key_derivation_ms": median(one["key_ms"] for one in lists),
        "list_households": HOUSEHOLDS,
        "list_after_key_ms": median(one["list_ms"] for one in lists),
    }


def _make(folder: Path) -> None:
    from storage import Store, vault

    made, _code = vault.create(folder, person=PERSON, password=PASSWORD)
    with Store.create(folder, made.key, person=PERSON) as store:
        fill(store, HOUSEHOLDS, visits=False)


def _started(what: str, *folder: Path) -> dict[str, Any]:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    words = command("bench", "start-window", what, str(time.time()), *map(str, folder))
    done = subprocess.run(words, env=environment, capture_output=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures
