"""How long a search takes among many households, for each way in which a person remembers one."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ui.bench import villages
from ui.bench.filled import fill, fresh
from ui.bench.machine import spread

if TYPE_CHECKING:
    from storage import Store

QUERIES: Final = 300
LIMIT: Final = 50


def measure(count: int) -> dict[str, Any]:
    """Search among `count` households in an encrypted file; a limit of 50 lines as on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        store, _key = fresh(Path(folder))
        with store:
            begin = time.perf_counter()
            fill(store, count, visits=False)
            filled_s = time.perf_counter() - begin
            kinds = {kind: _timed(store, count, word) for kind, word in WORDS.items()}
        size_mb = round(sum(one.stat().st_size for one in Path(folder).iterdir() if one.is_file()) / 1e6, 1)
    return {
        "households": count,
        "file_mb": size_mb,
        "filled_s": round(filled_s, 1),
        "kinds": kinds,
        "worst_p99_ms": max(figures["p99_ms"] for figures in kinds.values()),
    }


def _timed(
    store: Store, count: int, word: Callable[[random.Random, villages.Household], str]
) -> dict[str, Any]:
    chance = random.Random(20151115)  # noqa: S311 - a choice of queries, not a secret
    times_s, found = [], 0
    for _ in range(QUERIES):
        text = word(chance, villages.household(chance.randrange(count)))
        begin = time.perf_counter()
        lines = store.search(text, limit=LIMIT)
        times_s.append(time.perf_counter() - begin)
        found += bool(lines)
    return {**spread(times_s), "found": found}


def _initials(name: str) -> str:
    from storage.pinyin import syllable

    return "".join((syllable(hanzi) or hanzi)[:1] for hanzi in name)


def _id_tail(chance: random.Random, one: villages.Household) -> str:
    return chance.choice(list(one.members.values()))["id_number"][-4:]


WORDS: Final[Mapping[str, Callable[[random.Random, villages.Household], str]]] = {
    "name_2_hanzi": lambda _chance, one: one.register["head_name"][:2],
    "name_whole": lambda _chance, one: one.register["head_name"],
    "initials": lambda _chance, one: _initials(one.register["head_name"]),
    "id_tail_4": _id_tail,
    "code": lambda _chance, one: one.register["code"],
    "phone": lambda _chance, one: one.register["phone"],
    "address": lambda _chance, one: one.register["address"][-6:],
    "name_and_group": lambda _chance, one: f"{one.register['head_name']} {one.register['group_name'][:2]}",
    "initials_and_tail_3": lambda _chance, one: (
        f"{_initials(one.register['head_name'])} {one.register['code'][-3:]}"
    ),
}
