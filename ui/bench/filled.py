"""Stores filled with invented households, for measuring what a person does with them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
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
    """Put villages and households into a store and seal them.

    Args:
        store: An open one, empty.
        count: How many households.
        visits: Whether each has a visit as well, sealed household by household as completion does.
    """
    _keep(store, [("division", place.code, place.body) for place in villages.divisions(count)])
    for numbers in _batches(range(count), HOUSEHOLDS_AT_ONCE):
        made = [list(villages.household(number).records) for number in numbers]
        if visits:
            _keep(store, *made)
        else:
            _keep(store, [one for records in made for one in records if one[0] != "visit"])


def _keep(store: Store, *batches: Sequence[tuple[str, str, villages.Fields]]) -> None:
    """Put all batches in one transaction and seal each by itself."""
    with store.transaction():
        store.put_many([one for records in batches for one in records])
        for records in batches:
            store.seal([(kind, record_id) for kind, record_id, _ in records])


def _batches(numbers: Iterable[int], size: int) -> Iterator[tuple[int, ...]]:
    left = iter(numbers)
    while batch := tuple(islice(left, size)):
        yield batch
