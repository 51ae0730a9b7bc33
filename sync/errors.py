"""What the world does to a packet or a round: data only; wording is the business of whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass


class SyncError(Exception):
    """Root of what can go wrong between two stores without anybody's fault in the program."""


# Packets ------------------------------------------------------------------------------------------


class PacketError(SyncError):
    """A packet that was refused whole; nothing of it was applied."""


@dataclass
class PacketDamaged(PacketError):
    """Bytes were lost or changed on the way, or lie about themselves.

    `where` is one of: header, manifest, signature, content, parts, limits.
    """

    where: str


@dataclass
class PacketForged(PacketError):
    """The bytes are whole, but not signed by the one they name, or by nobody we know.

    `why` is one of: signature, unknown, key.
    """

    sender: str
    why: str = "signature"


@dataclass
class NotARecipient(PacketError):
    """Intact and genuine, but its content is locked for others."""

    sender: str


@dataclass
class PacketTooNew(PacketError):
    """Made by a later version of the program; `version` is a protocol number or `dictionary:<id>`."""

    version: str


# Rounds -------------------------------------------------------------------------------------------


class RoundError(SyncError):
    """A round that came to nothing; the outbox is as it was."""


@dataclass
class Offline(RoundError):
    """No connection to the centre: no network, name not found, nobody listening."""

    detail: str = ""


@dataclass
class SlowCentre(RoundError):
    """The connection stood, but nothing moved for `seconds`."""

    seconds: float


@dataclass
class NotACentre(RoundError):
    """Something answered that is no centre: a log-in page of the network, a wrong address."""

    status: int = 0
    kind: str = ""


@dataclass
class WrongVersion(RoundError):
    """The centre speaks another protocol; `theirs` is a number as text."""

    ours: int
    theirs: str


@dataclass
class CentreTrouble(RoundError):
    """The centre is there and has a fault of its own (5xx), or answered what it must not answer."""

    status: int
    code: str = ""


@dataclass
class Refused(RoundError):
    """The centre understood and says no.

    `code` is one of: code_unknown, code_used, code_expired, device_taken, no_serials, device_unknown,
    device_revoked, packet_damaged, packet_forged, packet_not_for_us, packet_too_new, too_large, busy,
    wrong_version; or, before anything is sent: other_centre (not the one that gave the code out), own_packet.
    """

    code: str
    retry_after_seconds: float = 0


@dataclass
class NotEnrolled(RoundError):
    """This laptop has no centre yet."""


class Cancelled(RoundError):
    """A person stopped the round between two requests; what was acknowledged stays acknowledged."""


# Sticks -------------------------------------------------------------------------------------------


@dataclass
class StickFull(SyncError):
    """Not enough room for the file; sizes in bytes."""

    needed_bytes: int
    free_bytes: int


@dataclass
class StickUnreadable(SyncError):
    """The file cannot be written, or does not read back as it was written."""

    path: str
    reason: str
