"""三算 on paper: income, cost and debt line by line in three columns, sums and the income per person."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from forms.paper import capitals, grids
from forms.paper.document import Cell, Row, Table, Tone
from forms.paper.sources import NOTHING, by_row
from forms.views import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from forms.paper.sources import Manner, Views
    from forms.views import FieldView, Figure

_WIDTHS_MM = (42.0, 20.0, 40.0, 19.0, 40.0, 19.0)
_EMPTY_LINES = 2

Line = tuple[Cell, Cell]


def table(views: Views, manner: Manner, layout: Mapping[str, Any]) -> Table:
    """Return the three columns under each other's heads; a section's sum stands before its lines."""
    heads = [
        cell
        for title, _ in layout["columns"]
        for cell in (Cell(title, Tone.LABEL, align="centre"), Cell("金额(元)", Tone.LABEL, align="centre"))
    ]
    columns = [list(_column(sections, views, manner, layout)) for _, sections in layout["columns"]]
    empty = (Cell(), Cell())
    rows = [
        Row(tuple(cell for pair in line for cell in pair), manner.least_mm * 0.85)
        for line in zip_longest(*columns, fillvalue=empty)
    ]
    return Table(_WIDTHS_MM, (Row(tuple(heads)), *rows), header_rows=1)


def results(views: Views, layout: Mapping[str, Any], manner: Manner) -> Table:
    """Return the figures that follow, the net income also in capitals."""
    figures = views.score().figures
    shown = [figures[name] for name in layout["results"] if name in figures]
    if manner.blank_rows:
        return grids.pairs_table(
            [(figure.label, f"          {figure.unit}") for figure in shown], least_mm=manner.least_mm
        )
    pairs = [
        (figure.label, f"{figure.display}{figure.unit}" if figure.value else NOTHING) for figure in shown
    ]
    return grids.pairs_table([*pairs, *_in_capitals(figures)])


def _in_capitals(figures: Mapping[str, Figure]) -> Iterator[grids.Pair]:
    for name in ("net_income", "per_capita"):
        if name in figures and (amount := _number(figures[name].value)) is not None:
            yield f"{figures[name].label}(大写)", capitals.money(amount)


def _column(
    sections: Iterable[tuple[str, str, str]], views: Views, manner: Manner, layout: Mapping[str, Any]
) -> Iterator[Line]:
    figures = views.score().figures
    for title, ref, figure in sections:
        total = "" if manner.blank_rows else _amount(figures.get(figure))
        yield Cell(title, Tone.STRONG), Cell(total, Tone.STRONG, align="right")
        fields = by_row(field for field in views.fields(ref) if field.name not in figures)
        if manner.blank_rows:
            yield from _to_fill(fields, layout)
        else:
            for row, found in fields.items():
                yield from _filled(row, found, views, layout)


def _filled(row: str, fields: Sequence[FieldView], views: Views, layout: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what is known of a row; outside of repeats every amount is a line of its own."""
    if not row:
        for field in fields:
            if field.name in layout["amounts"] and field.relevant and field.value:
                yield Cell(field.label), Cell(_money(field.value), align="right")
        return
    given = [field for field in fields if field.relevant and field.value]
    amount = next(filter(None, (_value(views, f"{row}.{name}") for name in layout["amounts"])), "")
    used = {*layout["amounts"], *layout["proofs"]}
    words = dict.fromkeys(_words(field) for field in given if field.name not in used)
    proofs = [field.display for field in given if field.name in layout["proofs"]]
    if words or amount:
        text = " ".join(words) + "".join(f"({proof})" for proof in proofs)
        yield Cell(text), Cell(_money(amount), align="right")


def _words(field: FieldView) -> str:
    """Return a part of a line; numbers and dates say what they are."""
    if field.kind in {Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.TEXT}:
        return field.display
    return f"{field.label}{field.display}{field.unit}"


def _to_fill(fields: Mapping[str, Sequence[FieldView]], layout: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the kinds that may be written, then empty lines."""
    asked = (field for row, found in fields.items() if row for field in found)
    lists = (field for field in asked if field.kind is Kind.SELECT_ONE and field.name not in layout["proofs"])
    kinds = next(lists, None)
    if kinds is not None:
        yield Cell("、".join(choice.label for choice in kinds.choices)), Cell()
    for _ in range(_EMPTY_LINES):
        yield Cell(), Cell()


def _value(views: Views, key: str) -> str:
    try:
        field = views.view(key)
    except KeyError:
        return ""
    return field.value if field.relevant else ""


def _amount(figure: Figure | None) -> str:
    return figure.display if figure and figure.value else NOTHING


def _money(value: str) -> str:
    amount = _number(value)
    return value if amount is None else f"{amount:.2f}"


def _number(value: str) -> Decimal | None:
    try:
        amount = Decimal(value)
    except ArithmeticError:
        return None
    return amount if amount.is_finite() else None
