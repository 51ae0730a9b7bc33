"""Questions with their answers as rows of label and value, packed as closely as they fit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forms.paper.document import Cell, Row, Table, Tone
from forms.paper.layout import PAD_X_MM
from forms.paper.text import Style, widest_unit_mm, wrap
from forms.views import NodeKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from forms.paper.sources import Manner, Views
    from forms.views import Node

WIDTH_MM = 180.0
_SLOTS = 4
_LABEL_MM, _VALUE_MM = 20.0, 25.0
#: A value may wrap to this many lines before its box takes more of the row.
_LINES = 2
_STYLE = Style(7.5)

Pair = tuple[str, str]


def pairs_table(
    pairs: Iterable[Pair], *, least_mm: float = 0.0, title: str = "", wide: Container[str] = ()
) -> Table:
    """Return label–value pairs, four to a row where they are short, one where they are long.

    The boxes of labels in `wide` get room for a long answer, whatever is in them now.
    """
    head = (Row((Cell(title, Tone.LABEL, 2 * _SLOTS, "centre"),)),) if title else ()
    rows = tuple(_row(line, least_mm) for line in _lines(pairs, wide))
    return Table(
        (_LABEL_MM, _VALUE_MM) * _SLOTS, (*head, *rows), header_rows=len(head), size_pt=_STYLE.size_pt
    )


def _slots(pair: Pair, wide: Container[str]) -> int:
    """Return how many of the four places of a row a pair needs."""
    tried = (2,) if pair[0] in wide else (1, 2)
    return next((slots for slots in tried if _fits(pair[1], slots)), _SLOTS)


def _fits(value: str, slots: int) -> bool:
    room_mm = slots * (_LABEL_MM + _VALUE_MM) - _LABEL_MM - 2 * PAD_X_MM
    return len(wrap(value, room_mm, _STYLE)) <= _LINES and widest_unit_mm(value, _STYLE) <= room_mm


def _lines(pairs: Iterable[Pair], wide: Container[str]) -> Iterator[list[tuple[Pair, int]]]:
    """Yield the pairs of each row with the places they take; the last one of a row takes what is left."""
    line: list[tuple[Pair, int]] = []
    for pair in pairs:
        slots = _slots(pair, wide)
        if line and sum(taken for _, taken in line) + slots > _SLOTS:
            yield _stretched(line)
            line = []
        line.append((pair, slots))
    if line:
        yield _stretched(line)


def _stretched(line: list[tuple[Pair, int]]) -> list[tuple[Pair, int]]:
    free = _SLOTS - sum(taken for _, taken in line)
    return [*line[:-1], (line[-1][0], line[-1][1] + free)]


def _row(line: list[tuple[Pair, int]], least_mm: float) -> Row:
    cells = []
    for (label, value), slots in line:
        cells.append(Cell(label, Tone.LABEL))
        cells.append(Cell(value, span=2 * slots - 1))
    return Row(tuple(cells), least_mm)


def section(node: Node, views: Views, manner: Manner) -> Iterator[Table]:
    """Yield the boxes of a group: its own questions as a grid, then each repeat as a list."""
    fields = [
        view
        for leaf in leaves(node)
        if leaf.kind is NodeKind.FIELD and manner.shows(view := views.view(leaf.key)) and not view.sensitive
    ]
    if fields:
        pairs = [(view.label, manner.write(view)) for view in fields]
        yield pairs_table(pairs, least_mm=manner.least_mm, title=node.label)
    for repeat in leaves(node):
        if repeat.kind is NodeKind.REPEAT and (repeat.relevant or manner.blank_rows) and repeat.children:
            yield from rows_table(repeat, views, manner)


def leaves(node: Node) -> Iterator[Node]:
    """Yield fields and repeats of a group and the groups in it; not what is inside the rows of a repeat."""
    for child in node.children:
        if child.kind is NodeKind.GROUP:
            yield from leaves(child)
        else:
            yield child


def rows_table(repeat: Node, views: Views, manner: Manner) -> Iterator[Table]:
    """Yield a list with a column for each question of the rows."""
    rows = [
        [views.view(leaf.key) for leaf in leaves(row) if leaf.kind is NodeKind.FIELD]
        for row in repeat.children
    ]
    first = [view for view in rows[0] if manner.shows(replace(view, relevant=True))]
    if not first:
        return
    labels = tuple(Cell(view.label, Tone.LABEL, align="centre") for view in first)
    names = [view.name for view in first]
    found = [{view.name: manner.write(view) for view in row if manner.shows(view)} for row in rows]
    lines = [tuple(Cell(values.get(name, "")) for name in names) for values in found]
    if manner.blank_rows:
        lines.append(tuple(Cell() for _ in names))
    head = (Row((Cell(repeat.label, Tone.LABEL, len(names), "centre"),)), Row(labels))
    widths_mm = _even(len(names), WIDTH_MM)
    yield Table(widths_mm, (*head, *(Row(line, manner.least_mm) for line in lines)), header_rows=2)


def _even(count: int, width_mm: float) -> tuple[float, ...]:
    return (width_mm / count,) * count


def padded(cells: Sequence[Cell], columns: int) -> tuple[Cell, ...]:
    """Return cells followed by as many empty ones as are missing."""
    return (*cells, *(Cell() for _ in range(columns - sum(cell.span for cell in cells))))
