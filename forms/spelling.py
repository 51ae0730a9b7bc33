"""The nearest of the words that there are, for one that there is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_CUTOFF = 0.6
_LONGEST = 80
_MANY, _LETTERS = 500, 2


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the most similar word, "" if none is similar enough to be meant."""
    word = word[:_LONGEST].casefold()
    by_fold: dict[str, str] = {}
    for each in known:
        by_fold.setdefault(each.casefold(), each)
    candidates = list(by_fold) if len(by_fold) <= _MANY else [each for each in by_fold if _alike(word, each)]
    found = difflib.get_close_matches(word, candidates[:_MANY], 1, _CUTOFF)
    return by_fold[found[0]] if found else ""


def _alike(word: str, other: str) -> bool:
    """Whether a word is worth a closer look among thousands: about as long, with the same start."""
    return abs(len(word) - len(other)) <= _LETTERS and word[:_LETTERS] == other[:_LETTERS]
