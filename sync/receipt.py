"""The centre's signed word that it holds a device's revisions: what `delivered` rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from storage.records import Revision
from sync.keys import PublicKey, to_bytes, to_text
from sync.packet import Sender
from sync.protocol import MAX_REVISIONS, canonical


@dataclass(frozen=True)
class CentreReceipt:
    """`device`'s revisions with these numbers are kept, with exactly the content that `digest` covers.

    Attributes:
        ranges: Numbers of the device, first and last, ascending.
        digest: SHA-256 over the ids of these revisions in the order of their numbers.
        seq: The centre's sequence when it was signed.
        at: The centre's clock, ISO text, for people.
    """

    centre: str
    device: str
    ranges: tuple[tuple[int, int], ...]
    digest: bytes
    seq: int
    at: str
    signature: bytes = b""

    @property
    def numbers(self) -> Iterator[int]:
        """Every number it covers, ascending."""
        return (number for first, last in self.ranges for number in range(first, last + 1))

    @property
    def message(self) -> bytes:
        """What is signed."""
        return b"ruhu receipt 1\n" + canonical(_parts(self))

    def is_by(self, centre: PublicKey) -> bool:
        """Whether this centre signed it."""
        return centre.verifies(self.signature, self.message)

    def covers(self, revisions: Mapping[int, Revision]) -> bool:
        """Whether it speaks of these very revisions, given by number."""
        if any(number not in revisions for number in self.numbers):
            return False
        return digest_of(revisions[number].id for number in self.numbers) == self.digest


def digest_of(ids: Iterable[str]) -> bytes:
    """SHA-256 over revision ids, 32 bytes."""
    return hashlib.sha256("".join(ids).encode()).digest()


def sign(centre: Sender, held: Sequence[Revision], *, seq: int, at: str) -> tuple[CentreReceipt, ...]:
    """Receipts for revisions that are stored durably; one for each device among their makers."""
    devices = dict.fromkeys(revision.device for revision in held)
    return tuple(_sign(centre, [r for r in held if r.device == device], seq, at) for device in devices)


def _sign(centre: Sender, held: Sequence[Revision], seq: int, at: str) -> CentreReceipt:
    ordered = sorted({revision.number: revision for revision in held}.items())
    ranges = _ranges([number for number, _ in ordered])
    digest = digest_of(revision.id for _, revision in ordered)
    bare = CentreReceipt(centre.id, held[0].device, ranges, digest, seq, at)
    return replace(bare, signature=centre.keys.sign(bare.message))


def _ranges(numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def _parts(receipt: CentreReceipt) -> dict[str, Any]:
    return {
        "centre": receipt.centre,
        "device": receipt.device,
        "n": [list(each) for each in receipt.ranges],
        "sha256": to_text(receipt.digest),
        "seq": receipt.seq,
        "at": receipt.at,
    }


def to_dict(receipt: CentreReceipt) -> dict[str, Any]:
    """The receipt as plain JSON values."""
    return {**_parts(receipt), "signature": to_text(receipt.signature)}


def from_dict(value: Mapping[str, Any]) -> CentreReceipt:
    """Undo `to_dict`; ValueError, TypeError or KeyError when it is none."""
    ranges = tuple((int(first), int(last)) for first, last in value["n"])
    if any(first > last for first, last in ranges) or sum(b - a + 1 for a, b in ranges) > MAX_REVISIONS:
        raise ValueError("ranges")
    return CentreReceipt(
        str(value["centre"]), str(value["device"]), ranges, to_bytes(value["sha256"]),
        int(value["seq"]), str(value["at"]), to_bytes(value["signature"]),
    )  # fmt: skip
