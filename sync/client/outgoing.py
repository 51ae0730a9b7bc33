"""What a laptop has to send: the outbox, less what the centre has refused or would refuse."""

from __future__ import annotations

import json

from storage import publishing
from storage.questionnaires import KIND
from storage.records import Revision, Sequenced
from storage.store import Store
from sync.client.settle import CENTRE


def outgoing(store: Store) -> tuple[Revision, ...]:
    """Return sealed revisions without a receipt, oldest first."""
    return tuple(each.revision for each in outgoing_after(store, 0))


def outgoing_after(store: Store, seq: int, limit: int | None = None) -> tuple[Sequenced, ...]:
    """Return at most `limit` of those that arrived here after a sequence number.

    A questionnaire goes to the centre only from a laptop of the whole county.
    """
    refused, brought = refused_ids(store), () if publishing.may_publish(store) else store.publications()
    waiting = store.outbox_after(seq, None if limit is None else limit + len(refused) + len(brought))
    return tuple(
        each
        for each in waiting
        if each.revision.id not in refused and not (brought and each.revision.kind == KIND)
    )[:limit]


def refused_ids(store: Store) -> frozenset[str]:
    """Ids of revisions that the centre set aside; a person decides what becomes of them."""
    return frozenset(json.loads(each.content)["id"] for each in store.quarantined() if each.origin == CENTRE)
