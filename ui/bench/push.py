"""How fast sealed visits reach a centre in another process, and how many bytes they take on the line."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from ui.bench import villages
from ui.bench.filled import fill, fresh
from ui.demo.children import Child

if TYPE_CHECKING:
    from storage import Store

RECORDS_PER_HOUSEHOLD: Final = 2 + villages.MEMBERS
PACKET_HOUSEHOLDS: Final = 100
IDLE_ROUNDS: Final = 20
COPIES: Final = 8


def measure(count: int) -> dict[str, Any]:
    """Push `count` households (visit, household, 4 members each) into a fresh centre; then nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, _key = fresh(folder / "laptop")
        with store, _centre(folder) as centre:
            _enrol(store, json.loads(centre.wait_for(folder / "ready.json")))
            fill(store, count, visits=True)
            packets = _packet_sizes(store, count)
            revisions = store.outbox_count()
            return {
                "households": count,
                "revisions": revisions,
                "packet_of_100": packets,
                "push": _pushed(store, count),
                "nothing_new": _idle(store),
            }


def _centre(folder: Path) -> Child:
    words = ("serve", "--database", str(folder / "centre"), "--port", "0", "--enrol", villages.COUNTY)
    return Child(*words, "--ready-file", str(folder / "ready.json"), log=folder / "centre.log")


def _enrol(store: Store, ready: dict[str, Any]) -> None:
    from sync.client.enrol import enrol

    enrol(store, ready["url"], ready["code"])


def _packet_sizes(store: Store, count: int) -> dict[str, float]:
    """Pack a hundred households as a round and a stick do."""
    from sync import packet
    from sync.client.membership import membership

    known = membership(store)
    visited = [revision for revision in store.outbox() if revision.kind != "division"]
    some = visited[: RECORDS_PER_HOUSEHOLD * PACKET_HOUSEHOLDS]
    households = min(count, PACKET_HOUSEHOLDS)
    times_s, size = [], 0
    for _ in range(COPIES):
        begin = time.perf_counter()
        data = packet.make(some, sender=known.sender, recipients=[known.centre_key], made_at=store.now())
        times_s.append(time.perf_counter() - begin)
        size = len(data)
    plain = sum(len(json.dumps([one.patch[key] for key in one.patch], ensure_ascii=False)) for one in some)
    return {
        "bytes_per_household": round(size / households, 1),
        "plain_values_bytes_per_household": round(plain / households),
        "pack_ms": round(median(times_s) * 1000, 1),
    }


def _pushed(store: Store, count: int) -> dict[str, float]:
    """Push everything: reading, packing, signing, the line, storing there, receipts, marking here."""
    from sync.client import round as sync_round

    begin, busy = time.perf_counter(), time.process_time()
    done = sync_round.run(store)
    seconds = time.perf_counter() - begin
    if store.outbox_count() or done.refused:
        raise RuntimeError(f"{store.outbox_count()} not acknowledged, {done.refused} refused")
    return {
        "seconds": round(seconds, 2),
        "households_per_s": round(count / seconds, 1),
        "client_cpu_s": round(time.process_time() - busy, 2),
        "requests": done.requests,
        "bytes_up_per_household": round(done.bytes_up / count, 1),
        "bytes_down_per_household": round(done.bytes_down / count, 1),
    }


def _idle(store: Store) -> dict[str, float]:
    from sync.client import round as sync_round

    sync_round.run(store)  # what the centre has to tell is fetched
    times_s, done = [], sync_round.RoundResult()
    for _ in range(IDLE_ROUNDS):
        begin = time.perf_counter()
        done = sync_round.run(store)
        times_s.append(time.perf_counter() - begin)
    return {
        "requests": done.requests,
        "packet_bytes": done.bytes_up + done.bytes_down,
        "p50_ms": round(median(times_s) * 1000, 2),
    }
