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
    """Run the program and return its exit status."""
    command = [sys.executable, str(ROOT / "main.py")]
    if not has_display():
        out = ROOT / "build" / "demo"
        print(
            f"No display here: the demo is played instead; its pictures, PDFs and report go to {out}",
            flush=True,
        )
        command += ["demo", "--out", str(out)]
    return subprocess.call(command)


if __name__ == "__main__":
    raise SystemExit(main())
