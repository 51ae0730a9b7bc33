"""A round: push what waits, take receipts and news, until nothing is left on either side."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from storage.records import Revision
from storage.store import Store
from sync import packet, words
from sync.client.connection import Connection
from sync.client.membership import Membership, membership
from sync.client.outgoing import outgoing_after, refused_ids
from sync.client.settle import Settled, settle
from sync.errors import Cancelled, CentreTrouble, PacketError, SlowCentre
from sync.keys import PublicKey
from sync.packet import Packed
from sync.portions import fitting
from sync.protocol import ROUND_PATH, ROUND_REVISIONS

Report = Callable[[int, int], object]
"""Called with how many revisions are through, and of how many; False stops before the next request."""

FIRST_CHUNK_BYTES: Final = 64 << 10
MOST_CHUNK_BYTES: Final = 512 << 10
LEAST_CHUNK_BYTES: Final = 4 << 10
#: A request that took less lets the next one be twice as large.
QUICK_SECONDS: Final = 2.0
_GUESS_BYTES: Final = 110
_MOST_SLOW: Final = 4


@dataclass(frozen=True)
class RoundResult:
    """What a round did, in numbers of revisions unless it says otherwise.

    Attributes:
        pushed: Sent.
        acknowledged: Of the outbox, those for which a valid receipt came.
        received: That came down and are new here.
        refused: Set aside by the centre, with a reason, in quarantine.
        set_aside: Of what came down, set aside here, with a reason.
        bytes_up: Packets, without HTTP's own lines.
    """

    pushed: int = 0
    acknowledged: int = 0
    received: int = 0
    refused: int = 0
    set_aside: int = 0
    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def run(store: Store, connection: Connection | None = None, *, report: Report = _silent) -> RoundResult:
    """Bring laptop and centre level.

    What has been acknowledged or received stays so whatever happens later in the round.

    Raises:
        NotEnrolled, Offline, SlowCentre, NotACentre, WrongVersion, CentreTrouble, Refused
        Cancelled: `report` said stop.
    """
    known = membership(store)
    own = connection or Connection(known.url)
    try:
        return _Round(store, known, own, report).run()
    finally:
        if connection is None:
            own.close()


@dataclass(frozen=True)
class _Batch:
    """Part of the outbox, packed: revisions that arrived here after `after` and not after `last`."""

    revisions: tuple[Revision, ...]
    packed: Packed
    after: int
    last: int


class _Round:
    """One run; remembers how much the line bears.

    While a packet is under way the next part of the outbox is read and packed. It is signed and sent only
    when the answer is settled, since it says how far this laptop has what the centre has.
    """

    def __init__(self, store: Store, known: Membership, connection: Connection, report: Report) -> None:
        self._store = store
        self._known = known
        self._connection = connection
        self._report = report
        self._chunk_bytes = FIRST_CHUNK_BYTES
        self._revision_bytes = float(_GUESS_BYTES)
        self._slow = 0

    def run(self) -> RoundResult:
        # no more than one request at a time; leaving waits for it
        with ThreadPoolExecutor(1, thread_name_prefix="sync") as line:
            return self._run(line)

    def _run(self, line: ThreadPoolExecutor) -> RoundResult:
        result = RoundResult()
        waiting = self._store.outbox_count() - len(refused_ids(self._store))
        batch = self._read(0)
        while True:
            asked = self._asked(batch)
            posted = line.submit(self._post, asked)
            following = self._read(batch.last)
            try:
                answer, seconds = posted.result()
            except SlowCentre:
                if not self._try_less(batch):
                    raise
                batch = self._read(batch.after)
                continue
            if seconds < QUICK_SECONDS:
                self._chunk_bytes = min(MOST_CHUNK_BYTES, self._chunk_bytes * 2)
            settled = self._settled(asked, answer, batch.revisions)
            result = _added(result, settled, batch, asked, answer)
            waiting -= settled.acknowledged + settled.refused
            self._tell(result, max(waiting, 0) + settled.left)
            if batch.revisions and not settled.acknowledged and not settled.refused:
                raise CentreTrouble(200, "no_receipt")  # asking again would ask for ever
            # at the end, what was sealed meanwhile or got no receipt
            batch = following if following.revisions else self._read(0)
            if not settled.left and not batch.revisions:
                return result
            if settled.left and not settled.moved:
                raise CentreTrouble(200, "cursor")

    def _read(self, after: int) -> _Batch:
        limit = max(1, min(ROUND_REVISIONS, int(self._chunk_bytes / self._revision_bytes)))
        found = outgoing_after(self._store, after, limit)
        found = found[: fitting([each.revision for each in found])]
        revisions = tuple(each.revision for each in found)
        packed = packet.pack(revisions)
        if len(revisions) == limit:  # a few at the end weigh more each
            self._revision_bytes = max(1.0, len(packed.content) / len(revisions))
        return _Batch(revisions, packed, after, found[-1].seq if found else after)

    def _asked(self, batch: _Batch) -> bytes:
        cursor = self._store.cursor(self._known.centre)
        return packet.address(
            batch.packed,
            sender=self._known.sender,
            recipients=[self._known.centre_key],
            notes={words.CURSOR: cursor} if cursor else {},
        )

    def _post(self, asked: bytes) -> tuple[bytes, float]:
        began = time.monotonic()
        return self._connection.post(ROUND_PATH, asked), time.monotonic() - began

    def _try_less(self, batch: _Batch) -> bool:
        """Whether a smaller packet may get through; the next one is."""
        self._slow += 1
        self._chunk_bytes = max(LEAST_CHUNK_BYTES, self._chunk_bytes // 2)
        return len(batch.revisions) > 1 and self._slow <= _MOST_SLOW

    def _settled(self, asked: bytes, answer: bytes, chunk: tuple[Revision, ...]) -> Settled:
        try:
            contents = packet.open(answer, keys=self._known.sender.keys, trusted=self._trusted)
            if contents.manifest.notes.get(words.REPLY_TO) != packet.inspect(asked).packet:
                raise CentreTrouble(200, "answer")
            return settle(self._store, self._known, contents, chunk)
        except PacketError as fault:
            raise CentreTrouble(200, "answer") from fault

    def _trusted(self, sender: str) -> PublicKey | None:
        return self._known.centre_key if sender == self._known.centre else None

    def _tell(self, result: RoundResult, left: int) -> None:
        done = result.acknowledged + result.received
        if self._report(done, done + left) is False and left:
            raise Cancelled


def _added(so_far: RoundResult, settled: Settled, batch: _Batch, up: bytes, down: bytes) -> RoundResult:
    return RoundResult(
        pushed=so_far.pushed + len(batch.revisions),
        acknowledged=so_far.acknowledged + settled.acknowledged,
        received=so_far.received + settled.received,
        refused=so_far.refused + settled.refused,
        set_aside=so_far.set_aside + settled.set_aside,
        requests=so_far.requests + 1,
        bytes_up=so_far.bytes_up + len(up),
        bytes_down=so_far.bytes_down + len(down),
    )
