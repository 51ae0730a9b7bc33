"""Keeping every answer: saved in the slot that took it, or kept and tried again until it is."""

from __future__ import annotations

from collections.abc import Mapping

from forms.views import Changes
from storage.errors import StorageFault
from storage.visits import OpenVisit

Patch = Mapping[str, tuple[str | None, str | None]]


class Keeper:
    """Saves the changes of one visit in order; what could not be saved waits and goes first next time."""

    def __init__(self, visit: OpenVisit) -> None:
        self._visit = visit
        self._waiting: Patch = {}

    @property
    def waiting(self) -> int:
        """How many answers are not on the disk yet."""
        return len(self._waiting)

    def save(self, changes: Changes | None = None) -> StorageFault | None:
        """Save these changes and all that wait; return what stood in the way, None when all is saved."""
        patch = merged(self._waiting, changes.patch if changes else {})
        if not patch:
            self._waiting = {}
            return None
        try:
            self._visit.save(Changes(patch=patch))
        except StorageFault as fault:
            self._waiting = patch
            return fault
        self._waiting = {}
        return None


def merged(first: Patch, then: Patch) -> dict[str, tuple[str | None, str | None]]:
    """Make one patch of two that follow one another; what came back to the old value falls out."""
    patch = dict(first)
    for key, (old, new) in then.items():
        before = patch[key][0] if key in patch else old
        patch[key] = (before, new)
    return {key: pair for key, pair in patch.items() if pair[0] != pair[1]}
