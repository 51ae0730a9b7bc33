"""How a laptop joins: a one-time code, an area, a lease of serials, sometimes the office key."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from storage import errors as storage_errors
from storage.devices import Device
from sync import packet, words
from sync.codes import EnrolmentCode, name_of
from sync.errors import PacketDamaged, Refused
from sync.packet import Contents
from sync.server.centre import Centre
from sync.words import Joined

log = logging.getLogger(__name__)

CODE_VALID_DAYS = 7
_NAME_LENGTH = 60
_WIRE_CODES = {
    "unknown_code": "code_unknown",
    "used_code": "code_used",
    "expired_code": "code_expired",
    "known_device": "device_taken",
}


def new_code(centre: Centre, area: str, *, with_office_key: bool = False) -> EnrolmentCode:
    """Return a fresh one-time code for a laptop of an area; shown once, kept as a hash."""
    store = centre.store
    expires = datetime.fromisoformat(store.now()) + timedelta(days=CODE_VALID_DAYS)
    with store.transaction():
        secret = store.new_enrolment_code(area, expires_at=expires.isoformat(timespec="seconds"))
        if with_office_key:
            store.set_local(_release(secret), "1")
    return EnrolmentCode(secret, name_of(centre.identity.sender.keys.public))


def join(centre: Centre, data: bytes) -> bytes:
    """Register the laptop that made this packet; repeating it gives the same answer.

    Raises:
        PacketError: The packet is refused.
        Refused: `code_unknown`, `code_used`, `code_expired`, `device_taken` or `no_serials`.
    """
    shown = packet.inspect(data)
    contents = packet.open(data, keys=centre.identity.sender.keys, trusted={shown.sender: shown.key}.get)
    code, name = _asked(contents)
    try:
        with centre.store.transaction():
            device = centre.store.enrol_device(code, _device(contents, name))
            _publish(centre, device, contents)
    except storage_errors.Refused as refused:
        log.warning("enrolment refused device=%s code=%s", shown.sender[-8:], refused.code)
        raise Refused(_WIRE_CODES.get(refused.code, refused.code)) from refused
    log.info("enrolled device=%s area=%s", device.id[-8:], device.area)
    office = centre.identity.office_seed if centre.store.local(_release(code)) else ""
    joined = Joined(centre.identity.sender.id, device.area, device.serial_from, device.serial_to, office)
    return packet.make(
        (),
        sender=centre.identity.sender,
        recipients=[shown.key],
        told={words.JOINED: words.joined_to_dict(joined)},
        notes={words.REPLY_TO: shown.packet},
    )


def _asked(contents: Contents) -> tuple[str, str]:
    try:
        asked = contents.told[words.ENROL]
        return str(asked["code"]), str(asked["name"])[:_NAME_LENGTH]
    except (KeyError, TypeError) as fault:
        raise PacketDamaged("content") from fault


def _device(contents: Contents, name: str) -> Device:
    key = contents.manifest.key
    return Device(contents.manifest.sender, name, "", key.sign.hex(), key.box.hex(), 0, 0, enrolled_at="")


def _publish(centre: Centre, device: Device, contents: Contents) -> None:
    """Let the other laptops of the area know its keys, so that they can read its sticks."""
    body = {"name": device.name, "area": device.area, "key": contents.manifest.key.text}
    centre.store.put("device", device.id, body)
    centre.store.seal([("device", device.id)])


def _release(code: str) -> str:
    return f"office key for {hashlib.sha256(code.encode()).hexdigest()}"
