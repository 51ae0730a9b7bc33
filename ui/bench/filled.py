"""Stores filled with invented households, for measuring what a person does with them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ui.bench import villages

if TYPE_CHECKING:
    from storage import Store

HOUSEHOLDS_AT_ONCE: Final = 500
KEY_BYTES: Final = 32


def fresh(folder: Path, person: str = "测试员") -> tuple[Store, bytes]:
    """Return an empty encrypted store in a folder, and its key."""
    from storage import Store

    key = secrets.token_bytes(KEY_BYTES)
    folder.mkdir(parents=True, exist_ok=True)
    return Store.create(folder, key, person=person), key


def fill(store: Store, count: int, *, visits: bool) -> None:
    """Put villages and households into a store and seal them, as a survey of `count` households leaves it."""
    _keep(store, [("division", place.code, place.body) for place in villages.divisions(count)])
    for numbers in _batches(range(count), HOUSEHOLDS_AT_ONCE):
        records = chain.from_iterable(villages.household(number).records for number in numbers)
        _keep(store, [one for one in records if visits or one[0] != "visit"])


def _keep(store: Store, records: list[tuple[str, str, villages.Fields]]) -> None:
    with store.transaction():
        store.put_many(records)
        store.seal([(kind, record_id) for kind, record_id, _ in records])


def _batches(numbers: Iterable[int], size: int) -> Iterator[tuple[int, ...]]:
    left = iter(numbers)
    while batch := tuple(islice(left, size)):
        yield batch
