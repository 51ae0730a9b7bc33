"""What a laptop has to send: the outbox, less what the centre has refused."""

from __future__ import annotations

import json

from storage.records import Revision
from storage.store import Store
from sync.client.settle import CENTRE


def outgoing(store: Store, limit: int | None = None) -> tuple[Revision, ...]:
    """Return sealed revisions without a receipt, oldest first, at most `limit`."""
    refused = refused_ids(store)
    if not refused:
        return store.outbox(limit)
    waiting = store.outbox(None if limit is None else limit + len(refused))
    return tuple(revision for revision in waiting if revision.id not in refused)[:limit]


def refused_ids(store: Store) -> frozenset[str]:
    """Ids of revisions that the centre set aside; a person decides what becomes of them."""
    return frozenset(json.loads(each.content)["id"] for each in store.quarantined() if each.origin == CENTRE)
