"""What has left, what has arrived: outbox, receipts, cursors, delivery, quarantine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, or_, select, update

from storage import rows
from storage.applying import QUARANTINE
from storage.records import Delivery, Quarantined, Receipt, Sequenced
from storage.rows import OPEN, RECORD, REVISION


def _undelivered() -> ColumnElement[bool]:
    return and_(REVISION.c.centre_at == "", REVISION.c.waiting.is_(False))


def outbox(connection: Connection, after: int, limit: int | None) -> tuple[Sequenced, ...]:
    """Return sealed revisions without a receipt, in order of arrival; not those that wait for others."""
    wanted = rows.REVISIONS.where(_undelivered(), REVISION.c.seq > after).order_by(REVISION.c.seq)
    return tuple(map(rows.sequenced_from, connection.execute(wanted.limit(limit))))


def outbox_count(connection: Connection) -> int:
    """Return how many revisions the centre has not confirmed."""
    return int(
        connection.execute(select(func.count()).select_from(REVISION).where(_undelivered())).scalar_one()
    )


def waiting_households(connection: Connection) -> int:
    """Return how many households have sealed changes that the centre has not confirmed."""
    own = REVISION.c.household
    wanted = select(func.count(own.distinct())).where(_undelivered(), own != "")
    return int(connection.execute(wanted).scalar_one())


def acknowledge(connection: Connection, receipts: Iterable[Receipt], at: str) -> int:
    """Mark revisions as held by the centre; return how many were not so far."""
    own = REVISION.c
    marked = 0
    for receipt in receipts:
        meant = and_(own.device == receipt.device, own.number.between(receipt.first, receipt.last))
        held = update(REVISION).where(meant, own.centre_at == "").values(centre_at=at, centre_seq=receipt.seq)
        marked += connection.execute(held).rowcount
    return marked


def mark_on_stick(connection: Connection, revisions: Iterable[str], at: str) -> None:
    """Remember that revisions were written to a stick."""
    for some in rows.chunks(revisions):
        connection.execute(update(REVISION).where(REVISION.c.id.in_(some)).values(stick_at=at))


def revisions_after(
    connection: Connection, seq: int, *, scope: str, limit: int, exclude_device: str
) -> tuple[Sequenced, ...]:
    """Return what arrived here after a sequence number, in that order, as far as a scope may see it.

    The scope is the beginning of a division code; records of no area, and divisions above it, are seen by
    everybody. `exclude_device` needs no copy of what it made itself; "" for none.
    """
    seen = [REVISION.c.seq > seq, REVISION.c.waiting.is_(False), in_scope(scope)]
    if exclude_device:
        seen.append(REVISION.c.device != exclude_device)
    wanted = rows.REVISIONS.where(*seen).order_by(REVISION.c.seq).limit(limit)
    return tuple(map(rows.sequenced_from, connection.execute(wanted)))


def in_scope(scope: str) -> ColumnElement[bool]:
    """Whether a revision may be seen from a division."""
    above = [scope[:digits] for digits in range(len(scope))]
    return or_(REVISION.c.area.startswith(scope, autoescape=True), REVISION.c.area.in_(["", *above]))


def last_sequence(connection: Connection) -> int:
    """Return the highest sequence number given so far, 0 for none."""
    return int(
        connection.execute(select(rows.COUNTER.c.value).where(rows.COUNTER.c.name == "seq")).scalar_one()
    )


def deliveries(connection: Connection, households: Sequence[str]) -> dict[str, Delivery]:
    """Return how far the changes of households have travelled; those without any are left out."""
    found: dict[str, Delivery] = {}
    for some in rows.chunks(households):
        opened = _with_open(connection, some)
        own = REVISION.c
        one = literal(1)
        wanted = (
            select(
                own.household,
                func.max(own.stored_at),
                func.sum(case((or_(own.stick_at != "", own.centre_at != ""), 0), else_=one)),
                func.max(own.stick_at),
                func.sum(case((own.centre_at != "", 0), else_=one)),
                func.max(own.centre_at),
            )
            .where(own.household.in_(some))
            .group_by(own.household)
        )
        for household, local, off_stick, stick, waiting, centre in connection.execute(wanted):
            is_open = household in opened
            saved = max(local, opened.pop(household, ""))
            on_stick, at_centre = "" if off_stick else stick, "" if waiting else centre
            found[household] = Delivery(saved, on_stick, at_centre, int(waiting), is_open)
        found.update({household: Delivery(local=saved, open=True) for household, saved in opened.items()})
    return found


def _with_open(connection: Connection, households: Sequence[str]) -> dict[str, str]:
    joined = RECORD.join(OPEN, and_(OPEN.c.kind == RECORD.c.kind, OPEN.c.record == RECORD.c.id))
    wanted = (
        select(RECORD.c.household, func.max(RECORD.c.changed_at))
        .select_from(joined)
        .where(RECORD.c.household.in_(households))
        .group_by(RECORD.c.household)
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}


def quarantined(connection: Connection) -> tuple[Quarantined, ...]:
    """Return what was set aside, oldest first."""
    columns = (QUARANTINE.c[name] for name in ("id", "origin", "code", "at", "content"))
    return tuple(Quarantined(*row) for row in connection.execute(select(*columns).order_by(QUARANTINE.c.id)))
