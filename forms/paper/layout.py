"""How blocks are measured, cut where a page ends, and drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch
from typing import TYPE_CHECKING

from forms.paper.document import Block, Cell, Heading, Paragraph, Picture, Pictures, Row, Table, Tone
from forms.paper.fonts import Weight
from forms.paper.text import Fitted, Style, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from forms.paper.ink import Ink

PAD_X_MM, PAD_Y_MM = 0.9, 0.5
GAP_MM = 1.6
_HEAVY_MM = 0.4
_LABEL_GREY = 0.92
_HEADING = Style(10.5, Weight.BOLD)
_SMALL = Style(7)
_ENTRY = Style(8.5)
_ENTRY_MM = 6.2
_ENTRY_BOX_MM = 4.6
_PICTURES_ACROSS = 3
_PICTURE_MM = (57.0, 43.0)
#: A heading wants at least this much of what it announces on its page.
_COMPANY_MM = 22.0
#: Below this a row is moved to the next page rather than cut in two.
_SMALLEST_CUT_MM = 40.0
#: Sums of heights may differ by this much from the height of the sum.
_ROUNDING_MM = 1e-6


def style_of(cell: Cell, size_pt: float) -> Style:
    """Return how the text of a cell is set."""
    return Style(size_pt, Weight.BOLD if cell.tone in {Tone.STRONG, Tone.CHOSEN} else Weight.REGULAR)


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell with its place in the row and its text broken into lines."""

    cell: Cell
    left_mm: float
    width_mm: float
    text: Fitted


def _boxes(row: Row, table: Table) -> Iterator[_Box]:
    left_mm, column = 0.0, 0
    for cell in row.cells:
        width_mm = sum(table.widths_mm[column : column + cell.span])
        style = style_of(cell, table.size_pt)
        lines = wrap(cell.text, width_mm - 2 * PAD_X_MM, style) if cell.text else ()
        yield _Box(cell, left_mm, width_mm, Fitted(lines, style))
        left_mm, column = left_mm + width_mm, column + cell.span


def row_height_mm(row: Row, table: Table) -> float:
    """Return how high a row has to be for all its lines."""
    tallest_mm = max((_content_mm(box) for box in _boxes(row, table)), default=0.0)
    return max(row.least_mm, tallest_mm + 2 * PAD_Y_MM, Style(table.size_pt).line_mm + 2 * PAD_Y_MM)


def _content_mm(box: _Box) -> float:
    text_mm = box.text.height_mm if box.cell.text else 0.0
    return text_mm + (_ENTRY_MM + PAD_Y_MM if box.cell.boxes else 0.0)


@singledispatch
def height_mm(block: Block, width_mm: float) -> float:
    """Return how high a block is, with the gap after it."""
    raise TypeError(block, width_mm)


@singledispatch
def draw(block: Block, ink: Ink, x_mm: float, y_mm: float, width_mm: float) -> None:
    """Draw a block with its upper left corner at a place."""
    raise TypeError(block, ink, x_mm, y_mm, width_mm)


@height_mm.register(Table)
def _(block: Table, width_mm: float) -> float:  # noqa: ARG001 - one signature for all blocks
    return sum(row_height_mm(row, block) for row in block.rows) + GAP_MM


@height_mm.register(Heading)
def _(block: Heading, width_mm: float) -> float:  # noqa: ARG001 - one signature for all blocks
    return _HEADING.line_mm + 0.6


@height_mm.register(Paragraph)
def _(block: Paragraph, width_mm: float) -> float:
    return len(wrap(block.text, width_mm, _SMALL)) * _SMALL.line_mm + GAP_MM


@height_mm.register(Pictures)
def _(block: Pictures, width_mm: float) -> float:  # noqa: ARG001 - one signature for all blocks
    return sum(_strip_mm(strip) for strip in _strips(block)) + GAP_MM


def _strips(block: Pictures) -> list[tuple[Picture, ...]]:
    found = block.pictures
    return [found[start : start + _PICTURES_ACROSS] for start in range(0, len(found), _PICTURES_ACROSS)]


def _strip_mm(strip: tuple[Picture, ...]) -> float:
    lines = max(len(wrap(picture.caption, _PICTURE_MM[0], _SMALL)) for picture in strip)
    return _PICTURE_MM[1] + lines * _SMALL.line_mm + 2 * GAP_MM


@draw.register(Pictures)
def _(block: Pictures, ink: Ink, x_mm: float, y_mm: float, width_mm: float) -> None:
    step_mm = width_mm / _PICTURES_ACROSS
    for strip in _strips(block):
        for place, picture in enumerate(strip):
            _draw_picture(picture, ink, x_mm + place * step_mm, y_mm)
        y_mm += _strip_mm(strip)


def _draw_picture(picture: Picture, ink: Ink, x_mm: float, y_mm: float) -> None:
    wide_mm, tall_mm = _PICTURE_MM
    scale = min(wide_mm / picture.width_px, tall_mm / picture.height_px)
    ink.picture(x_mm, y_mm, picture.width_px * scale, picture.height_px * scale, picture)
    caption = Fitted(wrap(picture.caption, wide_mm, _SMALL), _SMALL)
    ink.lines(x_mm, y_mm + picture.height_px * scale + 0.5, wide_mm, caption)


@draw.register(Heading)
def _(block: Heading, ink: Ink, x_mm: float, y_mm: float, width_mm: float) -> None:
    ink.lines(x_mm, y_mm, width_mm, Fitted((block.text,), _HEADING))
    lead_mm = _HEADING.width_mm(block.text) + 2
    free_mm = width_mm - lead_mm
    note = Fitted(wrap(block.note, free_mm, _SMALL)[:1], _SMALL)
    ink.lines(x_mm + lead_mm, y_mm + _HEADING.line_mm - _SMALL.line_mm - 0.4, free_mm, note)


@draw.register(Paragraph)
def _(block: Paragraph, ink: Ink, x_mm: float, y_mm: float, width_mm: float) -> None:
    ink.lines(x_mm, y_mm, width_mm, Fitted(wrap(block.text, width_mm, _SMALL), _SMALL))


@draw.register(Table)
def _(block: Table, ink: Ink, x_mm: float, y_mm: float, width_mm: float) -> None:  # noqa: ARG001 - as above
    for row in block.rows:
        tall_mm = row_height_mm(row, block)
        for box in _boxes(row, block):
            _draw_box(box, ink, x_mm + box.left_mm, y_mm, tall_mm)
        y_mm += tall_mm


def _draw_box(box: _Box, ink: Ink, x_mm: float, y_mm: float, tall_mm: float) -> None:
    if box.cell.tone is Tone.LABEL:
        ink.fill(x_mm, y_mm, box.width_mm, tall_mm, _LABEL_GREY)
    ink.frame(x_mm, y_mm, box.width_mm, tall_mm)
    if box.cell.tone is Tone.CHOSEN:
        inset = _HEAVY_MM / 2 + 0.1
        ink.frame(x_mm + inset, y_mm + inset, box.width_mm - 2 * inset, tall_mm - 2 * inset, _HEAVY_MM)
    top_mm = y_mm + (tall_mm - _content_mm(box)) / 2
    ink.lines(x_mm + PAD_X_MM, top_mm, box.width_mm - 2 * PAD_X_MM, box.text, box.cell.align)
    if box.cell.boxes:
        text_mm = box.text.height_mm + PAD_Y_MM if box.cell.text else 0.0
        _draw_entry(box.cell.boxes, ink, x_mm + PAD_X_MM, top_mm + text_mm)


def entry_mm(boxes: str) -> float:
    """Return how wide a pattern of boxes is."""
    return sum(_ENTRY_BOX_MM if sign == "_" else _ENTRY.width_mm(sign) + 0.6 for sign in boxes)


def _draw_entry(boxes: str, ink: Ink, x_mm: float, y_mm: float) -> None:
    for sign in boxes:
        if sign == "_":
            ink.frame(x_mm, y_mm, _ENTRY_BOX_MM, _ENTRY_MM)
        else:
            ink.lines(x_mm + 0.3, y_mm + _ENTRY_MM - _ENTRY.line_mm - 0.6, 9, Fitted((sign,), _ENTRY))
        x_mm += entry_mm(sign)


Placed = tuple[float, Block]


def paginate(blocks: Sequence[Block], width_mm: float, body_mm: float) -> list[list[Placed]]:
    """Distribute blocks over pages of a body height; tables go on with their header rows repeated.

    Returns:
        For each page its blocks with their distance from the top of the body; at least one page.
        Nothing is left out.
    """
    pages: list[list[Placed]] = [[]]
    used_mm = 0.0
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        company_mm = _company_mm(block, waiting, width_mm, body_mm)
        room = _Room(body_mm - used_mm, body_mm, fresh=not pages[-1])
        here, later = _cut(block, width_mm, room, company_mm)
        if here is not None:
            pages[-1].append((used_mm, here))
            used_mm += height_mm(here, width_mm)
        if later is not None:
            waiting.append(later)
            pages.append([])
            used_mm = 0.0
    return [page for page in pages if page] or [[]]


@dataclass(frozen=True, slots=True)
class _Room:
    """What is left of a page; `fresh` while nothing stands on it."""

    free_mm: float
    page_mm: float
    fresh: bool


def _company_mm(block: Block, waiting: Sequence[Block], width_mm: float, body_mm: float) -> float:
    """Return how much of what follows a block has to stand on its page."""
    if not isinstance(block, Heading) or not waiting:
        return 0.0
    fits_mm = body_mm - height_mm(block, width_mm)
    next_mm = _height_up_to(waiting[-1], width_mm, max(fits_mm, _COMPANY_MM))
    return next_mm if next_mm <= _COMPANY_MM or (block.whole and next_mm <= fits_mm) else _COMPANY_MM


def _cut(block: Block, width_mm: float, room: _Room, company_mm: float) -> tuple[Block | None, Block | None]:
    """Return what of a block stands here and what goes to the next page; on a fresh page something stands."""
    if isinstance(block, Heading):
        fits = height_mm(block, width_mm) + company_mm <= room.free_mm
        return (block, None) if room.fresh or fits else (None, block)
    if _height_up_to(block, width_mm, room.free_mm) <= room.free_mm + _ROUNDING_MM:
        return block, None
    if isinstance(block, Pictures):
        return _cut_pictures(block, room)
    return _cut_paragraph(block, width_mm, room) if isinstance(block, Paragraph) else _cut_table(block, room)


def _height_up_to(block: Block, width_mm: float, limit_mm: float) -> float:
    """Return how high a block is without the gap after it, or of a longer one just more than the limit."""
    if not isinstance(block, Table):
        return height_mm(block, width_mm) - GAP_MM
    total_mm = 0.0
    for row in block.rows:
        total_mm += row_height_mm(row, block)
        if total_mm > limit_mm + 1:
            break
    return total_mm


def _cut_pictures(block: Pictures, room: _Room) -> tuple[Block | None, Block | None]:
    left_mm, kept = room.free_mm, 0
    for strip in _strips(block):
        left_mm -= _strip_mm(strip)
        if left_mm < 0 and not (room.fresh and not kept):
            break
        kept += len(strip)
    here, later = block.pictures[:kept], block.pictures[kept:]
    return (Pictures(here) if here else None), (Pictures(later) if later else None)


def _cut_paragraph(block: Paragraph, width_mm: float, room: _Room) -> tuple[Block | None, Block | None]:
    lines = wrap(block.text, width_mm, _SMALL)
    count = max(int(room.free_mm / _SMALL.line_mm), int(room.fresh))
    here, later = "\n".join(lines[:count]), "\n".join(lines[count:])
    return (Paragraph(here) if here else None), (Paragraph(later) if later else None)


def _cut_table(table: Table, room: _Room) -> tuple[Block | None, Block | None]:
    header = table.rows[: table.header_rows]
    rows = list(table.rows[table.header_rows :])
    head_mm = sum(row_height_mm(row, table) for row in header)
    left_mm = room.free_mm - head_mm
    kept: list[Row] = []
    while rows and row_height_mm(rows[0], table) <= left_mm:
        left_mm -= row_height_mm(rows[0], table)
        kept.append(rows.pop(0))
    too_tall = bool(rows) and row_height_mm(rows[0], table) > room.page_mm - head_mm
    if too_tall and (left_mm >= _SMALLEST_CUT_MM or (room.fresh and not kept)):
        first, rows[0] = _cut_row(rows[0], table, left_mm)
        kept.append(first)
    if not kept:
        return None, table
    here = replace(table, rows=(*header, *kept))
    return here, (replace(table, rows=(*header, *rows)) if rows else None)


def _cut_row(row: Row, table: Table, room_mm: float) -> tuple[Row, Row]:
    """Cut a row that no page can hold between two lines of text."""
    count = max(1, int((room_mm - 2 * PAD_Y_MM) / Style(table.size_pt).line_mm))
    boxes = list(_boxes(row, table))
    upper = tuple(replace(box.cell, text="\n".join(box.text.lines[:count])) for box in boxes)
    lower = tuple(replace(box.cell, text="\n".join(box.text.lines[count:])) for box in boxes)
    return Row(upper), Row(lower)
