"""Numbers and names on which both ends agree; docs/PROTOCOL.md explains them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

#: Goes up when an older program could misread what a newer one writes.
PROTOCOL: Final = 1

#: Every answer of a centre carries it; what answers without it is no centre (a log-in page, a router).
MARK: Final = "Ruhu-Sync"
PACKET_TYPE: Final = "application/vnd.ruhu.packet"
JSON_TYPE: Final = "application/json"

ROUND_PATH: Final = "/sync/v1/round"
ENROL_PATH: Final = "/sync/v1/enrol"
HEALTH_PATH: Final = "/sync/v1/health"

#: Limits of one packet. They hold for HTTP and for a stick alike; a file may hold many packets.
MAX_PACKET_BYTES: Final = 16 << 20
MAX_MANIFEST_BYTES: Final = 64 << 10
MAX_INFLATED_BYTES: Final = 64 << 20
#: Honest columns of 100 households shrink about eightfold, a table of nothing but repeats a few hundredfold.
MAX_RATIO: Final = 200
RATIO_FREE_BYTES: Final = 1 << 20
MAX_REVISIONS: Final = 10_000
MAX_RECIPIENTS: Final = 64
MAX_PARTS: Final = 10_000

#: What the revisions of one packet say, as JSON: a published questionnaire at its largest, and a little more.
PORTION_BYTES: Final = 12 << 20

#: How many revisions one round carries each way at most: about 500 households, 350 KB.
ROUND_REVISIONS: Final = 3_000

KEEP_ALIVE_SECONDS: Final = 90


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON in its one form: sorted keys, no spaces, UTF-8, no NaN. What is signed is always this."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def parse(data: bytes | str) -> Any:
    """Read JSON strictly; ValueError for anything wrong, doubled names, NaN and depth bombs included."""
    try:
        return json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError as fault:
        raise ValueError("nested too deeply") from fault


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
