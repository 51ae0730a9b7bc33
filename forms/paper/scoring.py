"""The score on paper: 18 items with their options, the sum in figures and capitals, the eight vetoes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.paper import capitals
from forms.paper.document import Cell, Row, Table, Tone

if TYPE_CHECKING:
    from decimal import Decimal

    from forms.views import Choice, ItemScore, ScoreSheet, Veto

_ITEM_MM, _LETTER_MM, _POINTS_MM, _BASIS_MM, _OPTIONS_MM = 21.0, 8.0, 8.0, 31.0, 112.0
_SIZE_PT = 6.8
_TICK = "✓"


def items_table(score: ScoreSheet, *, filled: bool) -> Table:
    """Return one row per item: name, options with points, the letter that counts, points, basis.

    An option that a person chose against the derived one is marked "*" and its reason stands in the basis.
    """
    options = max((len(item.options) for item in score.items), default=1)
    letters = [Cell(chr(ord("A") + index), Tone.LABEL, align="centre") for index in range(options)]
    names = [Cell(text, Tone.LABEL, align="centre") for text in ("选项", "得分", "依据")]
    head = Row((Cell("项目", Tone.LABEL, align="centre"), *letters, *names))
    rows = [_item(number, item, options, filled=filled) for number, item in enumerate(score.items, start=1)]
    widths_mm = (_ITEM_MM, *(_OPTIONS_MM / options,) * options, _LETTER_MM, _POINTS_MM, _BASIS_MM)
    return Table(widths_mm, (head, *rows), header_rows=1, size_pt=_SIZE_PT)


def _item(number: int, item: ItemScore, options: int, *, filled: bool) -> Row:
    shown = [_option(choice, chosen=filled and choice.value == item.option) for choice in item.options]
    missing = [Cell() for _ in range(options - len(shown))]
    mark = "*" if item.overridden else ""
    result = (
        Cell(f"{item.option}{mark}" if item.option else "未评", Tone.STRONG, align="centre"),
        Cell(_points(item.points), Tone.STRONG, align="centre"),
        Cell(_basis(item)),
    )
    return Row((Cell(f"{number} {item.name}"), *shown, *missing, *(result if filled else (Cell(),) * 3)))


def _option(choice: Choice, *, chosen: bool) -> Cell:
    points = choice.extra.get("points", "")
    return Cell(
        f"{choice.label} = {points}" if points else choice.label, Tone.CHOSEN if chosen else Tone.PLAIN
    )


def _basis(item: ItemScore) -> str:
    if not item.overridden:
        return item.basis
    return f"{item.basis} *按事实为{item.derived or '未评'}，改选理由：{item.override_reason}"


def _points(points: Decimal | None) -> str:
    return "" if points is None else f"{points.normalize():f}"


def sum_table(score: ScoreSheet, *, filled: bool) -> Table:
    """Return the sum in figures and capitals; while an item is 未评 there is none, and it says so."""
    figures, words = _sum(score) if filled else ("            分", "")
    cells = (
        Cell("合计得分", Tone.LABEL, align="centre"),
        Cell(figures, Tone.STRONG, align="centre"),
        Cell("大写", Tone.LABEL, align="centre"),
        Cell(words, Tone.STRONG),
    )
    return Table((30.0, 40.0, 20.0, 90.0), (Row(cells, 8.0),), size_pt=10)


def _sum(score: ScoreSheet) -> tuple[str, str]:
    if score.total is None:
        return "未评", f"有 {len(score.unrated)} 项未评，不计总分"
    return f"{_points(score.total)} 分", f"{capitals.number(score.total)}分"


def vetoes_table(score: ScoreSheet, *, filled: bool) -> Table:
    """Return the situations with yes or no; what no machine may propose stays open for the appraisal."""
    titles = ("情形", "是", "否", "依据")
    head = Row(
        (
            Cell("一票否决情形", Tone.LABEL, 2, "centre"),
            *(Cell(title, Tone.LABEL, align="centre") for title in titles[1:]),
        )
    )
    rows = tuple(_veto(veto, filled=filled) for veto in score.vetoes)
    return Table((9.0, 103.0, 9.0, 9.0, 50.0), (head, *rows), header_rows=1, size_pt=_SIZE_PT)


def _veto(veto: Veto, *, filled: bool) -> Row:
    proposed = veto.proposed if filled else None
    basis = veto.basis or ("待评议认定" if veto.proposed is None else "")
    return Row(
        (
            Cell(veto.code, align="centre"),
            Cell(veto.label),
            Cell(_TICK if proposed is True else "", Tone.STRONG, align="centre"),
            Cell(_TICK if proposed is False else "", Tone.STRONG, align="centre"),
            Cell(basis if filled else ""),
        ),
        0.0 if filled else 5.0,
    )
