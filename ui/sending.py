"""What the sync screen sets going, as plain work for `Tasks`; the network library is loaded when needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storage import Store
from sync.client import enrol as joining
from sync.client import round as rounds
from sync.client import stick
from sync.errors import Offline
from sync.sentences import why_set_aside
from ui.tasks import Report

PACKET_SUFFIX = ".ruhu"
LAST_ROUND = "last round"
"""Under this name the vault remembers when a round last ended well, ISO, this laptop's clock."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it, in numbers of revisions; what is `round`, `enrol`, `export` or `import`.

    `note`: the centre's fingerprint, or why some were set aside.
    """

    what: str
    sent: int = 0
    received: int = 0
    receipts: int = 0
    refused: int = 0
    note: str = ""


def round_with_centre(store: Store, report: Report) -> Outcome:
    """Push and pull until nothing is left."""
    done = rounds.run(store, report=report)
    store.set_local(LAST_ROUND, store.now())
    set_aside = done.refused + done.set_aside
    return Outcome(
        "round", done.acknowledged, done.received, done.acknowledged, set_aside, _why(store, set_aside)
    )


def enrol(store: Store, address: str, code: str) -> Outcome:
    """Make this laptop known to its centre."""
    url = address if "://" in address else f"http://{address}"
    return Outcome("enrol", note=joining.enrol(store, url, code).fingerprint)


def export_packet(store: Store, file: Path) -> Outcome:
    """Write everything that waits into one file."""
    return Outcome("export", stick.export(store, file).revisions)


def import_packet(store: Store, file: Path) -> Outcome:
    """Take in a file from a stick."""
    taken = stick.take(store, file)
    why = _why(store, taken.refused)
    return Outcome(
        "import", received=taken.stored, receipts=taken.acknowledged, refused=taken.refused, note=why
    )


def _why(store: Store, newest: int) -> str:
    """Say why the newest revisions were set aside."""
    return why_set_aside(each.code for each in store.quarantined()[-newest:]) if newest else ""


def packet_name(day: date) -> str:
    """Propose a file name."""
    return f"ruhu-{day.isoformat()}{PACKET_SUFFIX}"


def is_offline(error: Exception) -> bool:
    """Tell whether there was simply no network."""
    return isinstance(error, Offline)
