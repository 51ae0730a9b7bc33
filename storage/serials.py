"""Household codes: 12 digits of the village and 4 of a serial from this laptop's own block."""

from __future__ import annotations

from storage.errors import Refused
from storage.store import Store

FIRST_BASE_SERIAL, LAST_BASE_SERIAL = 1, 1_000
"""Serials of households that come with the base list."""
UNLEASED_FROM, UNLEASED_TO = 9_001, 9_999
BLOCK_WITHOUT_LEASE = 37
"""A laptop that has not joined a centre takes one of 27 small blocks, by its id: a clash is unlikely, and
shown when it happens, since the id of a household and not its code is what identifies it."""


def block(store: Store) -> tuple[int, int]:
    """Return first and last serial this laptop may give out in each village of its area."""
    first, last = store.local("serial_from"), store.local("serial_to")
    if first and last:
        return int(first), int(last)
    blocks = (UNLEASED_TO - UNLEASED_FROM + 1) // BLOCK_WITHOUT_LEASE
    own = UNLEASED_FROM + int(store.device_id[-8:], 16) % blocks * BLOCK_WITHOUT_LEASE
    return own, own + BLOCK_WITHOUT_LEASE - 1


def set_block(store: Store, first: int, last: int) -> None:
    """Keep the block that the centre leased to this laptop."""
    with store.transaction():
        store.set_local("serial_from", str(first))
        store.set_local("serial_to", str(last))


def next_code(store: Store, village: str) -> str:
    """Return the next free household code of a village.

    Raises:
        Refused: `no_serials`.
    """
    serial = store.next_serial(village, *block(store))
    if serial is None:
        raise Refused("no_serials", village)
    return f"{village}{serial:04d}"
