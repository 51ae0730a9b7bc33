"""What a laptop has to send: the outbox, less what the centre has refused."""

from __future__ import annotations

import json

from storage.records import Revision, Sequenced
from storage.store import Store
from sync.client.settle import CENTRE


def outgoing(store: Store) -> tuple[Revision, ...]:
    """Return sealed revisions without a receipt, oldest first."""
    return tuple(each.revision for each in outgoing_after(store, 0))


def outgoing_after(store: Store, seq: int, limit: int | None = None) -> tuple[Sequenced, ...]:
    """Return at most `limit` of those that arrived here after a sequence number."""
    refused = refused_ids(store)
    waiting = store.outbox_after(seq, None if limit is None else limit + len(refused))
    return tuple(each for each in waiting if each.revision.id not in refused)[:limit]


def refused_ids(store: Store) -> frozenset[str]:
    """Ids of revisions that the centre set aside; a person decides what becomes of them."""
    return frozenset(json.loads(each.content)["id"] for each in store.quarantined() if each.origin == CENTRE)
