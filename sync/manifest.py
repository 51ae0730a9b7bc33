"""The open part of a packet: who made it when, how much is in it, and who can read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.errors import PacketDamaged
from sync.keys import PublicKey, to_bytes, to_text
from sync.protocol import MAX_PARTS, MAX_RECIPIENTS, canonical, parse


@dataclass(frozen=True)
class FileNote:
    """One attachment that belongs to the packet's revisions; its bytes travel apart."""

    sha256: str
    size_bytes: int
    type: str


@dataclass(frozen=True)
class Manifest:
    """What anybody may read of a packet.

    Attributes:
        sender: Device id of the maker, or the centre's id.
        key: The maker's public keys: the signature holds against them, trusting them is the reader's choice.
        made_at: The maker's clock, ISO text, for people.
        counts: How many revisions of each kind.
        recipients: Key id → the content key, locked for that key.
        content_bytes: Length of the ciphertext behind the manifest; 0 for a packet that only asks or tells.
        content_sha256: Of the ciphertext, 32 bytes; empty without one.
        files: Attachments that belong to it.
        part: Place in its file and how many there are: (1, 1) alone.
        notes: Words of the protocol that need no secrecy: `cursor`, `more`, `re` … docs/PROTOCOL.md §4.
        packet: The packet's id, worked out from the bytes before the content; not written.
    """

    sender: str
    key: PublicKey
    made_at: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    recipients: Mapping[str, bytes] = field(default_factory=dict)
    content_bytes: int = 0
    content_sha256: bytes = b""
    files: tuple[FileNote, ...] = ()
    part: tuple[int, int] = (1, 1)
    notes: Mapping[str, str] = field(default_factory=dict)
    packet: str = ""

    @property
    def revisions(self) -> int:
        """How many revisions of all kinds."""
        return sum(self.counts.values())


def write(manifest: Manifest) -> bytes:
    """The manifest's bytes, in the one form that is signed; empty parts are left out."""
    parts: dict[str, Any] = {
        "from": manifest.sender,
        "key": manifest.key.text,
        "at": manifest.made_at,
        "counts": dict(manifest.counts),
        "to": {key: to_text(locked) for key, locked in manifest.recipients.items()},
        "bytes": manifest.content_bytes,
        "sha256": to_text(manifest.content_sha256),
        "files": [[note.sha256, note.size_bytes, note.type] for note in manifest.files],
        "part": list(manifest.part) if manifest.part != (1, 1) else [],
        "notes": dict(manifest.notes),
    }
    return canonical({name: part for name, part in parts.items() if part})


def read(data: bytes) -> Manifest:
    """Undo `write`; names that this version does not know are passed over: the signature is over the bytes.

    Raises:
        PacketDamaged: It is no manifest.
    """
    try:
        return _checked(_read(parse(data)))
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise PacketDamaged("manifest") from fault


def _read(parts: Mapping[str, Any]) -> Manifest:
    first, last = parts.get("part", (1, 1))
    return Manifest(
        sender=_text(parts["from"]),
        key=PublicKey.from_text(_text(parts["key"])),
        made_at=_text(parts.get("at", "")),
        counts={kind: _count(number) for kind, number in parts.get("counts", {}).items()},
        recipients={key: to_bytes(_text(locked)) for key, locked in parts.get("to", {}).items()},
        content_bytes=_count(parts.get("bytes", 0)),
        content_sha256=to_bytes(_text(parts.get("sha256", ""))),
        files=tuple(
            FileNote(_text(h), _count(size), _text(kind)) for h, size, kind in parts.get("files", [])
        ),
        part=(_count(first), _count(last)),
        notes={name: _text(value) for name, value in parts.get("notes", {}).items()},
    )


def _checked(manifest: Manifest) -> Manifest:
    place, parts = manifest.part
    if not 1 <= place <= parts <= MAX_PARTS or len(manifest.recipients) > MAX_RECIPIENTS:
        raise ValueError("part")
    if bool(manifest.content_bytes) != bool(manifest.content_sha256):
        raise ValueError("content")
    return manifest


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("count")
    return value
