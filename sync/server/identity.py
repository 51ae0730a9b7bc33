"""Who a centre is: its keys, its database's history, the issuing office; made once, kept in its store."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage.store import Store
from sync.keys import DeviceKeys
from sync.packet import Sender

_KEYS, _EPOCH, _OFFICE = "centre keys", "centre epoch", "office key"
#: Setting by which laptops learn whose cards to believe: raw public keys, hex, by spaces.
OFFICE_KEYS_SETTING = "office_keys"


@dataclass(frozen=True, repr=False)
class Identity:
    """What the centre signs and is known by.

    Attributes:
        sender: Its id (that of its store) and keys.
        epoch: Name of this database's history, the first part of every cursor.
        office_seed: Private Ed25519 seed of the issuing office, hex.
    """

    sender: Sender
    epoch: str
    office_seed: str


def identity(store: Store) -> Identity:
    """Return who this centre is; the first call makes it, in one transaction."""
    with store.transaction():
        if not store.local(_KEYS):
            _make(store)
    keys = DeviceKeys.from_text(store.local(_KEYS))
    return Identity(Sender(store.device_id, keys), store.local(_EPOCH), store.local(_OFFICE))


def _make(store: Store) -> None:
    store.set_local(_KEYS, DeviceKeys.generate().text)
    store.set_local(_EPOCH, secrets.token_hex(4))
    office = Ed25519PrivateKey.generate()
    store.set_local(_OFFICE, office.private_bytes_raw().hex())
    store.put_setting(OFFICE_KEYS_SETTING, office.public_key().public_bytes_raw().hex())
