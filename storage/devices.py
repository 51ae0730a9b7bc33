"""The laptops a centre knows, and the one-time codes by which new ones join."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from storage import tables
from storage.errors import Refused

DEVICE = tables.table(tables.DeviceRow)
ENROLMENT = tables.table(tables.EnrolmentRow)

SERIALS_PER_DEVICE = 200
FIRST_LEASED_SERIAL, LAST_LEASED_SERIAL = 1_001, 9_000
"""Below are the serials of imported base lists, above those of laptops that have no lease yet."""
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LETTERS = 10


@dataclass(frozen=True, slots=True)
class Device:
    """A laptop as the centre knows it.

    Attributes:
        area: Beginning of the division codes it may see.
        signing_key: Public Ed25519 key, hex.
        sealing_key: Public X25519 key, hex.
        serial_from: First household serial it may give out in the villages of its area.
        revoked_at: "" while it may sync.
    """

    id: str
    name: str
    area: str
    signing_key: str
    sealing_key: str
    serial_from: int
    serial_to: int
    enrolled_at: str
    revoked_at: str = ""
    seen_at: str = ""


def new_code(connection: Connection, area: str, *, made_at: str, expires_at: str) -> str:
    """Return a fresh one-time code for a laptop of an area; only its hash is kept."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
    connection.execute(
        ENROLMENT.insert().values(
            code_hash=_hash(code), area=area, made_at=made_at, expires_at=expires_at, used_by=""
        )
    )
    return code


def enrol(connection: Connection, code: str, device: Device, *, at: str) -> Device:
    """Register a laptop by its code, with a block of serials that no other has.

    Repeating it with the same code, id and keys gives the same answer, so that a lost answer costs nothing.

    Raises:
        Refused: `unknown_code`, `used_code`, `expired_code`, `known_device` or `no_serials`.
    """
    entry = (
        connection.execute(select(ENROLMENT).where(ENROLMENT.c.code_hash == _hash(code))).mappings().first()
    )
    if entry is None:
        raise Refused("unknown_code")
    known = get(connection, device.id)
    if (
        entry["used_by"]
        and entry["used_by"] == device.id
        and known
        and known.signing_key == device.signing_key
    ):
        return known
    if entry["used_by"]:
        raise Refused("used_code")
    if entry["expires_at"] < at:
        raise Refused("expired_code")
    if known:
        raise Refused("known_device")
    registered = _with_serials(connection, device, entry["area"], at)
    connection.execute(
        update(ENROLMENT).where(ENROLMENT.c.code_hash == _hash(code)).values(used_by=device.id)
    )
    return registered


def _with_serials(connection: Connection, device: Device, area: str, at: str) -> Device:
    taken = [device.serial_to for device in listed(connection) if _overlap(device.area, area)]
    first = max(taken, default=FIRST_LEASED_SERIAL - 1) + 1
    last = first + SERIALS_PER_DEVICE - 1
    if last > LAST_LEASED_SERIAL:
        raise Refused("no_serials")
    registered = Device(
        device.id, device.name, area, device.signing_key, device.sealing_key, first, last, enrolled_at=at
    )
    values = {name: getattr(registered, name) for name in Device.__slots__}
    connection.execute(DEVICE.insert().values(values))
    return registered


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def get(connection: Connection, device_id: str) -> Device | None:
    """Return a known laptop, revoked or not."""
    row = connection.execute(select(DEVICE).where(DEVICE.c.id == device_id)).mappings().first()
    return Device(**row) if row else None


def listed(connection: Connection) -> tuple[Device, ...]:
    """Return all known laptops in the order they joined."""
    found = connection.execute(select(DEVICE).order_by(DEVICE.c.enrolled_at, DEVICE.c.id)).mappings()
    return tuple(Device(**row) for row in found)


def revoke(connection: Connection, device_id: str, at: str) -> None:
    """Let a lost laptop sync no more."""
    connection.execute(update(DEVICE).where(DEVICE.c.id == device_id).values(revoked_at=at))


def seen(connection: Connection, device_id: str, at: str) -> None:
    """Remember when a laptop was here last."""
    connection.execute(update(DEVICE).where(DEVICE.c.id == device_id).values(seen_at=at))


def _hash(code: str) -> str:
    # ten letters of 32 are 50 bits of chance, and a code lives for days: a slow hash would gain nothing
    plain = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(b"ruhu enrolment " + plain.encode()).hexdigest()
