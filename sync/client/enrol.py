"""How a laptop joins its centre."""

from __future__ import annotations

from dataclasses import dataclass

from storage.store import Store
from sync import codes, packet, words
from sync.client import membership
from sync.client.connection import Connection
from sync.errors import CentreTrouble, NotACentre, PacketError, Refused, WrongVersion
from sync.keys import PublicKey
from sync.protocol import ENROL_PATH, HEALTH_PATH, PROTOCOL
from sync.words import Joined


@dataclass(frozen=True)
class Enrolment:
    """What came of joining, to be shown.

    Attributes:
        fingerprint: Of the centre's keys, to be compared by telephone.
        with_office_key: Whether this laptop issues real cards.
    """

    centre: str
    area: str
    serial_from: int
    serial_to: int
    fingerprint: str
    with_office_key: bool


def enrol(
    store: Store, url: str, code: str, *, name: str = "", connection: Connection | None = None
) -> Enrolment:
    """Join a centre by a one-time code; repeating it after a lost answer is safe.

    The code names the centre's keys: the laptop says its half of the code to nobody else.

    Raises:
        Refused: `code_unknown`, `other_centre` (another gave the code out), or the centre's.
        RoundError: There is no centre to be had; nothing was kept.
    """
    try:
        typed = codes.read(code)
    except ValueError as fault:
        raise Refused("code_unknown") from fault
    own = connection or Connection(url)
    try:
        key = _keys_of_centre(own)
        if not typed.names(key):
            raise Refused("other_centre")
        joined = _join(store, own, key, typed.secret, name or store.person)
    finally:
        if connection is None:
            own.close()
    membership.keep(store, url, key, joined)
    return Enrolment(
        joined.centre,
        joined.area,
        joined.serial_from,
        joined.serial_to,
        key.fingerprint,
        bool(joined.office_key),
    )


def _keys_of_centre(connection: Connection) -> PublicKey:
    told = connection.get(HEALTH_PATH)
    if told.get("protocol") != PROTOCOL:
        raise WrongVersion(PROTOCOL, str(told.get("protocol")))
    try:
        return PublicKey.from_text(str(told.get("key")))
    except ValueError as fault:
        raise NotACentre(kind="key") from fault


def _join(store: Store, connection: Connection, key: PublicKey, secret: str, name: str) -> Joined:
    sender = membership.sender(store)
    asked = packet.make(
        (),
        sender=sender,
        recipients=[key],
        made_at=store.now(),
        told={words.ENROL: {"code": secret, "name": name}},
    )
    answer = connection.post(ENROL_PATH, asked)
    try:
        contents = packet.open(answer, keys=sender.keys, trusted=lambda _: key)
        joined = words.joined_from_dict(contents.told[words.JOINED])
        if contents.manifest.notes.get(words.REPLY_TO) != packet.inspect(asked).packet:
            raise CentreTrouble(200, "answer")
    except (PacketError, KeyError, TypeError) as fault:
        raise CentreTrouble(200, "answer") from fault
    return joined
