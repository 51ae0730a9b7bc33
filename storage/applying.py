"""Taking in revisions made elsewhere: any order, any number of times, the same code at the centre."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, bindparam, select, text, update

from storage import areas, projection, revisions, rows, tables
from storage.merge import follows, forwarded, merge
from storage.records import Applied, Ref, Refusal, Revision
from storage.rows import REVISION, State

QUARANTINE = tables.table(tables.QuarantineRow)
CENTRE = "centre"

Links = dict[str, dict[int, tuple[str, str]]]
"""By device: number → (id, previous)."""

_LINKS = select(REVISION.c.number, REVISION.c.id, REVISION.c.previous).where(
    REVISION.c.device == bindparam("of"), REVISION.c.number.between(bindparam("first"), bindparam("last"))
)


@dataclass(slots=True)
class _Offer:
    """What came, sorted out step by step."""

    origin: str
    at: str
    fresh: list[Revision] = field(default_factory=list)
    had: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    freed: list[tuple[str, Ref]] = field(default_factory=list)
    """Revisions that wait no more, with their records."""


def checked(offered: Iterable[Revision], origin: str, at: str, *, are_hashed: bool = False) -> _Offer:
    """Return the offer with what is malformed refused; hashing stays outside the transaction."""
    offer = _Offer(origin, at)
    sound: dict[str, Revision] = {}
    for revision in offered:
        fault = revisions.fault_of(revision, is_hashed=are_hashed)
        if fault:
            offer.refused.append(Refusal(revision, fault))
        else:
            sound[revision.id] = revision
    offer.fresh = list(sound.values())
    return offer


def apply(connection: Connection, offer: _Offer) -> Applied:
    """Store what is new, bring the records up to date; what is refused goes into quarantine."""
    links = _links(connection, offer.fresh)
    _leave_out_known(connection, offer, links)
    _leave_out_broken(offer, links)
    states = _joined(connection, offer)
    changed = [state for state in states.values() if state.heads or state.known]
    areas.place(connection, changed)
    _insert(connection, offer, states)
    _release(connection, offer, states)
    rows.save(connection, changed)
    projection.refresh(connection, changed)
    quarantine(connection, offer.refused, origin=offer.origin, at=offer.at)
    return Applied(
        tuple(r.id for r in offer.fresh if r.id not in offer.waiting), tuple(offer.had),
        tuple(r.id for r in offer.fresh if r.id in offer.waiting), tuple(offer.refused),
    )  # fmt: skip


def _leave_out_known(connection: Connection, offer: _Offer, links: Links) -> None:
    def known(revision: Revision) -> bool:
        link = links[revision.device].get(revision.number)
        return link is not None and link[0] == revision.id

    offer.had = [revision.id for revision in offer.fresh if known(revision)]
    offer.fresh = [revision for revision in offer.fresh if not known(revision)]
    if offer.origin == CENTRE:
        # what the centre sends it has: a receipt that was lost on the way heals by itself
        for some in rows.chunks(offer.had):
            lost = update(REVISION).where(REVISION.c.id.in_(some), REVISION.c.centre_at == "")
            connection.execute(lost.values(centre_at=offer.at))


def _leave_out_broken(offer: _Offer, links: Links) -> None:
    """Refuse a number that is taken and a link that does not fit its neighbours (a cloned laptop)."""
    offer.fresh.sort(key=lambda revision: (revision.device, revision.number))
    kept = []
    for revision in offer.fresh:
        chain = links[revision.device]
        code = _misfit(revision, chain)
        if code:
            offer.refused.append(Refusal(revision, code))
        else:
            chain[revision.number] = (revision.id, revision.previous)
            kept.append(revision)
    offer.fresh = kept


def _misfit(revision: Revision, chain: Mapping[int, tuple[str, str]]) -> str:
    if revision.number in chain:
        return "number"
    before = chain.get(revision.number - 1)
    after = chain.get(revision.number + 1)
    fits = (before is None or before[0] == revision.previous) and (after is None or after[1] == revision.id)
    return "" if fits else "chain"


def _links(connection: Connection, fresh: Iterable[Revision]) -> Links:
    """Return what is here with the numbers offered and their neighbours."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for revision in fresh:
        numbers[revision.device].update((revision.number - 1, revision.number, revision.number + 1))
    links: Links = {}
    for device, wanted in numbers.items():
        links[device] = {}
        for first, last in _runs(sorted(wanted)):
            found = connection.execute(_LINKS, {"of": device, "first": first, "last": last})
            links[device].update((number, (name, previous)) for number, name, previous in found)
    return links


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last of each run of ascending numbers."""
    starts = [n for before, n in zip((None, *numbers), numbers, strict=False) if before != n - 1]
    ends = [n for n, after in zip_longest(numbers, numbers[1:]) if after != n + 1]
    return list(zip(starts, ends, strict=True))


def _joined(connection: Connection, offer: _Offer) -> dict[Ref, State]:
    """Bring every record concerned up to date in memory."""
    by_record: dict[Ref, list[Revision]] = defaultdict(list)
    for revision in offer.fresh:
        by_record[revision.ref].append(revision)
    states = rows.load(connection, by_record)
    stuck = _with_waiting(connection, by_record)
    for ref, new in by_record.items():
        if ref in stuck or not _fast_forward(states[ref], new):
            _merge(connection, states[ref], new, offer)
        if states[ref].open is None:
            states[ref].changed_at = offer.at
    return states


def _with_waiting(connection: Connection, refs: Iterable[Ref]) -> set[Ref]:
    # worded as the partial index is: SQLite does not see that `waiting = 1` means the same
    waiting = select(REVISION.c.kind, REVISION.c.record).where(text("waiting")).distinct()
    return {(row.kind, row.record) for row in connection.execute(waiting)} & set(refs)


def _fast_forward(state: State, new: Sequence[Revision]) -> bool:
    """Replay revisions that continue the record one after the other; leave the state alone if they do not."""
    if state.open is not None or state.conflicts:
        return False
    body, heads = state.body, state.heads
    left = {revision.parents: revision for revision in new}
    if len(left) < len(new):
        return False
    while left:
        revision = left.pop(tuple(sorted(heads)), None)
        if revision is None or not follows(body, revision.patch):
            return False
        body, heads = forwarded(body, revision.patch), [revision.id]
    state.body, state.heads = body, heads
    return True


def _merge(connection: Connection, state: State, new: Sequence[Revision], offer: _Offer) -> None:
    stored = rows.revisions_of(connection, state.ref)
    merged = merge([*stored, *new])
    waiting = set(merged.waiting)
    offer.waiting |= waiting & {revision.id for revision in new}
    for some in rows.chunks(revision.id for revision in stored if revision.id not in waiting):
        waited = select(REVISION.c.id).where(REVISION.c.id.in_(some), REVISION.c.waiting.is_(True))
        offer.freed += [(revision_id, state.ref) for revision_id in connection.execute(waited).scalars()]
    state.heads = list(merged.heads)
    if state.open is None:  # what is being typed stays as it is until it is sealed
        state.body = dict(merged.body)
        state.conflicts = rows.rivals_as_json(merged.conflicts)


def _release(connection: Connection, offer: _Offer, states: Mapping[Ref, State]) -> None:
    """Let go what waited, with a fresh sequence: cursors may have passed the old one without seeing it."""
    if not offer.freed:
        return
    first = rows.take_sequence(connection, len(offer.freed))
    values = [
        {"freed": revision_id, "place": first + step, "of": states[ref].household, "within": states[ref].area}
        for step, (revision_id, ref) in enumerate(offer.freed)
    ]
    released = update(REVISION).where(REVISION.c.id == bindparam("freed"))
    put = {
        "seq": bindparam("place"),
        "household": bindparam("of"),
        "area": bindparam("within"),
        "waiting": False,
    }
    connection.execute(released.values(put), values)


def _insert(connection: Connection, offer: _Offer, states: Mapping[Ref, State]) -> None:
    centre_at = offer.at if offer.origin == CENTRE else ""
    rows.insert_revisions(
        connection,
        [
            {
                "revision": revision,
                "household": states[revision.ref].household or _stated_household(revision),
                "area": states[revision.ref].area if states[revision.ref].heads else None,
                "origin": offer.origin, "waiting": revision.id in offer.waiting, "stored_at": offer.at,
                "centre_at": centre_at,
            }
            for revision in _parents_first(offer.fresh)
        ],
    )  # fmt: skip


def _stated_household(revision: Revision) -> str:
    stated = {
        key: change[1] or "" for key, change in revision.patch.items() if key in {"household", "@household"}
    }
    return areas.household_of(revision.kind, revision.record, stated)


def _parents_first(fresh: Sequence[Revision]) -> list[Revision]:
    """Order by device and number, as made; a revision whose parent is in the same offer comes after it."""
    by_id = {revision.id: revision for revision in fresh}
    ordered: dict[str, Revision] = {}
    for revision in fresh:
        pending = [revision]
        while pending:
            above = [by_id[p] for p in pending[-1].parents if p in by_id and p not in ordered]
            if above:
                pending += above
            else:
                done = pending.pop()
                ordered[done.id] = done
    return list(ordered.values())


def quarantine(connection: Connection, refused: Iterable[Refusal], *, origin: str, at: str) -> None:
    """Set revisions aside with the reason; one that came before from there is not listed twice."""
    for refusal in refused:
        row: dict[str, Any] = {
            "revision": refusal.revision.id, "origin": origin, "code": refusal.code, "at": at,
            "content": json.dumps(revisions.to_dict(refusal.revision), ensure_ascii=False),
        }  # fmt: skip
        same = select(QUARANTINE.c.id).where(
            *(QUARANTINE.c[name] == row[name] for name in ("revision", "origin", "code"))
        )
        if connection.execute(same).first() is None:
            connection.execute(QUARANTINE.insert().values(row))
