"""How many revisions go into one packet: few enough, and small enough to stay within its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson

from storage.records import Revision
from sync.protocol import PORTION_BYTES


def fitting(revisions: Sequence[Revision]) -> int:
    """Return how many of the first revisions one packet can carry; one always goes."""
    left = PORTION_BYTES
    for count, revision in enumerate(revisions):
        left -= len(orjson.dumps(dict(revision.patch)))
        if left < 0:
            return max(count, 1)
    return len(revisions)


def portions(revisions: Sequence[Revision], most: int) -> Iterator[tuple[Revision, ...]]:
    """Yield the revisions in packets of at most `most`; one empty packet for none."""
    at = 0
    while at < len(revisions) or at == 0:
        some = revisions[at : at + most]
        some = some[: fitting(some)]
        yield tuple(some)
        at += max(len(some), 1)
