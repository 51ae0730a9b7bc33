"""Open the desktop, or run the demo where there is no display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def has_display() -> bool:
    """Tell whether a window can be opened here."""
    return sys.platform in {"darwin", "win32"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def main() -> int:
    """Run the program; its exit status."""
    command = [sys.executable, str(ROOT / "main.py")]
    if not has_display():
        print("No display here: running the demo instead; its results go to build/demo.", flush=True)
        command += ["demo", "--out", str(ROOT / "build" / "demo")]
    return subprocess.call(command)


if __name__ == "__main__":
    raise SystemExit(main())
