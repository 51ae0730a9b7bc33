"""Repeats on paper: a line for each row where the columns fit, else a card for each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forms.paper.answers import Answers, pair, pairs_table
from forms.paper.document import Block, Cell, Row, Table, Tone
from forms.paper.grids import leaves
from forms.paper.layout import PAD_X_MM
from forms.paper.sources import Views
from forms.paper.text import Style, widest_unit_mm, wrap
from forms.paper.words import plain
from forms.values import ATTACHED
from forms.views import FieldView, Kind, Node, NodeKind

WIDTH_MM = 180.0
_SIZE_PT = 7.5
_STYLE = Style(_SIZE_PT)
_NUMBER_MM = 8.0
_MOST_COLUMNS = 12
_HEAD_LINES, _CELL_LINES = 5, 6
_NARROWEST_MM = 10.0
_NAME_SIGNS = 16


def columns(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> tuple[float, ...] | None:
    """Return widths in mm at which a table of these columns reads well, None if there are none.

    Every word stays whole; a heading takes at most five lines, an answer six.
    """
    room_mm = WIDTH_MM - _NUMBER_MM
    if not heads or len(heads) > _MOST_COLUMNS:
        return None
    least = [_least_mm(head, column) for head, column in zip(heads, cells, strict=True)]
    wanted = [_wanted_mm(head, column) for head, column in zip(heads, cells, strict=True)]
    if sum(least) > room_mm:
        return None
    spare, more = room_mm - sum(least), [want - low for want, low in zip(wanted, least, strict=True)]
    if sum(more) <= spare:
        left_mm = (spare - sum(more)) / len(heads)
        widths = [want + left_mm for want in wanted]
    else:
        widths = [low + add * spare / sum(more) for low, add in zip(least, more, strict=True)]
    readable = all(
        len(wrap(text, width - 2 * PAD_X_MM, _STYLE)) <= _CELL_LINES
        for width, column in zip(widths, cells, strict=True)
        for text in column
    )
    return (_NUMBER_MM, *widths) if readable else None


def _least_mm(head: str, column: Sequence[str]) -> float:
    """Return the width below which a word would break, or the heading take too many lines."""
    word_mm = max(widest_unit_mm(text, _STYLE) for text in (head, *column))
    words = max(map(_STYLE.width_mm, head.split("\n"))) / _HEAD_LINES
    return max(word_mm, words * 1.15, _NARROWEST_MM - 2 * PAD_X_MM) + 2 * PAD_X_MM + 0.1


def _wanted_mm(head: str, column: Sequence[str]) -> float:
    longest_mm = max((_STYLE.width_mm(text) for text in column), default=0.0)
    return max(_least_mm(head, column), longest_mm + 2 * PAD_X_MM + 0.1)


def blocks(repeat: Node, views: Views, answers: Answers, *, above: str = "") -> Iterator[Block]:
    """Yield a repeat with all that is inside its rows; `above` names the row that it stands in."""
    label = plain(repeat.label) or repeat.name
    title = f"{above} · {label}" if above else label
    rows = [_fields(row, views) for row in repeat.children if row.relevant]
    nodes = [row for row in repeat.children if row.relevant]
    table = _table(title, rows, answers)
    if table is not None:
        yield table
    for number, (row, fields) in enumerate(zip(nodes, rows, strict=True), 1):
        own = f"{title} {number}{_name(fields, answers)}"
        if table is None and any(_shown(view) for view in fields):
            yield pairs_table([pair(view, answers) for view in fields if _shown(view)], title=own)
        for inner in _repeats(row):
            if inner.relevant and inner.children:
                yield from blocks(inner, views, answers, above=own)


def _table(title: str, rows: Sequence[Sequence[FieldView]], answers: Answers) -> Table | None:
    """Return the rows as lines, None where a table would be too wide to read."""
    heads = {_column(view): plain(view.label) or view.name for row in rows for view in row if _shown(view)}
    lines = [{_column(view): answers.text(view) for view in row if _shown(view)} for row in rows]
    names = _in_order(heads, rows)
    widths_mm = columns(
        [heads[name] for name in names], [[line.get(name, "") for line in lines] for name in names]
    )
    if widths_mm is None:
        return None
    first = Row((Cell(f"{title}({len(rows)})", Tone.LABEL, len(names) + 1, "centre"),))
    second = Row(
        tuple(Cell(text, Tone.LABEL, align="centre") for text in ("", *(heads[name] for name in names)))
    )
    body = (
        Row((Cell(str(number), align="centre"), *(Cell(line.get(name, "")) for name in names)))
        for number, line in enumerate(lines, 1)
    )
    return Table(widths_mm, (first, second, *body), header_rows=2, size_pt=_SIZE_PT)


def _in_order(heads: dict[str, str], rows: Sequence[Sequence[FieldView]]) -> list[str]:
    """Return the columns in form order, also where the first rows lack some."""
    order = dict.fromkeys(_column(view) for row in rows for view in row)
    return [name for name in order if name in heads]


def _column(view: FieldView) -> str:
    """Return what a question is called within its row; unlike its name, no other there is."""
    return view.key.rpartition("].")[2]


def _fields(row: Node, views: Views) -> list[FieldView]:
    found = (views.view(node.key) for node in leaves(row) if node.kind is NodeKind.FIELD)
    return [view for view in found if not view.record]


def _repeats(row: Node) -> Iterator[Node]:
    return (node for node in leaves(row) if node.kind is NodeKind.REPEAT)


def _shown(view: FieldView) -> bool:
    return view.relevant and view.kind is not Kind.NOTE


def _name(fields: Sequence[FieldView], answers: Answers) -> str:
    """Return a space and what the row is called by: its first short text that may be shown."""
    texts = (view for view in fields if view.kind is Kind.TEXT and view.relevant and view.value)
    shown = (answers.text(view) for view in texts if not view.sensitive)
    return next((f" {text}" for text in shown if len(text) <= _NAME_SIGNS), "")


def attached(node: Node, views: Views) -> Iterator[FieldView]:
    """Yield the answers that are files, everywhere below a place."""
    for each in node.walk():
        if each.kind is NodeKind.FIELD:
            view = views.view(each.key)
            if view.kind in ATTACHED and view.value and view.relevant and not view.record:
                yield view
