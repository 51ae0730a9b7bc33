"""Measure cards: `python -m tests.forms.paper.bench_cards [COUNT]` prints one JSON object."""

from __future__ import annotations

import dataclasses
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date

from forms.paper import card, code
from tests.forms.paper.test_card import _face

_WARM_UP = 1000


def _faces(count: int) -> Iterator[card.CardFace]:
    """Yield different households, each with a card signed on the spot."""
    plain = _face()
    for number in range(count):
        card_no, household = f"{number:032x}", f"{459982100201:012d}{number % 10_000:04d}"
        signed = code.sign(
            card_no, household, scheme="REF-18x90-v1", issued_on=date(2015, 12, 20), key=code.sample_key()
        )
        name = f"黄{chr(0x4E00 + number % 8000)}生"
        yield dataclasses.replace(plain, card_no=card_no, code=signed, head_name=name)


def _run(count: int) -> dict[str, float]:
    with tempfile.TemporaryFile() as sink:
        started_s, used_s = time.perf_counter(), time.process_time()
        for _ in card.write(_faces(count), sink):
            pass
        wall_s, cpu_s = time.perf_counter() - started_s, time.process_time() - used_s
        return {
            "cards": count,
            "wall_s": round(wall_s, 2),
            "cpu_s": round(cpu_s, 2),
            "cards_per_cpu_s": round(count / cpu_s),
            "file_bytes_per_card": round(sink.tell() / count),
            "resident_peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }


def main() -> None:
    """Print a first job, fonts and codes read, then a longer one and what each further card costs."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    first, longer = _run(_WARM_UP), _run(count)
    grown_kb = longer["resident_peak_kb"] - first["resident_peak_kb"]
    per_card = {"further_memory_kb_per_card": round(grown_kb / (count - _WARM_UP), 2)}
    sys.stdout.write(json.dumps({"first": first, "longer": longer, **per_card}, indent=1) + "\n")


if __name__ == "__main__":
    main()
