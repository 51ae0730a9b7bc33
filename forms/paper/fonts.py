"""Which face draws which character, and how wide it is; rare faces are read when one is needed."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING

import resources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

MM_PER_POINT = 25.4 / 72

#: Looked at, in this order, only for characters that the faces of `Weight` lack.
RARE = ("HanaMinB.ttf", "BabelStoneHan.ttf")

_INVISIBLE = frozenset(
    chr(code)
    for block in (
        range(0xFE00, 0xFE10),
        range(0xE0100, 0xE01F0),
        range(0x200B, 0x2010),
        range(0x2060, 0x2065),
    )
    for code in block
) | {"\xad", "\ufeff"}


class Weight(Enum):
    """The two weights of print; the value is the file that has nearly every character."""

    REGULAR = "NotoSansSC-Regular.ttf"
    BOLD = "NotoSansSC-Bold.ttf"


class FontMissing(RuntimeError):
    """A font that set-up fetches is not there; `args[0]` is its file name."""


@dataclass(frozen=True, eq=False)
class Face:
    """One font file, parsed.

    Attributes:
        widths: Code point → advance in thousandths of an em.
        glyphs: Code point → glyph number of the file.
        parsed: reportlab's `TTFontFace`, which cuts subsets.
    """

    file: str
    widths: Mapping[int, float]
    glyphs: Mapping[int, int]
    parsed: Any


@functools.cache
def face(file: str) -> Face:
    """Return the face of a file in `resources/fonts`.

    Raises:
        FontMissing: It was never fetched.
    """
    from reportlab.pdfbase.ttfonts import TTFontFace  # 80 ms, wanted only by those who print

    location = resources.path("fonts", file)
    if not location.exists():
        raise FontMissing(file)
    parsed = TTFontFace(str(location))
    return Face(file, parsed.charWidths, parsed.charToGlyph, parsed)


@functools.cache
def _rare_file(char: str) -> str:
    """Return the first rare face that has the character, "" if none that is installed does."""
    installed = (file for file in RARE if resources.path("fonts", file).exists())
    return next((file for file in installed if ord(char) in face(file).glyphs), "")


def is_invisible(char: str) -> bool:
    """Whether a character is part of a text but draws nothing: variation selectors, joiners, soft hyphen."""
    return char in _INVISIBLE


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face; `file` is "" for characters that no installed face has."""

    file: str
    text: str


@functools.lru_cache(maxsize=50_000)
def runs(text: str, weight: Weight = Weight.REGULAR) -> tuple[Run, ...]:
    """Split a text by the face that has each character. Nothing is dropped: the runs joined are the text."""
    main = face(weight.value)
    if all(map(main.glyphs.__contains__, map(ord, text))):
        return (Run(weight.value, text),) if text else ()
    keyed = groupby(text, lambda char: _file_of(char, main))
    return tuple(Run(file, "".join(chars)) for file, chars in keyed)


def _file_of(char: str, main: Face) -> str:
    if ord(char) in main.glyphs or is_invisible(char):
        return main.file
    return _rare_file(char)


def missing(text: str) -> tuple[str, ...]:
    """Return the characters of a text that print as a box with their code point, each once, in order."""
    lacking = (char for run in runs(text) if not run.file for char in run.text)
    return tuple(dict.fromkeys(lacking))


def advances(text: str, weight: Weight = Weight.REGULAR) -> Sequence[float]:
    """Return the advance of each character in thousandths of an em; a missing glyph takes a whole em."""
    found: list[float] = []
    for run in runs(text, weight):
        found.extend(advance(char, run.file) for char in run.text)
    return found


def advance(char: str, file: str) -> float:
    """Return the advance of a character in a face, a whole em where the face lacks it."""
    return 0.0 if is_invisible(char) else face(file).widths.get(ord(char), 1000.0) if file else 1000.0


@functools.lru_cache(maxsize=50_000)
def _ems(text: str, weight: Weight) -> float:
    return sum(advances(text, weight)) / 1000


def width_mm(text: str, size_pt: float, weight: Weight = Weight.REGULAR) -> float:
    """Return how wide a text is on one line."""
    return _ems(text, weight) * size_pt * MM_PER_POINT
