"""Changing records here: the working copy with its open revision, and sealing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, select

from storage import areas, projection, revisions, rows
from storage.merge import follows, merge, rows_around
from storage.records import KINDS, Ref, Revision
from storage.rows import REVISION, OpenPatch, State

Values = Mapping[str, str | None] | Mapping[str, tuple[str | None, str | None]]


def put(connection: Connection, changes: Sequence[tuple[str, str, Values]], *, at: str) -> list[State]:
    """Change records and their open revisions; a key set to None or "" goes.

    Returns:
        The states in the order of the changes; a record changed twice is there twice.

    Raises:
        ValueError: A kind that does not exist.
    """
    for kind, _, _ in changes:
        if kind not in KINDS:
            raise ValueError(kind)
    states = rows.load(connection, [(kind, record_id) for kind, record_id, _ in changes])
    touched = [_change(states[kind, record_id], values, at) for kind, record_id, values in changes]
    listed = [state for state in states.values() if state.open is not None]
    areas.place(connection, [state for state in listed if not _has_its_place(state)])
    rows.save(connection, listed)
    projection.refresh(connection, listed)
    return touched


def _has_its_place(state: State) -> bool:
    """Whether a record stays with its household: it follows wherever that goes, and need not be placed."""
    settled = state.known and state.area is not None and state.kind != "household"
    return settled and state.household == areas.household_of(state.kind, state.id, state.body) != ""


def _change(state: State, values: Values, at: str) -> State:
    if state.open is None:
        state.open = OpenPatch(list(state.heads), {}, at)
    state.changed_at = at
    for key, value in _widened(state, values).items():
        _set(state, state.open, key, value)
    return state


def _widened(state: State, values: Values) -> dict[str, str | None]:
    """Return the new values, with the fields of rows that go, and of disputed rows that stay."""
    plain = {key: (value[1] if isinstance(value, tuple) else value) or None for key, value in values.items()}
    for row in [key for key in plain if key.endswith("]")]:
        inside = [key for key in state.body if key.startswith(row + ".")]
        if plain[row] is None:
            plain.update(dict.fromkeys(inside))
        elif row in state.conflicts:
            # whoever keeps a disputed row keeps what stands in it, against the removal
            plain = {**{key: state.body[key] for key in inside}, **plain}
    return plain


def _set(state: State, opened: OpenPatch, key: str, new: str | None) -> None:
    old = opened.patch[key][0] if key in opened.patch else state.body.get(key)
    disputed = key in state.conflicts or any(row in state.conflicts for row in rows_around(key))
    if old == new and not disputed:
        opened.patch.pop(key, None)
    else:
        opened.patch[key] = [old, new]
    if new is None:
        state.body.pop(key, None)
    else:
        state.body[key] = new


def seal(
    connection: Connection, refs: Iterable[Ref], *, device: str, person: str, at: str, reason: str
) -> tuple[Revision, ...]:
    """Turn open revisions into sealed ones, in the order given; records without changes are passed over."""
    states = rows.load(connection, refs)
    opened = [state for state in states.values() if state.open is not None]
    areas.place(connection, opened)  # a household may have moved before anything of it was sealed
    number, previous = last_of(connection, device)
    sealed: list[Revision] = []
    for state in opened:
        patch = _patch(state)
        if not patch:
            continue
        number += 1
        revision = revisions.make(
            kind=state.kind, record=state.id, parents=_parents(state), patch=patch, person=person,
            device=device, made_at=at, number=number, previous=previous, reason=reason,
        )  # fmt: skip
        previous = revision.id
        sealed.append(revision)
    _store(connection, sealed, states, at)
    _settle(connection, opened, {revision.ref: revision for revision in sealed})
    return tuple(sealed)


def last_of(connection: Connection, device: str) -> tuple[int, str]:
    """Return number and id of a device's newest revision here, (0, "") if there is none."""
    newest = select(REVISION.c.number, REVISION.c.id).where(REVISION.c.device == device)
    row = connection.execute(newest.order_by(REVISION.c.number.desc()).limit(1)).first()
    return (row.number, row.id) if row else (0, "")


def _patch(state: State) -> dict[str, tuple[str | None, str | None]]:
    return {key: (old, new) for key, (old, new) in state.open.patch.items()} if state.open else {}


def _parents(state: State) -> list[str]:
    return state.open.parents if state.open else []


def _store(connection: Connection, sealed: Sequence[Revision], states: Mapping[Ref, State], at: str) -> None:
    rows.insert_revisions(
        connection,
        [
            {
                "revision": revision, "household": states[revision.ref].household,
                "area": states[revision.ref].area,
                "origin": "", "waiting": False, "stored_at": at,
            }
            for revision in sealed
        ],
    )  # fmt: skip


def _settle(connection: Connection, opened: Sequence[State], sealed: Mapping[Ref, Revision]) -> None:
    """Close the open revisions; where others changed the record meanwhile, join their changes now."""
    rows.close(connection, [state.ref for state in opened])
    for state in opened:
        alone = sorted(state.heads) == sorted(_parents(state)) and not state.conflicts
        alone = alone and follows(state.body, _patch(state))
        state.open = None
        if alone and state.ref in sealed:
            state.heads = [sealed[state.ref].id]
        else:
            join(connection, state)
    _keep(connection, [state for state in opened if state.heads])
    _forget(connection, [state for state in opened if not state.heads])


def _keep(connection: Connection, states: Sequence[State]) -> None:
    areas.place(connection, states)
    rows.save(connection, states)
    projection.refresh(connection, states)


def _forget(connection: Connection, states: Sequence[State]) -> None:
    """Leave no trace of records that were begun and emptied again before anything was sealed."""
    rows.delete(connection, [state.ref for state in states])
    projection.forget(connection, [state.id for state in states])


def join(connection: Connection, state: State) -> None:
    """Make a record anew from all its revisions."""
    merged = merge(rows.revisions_of(connection, state.ref))
    state.body = dict(merged.body)
    state.heads = list(merged.heads)
    state.conflicts = rows.rivals_as_json(merged.conflicts)
