"""The one door to the database; the only SQL. What is named here is what others use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.errors import StorageFault
    from storage.ids import new_id
    from storage.records import (
        Applied,
        Delivery,
        GroupStatistics,
        HouseholdLine,
        HouseholdPage,
        HouseholdQuery,
        LogLine,
        Neighbour,
        Quarantined,
        Receipt,
        Record,
        Refusal,
        Revision,
        Rival,
        Sequenced,
    )
    from storage.store import Store

_HOMES = {
    "Store": "storage.store",
    "StorageFault": "storage.errors",
    "new_id": "storage.ids",
    **dict.fromkeys(
        (
            "Applied", "Delivery", "GroupStatistics", "HouseholdLine", "HouseholdPage", "HouseholdQuery",
            "LogLine",
            "Neighbour", "Quarantined", "Receipt", "Record", "Refusal", "Revision", "Rival", "Sequenced",
        ),
        "storage.records",
    ),
}  # fmt: skip

__all__ = [
    "Applied",
    "Delivery",
    "GroupStatistics",
    "HouseholdLine",
    "HouseholdPage",
    "HouseholdQuery",
    "LogLine",
    "Neighbour",
    "Quarantined",
    "Receipt",
    "Record",
    "Refusal",
    "Revision",
    "Rival",
    "Sequenced",
    "StorageFault",
    "Store",
    "new_id",
]


def __getattr__(name: str) -> Any:
    """Import on first use: sqlmodel takes over half a second, and the sign-in window must not wait for it."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)
