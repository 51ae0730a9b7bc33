"""How fast household cards are printed: variant a, both sides, each with its signed QR, on one core."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, Final

from ui.bench.machine import command

RUNS: Final = 3
MORE: Final = 3
"""The job that tells the memory of one more card is so many times as large."""


def measure(count: int) -> dict[str, Any]:
    """Print `count` cards three times and a job three times as large once, each in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cards.pdf"
        runs = [_printed(count, file) for _ in range(RUNS)]
        large = _printed(count * MORE, file)
    seconds = median(run["seconds"] for run in runs)
    rss_mb = median(run["peak_rss_mb"] for run in runs)
    further = count * (MORE - 1)
    return {
        "cards": count,
        "seconds": seconds,
        "cpu_s": median(run["cpu_s"] for run in runs),
        "cards_per_s": round(count / seconds, 1),
        "pdf_mb": round(runs[0]["bytes"] / 1e6, 2),
        "kb_per_card": round(runs[0]["bytes"] / count / 1024, 2),
        "peak_rss_mb": rss_mb,
        f"peak_rss_mb_{count * MORE}": large["peak_rss_mb"],
        "memory_kb_per_further_card": round((large["peak_rss_mb"] - rss_mb) * 1024 / further, 2),
    }


def _printed(count: int, file: Path) -> dict[str, Any]:
    words = command("bench", "cards-job", str(count), str(file))
    done = subprocess.run(words, capture_output=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
