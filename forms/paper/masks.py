"""What of an identifying number a copy shows (`domain.md` §6.5)."""

from __future__ import annotations

_ID_SHOWN, _PHONE_SHOWN, _TAIL = 6, 3, 4


def mask_id(number: str) -> str:
    """Keep the first 6 and the last 4 characters of an ID number: 459981********0135.

    A number too short to keep anything hidden is starred whole.
    """
    return _masked(number, _ID_SHOWN)


def mask_phone(number: str) -> str:
    """Keep the first 3 and the last 4 digits: 138****1234."""
    return _masked(number, _PHONE_SHOWN)


def _masked(number: str, shown: int) -> str:
    hidden = len(number) - shown - _TAIL
    if hidden <= 0:
        return "*" * len(number)
    return number[:shown] + "*" * hidden + number[-_TAIL:]
