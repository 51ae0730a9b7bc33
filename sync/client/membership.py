"""What a laptop remembers of its centre, in its own file; nothing of it travels."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage import serials
from storage.store import Store
from sync.errors import NotEnrolled
from sync.keys import DeviceKeys, PublicKey
from sync.packet import Sender
from sync.words import Joined

_KEYS, _URL, _CENTRE, _CENTRE_KEY, _AREA, _OFFICE = (
    "device keys", "centre url", "centre id", "centre key", "area", "office key",
)  # fmt: skip


@dataclass(frozen=True)
class Membership:
    """A laptop that has joined.

    Attributes:
        centre: Id of the centre, also the name of the cursor.
        centre_key: Whose receipts count.
        area: Beginning of the division codes this laptop may see and change.
    """

    url: str
    centre: str
    centre_key: PublicKey
    area: str
    sender: Sender


def is_enrolled(store: Store) -> bool:
    """Whether this laptop has a centre."""
    return bool(store.local(_CENTRE))


def membership(store: Store) -> Membership:
    """Return what the laptop knows of its centre.

    Raises:
        NotEnrolled: It has none yet.
    """
    if not is_enrolled(store):
        raise NotEnrolled
    key = PublicKey.from_text(store.local(_CENTRE_KEY))
    return Membership(store.local(_URL), store.local(_CENTRE), key, store.local(_AREA), sender(store))


def sender(store: Store) -> Sender:
    """Return this laptop as a maker of packets; its keys are made at the first call."""
    with store.transaction():
        if not store.local(_KEYS):
            store.set_local(_KEYS, DeviceKeys.generate().text)
    return Sender(store.device_id, DeviceKeys.from_text(store.local(_KEYS)))


def keep(store: Store, url: str, key: PublicKey, joined: Joined) -> None:
    """Remember a centre, in one transaction."""
    with store.transaction():
        values = {_URL: url, _CENTRE: joined.centre, _CENTRE_KEY: key.text, _AREA: joined.area}
        for name, value in values.items():
            store.set_local(name, value)
        if joined.office_key:
            store.set_local(_OFFICE, joined.office_key)
        serials.set_block(store, joined.serial_from, joined.serial_to)


def move(store: Store, url: str) -> None:
    """Remember that the centre is now at another address; its key proves that it is the same."""
    store.set_local(_URL, url)


def office_key(store: Store) -> Ed25519PrivateKey | None:
    """Return the key that cards are issued with, None on a laptop that prints 样卡."""
    seed = store.local(_OFFICE)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)) if seed else None


def trusted(store: Store, device_id: str) -> PublicKey | None:
    """Return the keys of the centre, or of a laptop that the centre has told us of; None for a stranger."""
    if is_enrolled(store) and device_id == store.local(_CENTRE):
        return PublicKey.from_text(store.local(_CENTRE_KEY))
    device = store.get("device", device_id)
    if device is None or device.get("revoked") or not device.get("key"):
        return None
    return PublicKey.from_text(device.get("key"))


def other_laptops(store: Store) -> tuple[PublicKey, ...]:
    """Return the keys of the other laptops of the area that the centre has told us of."""
    others = (device.id for device in store.find("device") if device.id != store.device_id)
    return tuple(key for other in others if (key := trusted(store, other)))
