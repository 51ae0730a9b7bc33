"""Layouts as data: boxes in millimetres, read from `resources/layouts`, one drawing function per kind."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import resources
from forms.paper import qr
from forms.paper.fonts import Weight
from forms.paper.ink import HAIR_MM
from forms.paper.text import Style, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from forms.paper.ink import Ink

_PAD_MM = 0.8
_LABEL_GREY = 0.92


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table box: what it is called, how wide, and which variable of a line fills it."""

    label: str
    field: str
    w: float


@dataclass(frozen=True, slots=True)
class Box:
    """One thing on a page. Lengths in mm from the upper left corner of the page, sizes in points.

    Attributes:
        kind: A key of `STATIC` or `FILLED`.
        text: What a label says; of a text box what stands before the value.
        field: The variable that fills it.
        rows: How many lines a table has room for; more go to a continuation page.
    """

    kind: str
    x: float = 0.0
    y: float = 0.0
    w: float = 0.0
    h: float = 0.0
    text: str = ""
    field: str = ""
    size: float = 9.0
    bold: bool = False
    align: str = "left"
    grey: float = _LABEL_GREY
    thick: float = HAIR_MM
    rows: int = 0
    columns: tuple[Column, ...] = ()

    @property
    def style(self) -> Style:
        """How its text is set."""
        return Style(self.size, Weight.BOLD if self.bold else Weight.REGULAR)


@dataclass(frozen=True, slots=True)
class Side:
    """One printed side: what is the same on all of them, and what a card fills in."""

    name: str
    static: tuple[Box, ...]
    filled: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The sides of one thing that is printed many times.

    Attributes:
        width_mm: Of the sheet of paper.
        up: Where on the sheet the things stand, upper left corners; one for things that fill it.
        continued: Name of the side that is repeated while lines are left, "" if none is.
        version: Printed on it; goes up by one with every change of what a box means.
    """

    width_mm: float
    height_mm: float
    sides: tuple[Side, ...]
    up: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    continued: str = ""
    cuts: tuple[Box, ...] = field(default=())
    version: str = ""


@functools.cache
def load(name: str) -> Layout:
    """Read a layout.

    Raises:
        KeyError: A box is of no kind that can be drawn.
        TypeError: A box has a property that boxes do not have.
    """
    data = json.loads(resources.path("layouts", f"{name}.json").read_text(encoding="utf-8"))
    sides = tuple(_side(side, boxes) for side, boxes in data["sides"].items())
    up = tuple((x, y) for x, y in data.get("up", [[0.0, 0.0]]))
    cuts = tuple(_box(entry) for entry in data.get("cuts", ()))
    continued, version = data.get("continued", ""), data["version"]
    return Layout(data["width_mm"], data["height_mm"], sides, up, continued, cuts, version)


def _side(name: str, entries: Sequence[Mapping[str, Any]]) -> Side:
    boxes = tuple(_box(entry) for entry in entries)
    static = tuple(box for box in boxes if box.kind in STATIC)
    return Side(name, static, tuple(box for box in boxes if box.kind in FILLED))


def _box(entry: Mapping[str, Any]) -> Box:
    columns = tuple(Column(*column) for column in entry.get("columns", ()))
    box = Box(**{**entry, "columns": columns})
    if box.kind not in STATIC and box.kind not in FILLED:
        raise KeyError(box.kind)
    return box


def draw_static(ink: Ink, side: Side) -> None:
    """Draw what every card has in common."""
    for box in side.static:
        STATIC[box.kind](ink, box)
    for box in side.filled:
        if box.kind == "table":
            _draw_grid(ink, box)


def write(ink: Ink, box: Box, text: str, left_mm: float, top_mm: float) -> None:
    """Set a text into a box that stands at a place; smaller if it must be, never cut."""
    fitted = fit(text, box.w - 2 * _PAD_MM, box.h, box.style)
    y_mm = top_mm + box.y + (box.h - fitted.height_mm) / 2
    ink.lines(left_mm + box.x + _PAD_MM, y_mm, box.w - 2 * _PAD_MM, fitted, box.align)


def row_mm(box: Box) -> float:
    """Return how high the lines of a table box are; its first is the header."""
    return box.h / (box.rows + 1)


def cells(box: Box, line: int) -> list[Box]:
    """Return the boxes of one line of a table box, counted from 0 below the header."""
    tall_mm = row_mm(box)
    found, left_mm = [], box.x
    for column in box.columns:
        at = Box(
            "text",
            left_mm,
            box.y + tall_mm * (line + 1),
            column.w,
            tall_mm,
            field=column.field,
            size=box.size,
        )
        found.append(at)
        left_mm += column.w
    return found


def _draw_label(ink: Ink, box: Box) -> None:
    write(ink, box, box.text, 0.0, 0.0)


def _draw_paragraph(ink: Ink, box: Box) -> None:
    ink.lines(box.x, box.y, box.w, fit(box.text, box.w, box.h, box.style), box.align)


def _draw_frame(ink: Ink, box: Box) -> None:
    ink.frame(box.x, box.y, box.w, box.h, box.thick)


def _draw_shade(ink: Ink, box: Box) -> None:
    ink.fill(box.x, box.y, box.w, box.h, box.grey)


def _draw_line(ink: Ink, box: Box) -> None:
    ink.line((box.x, box.y), (box.x + box.w, box.y + box.h), box.thick)


def _draw_dashes(ink: Ink, box: Box) -> None:
    ink.dashes((box.x, box.y), (box.x + box.w, box.y + box.h))


def _draw_seal(ink: Ink, box: Box) -> None:
    """Draw the empty round box into which an office puts its seal; a program never does."""
    ink.circle((box.x + box.w / 2, box.y + box.w / 2), box.w / 2)
    write(ink, Box("label", box.x, box.y, box.w, box.w, size=box.size, align="centre"), box.text, 0.0, 0.0)


def _draw_grid(ink: Ink, box: Box) -> None:
    tall_mm, wide_mm = row_mm(box), sum(column.w for column in box.columns)
    ink.fill(box.x, box.y, wide_mm, tall_mm, box.grey)
    for line in range(box.rows + 2):
        ink.line((box.x, box.y + tall_mm * line), (box.x + wide_mm, box.y + tall_mm * line))
    left_mm = box.x
    for column in box.columns:
        ink.line((left_mm, box.y), (left_mm, box.y + box.h))
        head = Box("label", left_mm, box.y, column.w, tall_mm, size=box.size, align="centre")
        write(ink, head, column.label, 0.0, 0.0)
        left_mm += column.w
    ink.line((left_mm, box.y), (left_mm, box.y + box.h))


def _fill_text(ink: Ink, box: Box, text: str, left_mm: float, top_mm: float) -> None:
    if text:
        write(ink, box, box.text + text, left_mm, top_mm)


def _fill_symbol(ink: Ink, box: Box, text: str, left_mm: float, top_mm: float) -> None:
    ink.symbol(left_mm + box.x, top_mm + box.y, box.w, qr.rows(text))


def _fill_stamp(ink: Ink, box: Box, text: str, left_mm: float, top_mm: float) -> None:
    """Write a large grey word behind everything, such as 样卡."""
    if text:
        middle = (left_mm + box.x + box.w / 2, top_mm + box.y + box.h / 2)
        ink.slanted(middle, text, box.style, degrees=30, grey=box.grey)


STATIC: Mapping[str, Callable[[Ink, Box], None]] = {
    "label": _draw_label,
    "paragraph": _draw_paragraph,
    "frame": _draw_frame,
    "shade": _draw_shade,
    "line": _draw_line,
    "dashes": _draw_dashes,
    "seal": _draw_seal,
}

#: Kinds that hold one value of a card; `table` holds many lines and is filled cell by cell.
FILLED: Mapping[str, Callable[[Ink, Box, str, float, float], None]] = {
    "text": _fill_text,
    "qr": _fill_symbol,
    "stamp": _fill_stamp,
    "table": _fill_text,
}
