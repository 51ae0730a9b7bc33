"""Where synchronisation stands, read from the store for the quiet line."""

from __future__ import annotations

from datetime import datetime

from storage import Store
from sync.client import membership
from ui.quiet_line import SyncState
from ui.sending import LAST_ROUND

ENOUGH = 5000
"""Revisions looked at; with more waiting the line need not be exact."""


def sync_state(store: Store, *, offline: bool = False) -> SyncState:
    """Count the households that wait and find the last round."""
    waiting = {
        revision.record
        if revision.kind == "household"
        else next(
            (new for key in ("household", "@household") if (new := revision.patch.get(key, ("", ""))[1])), ""
        )
        for revision in store.outbox(ENOUGH)
    }
    return SyncState(
        waiting=len(waiting - {""}),
        last_round=_time(store.local(LAST_ROUND)),
        offline=offline,
        enrolled=membership.is_enrolled(store),
    )


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
