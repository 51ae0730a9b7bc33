"""The sample village 青竹村: forty invented households, the same revisions on every laptop.

The file is made by `tools/build_sample.py` through the real form and the real store. Its revisions have fixed
ids and the device `sample`, so laptops that meet hold equal records and send nothing twice.
"""

from __future__ import annotations

import json
from functools import lru_cache

import resources
from storage.records import Revision
from storage.revisions import from_dict
from storage.store import Store

DEVICE = "sample"
VILLAGE = "459982100201"
ORIGIN = "sample"
_MARK = "sample village"


@lru_cache(maxsize=1)
def revisions() -> tuple[Revision, ...]:
    """Return the sealed revisions of the village in the order they were made."""
    text = resources.path("sample", "qingzhu.jsonl").read_text(encoding="utf-8")
    return tuple(from_dict(json.loads(line)) for line in text.splitlines())


def install(store: Store) -> None:
    """Put the village into a store and mark the vault as one for practice; repeating it changes nothing."""
    with store.transaction():
        store.apply(revisions(), origin=ORIGIN)
        store.set_local(_MARK, VILLAGE)


def is_installed(store: Store) -> bool:
    """Tell whether a vault holds the sample village: what it prints is 样卡."""
    return store.local(_MARK) == VILLAGE


def holds(revision: Revision) -> bool:
    """Tell whether a revision is one of the sample: any laptop may bring it to a centre."""
    return revision.device == DEVICE and revision.id in _ids()


@lru_cache(maxsize=1)
def _ids() -> frozenset[str]:
    return frozenset(revision.id for revision in revisions())
