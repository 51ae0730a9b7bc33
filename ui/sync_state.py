"""Where synchronisation stands, read from the store for the quiet line."""

from __future__ import annotations

from datetime import datetime

from storage import Store
from sync.client import membership
from sync.client.settle import CENTRE
from ui.quiet_line import SyncState
from ui.sending import LAST_ROUND


def sync_state(store: Store, *, offline: bool = False) -> SyncState:
    """Count the households that wait and find the last round."""
    return SyncState(
        waiting=store.waiting_households(),
        last_round=_time(store.local(LAST_ROUND)),
        offline=offline,
        enrolled=membership.is_enrolled(store),
        others=store.outbox_count(),
        refused=tuple(each.code for each in store.quarantined() if each.origin == CENTRE),
    )


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
