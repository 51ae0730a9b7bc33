"""Between rows and values: loading and saving records and revisions by the hundred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeVar

import orjson
from sqlalchemy import JSON, Connection, Dialect, Insert, RowMapping, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables
from storage.records import Record, Ref, Revision, Rival, Sequenced

RECORD = tables.table(tables.RecordRow)
OPEN = tables.table(tables.OpenRow)
REVISION = tables.table(tables.RevisionRow)
COUNTER = tables.table(tables.CounterRow)
LOCAL = tables.table(tables.LocalRow)

CHUNK = 500
"""Values in one `IN (…)`."""

# built once: making a statement costs more than running it
_RECORDS = select(RECORD).where(
    RECORD.c.kind == bindparam("of_kind"), RECORD.c.id.in_(bindparam("ids", expanding=True))
)
_OPENED = select(OPEN).where(
    OPEN.c.kind == bindparam("of_kind"), OPEN.c.record.in_(bindparam("ids", expanding=True))
)

REVISIONS = select(*(REVISION.c[name] for name in ("seq", *Revision.__slots__)))
"""What `sequenced_from` reads."""
_INSERTED = REVISION.insert()

Item = TypeVar("Item")


@dataclass(slots=True)
class OpenPatch:
    """Changes of a record that are not sealed."""

    parents: list[str]
    patch: dict[str, list[str | None]]
    opened_at: str


@dataclass(slots=True)
class State:
    """A record while a transaction works on it."""

    kind: str
    id: str
    body: dict[str, str] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    conflicts: dict[str, list[list[Any]]] = field(default_factory=dict)
    household: str = ""
    area: str | None = None
    changed_at: str = ""
    open: OpenPatch | None = None
    known: bool = False
    """Whether the record was there before the transaction."""

    @property
    def ref(self) -> Ref:
        """Kind and id."""
        return self.kind, self.id


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Yield the items in lists of at most `size`."""
    listed = list(items)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


def record_of(state: State) -> Record:
    """Return the frozen value."""
    return Record(
        state.kind,
        state.id,
        MappingProxyType(dict(state.body)),
        tuple(state.heads),
        MappingProxyType(
            {key: tuple(Rival(*rival) for rival in value) for key, value in state.conflicts.items()}
        ),
        state.open is not None,
    )


def rivals_as_json(conflicts: Mapping[str, tuple[Rival, ...]]) -> dict[str, list[list[Any]]]:
    """Return conflicts as a row keeps them."""
    return {
        key: [[r.value, r.revision, r.person, r.device, r.made_at] for r in rivals]
        for key, rivals in conflicts.items()
    }


def load(connection: Connection, refs: Iterable[Ref]) -> dict[Ref, State]:
    """Return a state for every ref; one that is not there yet is new and empty."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, record_id in dict.fromkeys(refs):
        by_kind[kind].append(record_id)
    states: dict[Ref, State] = {}
    for kind, ids in by_kind.items():
        for some in chunks(ids):
            _load_some(connection, kind, some, states)
    return states


def _load_some(connection: Connection, kind: str, ids: Sequence[str], states: dict[Ref, State]) -> None:
    states.update({(kind, record_id): State(kind, record_id) for record_id in ids})
    wanted = {"of_kind": kind, "ids": ids}
    known: list[str] = []
    for row in connection.execute(_RECORDS, wanted).mappings():
        states[kind, row["id"]] = state_from(row)
        known.append(row["id"])
    # what is not there yet has nothing open
    for row in connection.execute(_OPENED, {**wanted, "ids": known}).mappings() if known else ():
        states[kind, row["record"]].open = OpenPatch(row["parents"], row["patch"], row["opened_at"])


def state_from(row: RowMapping) -> State:
    """Return the state a record row holds, without its open revision."""
    values = {name: row[name] for name in ("kind", "id", "body", "heads", "conflicts", "household", "area")}
    return State(**values, changed_at=row["changed_at"], known=True)


def save(connection: Connection, states: Iterable[State]) -> None:
    """Write records with their open revisions."""
    listed = list(states)
    records = [
        {
            "kind": s.kind, "id": s.id, "body": s.body, "heads": s.heads, "conflicts": s.conflicts,
            "household": s.household, "area": s.area, "changed_at": s.changed_at,
        }
        for s in listed
    ]  # fmt: skip
    upsert(connection, RECORD, records)
    opened = [
        {
            "kind": s.kind,
            "record": s.id,
            "parents": s.open.parents,
            "patch": s.open.patch,
            "opened_at": s.open.opened_at,
        }
        for s in listed
        if s.open is not None
    ]
    upsert(connection, OPEN, opened)


def close(connection: Connection, refs: Iterable[Ref]) -> None:
    """Take the open revisions of records away; their content lives on in sealed ones."""
    statement = OPEN.delete().where(OPEN.c.kind == bindparam("k"), OPEN.c.record == bindparam("r"))
    values = [{"k": kind, "r": record_id} for kind, record_id in refs]
    if values:
        connection.execute(statement, values)


def delete(connection: Connection, refs: Iterable[Ref]) -> None:
    """Take records away that no revision speaks of."""
    statement = RECORD.delete().where(RECORD.c.kind == bindparam("k"), RECORD.c.id == bindparam("r"))
    values = [{"k": kind, "r": record_id} for kind, record_id in refs]
    if values:
        connection.execute(statement, values)


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows or write over those with the same primary key; all rows have the same columns."""
    if rows:
        write(connection, _upsert(connection.dialect.name, table, tuple(rows[0])), rows)


@lru_cache(maxsize=64)
def _upsert(dialect_name: str, table: Table, columns: tuple[str, ...]) -> Insert:
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    put = {name: statement.excluded[name] for name in columns if name not in keys}
    upserting: Insert = statement.on_conflict_do_update(index_elements=keys, set_=put)
    return upserting


def write(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run an insert for rows that all have the same columns.

    The driver gets plain tuples: SQLAlchemy's own way through binds and types costs as much as SQLite.
    """
    if rows:
        sql, names, texts = _written(statement, connection.dialect, tuple(rows[0]))
        values = list(map(itemgetter(*names), rows))
        connection.exec_driver_sql(sql, [_with_texts(each, texts) for each in values] if texts else values)


@lru_cache(maxsize=64)
def _written(
    statement: Insert, dialect: Dialect, columns: tuple[str, ...]
) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    """Return the SQL, the columns in its order, and the places of those that are JSON."""
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    names = tuple(compiled.positiontup or ())
    of_json = {name for name in names if isinstance(compiled.binds[name].type, JSON)}
    return str(compiled), names, tuple(place for place, name in enumerate(names) if name in of_json)


def _with_texts(values: tuple[Any, ...], places: Iterable[int]) -> tuple[Any, ...]:
    changed = list(values)
    for place in places:
        changed[place] = orjson.dumps(changed[place]).decode()
    return tuple(changed)


def take_sequence(connection: Connection, count: int) -> int:
    """Return the first of `count` fresh sequence numbers; the row stays locked until the transaction ends."""
    taken = (
        update(COUNTER)
        .where(COUNTER.c.name == "seq")
        .values(value=COUNTER.c.value + count)
        .returning(COUNTER.c.value)
    )
    return int(connection.execute(taken).scalar_one()) - count + 1


def insert_revisions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append revisions with fresh sequence numbers; `revision` holds the value, the rest are columns."""
    if not rows:
        return
    first = take_sequence(connection, len(rows))
    values = [
        {**revision_columns(row["revision"]), **row, "seq": first + place} for place, row in enumerate(rows)
    ]
    for value in values:
        del value["revision"]
    write(connection, _INSERTED, values)


def revision_columns(revision: Revision) -> dict[str, Any]:
    """Return the columns that the revision itself fills."""
    return {
        "id": revision.id, "kind": revision.kind, "record": revision.record,
        "parents": list(revision.parents),
        "patch": dict(revision.patch), "person": revision.person,
        "device": revision.device, "made_at": revision.made_at, "number": revision.number,
        "previous": revision.previous, "reason": revision.reason,
        "stick_at": "", "centre_at": "", "centre_seq": 0,
    }  # fmt: skip


def sequenced_from(row: Sequence[Any]) -> Sequenced:
    """Return what a row of `REVISIONS` holds."""
    seq, name, kind, record, parents, patch, *rest = row
    changes = {key: (old, new) for key, (old, new) in patch.items()}
    return Sequenced(seq, Revision(name, kind, record, tuple(parents), MappingProxyType(changes), *rest))


def revisions_of(connection: Connection, ref: Ref) -> tuple[Revision, ...]:
    """Return all revisions of a record in order of arrival, waiting ones included."""
    wanted = REVISIONS.where(REVISION.c.kind == ref[0], REVISION.c.record == ref[1]).order_by(REVISION.c.seq)
    return tuple(sequenced_from(row).revision for row in connection.execute(wanted))


def held(connection: Connection, revisions: Iterable[str]) -> frozenset[str]:
    """Return those of the revisions asked for, by id, that are here."""
    found: set[str] = set()
    for some in chunks(revisions):
        found.update(connection.execute(select(REVISION.c.id).where(REVISION.c.id.in_(some))).scalars())
    return frozenset(found)


def local(connection: Connection, name: str) -> str:
    """Return what this file alone remembers under a name, "" if nothing."""
    return connection.execute(select(LOCAL.c.value).where(LOCAL.c.name == name)).scalar_one_or_none() or ""


def set_local(connection: Connection, name: str, value: str) -> None:
    """Remember something that never travels."""
    upsert(connection, LOCAL, [{"name": name, "value": value}])
