"""Records: reading, changing, sealing."""

from __future__ import annotations

from collections.abc import Iterable

from storage import editing, queries, rows
from storage.doors.opened import Opened
from storage.editing import Values
from storage.errors import BrokenChain
from storage.records import Record, Ref, Revision
from storage.revisions import broken_at

Change = tuple[str, str, Values]
"""Kind, id, key → new value or (old, new)."""


class RecordDoor(Opened):
    """What a person writes down."""

    def get(self, kind: str, record_id: str) -> Record | None:
        """Return a record as it stands, None if there is none."""
        with self.database.read() as connection:
            state = rows.load(connection, [(kind, record_id)])[kind, record_id]
        return rows.record_of(state) if state.known else None

    def get_many(self, kind: str, ids: Iterable[str]) -> tuple[Record, ...]:
        """Return the records there are of these ids, in their order."""
        with self.database.read() as connection:
            states = rows.load(connection, [(kind, record_id) for record_id in ids])
        return tuple(rows.record_of(state) for state in states.values() if state.known)

    def find(self, kind: str, **equals: str) -> tuple[Record, ...]:
        """Return the records of a kind whose values equal these, in order of their ids; "" means empty."""
        with self.database.read() as connection:
            found = queries.find(connection, kind, equals)
            states = rows.load(connection, [state.ref for state in found])
        return tuple(rows.record_of(state) for state in states.values())

    def records_of_village(self, kind: str, village: str) -> tuple[Record, ...]:
        """Return the records of a kind that belong to a village's households, in order of their ids."""
        with self.database.read() as connection:
            states = queries.in_village(connection, kind, village)
        return tuple(map(rows.record_of, states))

    def put(self, kind: str, record_id: str, patch: Values) -> Record:
        """Change a record, or make one; the change joins the record's open revision."""
        return self.put_many([(kind, record_id, patch)])[0]

    def put_many(self, changes: Iterable[Change]) -> tuple[Record, ...]:
        """Change several records in one transaction; return them in the order of the changes."""
        with self.database.write() as connection:
            states = editing.put(connection, list(changes), at=self.now())
        return tuple(rows.record_of(state) for state in states)

    def seal(self, refs: Iterable[Ref], reason: str = "") -> tuple[Revision, ...]:
        """Close the open revisions of records; those without one are passed over."""
        with self.database.write() as connection:
            return editing.seal(
                connection, refs, device=self.device_id, person=self.person, at=self.now(), reason=reason
            )

    def history(self, kind: str, record_id: str) -> tuple[Revision, ...]:
        """Return all sealed revisions of a record in the order they arrived here."""
        with self.database.read() as connection:
            return rows.revisions_of(connection, (kind, record_id))

    def verify_chain(self, device: str = "") -> int:
        """Check all revisions a device (this one) made; return their number.

        Raises:
            BrokenChain: One is missing or was altered.
        """
        own = rows.REVISION.c
        with self.database.read() as connection:
            wanted = rows.REVISIONS.where(own.device == (device or self.device_id)).order_by(own.number)
            chain = [rows.sequenced_from(row).revision for row in connection.execute(wanted)]
        number = broken_at(chain)
        if number:
            raise BrokenChain(device or self.device_id, number)
        return len(chain)
