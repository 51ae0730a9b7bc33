"""Travel: revisions out and in."""

from __future__ import annotations

from collections.abc import Iterable

from storage import applying, rows, travel
from storage.doors.opened import Opened
from storage.records import Applied, Delivery, Quarantined, Receipt, Refusal, Revision, Sequenced


class TravelDoor(Opened):
    """What goes to other devices and comes from them."""

    def apply(self, revisions: Iterable[Revision], *, origin: str, are_hashed: bool = False) -> Applied:
        """Take in revisions made elsewhere; repeating it, or another order, changes nothing.

        The origin tells how they came: `centre`, `stick`, or the id of the device that pushed them. Those of
        an opened packet have ids that were worked out from their content, and need not be hashed again.
        """
        offer = applying.checked(revisions, origin, self.now(), are_hashed=are_hashed)
        with self.database.write() as connection:
            return applying.apply(connection, offer)

    def outbox(self, limit: int | None = None) -> tuple[Revision, ...]:
        """Return sealed revisions that the centre has not confirmed, oldest first."""
        return tuple(each.revision for each in self.outbox_after(0, limit))

    def outbox_after(self, seq: int, limit: int | None = None) -> tuple[Sequenced, ...]:
        """Return the part of the outbox that arrived here after a sequence number."""
        with self.database.read() as connection:
            return travel.outbox(connection, seq, limit)

    def outbox_count(self) -> int:
        """Return how many revisions the centre has not confirmed."""
        with self.database.read() as connection:
            return travel.outbox_count(connection)

    def waiting_households(self) -> int:
        """Return how many households have sealed changes that the centre has not confirmed."""
        with self.database.read() as connection:
            return travel.waiting_households(connection)

    def acknowledge(self, receipts: Iterable[Receipt]) -> int:
        """Mark revisions as held by the centre; return how many were not so far."""
        with self.database.write() as connection:
            return travel.acknowledge(connection, receipts, self.now())

    def mark_on_stick(self, revisions: Iterable[str]) -> None:
        """Remember that revisions (by id) were written to a stick."""
        with self.database.write() as connection:
            travel.mark_on_stick(connection, revisions, self.now())

    def delivery(self, household_id: str) -> Delivery:
        """Return how far a household's changes have travelled."""
        with self.database.read() as connection:
            return travel.deliveries(connection, [household_id]).get(household_id, Delivery())

    def revisions_after(
        self, seq: int, *, scope: str = "", limit: int = 1_000, exclude_device: str = ""
    ) -> tuple[Sequenced, ...]:
        """Return what arrived here after a sequence number (centre); see `travel.revisions_after`."""
        with self.database.read() as connection:
            return travel.revisions_after(
                connection, seq, scope=scope, limit=limit, exclude_device=exclude_device
            )

    def last_sequence(self) -> int:
        """Return the highest sequence number given here, 0 for none."""
        with self.database.read() as connection:
            return travel.last_sequence(connection)

    def held(self, revisions: Iterable[str]) -> frozenset[str]:
        """Return those of the revisions named by id that are here."""
        with self.database.read() as connection:
            return rows.held(connection, revisions)

    def cursor(self, centre: str) -> str:
        """Return how far a centre's revisions were fetched, "" at first."""
        return self.local(f"cursor {centre}")

    def set_cursor(self, centre: str, value: str) -> None:
        """Remember how far a centre's revisions were fetched, in the transaction that applies them."""
        self.set_local(f"cursor {centre}", value)

    def quarantine(self, refused: Iterable[Refusal], *, origin: str) -> None:
        """Set revisions aside, with the reason."""
        with self.database.write() as connection:
            applying.quarantine(connection, refused, origin=origin, at=self.now())

    def quarantined(self) -> tuple[Quarantined, ...]:
        """Return what was set aside, oldest first."""
        with self.database.read() as connection:
            return travel.quarantined(connection)
