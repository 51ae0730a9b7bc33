"""The USB stick: the very packets that would go over the line, in a file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.records import Revision
from storage.store import Store
from sync import packet, words
from sync.client import membership
from sync.client.outgoing import outgoing
from sync.client.settle import settle
from sync.errors import Refused, StickFull, StickUnreadable
from sync.keys import PublicKey
from sync.manifest import Manifest
from sync.packet import Contents
from sync.portions import portions
from sync.protocol import ROUND_REVISIONS

STICK: Final = "stick"


@dataclass(frozen=True)
class Exported:
    """What was written and read back."""

    path: Path
    packets: int
    revisions: int
    size_bytes: int


@dataclass(frozen=True)
class Preview:
    """What a file holds and what taking it would do, before anything is done.

    Attributes:
        sender: Device id of the maker; `is_centre` when it is an answer from the centre.
        new: Revisions that are not here yet.
        had: Revisions that are here already.
        receipts: How many receipts of the centre it brings.
    """

    sender: str
    is_centre: bool
    made_at: str
    new: int
    had: int
    receipts: int


@dataclass(frozen=True)
class Taken:
    """What taking a file changed, in numbers of revisions."""

    stored: int = 0
    had: int = 0
    waiting: int = 0
    refused: int = 0
    acknowledged: int = 0


# Writing ------------------------------------------------------------------------------------------


def export(store: Store, path: Path, *, readers: Sequence[PublicKey] = ()) -> Exported:
    """Write what waits for the centre into a file, read it back, and remember what is on the stick.

    The file may be there already; it is replaced only by a whole one.

    Args:
        store: Whose outbox.
        path: The file to be.
        readers: Others besides the centre who can open it: a township, another laptop.

    Raises:
        NotEnrolled: There is no centre to write to.
        StickFull, StickUnreadable: Nothing was left on the stick, nothing marked.
    """
    known = membership.membership(store)
    revisions = outgoing(store)
    parts = list(portions(revisions, ROUND_REVISIONS))
    cursor = store.cursor(known.centre)
    data = b"".join(
        packet.make(
            part,
            sender=known.sender,
            recipients=[known.centre_key, *readers],
            made_at=store.now(),
            notes={words.CURSOR: cursor} if cursor else {},
            part=(place, len(parts)),
        )
        for place, part in enumerate(parts, start=1)
    )
    write_checked(path, data)
    store.mark_on_stick(revision.id for revision in revisions)
    return Exported(path, len(parts), len(revisions), len(data))


def write_checked(path: Path, data: bytes) -> None:
    """Write a file beside, force it onto the medium, read it back, put it in place.

    Raises:
        StickFull, StickUnreadable: The file is as it was before.
    """
    beside = path.with_name(path.name + ".part")
    try:
        free = shutil.disk_usage(path.parent).free
        if free < len(data):
            raise StickFull(len(data), free)
        try:
            _write(beside, data)
            if beside.read_bytes() != data:
                raise StickUnreadable(str(path), "read_back")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as fault:
        raise StickUnreadable(str(path), os.strerror(fault.errno or 0)) from fault


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


# Reading ------------------------------------------------------------------------------------------


def inspect(path: Path) -> tuple[Manifest, ...]:
    """Return the manifests of a file's packets; needs no key.

    Raises:
        PacketError: Damaged, forged, or of a later version.
        StickUnreadable: The file cannot be read.
    """
    return tuple(packet.inspect(part) for part in packet.split(read(path)))


def read(path: Path) -> bytes:
    """Return a file's bytes; StickUnreadable if that fails."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise StickUnreadable(str(path), os.strerror(fault.errno or 0)) from fault


def preview(store: Store, path: Path) -> Preview:
    """Return what a file would change here; nothing is changed.

    Raises:
        PacketError, StickUnreadable: It cannot be taken.
    """
    opened = _opened(store, read(path))
    first = opened[0].manifest
    ids = [revision.id for contents in opened for revision in contents.revisions]
    had = len(store.held(ids))
    answers = [words.answer_from_dict(contents.told) for contents in opened]
    receipts = sum(len(list(each.numbers)) for answer in answers for each in answer.receipts)
    return Preview(
        first.sender, _is_centre(store, first.sender), first.made_at, len(ids) - had, had, receipts
    )


def take(store: Store, path: Path) -> Taken:
    """Take a file in, all of it or nothing; taking it again changes nothing.

    Raises:
        PacketError, StickUnreadable: Nothing was taken.
    """
    opened = _opened(store, read(path))
    with store.transaction():
        taken = [_take(store, contents) for contents in opened]
    return Taken(*(sum(getattr(each, name) for each in taken) for name in Taken.__match_args__))


def _take(store: Store, contents: Contents) -> Taken:
    if _is_centre(store, contents.manifest.sender):
        known = membership.membership(store)
        settled = settle(store, known, contents, _spoken_of(store))
        return Taken(
            stored=settled.received,
            had=settled.had,
            refused=settled.refused + settled.set_aside,
            acknowledged=settled.acknowledged,
        )
    applied = store.apply(contents.revisions, origin=STICK, are_hashed=True)
    return Taken(len(applied.stored), len(applied.had), len(applied.waiting), len(applied.refused))


def _spoken_of(store: Store) -> tuple[Revision, ...]:
    """What receipts may speak of: everything that still waits for one."""
    return store.outbox()


def _opened(store: Store, data: bytes) -> list[Contents]:
    parts = packet.split(data)
    if packet.inspect(parts[0]).sender == store.device_id:
        raise Refused("own_packet")
    keys = membership.sender(store).keys
    return [
        packet.open(part, keys=keys, trusted=lambda device: membership.trusted(store, device))
        for part in parts
    ]


def _is_centre(store: Store, sender: str) -> bool:
    return membership.is_enrolled(store) and membership.membership(store).centre == sender
