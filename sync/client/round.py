"""A round: push what waits, take receipts and news, until nothing is left on either side."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from storage.records import Revision
from storage.store import Store
from sync import packet, words
from sync.client.connection import Connection
from sync.client.membership import Membership, membership
from sync.client.outgoing import outgoing, refused_ids
from sync.client.settle import Settled, settle
from sync.errors import Cancelled, CentreTrouble, PacketError, SlowCentre
from sync.keys import PublicKey
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


class _Round:
    """One run; remembers how much the line bears."""

    def __init__(self, store: Store, known: Membership, connection: Connection, report: Report) -> None:
        self._store = store
        self._known = known
        self._connection = connection
        self._report = report
        self._chunk_bytes = FIRST_CHUNK_BYTES
        self._revision_bytes = float(_GUESS_BYTES)
        self._slow = 0

    def run(self) -> RoundResult:
        result = RoundResult()
        waiting = self._store.outbox_count() - len(refused_ids(self._store))
        while True:
            chunk = outgoing(self._store, self._limit())
            settled, result = self._request(chunk, result)
            if settled is None:
                continue
            waiting -= settled.acknowledged + settled.refused
            self._tell(result, max(waiting, 0) + settled.left)
            if chunk and not settled.acknowledged and not settled.refused:
                raise CentreTrouble(200, "no_receipt")  # asking again would ask for ever
            if not settled.left and not outgoing(self._store, 1):
                return result
            if settled.left and not settled.moved:
                raise CentreTrouble(200, "cursor")

    def _limit(self) -> int:
        return max(1, min(ROUND_REVISIONS, int(self._chunk_bytes / self._revision_bytes)))

    def _request(
        self, chunk: tuple[Revision, ...], result: RoundResult
    ) -> tuple[Settled | None, RoundResult]:
        """One request; None where it was too slow and is to be tried again with less."""
        asked = self._packed(chunk)
        began = time.monotonic()
        try:
            answer = self._connection.post(ROUND_PATH, asked)
        except SlowCentre:
            self._slow += 1
            if len(chunk) <= 1 or self._slow > _MOST_SLOW:
                raise
            self._chunk_bytes = max(LEAST_CHUNK_BYTES, self._chunk_bytes // 2)
            return None, result
        self._learn(asked, chunk, time.monotonic() - began)
        settled = self._settled(asked, answer, chunk)
        return settled, replace(
            result,
            pushed=result.pushed + len(chunk),
            acknowledged=result.acknowledged + settled.acknowledged,
            received=result.received + settled.received,
            refused=result.refused + settled.refused,
            set_aside=result.set_aside + settled.set_aside,
            requests=result.requests + 1,
            bytes_up=result.bytes_up + len(asked),
            bytes_down=result.bytes_down + len(answer),
        )

    def _packed(self, chunk: tuple[Revision, ...]) -> bytes:
        cursor = self._store.cursor(self._known.centre)
        return packet.make(
            chunk,
            sender=self._known.sender,
            recipients=[self._known.centre_key],
            notes={words.CURSOR: cursor} if cursor else {},
        )

    def _learn(self, asked: bytes, chunk: tuple[Revision, ...], seconds: float) -> None:
        if chunk:
            self._revision_bytes = max(1.0, len(asked) / len(chunk))
        if seconds < QUICK_SECONDS:
            self._chunk_bytes = min(MOST_CHUNK_BYTES, self._chunk_bytes * 2)

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
