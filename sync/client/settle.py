"""What a laptop does with a packet from its centre, whichever way it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storage.records import Receipt, Refusal, Revision
from storage.store import Store
from sync import words
from sync.client.membership import Membership
from sync.packet import Contents
from sync.receipt import CentreReceipt
from sync.words import Answer

CENTRE = "centre"
"""Origin of revisions that came down: the centre has them, they need no receipt."""


@dataclass(frozen=True)
class Settled:
    """What a packet of the centre changed here, in numbers of revisions.

    Attributes:
        received: That are new here.
        refused: Of ours, set aside by the centre.
        set_aside: Of what came, set aside here.
        left: About how many are still to be fetched.
        moved: Whether the cursor moved.
    """

    acknowledged: int = 0
    received: int = 0
    had: int = 0
    refused: int = 0
    set_aside: int = 0
    left: int = 0
    moved: bool = False


def settle(store: Store, known: Membership, contents: Contents, sent: Iterable[Revision]) -> Settled:
    """Take receipts, refusals and revisions in and move the cursor, all in one transaction.

    `sent` are the revisions that receipts may speak of; a receipt that does not fit them is passed over, and
    what it was for goes out again.
    """
    answer = words.answer_from_dict(contents.told)
    by_id = {revision.id: revision for revision in sent}
    notes = contents.manifest.notes
    with store.transaction():
        acknowledged = store.acknowledge(_receipts(answer.receipts, known, by_id))
        refused = _refused(store, answer, by_id)
        applied = store.apply(contents.revisions, origin=CENTRE, are_hashed=True)
        moves = words.CURSOR in notes and store.cursor(known.centre) == notes.get(words.SINCE, "")
        if moves:
            store.set_cursor(known.centre, notes[words.CURSOR])
    left = notes.get(words.LEFT, "")
    return Settled(
        acknowledged=acknowledged,
        received=len(applied.stored) + len(applied.waiting),
        had=len(applied.had),
        refused=refused,
        set_aside=len(applied.refused),
        left=int(left) if left.isdecimal() else 0,
        moved=moves,
    )


def _receipts(
    receipts: Iterable[CentreReceipt], known: Membership, by_id: dict[str, Revision]
) -> list[Receipt]:
    found: list[Receipt] = []
    for each in receipts:
        if each.centre != known.centre or not each.is_by(known.centre_key):
            continue
        by_number = {r.number: r for r in by_id.values() if r.device == each.device}
        if each.covers(by_number):
            found += [Receipt(each.device, first, last, each.seq) for first, last in each.ranges]
    return found


def _refused(store: Store, answer: Answer, by_id: dict[str, Revision]) -> int:
    """Set aside what the centre would not take: it stays here, visible, and goes out no more by itself."""
    refused = [Refusal(by_id[each.revision], each.code) for each in answer.refused if each.revision in by_id]
    store.quarantine(refused, origin=CENTRE)
    return len(refused)
