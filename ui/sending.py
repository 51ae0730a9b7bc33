"""What the sync screen sets going, as plain work for `Tasks`; the network library is loaded when needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storage import Store
from ui.tasks import Report

PACKET_SUFFIX = ".ruhu"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a round or a stick; what is `round`, `enrol`, `export` or `import`."""

    what: str
    sent: int = 0
    received: int = 0
    receipts: int = 0
    refused: int = 0


def round_with_centre(store: Store, report: Report) -> Outcome:
    """Push and pull until nothing is left."""
    raise NotImplementedError


def enrol(store: Store, address: str, code: str) -> Outcome:
    """Make this laptop known to its centre."""
    raise NotImplementedError


def export_packet(store: Store, file: Path) -> Outcome:
    """Write everything that waits into one file."""
    raise NotImplementedError


def import_packet(store: Store, file: Path) -> Outcome:
    """Take in a file from a stick."""
    raise NotImplementedError


def packet_name(day: date) -> str:
    """Propose a file name."""
    return f"ruhu-{day.isoformat()}{PACKET_SUFFIX}"


def is_offline(error: Exception) -> bool:
    """Tell whether there was simply no network."""
    from sync.errors import Offline

    return isinstance(error, Offline)
