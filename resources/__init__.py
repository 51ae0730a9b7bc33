"""Data of the program, and where it lies."""

from __future__ import annotations

import sys
from pathlib import Path

#: Fonts in the order in which a character is looked up. The first two are fetched at set-up and must
#: be there; the others are for rare characters.
FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "HanaMinB.ttf", "BabelStoneHan.ttf")

_CHECKOUT = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """Return where a resource lies, in the checkout or in the one-folder build."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) / "resources" if frozen else _CHECKOUT
    return root.joinpath(*parts)


def font_paths() -> tuple[Path, ...]:
    """Return the fonts that are on this machine, in the order of `FONT_FILES`."""
    candidates = (path("fonts", name) for name in FONT_FILES)
    return tuple(file for file in candidates if file.exists())
