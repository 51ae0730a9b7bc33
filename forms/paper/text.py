"""Lines and sizes of a text that has to fit: Chinese line breaking in which no character is lost."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.paper import fonts
from forms.paper.fonts import MM_PER_POINT, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Distance of lines, in ems.
LEADING = 1.22
#: Where the baseline lies in a line, from its top, in ems: ideographs look centred.
_BASELINE = 0.86 + (LEADING - 1) / 2

#: Full-width forms are written as escapes: in many editors they cannot be told from ASCII.
_NEVER_FIRST = (
    "!%),.:;?]}¨°·’”…‰′″℃、。々〉》」』】〕〗"
    "\uff01\uff05\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d\uff5e"
)
_NEVER_LAST = "([{‘“〈《「『【〔〖\uff08\uff3b\uff5b\uffe5"
_BOXED_OPTION = r"[□■][^ \t\n□■]*"
_NUMBERED_OPTION = r"\d+\u00a0[^ \t\n]*"
_POINTS = r" = [0-9.]+"
_WORD = r"[A-Za-z0-9][A-Za-z0-9.,:/+\-]*"
_PUNCTUATED = rf"[{re.escape(_NEVER_LAST)}]*(?:{_WORD}|[^\n])[{re.escape(_NEVER_FIRST)}]*"
_UNIT = re.compile(f"{_BOXED_OPTION}|{_NUMBERED_OPTION}|{_POINTS}|{_PUNCTUATED}")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set."""

    size_pt: float
    weight: Weight = Weight.REGULAR

    @property
    def line_mm(self) -> float:
        """Height of one line."""
        return self.size_pt * LEADING * MM_PER_POINT

    @property
    def baseline_mm(self) -> float:
        """Where the baseline of a line lies, from its top."""
        return self.size_pt * _BASELINE * MM_PER_POINT

    def width_mm(self, text: str) -> float:
        """How wide a text is on one line."""
        return fonts.width_mm(text, self.size_pt, self.weight)


@functools.lru_cache(maxsize=20_000)
def wrap(text: str, width_mm: float, style: Style) -> tuple[str, ...]:
    """Break a text into lines; joined they are the text again, only its own line feeds are gone.

    A line is wider than `width_mm` only where a single character is. Numbers, Latin words, an option
    after its box □ or ■ and points (" = 4") stay whole and closing punctuation stays off the line start, as
    long as a line can hold them at all.
    """
    if "\n" not in text and style.width_mm(text) <= width_mm:
        return (text,)
    return tuple(line for paragraph in text.split("\n") for line in _lines(paragraph, width_mm, style))


def widest_unit_mm(text: str, style: Style) -> float:
    """Return the width below which a number or a word of the text would be broken."""
    return max((style.width_mm(match.group()) for match in _UNIT.finditer(text)), default=0.0)


def _lines(paragraph: str, width_mm: float, style: Style) -> Iterator[str]:
    line = ""
    for unit in _units(paragraph, width_mm, style):
        if line and style.width_mm(line + unit) > width_mm:
            yield line
            line = unit
        else:
            line += unit
    yield line


def _units(paragraph: str, width_mm: float, style: Style) -> Iterator[str]:
    """Yield what is not broken; a unit too wide for any line falls into its characters."""
    for match in _UNIT.finditer(paragraph):
        unit = match.group()
        if style.width_mm(unit) <= width_mm:
            yield unit
        else:
            yield from unit


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text broken into lines at the size at which it fits."""

    lines: tuple[str, ...]
    style: Style

    @property
    def height_mm(self) -> float:
        """Height of all lines."""
        return len(self.lines) * self.style.line_mm


@functools.lru_cache(maxsize=20_000)
def fit(text: str, width_mm: float, height_mm: float, style: Style) -> Fitted:
    """Set a text into a box, smaller if it must be: first smaller on as many lines, then on more.

    Returns:
        The largest of the sizes tried (each 6 % below the last) at which everything is inside the box.
    """
    while True:
        fitted = Fitted(wrap(text, width_mm, style), style)
        if fitted.height_mm <= height_mm + 1e-6 and _inside(fitted, width_mm):
            return fitted
        style = Style(round(style.size_pt * 0.94, 3), style.weight)


def _inside(fitted: Fitted, width_mm: float) -> bool:
    return all(fitted.style.width_mm(line) <= width_mm for line in fitted.lines)
