"""Keeps `None` alive: PySide6 6.12.0 takes one reference too many from it in every call that returns nothing.

Its wheel counts on `None` being immortal, which it is from Python 3.12 on. Under 3.11 the count falls by one
with each such call and the interpreter ends with "none_dealloc" after a few thousand of them, about one
survey page. PySide6 6.11.3 does not do that. `tests/ui/survey/test_immortal.py` shows it.
"""

from __future__ import annotations

import ctypes
import sys

PLENTY = 1 << 40
"""References given to each; at a million calls a second they last for twelve days."""


def keep_constants() -> None:
    """Give the constants that Qt's wrapper returns so many references that they are never spent."""
    if sys.version_info >= (3, 12):
        return
    for constant in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(constant)).value += PLENTY
