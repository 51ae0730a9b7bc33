"""The machine that figures were taken on, and how a series of times is summed up."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

PACKAGES: Final = ("PySide6_Essentials", "sqlmodel", "sqlcipher3", "reportlab", "cryptography", "httpx2")
P99_NEEDS: Final = 100


def machine() -> dict[str, Any]:
    """Return what a figure depends on: cores, system, processor load when asked, versions."""
    return {
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
        "load_1min": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in PACKAGES},
    }


def spread(times_s: Sequence[float]) -> dict[str, float | int]:
    """Return median, 99th percentile (from 100 values on) and maximum of a series, in milliseconds."""
    figures: dict[str, float | int] = {"n": len(times_s)}
    if not times_s:
        return figures
    figures["p50_ms"] = round(median(times_s) * 1000, 3)
    if len(times_s) >= P99_NEEDS:
        figures["p99_ms"] = round(quantiles(times_s, n=100, method="inclusive")[98] * 1000, 3)
    figures["max_ms"] = round(max(times_s) * 1000, 3)
    return figures


def peak_rss_mb() -> float:
    """Return the most memory this process has held, in MB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return round(int(line.split()[1]) / 1024, 1)


def command(*words: str) -> list[str]:
    """Return the command that starts this program once more with other words."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, str(Path(__file__).resolve().parents[2] / "main.py"), *words]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
