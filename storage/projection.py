"""What lists and searches need, kept in the same transaction as the records it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from storage import questionnaires, rows, tables
from storage.pinyin import readings
from storage.records import number_of
from storage.rows import State

HOUSEHOLD = tables.table(tables.HouseholdIndexRow)
PERSON = tables.table(tables.PersonIndexRow)
READING = tables.table(tables.ReadingRow)

_SPOKEN = READING.insert()
_HUNDRED = Decimal(100)


def refresh(connection: Connection, states: Iterable[State]) -> None:
    """Bring the index in line with households, members and questionnaires; other kinds are passed over."""
    states = list(states)
    questionnaires.refresh(connection, states)
    listed = [state for state in states if state.kind in {"household", "member"}]
    if not listed:
        return
    _refresh_households(connection, [state for state in listed if state.kind == "household"])
    _refresh_persons(connection, listed)


def forget(connection: Connection, ids: Sequence[str]) -> None:
    """Take households and members that are no more out of the index."""
    persons = [int(line["rowid"]) for line in _by(connection, PERSON, "record", ids).values()]
    households = [int(line["rowid"]) for line in _by(connection, HOUSEHOLD, "id", ids).values()]
    _refresh_readings(connection, [(rowid, "", True) for rowid in persons])
    _refresh_fts(connection, "person_fts", "name", [(rowid, "", True) for rowid in persons])
    _refresh_fts(connection, "address_fts", "address", [(rowid, "", True) for rowid in households])
    for table, found in ((PERSON, persons), (HOUSEHOLD, households)):
        for some in rows.chunks(found):
            connection.execute(table.delete().where(table.c.rowid.in_(some)))


def rebuild(connection: Connection) -> None:
    """Make the whole index again from the records."""
    for table in (HOUSEHOLD, PERSON, READING):
        connection.execute(table.delete())
    for name in ("person_fts", "address_fts"):
        connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('delete-all')")  # noqa: S608
    for kind in ("household", "member", questionnaires.KIND):
        ids = connection.execute(select(rows.RECORD.c.id).where(rows.RECORD.c.kind == kind)).scalars().all()
        for some in rows.chunks(ids):
            refresh(connection, rows.load(connection, [(kind, record_id) for record_id in some]).values())


def grams(name: str) -> str:
    """Return the tokens a name is found by anywhere: its pairs and its single characters."""
    return " ".join([name[i : i + 2] for i in range(len(name) - 1)] + list(name))


def hundredths(text: str) -> int | None:
    """Return a decimal in hundredths, rounded half up, for sorting; None if it is no number."""
    value = number_of(text)
    return None if value is None else int((value * _HUNDRED).to_integral_value(ROUND_HALF_UP))


def _refresh_households(connection: Connection, states: Sequence[State]) -> None:
    before = _by(connection, HOUSEHOLD, "id", [state.id for state in states if state.known])
    fresh = _numbered(connection, HOUSEHOLD, states, before)
    changed = []
    addresses: list[tuple[int, str, bool]] = []
    for state, rowid in fresh:
        line = _household_row(state, rowid)
        old = before.get(state.id)
        if old is None or dict(old) != line:
            changed.append(line)
        if old is None or _place(old) != _place(line):
            addresses.append((rowid, _place(line), old is not None))
    rows.upsert(connection, HOUSEHOLD, changed)
    _refresh_fts(connection, "address_fts", "address", addresses)


def _household_row(state: State, rowid: int) -> dict[str, Any]:
    body = state.body
    size = body.get("size", "")
    return {
        "rowid": rowid, "id": state.id, "code": body.get("code", ""),
        "code_reversed": body.get("code", "")[::-1],
        "village": body.get("village", ""), "group_code": body.get("group", ""),
        "group_name": body.get("group_name", ""), "head_name": body.get("head_name", ""),
        "address": body.get("address", ""), "phone_reversed": body.get("phone", "")[::-1],
        "size": int(size) if size.isdecimal() else None, "state": body.get("state", ""),
        "score": body.get("score", ""), "per_capita": body.get("per_capita", ""),
        "score_rank": hundredths(body.get("score", "")),
        "income_rank": hundredths(body.get("per_capita", "")),
        "letters": body.get("letters", ""), "in_area": True, "scored_by": body.get("scored_by", ""),
    }  # fmt: skip


def _place(line: Mapping[Any, Any]) -> str:
    return f"{line['group_name']} {line['address']}".strip()


def _refresh_persons(connection: Connection, states: Sequence[State]) -> None:
    before = _by(connection, PERSON, "record", [state.id for state in states if state.known])
    changed = []
    renamed: list[tuple[int, str, bool]] = []
    for state, rowid in _numbered(connection, PERSON, states, before):
        line = _person_row(state, rowid)
        old = before.get(state.id)
        if old is None or dict(old) != line:
            changed.append(line)
        if old is None or old["name"] != line["name"]:
            renamed.append((rowid, line["name"], old is not None))
    rows.upsert(connection, PERSON, changed)
    _refresh_fts(
        connection, "person_fts", "name", [(rowid, grams(name), had) for rowid, name, had in renamed]
    )
    _refresh_readings(connection, renamed)


def _person_row(state: State, rowid: int) -> dict[str, Any]:
    body = state.body
    is_member = state.kind == "member"
    return {
        "rowid": rowid, "record": state.id, "household": state.household,
        "name": body.get("full_name" if is_member else "head_name", ""),
        "id_reversed": body.get("id_number", "").upper()[::-1],
        "phone_reversed": body.get("phone", "")[::-1] if is_member else "",
        "gone": bool(body.get("left_on") or body.get("left_reason")),
    }  # fmt: skip


def _refresh_readings(connection: Connection, renamed: Sequence[tuple[int, str, bool]]) -> None:
    for some in rows.chunks([rowid for rowid, _, had in renamed if had]):
        connection.execute(READING.delete().where(READING.c.person.in_(some)))
    spoken = [
        {"person": rowid, "initials": initials, "pinyin": pinyin}
        for rowid, name, _ in renamed
        for initials, pinyin in readings(name)
    ]
    rows.write(connection, _SPOKEN, spoken)


def _refresh_fts(
    connection: Connection, fts: str, column: str, changed: Sequence[tuple[int, str, bool]]
) -> None:
    gone = [(rowid,) for rowid, _, had in changed if had]
    if gone:
        connection.exec_driver_sql(f"DELETE FROM {fts} WHERE rowid = ?", gone)  # noqa: S608  # our own names
    fresh = [(rowid, text) for rowid, text, _ in changed if text]
    if fresh:
        connection.exec_driver_sql(f"INSERT INTO {fts}(rowid, {column}) VALUES (?, ?)", fresh)  # noqa: S608


def _by(
    connection: Connection, table: Any, column: str, values: Sequence[str]
) -> dict[str, Mapping[Any, Any]]:
    found: dict[str, Mapping[Any, Any]] = {}
    for some in rows.chunks(values):
        for row in connection.execute(select(table).where(table.c[column].in_(some))).mappings():
            found[row[column]] = row
    return found


def _numbered(
    connection: Connection, table: Any, states: Sequence[State], before: Mapping[str, Mapping[Any, Any]]
) -> list[tuple[State, int]]:
    """Give each state the row number it has or the next free one."""
    free = 0
    if any(state.id not in before for state in states):
        free = connection.execute(select(func.coalesce(func.max(table.c.rowid), 0))).scalar_one()
    numbered = []
    for state in states:
        if state.id in before:
            numbered.append((state, int(before[state.id]["rowid"])))
        else:
            free += 1
            numbered.append((state, free))
    return numbered
