"""Benches print one JSON object with figures, units and the machine; they assert nothing about time."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from ui.bench.machine import command, spread


@pytest.mark.slow
@pytest.mark.parametrize("name, count, figure", [("cards", "20", "kb_per_card")])
def test_a_bench_prints_one_object(name: str, count: str, figure: str) -> None:
    done = subprocess.run(
        command("bench", name, "--n", count), capture_output=True, text=True, check=True, timeout=60
    )
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["bench"] == name
    assert found[figure] > 0
    assert found["machine"]["cores"] >= 1


def test_a_spread_tells_its_percentile_only_when_there_are_enough_values() -> None:
    assert spread([0.001, 0.002, 0.003]) == {"n": 3, "p50_ms": 2.0, "max_ms": 3.0}
    assert spread([0.001] * 99 + [0.1])["p99_ms"] == pytest.approx(1.99)
