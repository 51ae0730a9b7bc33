"""The second laptop: the real sync client on a vault of its own, one errand a process.

    demo --part laptop join FOLDER ANSWER URL CODE    make an empty vault, enrol, fetch everything
    demo --part laptop visit FOLDER ANSWER            add a household, record an attempt, sync
    demo --part laptop round FOLDER ANSWER            sync
    demo --part laptop take FOLDER ANSWER FILE        take in a packet file; tells the error's name if refused

ANSWER gets one JSON object: what happened, and the digest of every record.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ui.demo.census import census
from ui.demo.stage import PASSWORD

if TYPE_CHECKING:
    from storage import Store

PERSON: Final = "黄丽"


def main(argv: list[str]) -> int:
    """Do one errand and return 0."""
    from storage import Store, vault

    errand, folder, answer, *rest = argv
    if errand == "join":
        vault.create(Path(folder), person=PERSON, password=PASSWORD, kdf=vault.CHEAP)
    key = vault.unlock(Path(folder), PERSON, PASSWORD)
    opened = Store.create if errand == "join" else Store.open
    with opened(Path(folder), key, person=PERSON) as store:
        told = ERRANDS[errand](store, *rest)
        told |= {"records": census(store), "outbox": store.outbox_count()}
        told |= {"quarantined": len(store.quarantined()), "device": store.device_id}
    Path(answer).write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def join(store: Store, url: str, code: str) -> dict[str, Any]:
    """Enrol and fetch everything."""
    from sync.client.enrol import enrol

    enrolment = enrol(store, url, code)
    return {"fingerprint": enrolment.fingerprint, **level(store)}


def visit(store: Store) -> dict[str, Any]:
    """Do something that the first laptop does not know, and sync."""
    from storage import visits
    from storage.sample import VILLAGE

    group = store.groups(VILLAGE)[-1][0]
    added = visits.add_household(store, VILLAGE, group, "蒙丽珍", address="水井旁3号")
    visits.attempt(store, added.id, on=date(2015, 11, 16), result="无人", note="赶圩")
    return {"added": added.id, **level(store)}


def level(store: Store) -> dict[str, Any]:
    """Sync."""
    from sync.client import round as sync_round

    return asdict(sync_round.run(store))


def take(store: Store, file: str) -> dict[str, Any]:
    """Take in a file; nothing of a refused one may stay."""
    from sync.client import stick
    from sync.errors import SyncError

    before = census(store)
    try:
        taken = stick.take(store, Path(file))
    except SyncError as error:
        return {"refused": type(error).__name__, "unchanged": census(store) == before}
    return {"refused": "", **asdict(taken)}


ERRANDS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "join": join,
    "visit": visit,
    "round": level,
    "take": take,
}
