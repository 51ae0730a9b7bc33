"""Train the zstd dictionary of packets from the sample village.

    python tools/train_wire_dictionary.py NUMBER

Writes resources/sync/NUMBER.dict. A dictionary that was ever shipped is never changed or removed: train a new
one under a new number, and name it in `sync/compression.py`.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import zstandard

import resources
from storage.records import Revision
from storage.revisions import from_dict, make, to_dict
from storage.sample import revisions
from sync import columns

DICTIONARY_BYTES = 16 << 10
SAMPLES = 600
_ID = re.compile(r"[0-9a-f]{32}")
_HOUSEHOLD = ("household", "@household")


def main(number: int) -> None:
    """Train, write, say what it saves."""
    chance = random.Random(number)  # noqa: S311  # the same number gives the same file
    households = list(_by_household().values())
    samples: list[bytes | bytearray | memoryview] = [_sample(chance, households) for _ in range(SAMPLES)]
    dictionary = zstandard.train_dictionary(DICTIONARY_BYTES, samples, dict_id=number)
    resources.path("sync", f"{number}.dict").write_bytes(dictionary.as_bytes())
    one = _sample(random.Random(1), households)  # noqa: S311
    without = len(zstandard.ZstdCompressor(level=9).compress(one))
    packed = len(zstandard.ZstdCompressor(level=9, dict_data=dictionary).compress(one))
    print(f"{len(one)} bytes: {without} without, {packed} with dictionary {number}")


def _by_household() -> dict[str, list[Revision]]:
    found: dict[str, list[Revision]] = {}
    for revision in revisions():
        stated = next((revision.patch[key][1] for key in _HOUSEHOLD if key in revision.patch), None)
        owner = revision.record if revision.kind == "household" else stated
        if owner:
            found.setdefault(owner, []).append(revision)
    return found


def _sample(chance: random.Random, households: list[list[Revision]]) -> bytes:
    """A packet as a laptop might send it: a few households, made anew with other ids and times."""
    chosen = chance.sample(households, chance.choice((1, 1, 1, 2, 3, 6)))
    return columns.encode(tuple(_made_anew(chance, [each for household in chosen for each in household])))


def _made_anew(chance: random.Random, chosen: list[Revision]) -> Iterator[Revision]:
    ids: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        return ids.setdefault(found[0], f"01{chance.randrange(16**30):030x}")

    device, previous, number = f"01{chance.randrange(16**30):030x}", "", chance.randrange(1, 5000)
    for old in chosen:
        bare = from_dict(json.loads(_ID.sub(other, json.dumps(to_dict(old), ensure_ascii=False))))
        at = f"{bare.made_at[:10]}T{chance.randrange(8, 19):02d}:{chance.randrange(60):02d}:00+08:00"
        new = make(
            kind=bare.kind, record=bare.record, parents=(), patch=bare.patch, person=bare.person,
            device=device, made_at=at,
            number=number, previous=previous, reason=bare.reason,
        )  # fmt: skip
        yield new
        number, previous = number + 1, new.id


if __name__ == "__main__":
    main(int(sys.argv[1]))
