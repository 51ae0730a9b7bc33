"""What the two ends tell each other inside packets: names of notes, of told things, and their forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync import receipt
from sync.errors import PacketDamaged
from sync.receipt import CentreReceipt

# Notes, in the open manifest.
CURSOR = "cursor"
"""How far the laptop has the centre's revisions; in an answer, how far it has them once it kept this one."""
SINCE = "since"
"""In an answer that moves the cursor: where from; a laptop that stands elsewhere leaves its own alone."""
LEFT = "left"
"""In an answer: about how many revisions are still to be fetched; missing when there are none."""
REPLY_TO = "re"
"""In an answer: the packet it answers."""

# Told, encrypted.
RECEIPTS, REFUSED, ENROL, JOINED = "receipts", "refused", "enrol", "joined"


@dataclass(frozen=True)
class RefusedRevision:
    """A revision, by id, that the centre set aside, and why; nothing else was held up by it."""

    revision: str
    code: str


@dataclass(frozen=True)
class Answer:
    """What a centre says of a packet besides the revisions it sends."""

    receipts: tuple[CentreReceipt, ...] = ()
    refused: tuple[RefusedRevision, ...] = ()


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """The answer as plain values; nothing where there is nothing to say."""
    told: dict[str, Any] = {}
    if answer.receipts:
        told[RECEIPTS] = [receipt.to_dict(each) for each in answer.receipts]
    if answer.refused:
        told[REFUSED] = [[each.revision, each.code] for each in answer.refused]
    return told


def answer_from_dict(told: Mapping[str, Any]) -> Answer:
    """Undo `answer_to_dict`; PacketDamaged when it is no answer."""
    try:
        return Answer(
            tuple(receipt.from_dict(each) for each in told.get(RECEIPTS, [])),
            tuple(RefusedRevision(str(revision), str(code)) for revision, code in told.get(REFUSED, [])),
        )
    except (ValueError, TypeError, KeyError) as fault:
        raise PacketDamaged("content") from fault


@dataclass(frozen=True)
class Joined:
    """What a laptop gets when it joins a centre.

    Attributes:
        area: Beginning of the division codes it may see.
        serial_from: First of the household serials leased to it, in every village of the area.
        office_key: Private Ed25519 seed of the issuing office, hex; "" for laptops that print 样卡.
    """

    centre: str
    area: str
    serial_from: int
    serial_to: int
    office_key: str = ""


def joined_to_dict(joined: Joined) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "centre": joined.centre,
        "area": joined.area,
        "serials": [joined.serial_from, joined.serial_to],
        "office_key": joined.office_key,
    }


def joined_from_dict(value: Mapping[str, Any]) -> Joined:
    """Undo `joined_to_dict`; PacketDamaged when it is none."""
    try:
        first, last = value["serials"]
        return Joined(
            str(value["centre"]), str(value["area"]), int(first), int(last), str(value.get("office_key", ""))
        )
    except (ValueError, TypeError, KeyError) as fault:
        raise PacketDamaged("content") from fault


@dataclass(frozen=True)
class Cursor:
    """A place in a centre's order of arrival.

    `epoch` names the history of the centre's database, `area` what was seen of it; with either changed the
    place means nothing and fetching starts again, which costs bytes and nothing else.
    """

    epoch: str
    area: str
    seq: int

    @property
    def text(self) -> str:
        """For the wire; laptops keep it and do not look inside."""
        return f"{self.epoch}.{self.area}.{self.seq}"


def seq_of(text: str, epoch: str, area: str) -> int:
    """The sequence a cursor stands for, 0 if it belongs to another history or area."""
    parts = text.split(".")
    if len(parts) != len(("epoch", "area", "seq")) or parts[:2] != [epoch, area] or not parts[2].isdecimal():
        return 0
    return int(parts[2])
