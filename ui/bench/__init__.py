"""Measurements: `python main.py bench NAME` prints one JSON object; it asserts nothing about time."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from typing import Final

NAMES: Final = {
    "start": 9,
    "answer": 10_000,
    "cards": 1_000,
    "search": 100_000,
    "push": 1_000,
    "questionnaire": 600,
    "published": 600,
}
"""What `--n` means when it is not given: runs, households in the file, cards, households, households,
questions of the form, questions of the form."""


PARTS: Final = {
    "start-window": "ui.bench.start_window",
    "cards-job": "ui.bench.cards_job",
    "questionnaire-job": "ui.bench.questionnaire_job",
}
"""What benchmarks run in processes of their own."""


def main(argv: list[str]) -> int:
    """Run one benchmark, or a part of one, and return 0."""
    if argv and argv[0] in PARTS:
        return int(importlib.import_module(PARTS[argv[0]]).main(argv[1:]))
    parser = argparse.ArgumentParser(prog="main.py bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--n", type=int, metavar="N", help="how many: " + str(NAMES))
    chosen = parser.parse_args(argv)
    from ui.bench.machine import machine

    measure = importlib.import_module(f"ui.bench.{chosen.name}").measure
    figures = {"bench": chosen.name, **measure(chosen.n or NAMES[chosen.name]), "machine": machine()}
    sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    return 0
