"""Ids made on the device: UUIDv7, so that ids made later sort later."""

from __future__ import annotations

import secrets
import threading
import time

_lock = threading.Lock()
_last = [0]


def new_id() -> str:
    """Return a fresh id: 32 hex digits, greater than every id this process made before.

    A clock that is set back does not bring older ids: the count goes on from the last one (RFC 9562, 6.2).
    """
    with _lock:
        now_ms = time.time_ns() // 1_000_000
        tick = max(now_ms << 12, _last[0] + 1)
        _last[0] = tick
    return _uuid7(tick >> 12, tick & 0xFFF, secrets.randbits(62))


def _uuid7(at_ms: int, counter: int, noise: int) -> str:
    value = (at_ms & (1 << 48) - 1) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | noise
    return f"{value:032x}"
