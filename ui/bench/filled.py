"""Stores filled with invented households, for measuring what a person does with them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ui.bench import villages

if TYPE_CHECKING:
    from storage import Revision, Store

Record = tuple[str, str, villages.Fields]
"""Kind, id, body."""

AT_ONCE: Final = 30_000
MADE_AT: Final = "2015-11-15T10:20:00+08:00"
KEY_BYTES: Final = 32


def fresh(folder: Path, person: str = "测试员") -> tuple[Store, bytes]:
    """Return an empty encrypted store in a folder, and its key."""
    from storage import Store

    key = secrets.token_bytes(KEY_BYTES)
    folder.mkdir(parents=True, exist_ok=True)
    return Store.create(folder, key, person=person), key


def fill(store: Store, count: int, *, visits: bool) -> None:
    """Let a store take in villages and households as revisions that it made itself and has not sent.

    Args:
        store: An open one in which nothing was sealed yet.
        count: How many households.
        visits: Whether each has a visit as well; the order is that of completion.
    """
    records = _records(count, visits=visits)
    chain = _sealed(records, store.device_id, store.person)
    while some := tuple(islice(chain, AT_ONCE)):
        store.apply(some, origin="", are_hashed=True)


def _records(count: int, *, visits: bool) -> Iterator[Record]:
    for place in villages.divisions(count):
        yield "division", place.code, place.body
    for number in range(count):
        yield from villages.household(number).records(visits=visits)


def _sealed(records: Iterable[Record], device: str, person: str) -> Iterator[Revision]:
    from storage.revisions import make

    previous = ""
    for number, (kind, record, body) in enumerate(records, start=1):
        revision = make(
            kind=kind, record=record, parents=(), patch={key: (None, value) for key, value in body.items()},
            person=person, device=device, made_at=MADE_AT, number=number, previous=previous,
        )  # fmt: skip
        previous = revision.id
        yield revision
