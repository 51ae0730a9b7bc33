"""The enrolment code as a person types it: the one-time secret, then who may be told it.

The second half names the centre's keys, so that a laptop notices an impostor before it says the first half.
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.keys import PublicKey

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SECRET_LETTERS = 10
NAME_LETTERS = 10
_GROUP = 5


@dataclass(frozen=True)
class EnrolmentCode:
    """Both halves, ten letters each."""

    secret: str
    centre: str

    @property
    def text(self) -> str:
        """In groups of five, as printed."""
        whole = self.secret + self.centre
        return "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))

    def names(self, keys: PublicKey) -> bool:
        """Whether these are the keys of the centre that gave the code out."""
        return self.centre == name_of(keys)


def read(text: str) -> EnrolmentCode:
    """Read what a person typed, whatever the case and dashes; ValueError when it cannot be a code."""
    plain = "".join(char for char in text.upper() if char.isalnum())
    if len(plain) != SECRET_LETTERS + NAME_LETTERS or any(char not in LETTERS for char in plain):
        raise ValueError("not an enrolment code")
    return EnrolmentCode(plain[:SECRET_LETTERS], plain[SECRET_LETTERS:])


def name_of(keys: PublicKey) -> str:
    """Ten letters, 50 bits, that stand for a centre's keys."""
    number = int.from_bytes(keys.digest[24:32], "big")
    return "".join(LETTERS[number >> 5 * place & 31] for place in range(NAME_LETTERS))
