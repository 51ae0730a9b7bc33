"""The whole main job without a person: `python main.py demo --out DIR [--keep]`.

Drives the real windows offscreen, with a second laptop and the centre as processes of their own. Leaves
pictures, PDFs and `report.json`; exit status 0 only if every step checked out.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

PARTS: Final = {"laptop": "ui.demo.laptop", "typist": "ui.demo.typist"}
"""What other machines of the demo run; named by `--part`, not meant for people."""


def main(argv: list[str]) -> int:
    """Play the demo and return 0 if everything held, 1 if not; the report is written either way."""
    if argv[:1] == ["--part"]:
        return int(importlib.import_module(PARTS[argv[1]]).main(argv[2:]))
    parser = argparse.ArgumentParser(prog="main.py demo", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where everything is left")
    parser.add_argument("--keep", action="store_true", help="keep vaults, the centre and logs in DIR/work")
    chosen = parser.parse_args(argv)
    chosen.out.mkdir(parents=True, exist_ok=True)
    _without_display()
    from ui import offscreen
    from ui.demo.play import play

    with offscreen.quiet():
        if chosen.keep:
            work = chosen.out / "work"
            work.mkdir(exist_ok=True)
            report = play(chosen.out, work)
        else:
            with tempfile.TemporaryDirectory(prefix="ruhu-demo-") as work_name:
                report = play(chosen.out, Path(work_name))
    sys.stdout.write(report.summary() + "\n")
    return 0 if report.ok else 1


def _without_display() -> None:
    """Say so before Qt looks for one: without a display it would end the process."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
