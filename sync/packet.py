"""The packet: the only thing that travels, the same bytes over a line and on a stick.

    RUHU · version (2) · manifest length (4) · manifest · signature (64) · content · check (8)

Content is `told` (one line of JSON) and the revisions as columns, under zstd, encrypted once with a key of
its own, which the manifest holds locked for each recipient. The signature covers everything up to itself,
and through the manifest's SHA-256 the content. The check (SHA-256, cut) tells damage from forgery.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.records import Revision
from sync import columns, manifest
from sync.compression import LEVEL, deflate, inflate
from sync.errors import NotARecipient, PacketDamaged, PacketForged, PacketTooNew
from sync.keys import DeviceKeys, PublicKey
from sync.manifest import Manifest
from sync.protocol import MAX_MANIFEST_BYTES, MAX_PACKET_BYTES, PROTOCOL, parse

MAGIC: Final = b"RUHU"
HEADER_BYTES: Final = 10
SIGNATURE_BYTES: Final = 64
CHECK_BYTES: Final = 8
_CONTENT_KEY_BYTES: Final = 32
#: A content key encrypts one packet only, so that its nonce may stand still.
_NONCE: Final = bytes(12)

Trusted = Callable[[str], PublicKey | None]
"""Device or centre id → the keys it is known by, None for a stranger."""


@dataclass(frozen=True)
class Sender:
    """Who makes packets: a device, or a centre."""

    id: str
    keys: DeviceKeys


@dataclass(frozen=True)
class Contents:
    """An opened packet: from one we know, whole, and for us."""

    manifest: Manifest
    revisions: tuple[Revision, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)


# Making -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Packed:
    """The content of a packet to be: most of the work, before it matters who gets it and what it says."""

    counts: Mapping[str, int]
    key: bytes = field(repr=False)
    content: bytes = field(repr=False)


def make(  # noqa: PLR0913  # a packet has these parts
    revisions: Sequence[Revision],
    *,
    sender: Sender,
    recipients: Sequence[PublicKey],
    made_at: str = "",
    told: Mapping[str, Any] | None = None,
    notes: Mapping[str, str] | None = None,
    part: tuple[int, int] = (1, 1),
    level: int = LEVEL,
) -> bytes:
    """Write a packet that the recipients can open; with nothing to lock, it is a signed manifest alone.

    `told` is what one end tells the other besides revisions: plain JSON values, encrypted; `notes` the
    same in the open manifest, signed but never secret. `part` is the place in a file of several packets, and
    how many they are. `level` is zstd's: 9 for a slow line or a stick, 3 for a fast one.
    """
    packed = pack(revisions, told=told, level=level)
    return address(packed, sender=sender, recipients=recipients, made_at=made_at, notes=notes, part=part)


def pack(
    revisions: Sequence[Revision], *, told: Mapping[str, Any] | None = None, level: int = LEVEL
) -> Packed:
    """Write, compress and encrypt what a packet is to carry."""
    counts = dict(sorted(Counter(revision.kind for revision in revisions).items()))
    if not revisions and not told:
        return Packed(counts, b"", b"")
    key = secrets.token_bytes(_CONTENT_KEY_BYTES)
    return Packed(
        counts, key, AESGCM(key).encrypt(_NONCE, deflate(_plain(revisions, told or {}), level), None)
    )


def address(
    packed: Packed,
    *,
    sender: Sender,
    recipients: Sequence[PublicKey],
    made_at: str = "",
    notes: Mapping[str, str] | None = None,
    part: tuple[int, int] = (1, 1),
) -> bytes:
    """Make a packet of its content; see `make`."""
    content, info = packed.content, _lock_info(sender.keys.public)
    filled = Manifest(
        sender.id, sender.keys.public, made_at, counts=packed.counts, part=part, notes=notes or {},
        recipients={one.id: one.seal(packed.key, info) for one in recipients} if content else {},
        content_bytes=len(content), content_sha256=hashlib.sha256(content).digest() if content else b"",
    )  # fmt: skip
    return _framed(filled, sender, content)


def _plain(revisions: Sequence[Revision], told: Mapping[str, Any]) -> bytes:
    first = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return first + b"\n" + columns.encode(revisions) if revisions else first


def _lock_info(sender: PublicKey) -> bytes:
    # bound to the sender, so that nobody can put another's content under a signature of his own
    return b"ruhu content key 1" + sender.sign


def _framed(filled: Manifest, sender: Sender, content: bytes) -> bytes:
    body = manifest.write(filled)
    signed = MAGIC + PROTOCOL.to_bytes(2, "big") + len(body).to_bytes(4, "big") + body
    whole = signed + sender.keys.sign(signed) + content
    return whole + _check(whole)


def _check(whole: bytes) -> bytes:
    return hashlib.sha256(whole).digest()[:CHECK_BYTES]


# Reading ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Frame:
    signed: bytes
    signature: bytes
    content: bytes
    manifest: Manifest


def inspect(data: bytes) -> Manifest:
    """Read what the manifest says; needs no key.

    The bytes are whole and signed by the key that the manifest names.

    Raises:
        PacketDamaged, PacketForged, PacketTooNew
    """
    return _verified(data).manifest


def open(data: bytes, *, keys: DeviceKeys, trusted: Trusted) -> Contents:  # noqa: A001
    """Open a packet that is for us and from one we know.

    Raises:
        PacketDamaged, PacketForged, PacketTooNew, NotARecipient
    """
    frame = _verified(data)
    _known(frame.manifest, trusted)
    if not frame.content:
        return _complete(Contents(frame.manifest))
    plain = inflate(_decrypted(frame, keys))
    first, _, rest = plain.partition(b"\n")
    return _complete(Contents(frame.manifest, columns.decode(rest) if rest else (), _told(first)))


def split(data: bytes) -> tuple[bytes, ...]:
    """Take a file apart into its packets, all of them verified and none missing.

    Raises:
        PacketDamaged, PacketForged, PacketTooNew
    """
    found = tuple(_split(data))
    manifests = [inspect(each) for each in found]
    wanted = [(place, len(found)) for place in range(1, len(found) + 1)]
    if (
        not found
        or [each.part for each in manifests] != wanted
        or len({each.sender for each in manifests}) != 1
    ):
        raise PacketDamaged("parts")
    return found


def _split(data: bytes) -> Iterator[bytes]:
    while data:
        length = _content_start(data) + _manifest(data).content_bytes + CHECK_BYTES
        if length > len(data):
            raise PacketDamaged("content")
        yield data[:length]
        data = data[length:]


def _verified(data: bytes) -> _Frame:
    start = _content_start(data)
    if len(data) > MAX_PACKET_BYTES:
        raise PacketDamaged("limits")
    if len(data) < start + CHECK_BYTES or _check(data[:-CHECK_BYTES]) != data[-CHECK_BYTES:]:
        raise PacketDamaged("content")
    signed, signature = data[: start - SIGNATURE_BYTES], data[start - SIGNATURE_BYTES : start]
    frame = _Frame(signed, signature, data[start:-CHECK_BYTES], _manifest(data))
    if not frame.manifest.key.verifies(signature, signed):
        raise PacketForged(frame.manifest.sender, "signature")
    digest = hashlib.sha256(frame.content).digest() if frame.content else b""
    if digest != frame.manifest.content_sha256 or len(frame.content) != frame.manifest.content_bytes:
        raise PacketForged(frame.manifest.sender, "signature")
    return frame


def _content_start(data: bytes) -> int:
    """Where the content begins, from the header alone."""
    if len(data) < HEADER_BYTES or not data.startswith(MAGIC):
        raise PacketDamaged("header")
    version = int.from_bytes(data[4:6], "big")
    if version > PROTOCOL:
        raise PacketTooNew(str(version))
    length = int.from_bytes(data[6:HEADER_BYTES], "big")
    if version < 1 or length > MAX_MANIFEST_BYTES:
        raise PacketDamaged("header")
    return HEADER_BYTES + length + SIGNATURE_BYTES


def _manifest(data: bytes) -> Manifest:
    signed = data[: _content_start(data) - SIGNATURE_BYTES]
    packet = hashlib.sha256(signed).hexdigest()[:32]
    return replace(manifest.read(signed[HEADER_BYTES:]), packet=packet)


def _known(found: Manifest, trusted: Trusted) -> None:
    known = trusted(found.sender)
    if known is None:
        raise PacketForged(found.sender, "unknown")
    if known != found.key:
        raise PacketForged(found.sender, "key")


def _decrypted(frame: _Frame, keys: DeviceKeys) -> bytes:
    sender = frame.manifest.sender
    locked = frame.manifest.recipients.get(keys.public.id)
    if locked is None:
        raise NotARecipient(sender)
    try:
        key = keys.unseal(locked, _lock_info(frame.manifest.key))
        return AESGCM(key).decrypt(_NONCE, frame.content, None)
    except (ValueError, InvalidTag) as fault:
        # the bytes are as signed, so the sender itself locked nonsense
        raise PacketForged(sender, "key") from fault


def _told(line: bytes) -> Mapping[str, Any]:
    try:
        told = parse(line)
    except ValueError as fault:
        raise PacketDamaged("content") from fault
    if not isinstance(told, dict):
        raise PacketDamaged("content")
    return told


def _complete(contents: Contents) -> Contents:
    if Counter(revision.kind for revision in contents.revisions) != Counter(contents.manifest.counts):
        raise PacketDamaged("content")
    return contents
