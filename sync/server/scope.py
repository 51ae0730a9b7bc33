"""Which revisions a laptop may write: its own area's, and only of kinds that are made in the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from storage.records import Revision
from storage.store import Store

#: Come from the county and travel down; a laptop that changes one is mistaken or worse.
CENTRE_KINDS = frozenset({"setting", "questionnaire", "procedure", "user", "device"})
#: Belong to a division by themselves, without a household.
_DIVISION_KEYS = ("group", "village", "area")
_HOUSEHOLD_KEYS = ("household", "@household")


@dataclass
class Scope:
    """The area of one laptop, held against everything in one packet.

    Attributes:
        area: Beginning of the division codes it may write.
        offered: All revisions of the packet: a household and its members come together.
    """

    store: Store
    area: str
    offered: Iterable[Revision]
    _areas: dict[str, set[str]] = field(default_factory=dict, init=False)
    _owners: dict[tuple[str, str], str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for revision in self.offered:
            if revision.kind == "household":
                self._areas.setdefault(revision.record, set()).update(_divisions(revision))
            elif owner := _stated(revision, _HOUSEHOLD_KEYS):
                self._owners.setdefault(revision.ref, owner)

    def refusal(self, revision: Revision) -> str:
        """Return why the laptop may not write this, "" if it may: `not_yours_to_change` or `other_area`."""
        if revision.kind in CENTRE_KINDS:
            return "not_yours_to_change"
        areas = self._areas_of(revision)
        # an owner that nobody knows yet has no area; the revision waits, unseen by others, until it has one
        return "" if all(area.startswith(self.area) for area in areas) else "other_area"

    def _areas_of(self, revision: Revision) -> set[str]:
        if revision.kind == "division":
            return {revision.record}
        owner = self._owner(revision)
        if owner:
            return self._household(owner)
        return _divisions(revision) | self._stored(revision.kind, revision.record)

    def _owner(self, revision: Revision) -> str:
        if revision.kind == "household":
            return revision.record
        stated = _stated(revision, _HOUSEHOLD_KEYS) or self._owners.get(revision.ref, "")
        if stated:
            return stated
        record = self.store.get(revision.kind, revision.record)
        owner = next((record.get(key) for key in _HOUSEHOLD_KEYS if record.get(key)), "") if record else ""
        return self._owners.setdefault(revision.ref, owner)

    def _household(self, household: str) -> set[str]:
        seen = f"{household} stored"
        if seen not in self._areas:
            self._areas[seen] = self._stored("household", household)
        return self._areas.get(household, set()) | self._areas[seen]

    def _stored(self, kind: str, record_id: str) -> set[str]:
        record = self.store.get(kind, record_id)
        return _first(record.body) if record else set()


def _divisions(revision: Revision) -> set[str]:
    """Where the patch says the record was and is to be: both must be the laptop's own."""
    before = {key: old for key, (old, _) in revision.patch.items() if old}
    after = {key: new for key, (_, new) in revision.patch.items() if new}
    return _first(before) | _first(after)


def _first(body: Mapping[str, str]) -> set[str]:
    return set([body[key] for key in _DIVISION_KEYS if body.get(key)][:1])


def _stated(revision: Revision, keys: Iterable[str]) -> str:
    return next((revision.patch[key][1] or "" for key in keys if key in revision.patch), "")
