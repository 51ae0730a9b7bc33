"""Which household and which division a record belongs to: who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Select, select, update

from storage import rows
from storage.rows import State

REVISION, RECORD = rows.REVISION, rows.RECORD


def household_of(kind: str, record_id: str, body: Mapping[str, str]) -> str:
    """Return the household a record belongs to, "" for none."""
    return record_id if kind == "household" else body.get("household") or body.get("@household") or ""


def place(connection: Connection, states: Iterable[State]) -> None:
    """Set household and area of changed records, and of what waited for a household to be known."""
    listed = list(states)
    known: dict[str, str | None] = {
        state.id: _own_area(state) for state in listed if state.kind == "household"
    }
    for state in listed:
        state.household = household_of(state.kind, state.id, state.body)
    missing = {s.household for s in listed if s.household and s.household not in known}
    known.update(_areas_of(connection, missing))
    moved = []
    for state in listed:
        area = known.get(state.household) if state.household else _own_area(state)
        if state.kind == "household" and area is not None and area != state.area:
            moved.append((state.id, area, state.known))
        state.area = area
    _follow(connection, moved)


def _own_area(state: State) -> str:
    if state.kind == "division":
        return state.id
    return state.body.get("group") or state.body.get("village") or state.body.get("area") or ""


def _areas_of(connection: Connection, households: Iterable[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for some in rows.chunks(households):
        wanted = select(RECORD.c.id, RECORD.c.area).where(RECORD.c.kind == "household", RECORD.c.id.in_(some))
        found.update((row.id, row.area) for row in connection.execute(wanted))
    return found


def _follow(connection: Connection, moved: list[tuple[str, str, bool]]) -> None:
    """Let what belongs to a household follow it, with a fresh sequence for cursors of the new area."""
    by_id = {household: area for household, area, _ in moved}
    touched = [household for household, _, known in moved if known]
    fresh = [household for household, _, known in moved if not known]
    affected: list[tuple[int, str]] = []
    for some in rows.chunks(touched):
        affected += [(row[0], row[1]) for row in connection.execute(_revisions(some))]
    for some in rows.chunks(fresh):
        homeless = _revisions(some).where(REVISION.c.area.is_(None))
        affected += [(row[0], row[1]) for row in connection.execute(homeless)]
    if not affected:
        return
    affected.sort()
    first = rows.take_sequence(connection, len(affected))
    for place_, (seq, household) in enumerate(affected):
        values = {"seq": first + place_, "area": by_id[household]}
        connection.execute(update(REVISION).where(REVISION.c.seq == seq).values(values))
    for household in {household for _, household in affected}:
        belongs = update(RECORD).where(RECORD.c.household == household, RECORD.c.kind != "household")
        connection.execute(belongs.values(area=by_id[household]))


def _revisions(households: list[str]) -> Select[int, str]:
    return select(REVISION.c.seq, REVISION.c.household).where(REVISION.c.household.in_(households))
