"""Which revisions a laptop may write: its own area's, and only of kinds that are made in the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from storage.publishing import COUNTY_DIGITS
from storage.questionnaires import KIND as QUESTIONNAIRE
from storage.questionnaires import USABLE
from storage.records import Record, Ref, Revision
from storage.store import Store

#: Come from the county and travel down; a laptop that changes one is mistaken or worse.
CENTRE_KINDS = frozenset({"setting", "questionnaire", "procedure", "user", "device"})
#: Belong to a division by themselves, without a household.
_DIVISION_KEYS = ("group", "village", "area")
_HOUSEHOLD_KEYS = ("household", "@household")


class Scope:
    """The area of one laptop, held against everything in one packet.

    A household and its members come together, so the packet is read before the store.
    """

    def __init__(self, store: Store, area: str, offered: Sequence[Revision]) -> None:
        self.area = area
        self._store = store
        self._stored = _stored(store, offered)
        self._owners = _owners(offered, self._stored)
        self._areas: dict[str, set[str]] = {}
        for record in store.get_many("household", dict.fromkeys(self._owners.values())):
            self._areas[record.id] = _first(record.body)
        for revision in offered:
            if revision.kind == "household":
                self._areas.setdefault(revision.record, set()).update(_divisions(revision))

    def refusal(self, revision: Revision) -> str:
        """Return why the laptop may not write this, "" if it may.

        `not_yours_to_change`, `other_area`, or `questionnaire_changed`: other content is published under the
        same name and version.
        """
        if revision.kind in CENTRE_KINDS:
            return self._refusal_of_centre_kind(revision)
        # an owner that nobody knows yet has no area; the revision waits, unseen by others, until it has one
        inside = all(area.startswith(self.area) for area in self._areas_of(revision))
        return "" if inside else "other_area"

    def _refusal_of_centre_kind(self, revision: Revision) -> str:
        if self._store.held([revision.id]):
            return ""  # it came down and is only carried back
        if revision.kind != QUESTIONNAIRE or len(self.area) > COUNTY_DIGITS:
            return "not_yours_to_change"
        name, version = (revision.patch.get(key, ("", ""))[1] or "" for key in ("name", "version"))
        known = {(each.name, each.version): each.record for each in self._store.publications()
                 if each.state in USABLE}  # fmt: skip
        return (
            "" if known.get((name, version), revision.record) == revision.record else "questionnaire_changed"
        )

    def _areas_of(self, revision: Revision) -> set[str]:
        if revision.kind == "division":
            return {revision.record}
        owners = {self._owners.get(revision.ref, ""), _owner(revision)} - {""}
        if owners:
            return set().union(*(self._areas.get(owner, set()) for owner in owners))
        record = self._stored.get(revision.ref)
        return _divisions(revision) | (_first(record.body) if record else set())


def _stored(store: Store, offered: Iterable[Revision]) -> dict[Ref, Record]:
    """Records of the packet as they stand at the centre, households apart."""
    ids: dict[str, list[str]] = {}
    for revision in offered:
        if revision.kind != "household":
            ids.setdefault(revision.kind, []).append(revision.record)
    return {(kind, record.id): record for kind, some in ids.items() for record in store.get_many(kind, some)}


def _owners(offered: Iterable[Revision], stored: Mapping[Ref, Record]) -> dict[Ref, str]:
    """Which household each record belongs to, as the centre knows it, else as the packet says."""
    owners: dict[Ref, str] = {}
    for revision in offered:
        record = stored.get(revision.ref)
        known = next((record.get(key) for key in _HOUSEHOLD_KEYS if record.get(key)), "") if record else ""
        owner = known or _owner(revision)
        if owner:
            owners.setdefault(revision.ref, owner)
    return owners


def _owner(revision: Revision) -> str:
    """The household that a revision itself speaks of, "" for none."""
    if revision.kind == "household":
        return revision.record
    return next((revision.patch[key][1] or "" for key in _HOUSEHOLD_KEYS if key in revision.patch), "")


def _divisions(revision: Revision) -> set[str]:
    """Where the patch says the record was and is to be: both must be the laptop's own."""
    before = {key: old for key, (old, _) in revision.patch.items() if old}
    after = {key: new for key, (_, new) in revision.patch.items() if new}
    return _first(before) | _first(after)


def _first(body: Mapping[str, str]) -> set[str]:
    return set([body[key] for key in _DIVISION_KEYS if body.get(key)][:1])
