"""The nearest of the words that there are, for one that there is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_CUTOFF = 0.6
_LONGEST = 80


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the most similar word, "" if none is similar enough to be meant."""
    by_fold: dict[str, str] = {}
    for each in known:
        by_fold.setdefault(each.casefold(), each)
    found = difflib.get_close_matches(word[:_LONGEST].casefold(), list(by_fold), 1, _CUTOFF)
    return by_fold[found[0]] if found else ""
