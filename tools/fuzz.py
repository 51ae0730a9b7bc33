"""Gives the readers of other people's files what nobody wrote, for as long as one likes.

    python tools/fuzz.py [SECONDS] [TARGET …]   seconds for each target, else 60; without names all targets

Every case comes from a number, so that a run is the same everywhere. What may come out is a fault with a
place; anything else, more than a few seconds of work or more than `MEMORY_BYTES` is a failure: the input is
written to `build/fuzz/`, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

OUT = ROOT / "build" / "fuzz"
MEMORY_BYTES = 3 << 30
SHOWN = 10
"""After so many failures of a target it is left."""


class Target(NamedTuple):
    """What is tried.

    Attributes:
        make: Gives the input that a number stands for.
        take: Reads the input; raises where something must not happen.
        seconds: Processor time that one input may take.
    """

    make: Callable[[Random], bytes]
    take: Callable[[bytes, Path], None]
    seconds: float


def targets() -> dict[str, Target]:
    """Return all targets; what they need is made now."""
    from tools import fuzz_expressions, fuzz_lists, fuzz_submissions, fuzz_workbooks, fuzz_xforms

    return {
        "expression": Target(fuzz_expressions.make, fuzz_expressions.take, 8.0),
        "list": Target(fuzz_lists.make, fuzz_lists.take, 2.0),
        "xform": Target(fuzz_xforms.Forms().make, fuzz_xforms.take, 2.0),
        "submission": Target(fuzz_submissions.Submissions().make, fuzz_submissions.take, 2.0),
        "workbook": Target(fuzz_workbooks.Workbooks().make, fuzz_workbooks.take, 2.0),
    }


def run(name: str, target: Target, seconds: float) -> int:
    """Try a target for a while; return how many inputs failed."""
    begin, number, failures, slowest = time.monotonic(), 0, 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() - begin < seconds and failures < SHOWN:
            raw = target.make(Random(f"{name} {number}"))  # noqa: S311 - no secret
            before = time.process_time()
            why = _tried(target, raw, Path(folder))
            took = time.process_time() - before
            slowest = max(slowest, took)
            if not why and took > target.seconds:
                why = f"took {took:.1f} s"
            if why:
                failures += 1
                _kept(name, number, raw, why)
            number += 1
    print(f"{name:12} {number:7} inputs, slowest {slowest:.2f} s, {failures} failures")
    return failures


def _tried(target: Target, raw: bytes, folder: Path) -> str:
    try:
        with _no_longer_than(int(target.seconds * 10)):
            target.take(raw, folder)
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        return traceback.format_exc()
    return ""


@contextmanager
def _no_longer_than(seconds: int) -> Iterator[None]:
    """End what takes processor time without end, where the system can; elsewhere it hangs, which is seen."""
    import signal

    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise TimeoutError(f"{seconds} s")

    signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _kept(name: str, number: int, raw: bytes, why: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    file = OUT / f"{name}-{number}"
    file.with_suffix(".input").write_bytes(raw)
    file.with_suffix(".txt").write_text(why, "utf-8")
    print(f"{file.relative_to(ROOT)}.input: {why.strip().splitlines()[-1][:200]}", flush=True)


def _bounded_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> int:
    """Run the targets that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=60.0)
    parser.add_argument("names", nargs="*", metavar="target")
    asked = parser.parse_args()
    known = targets()
    _bounded_memory()
    chosen = {name: known[name] for name in asked.names or known}
    return int(sum(run(name, target, asked.seconds) for name, target in chosen.items()) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
