"""The desktop from the command line; `demo` and `bench` drive the same widgets without a person."""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import sys
from pathlib import Path

ELSEWHERE = {"demo": "ui.demo", "bench": "ui.bench"}


def main(argv: list[str]) -> int:
    """Run one command of the desktop and return its exit status."""
    multiprocessing.freeze_support()  # in the one-folder build the printing child begins here, too
    if argv and argv[0] in ELSEWHERE:
        return int(importlib.import_module(ELSEWHERE[argv[0]]).main(argv[1:]))
    parser = argparse.ArgumentParser(prog="main.py", description="Open the desktop.")
    parser.add_argument("--vault", type=Path, metavar="DIR", help="where the data lies; else RUHU_HOME")
    chosen = parser.parse_args(argv)
    from ui import app

    return app.run(sys.argv[:1], chosen.vault or app.default_folder())
