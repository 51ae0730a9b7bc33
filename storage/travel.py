"""What has left, what has arrived: outbox, receipts, cursors, delivery, quarantine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, literal, or_, select, update

from storage import rows
from storage.applying import QUARANTINE
from storage.records import Delivery, Quarantined, Receipt, Sequenced
from storage.rows import OPEN, RECORD, REVISION

# built once: making these costs more than running them
_TRAVELLED = (
    select(
        REVISION.c.household,
        func.max(REVISION.c.stored_at),
        func.sum(case((or_(REVISION.c.stick_at != "", REVISION.c.centre_at != ""), 0), else_=literal(1))),
        func.max(REVISION.c.stick_at),
        func.sum(case((REVISION.c.centre_at != "", 0), else_=literal(1))),
        func.max(REVISION.c.centre_at),
    )
    .where(REVISION.c.household.in_(bindparam("of", expanding=True)))
    .group_by(REVISION.c.household)
)
_OPENED = select(OPEN.c.kind, OPEN.c.record)


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
    every_open = _with_open(connection)
    opened = {household: every_open[household] for household in households if household in every_open}
    found = {household: Delivery(local=saved, open=True) for household, saved in opened.items()}
    for some in rows.chunks(households):
        for household, local, off_stick, stick, waiting, centre in connection.execute(
            _TRAVELLED, {"of": some}
        ):
            saved = max(local, opened.get(household, ""))
            on_stick, at_centre = "" if off_stick else stick, "" if waiting else centre
            found[household] = Delivery(saved, on_stick, at_centre, int(waiting), household in opened)
    return found


def _with_open(connection: Connection) -> dict[str, str]:
    """Return, by household, when its newest change was saved that is not sealed; few are open at a time."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, record in connection.execute(_OPENED):
        by_kind[kind].append(record)
    own = RECORD.c
    found: dict[str, str] = {}
    for kind, ids in by_kind.items():
        for some in rows.chunks(ids):
            wanted = select(own.household, own.changed_at).where(own.kind == kind, own.id.in_(some))
            for household, changed_at in connection.execute(wanted):
                found[household] = max(found.get(household, ""), changed_at)
    return found


def quarantined(connection: Connection) -> tuple[Quarantined, ...]:
    """Return what was set aside, oldest first."""
    columns = (QUARANTINE.c[name] for name in ("id", "origin", "code", "at", "content"))
    return tuple(Quarantined(*row) for row in connection.execute(select(*columns).order_by(QUARANTINE.c.id)))
