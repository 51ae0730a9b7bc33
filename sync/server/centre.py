"""The centre's side of a round: one packet in, one transaction, one packet out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from storage import sample
from storage.records import Refusal, Revision
from storage.store import Store
from sync import packet, receipt, words
from sync.errors import Refused
from sync.keys import PublicKey
from sync.packet import Contents
from sync.portions import fitting
from sync.protocol import PROTOCOL, ROUND_REVISIONS
from sync.server.identity import Identity
from sync.server.scope import Scope
from sync.words import Answer, Cursor, RefusedRevision

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Letter:
    """What goes back to a laptop."""

    asked: Contents
    answer: Answer
    sent: tuple[Revision, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Centre:
    """A store that answers laptops.

    Attributes:
        round_revisions: How many revisions one answer carries at most.
    """

    store: Store
    identity: Identity
    round_revisions: int = ROUND_REVISIONS

    def health(self) -> dict[str, Any]:
        """What anybody may know: the protocol, who this is, whether the store answers."""
        keys = self.identity.sender.keys.public
        return {
            "protocol": PROTOCOL,
            "centre": self.identity.sender.id,
            "key": keys.text,
            "head": self.store.last_sequence(),
        }

    def trusted(self, device_id: str) -> PublicKey | None:
        """Keys of a laptop that may sync.

        Raises:
            Refused: `device_revoked`.
        """
        device = self.store.device(device_id)
        if device and device.revoked_at:
            log.warning("refused device=%s code=device_revoked", device_id[-8:])
            raise Refused("device_revoked")
        return (
            PublicKey(bytes.fromhex(device.signing_key), bytes.fromhex(device.sealing_key))
            if device
            else None
        )

    def round(self, data: bytes) -> bytes:
        """Take in a laptop's packet and answer it; the same packet again has no further effect.

        Raises:
            PacketError: It is refused whole.
            Refused: The laptop may not sync.
        """
        sender = packet.inspect(data).sender
        if self.trusted(sender) is None:
            raise Refused("device_unknown")
        contents = packet.open(data, keys=self.identity.sender.keys, trusted=self.trusted)
        with self.store.transaction():
            answer = self._take(contents, self._area(contents)) if contents.revisions else Answer()
            cursor = contents.manifest.notes.get(words.CURSOR, "")
            letter = self._with_fresh(_Letter(contents, answer), cursor)
        log.info(
            "round device=%s pushed=%d refused=%d sent=%d bytes=%d",
            sender[-8:], len(contents.revisions), len(answer.refused), len(letter.sent), len(data),
        )  # fmt: skip
        return self._packed(letter)

    def take_file(self, data: bytes) -> bytes:
        """Take in a laptop's file from a stick and return the file to carry back: receipts, and what is new.

        Raises:
            PacketError, Refused: Nothing of the file was taken.
        """
        opened = [
            packet.open(part, keys=self.identity.sender.keys, trusted=self._known)
            for part in packet.split(data)
        ]
        with self.store.transaction():
            letters = [
                _Letter(asked, self._take(asked, self._area(asked)) if asked.revisions else Answer())
                for asked in opened
            ]
            letters[-1:] = self._all_fresh(letters[-1])
        at = self.store.now()  # people ask how old a file is; an answer over the line is of this moment
        return b"".join(
            self._packed(letter, (place, len(letters)), at) for place, letter in enumerate(letters, start=1)
        )

    def _all_fresh(self, letter: _Letter) -> list[_Letter]:
        """The letter with everything the laptop has not seen, in as many letters as that takes."""
        found = [self._with_fresh(letter, letter.asked.manifest.notes.get(words.CURSOR, ""))]
        while words.LEFT in found[-1].notes:
            cursor = found[-1].notes[words.CURSOR]
            found.append(self._with_fresh(_Letter(letter.asked, Answer()), cursor))
        return found

    def _known(self, device_id: str) -> PublicKey:
        keys = self.trusted(device_id)
        if keys is None:
            raise Refused("device_unknown")
        return keys

    def _packed(self, letter: _Letter, part: tuple[int, int] = (1, 1), made_at: str = "") -> bytes:
        return packet.make(
            letter.sent,
            sender=self.identity.sender,
            recipients=[letter.asked.manifest.key],
            told=words.answer_to_dict(letter.answer),
            notes={words.REPLY_TO: letter.asked.manifest.packet, **letter.notes},
            made_at=made_at,
            part=part,
        )

    def _area(self, asked: Contents) -> str:
        device = self.store.device(asked.manifest.sender)
        if device is None:
            raise Refused("device_unknown")
        return device.area

    def _take(self, contents: Contents, area: str) -> Answer:
        """Store what may be stored, set the rest aside; a receipt covers exactly what is in the database."""
        sender = contents.manifest.sender
        scope = Scope(self.store, area, contents.revisions)
        makers = {device.id for device in self.store.devices()} | {self.store.device_id}
        foreign = [
            Refusal(revision, code)
            for revision in contents.revisions
            if (code := self._code(revision, scope, makers))
        ]
        refused_ids = {refusal.revision.id for refusal in foreign}
        allowed = [revision for revision in contents.revisions if revision.id not in refused_ids]
        applied = self.store.apply(allowed, origin=sender, are_hashed=True)
        self.store.quarantine(foreign, origin=sender)
        self.store.device_seen(sender)
        refused = [*foreign, *applied.refused]
        kept = set(applied.stored) | set(applied.had) | set(applied.waiting)
        held = [revision for revision in allowed if revision.id in kept]
        receipts = receipt.sign(
            self.identity.sender, held, seq=self.store.last_sequence(), at=self.store.now()
        )
        for (code, kind), count in Counter((each.code, each.revision.kind) for each in refused).items():
            log.warning("quarantined device=%s code=%s kind=%s count=%d", sender[-8:], code, kind, count)
        return Answer(receipts, tuple(RefusedRevision(each.revision.id, each.code) for each in refused))

    def _code(self, revision: Revision, scope: Scope, makers: AbstractSet[str]) -> str:
        if sample.holds(revision) and sample.VILLAGE.startswith(scope.area):
            return ""  # the same everywhere; and no real county has an invented village
        # what others made may be carried here, as long as the centre knows them
        return scope.refusal(revision) if revision.device in makers else "device_unknown"

    def _with_fresh(self, letter: _Letter, since: str) -> _Letter:
        """Add what arrived here after a cursor, less what the laptop made or just brought itself."""
        area, head = self._area(letter.asked), self.store.last_sequence()
        seq = words.seq_of(since, self.identity.epoch, area)
        if seq >= head:
            return letter
        sender = letter.asked.manifest.sender
        found = self.store.revisions_after(seq, scope=area, limit=self.round_revisions, exclude_device=sender)
        is_all = len(found) < self.round_revisions
        count = fitting([each.revision for each in found])
        is_all, found = is_all and count == len(found), found[:count]
        brought = {revision.id for revision in letter.asked.revisions}
        sent = tuple(each.revision for each in found if each.revision.id not in brought)
        reached = head if is_all else found[-1].seq
        notes = {
            words.SINCE: since,
            words.CURSOR: Cursor(self.identity.epoch, area, reached).text,
            words.LEFT: str(head - reached) if reached < head else "",
        }
        return replace(letter, sent=sent, notes={name: note for name, note in notes.items() if note})
