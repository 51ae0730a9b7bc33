"""Marks on one page, placed in millimetres from its upper left corner."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from forms.paper import qr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from forms.paper.document import Picture
    from forms.paper.embed import FontBook
    from forms.paper.text import Fitted, Style

POINTS_PER_MM = 72 / 25.4
HAIR_MM = 0.18

#: Up to this many modules a side a symbol is an image mask; denser ones decode better as rectangles.
_MASK_MODULES = 53

#: Where a text stands in its width.
ALIGN = {"left": 0.0, "centre": 0.5, "right": 1.0}


class Ink:
    """Collects the operators of one page or form.

    Attributes:
        height_mm: Of the page: PDF counts from the lower edge, this counts from the upper one.
    """

    def __init__(
        self, book: FontBook, height_mm: float, keep: Callable[[Picture], str] | None = None
    ) -> None:
        """Begin; `keep` puts a picture into the file and returns the operator that shows it."""
        self.height_mm = height_mm
        self._book = book
        self._keep = keep
        self._marks: list[str] = []

    @property
    def content(self) -> str:
        """What was drawn, as PDF operators."""
        return "\n".join(self._marks)

    def put(self, operators: str) -> None:
        """Add operators as they are."""
        self._marks.append(operators)

    def text(self, x_mm: float, baseline_mm: float, text: str, style: Style) -> None:
        """Write one line."""
        place = self._point(x_mm, baseline_mm)
        self.put(f"BT 1 0 0 1 {place} Tm {self._book.show(text, style.size_pt, style.weight)} ET")

    def lines(self, x_mm: float, top_mm: float, width_mm: float, fitted: Fitted, align: str = "left") -> None:
        """Write lines from `top_mm` down, each aligned in the width."""
        style = fitted.style
        for index, broken in enumerate(fitted.lines):
            line = broken.lstrip(" ") if index else broken
            free_mm = width_mm - style.width_mm(line) if align != "left" else 0.0
            baseline_mm = top_mm + style.line_mm * index + style.baseline_mm
            self.text(x_mm + free_mm * ALIGN[align], baseline_mm, line, style)

    def line(
        self, from_mm: tuple[float, float], to_mm: tuple[float, float], thick_mm: float = HAIR_MM
    ) -> None:
        """Draw a straight line."""
        thick = f"{thick_mm * POINTS_PER_MM:.2f} w"
        self.put(f"{thick} {self._point(*from_mm)} m {self._point(*to_mm)} l S")

    def dashes(self, from_mm: tuple[float, float], to_mm: tuple[float, float]) -> None:
        """Draw a dashed hairline, as where paper is folded or cut."""
        self.put("q [3 3] 0 d")
        self.line(from_mm, to_mm)
        self.put("Q")

    def frame(
        self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, thick_mm: float = HAIR_MM
    ) -> None:
        """Draw the outline of a rectangle."""
        self.put(f"{thick_mm * POINTS_PER_MM:.2f} w {self._rectangle(x_mm, y_mm, width_mm, height_mm)} S")

    def fill(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, grey: float) -> None:
        """Fill a rectangle; grey 0 is black, 1 is white."""
        self.put(f"q {grey:g} g {self._rectangle(x_mm, y_mm, width_mm, height_mm)} f Q")

    def circle(self, centre_mm: tuple[float, float], radius_mm: float) -> None:
        """Draw the outline of a circle, as where a seal goes."""
        x, y = (length * POINTS_PER_MM for length in (centre_mm[0], self.height_mm - centre_mm[1]))
        r, k = radius_mm * POINTS_PER_MM, radius_mm * POINTS_PER_MM * 0.5523
        arcs = [
            f"{x + k:.2f} {y + r:.2f} {x + r:.2f} {y + k:.2f} {x + r:.2f} {y:.2f} c",
            f"{x + r:.2f} {y - k:.2f} {x + k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c",
            f"{x - k:.2f} {y - r:.2f} {x - r:.2f} {y - k:.2f} {x - r:.2f} {y:.2f} c",
            f"{x - r:.2f} {y + k:.2f} {x - k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c",
        ]
        self.put(f"{HAIR_MM * POINTS_PER_MM:.2f} w {x:.2f} {y + r:.2f} m {' '.join(arcs)} S")

    def slanted(
        self, centre_mm: tuple[float, float], text: str, style: Style, *, degrees: float, grey: float
    ) -> None:
        """Write a text across the page in grey, under what is drawn after it."""
        x, y = (length * POINTS_PER_MM for length in (centre_mm[0], self.height_mm - centre_mm[1]))
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        half = style.width_mm(text) * POINTS_PER_MM / 2
        turned = f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x - cos * half:.2f} {y - sin * half:.2f} Tm"
        self.put(f"q {grey:g} g BT {turned} {self._book.show(text, style.size_pt, style.weight)} ET Q")

    def picture(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, picture: Picture) -> None:
        """Draw a picture into a rectangle of its own proportions; without a file to hold it, its outline."""
        if self._keep is None:
            self.frame(x_mm, y_mm, width_mm, height_mm)
            return
        size = f"{width_mm * POINTS_PER_MM:.2f} 0 0 {height_mm * POINTS_PER_MM:.2f}"
        self.put(f"q {size} {self._point(x_mm, y_mm + height_mm)} cm {self._keep(picture)} Q")

    def symbol(self, x_mm: float, y_mm: float, side_mm: float, rows: Sequence[str]) -> None:
        """Draw a QR symbol; the quiet zone of four modules around it is the caller's."""
        side = side_mm * POINTS_PER_MM
        place = self._point(x_mm, y_mm + side_mm)
        if len(rows) <= _MASK_MODULES:
            self.put(f"q {side:.3f} 0 0 {side:.3f} {place} cm {_mask(rows)} Q")
        else:
            module = side / len(rows)
            self.put(f"q {module:.5f} 0 0 {module:.5f} {place} cm {_rectangles(rows)} f Q")

    def _point(self, x_mm: float, y_mm: float) -> str:
        return f"{x_mm * POINTS_PER_MM:.2f} {(self.height_mm - y_mm) * POINTS_PER_MM:.2f}"

    def _rectangle(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> str:
        corner = self._point(x_mm, y_mm + height_mm)
        return f"{corner} {width_mm * POINTS_PER_MM:.2f} {height_mm * POINTS_PER_MM:.2f} re"


def _mask(rows: Sequence[str]) -> str:
    """Return an inline one-bit image of the unit square."""
    count = len(rows)
    bits = (count + 7) // 8 * 8
    packed = "".join(f"{int(row.ljust(bits, '0'), 2):0{bits // 4}x}" for row in rows)
    return f"BI /W {count} /H {count} /IM true /BPC 1 /D [1 0] /F /AHx ID {packed}> EI"


def _rectangles(rows: Sequence[str]) -> str:
    height = len(rows)
    return " ".join(f"{x} {height - y - tall} {wide} {tall} re" for x, y, wide, tall in qr.rectangles(rows))
