"""D02 精准识别入户评估表: from an interview to a plain document, filled in or to be filled by hand.

五议 is not on it: the sheet is signed at the visit, the appraisal happens later.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from forms.identity import certificate_parts
from forms.paper import accounts, grids, page, scoring, sources
from forms.paper.document import (
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Row,
    SheetHead,
    Signature,
    Table,
    Tone,
)
from forms.paper.sources import Blank, Filled, by_row
from forms.views import Kind, NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import BinaryIO

    from forms.paper.sources import Manner, Views
    from forms.views import FieldView

TITLE = "精准识别入户评估表"
_LAYOUT = "assessment"
_SIGNATURES = (
    Signature("户主(签字、手印)", thumb=True),
    Signature("调查员(一)"),
    Signature("调查员(二)"),
    Signature("村干部见证"),
    Signature("日期"),
)
_ALTERATIONS = 3
_WRITING_MM = 9.0


class Edition(StrEnum):
    """Who gets the sheet; on copies ID numbers and phones are masked (`domain.md` §6.5)."""

    ORIGINAL = "正本"
    COPY = "副本"


@dataclass(frozen=True, slots=True)
class Visit:
    """What the sheet says of the visit besides the answers.

    Attributes:
        household_code: 16 digits (P03).
        surveyors: Two or three names (P11).
        started_at: Local time of the visit's beginning and end as text, "" if not recorded.
    """

    household_code: str = ""
    surveyors: tuple[str, ...] = ()
    started_at: str = ""
    ended_at: str = ""


class Fresh(sources.Views, Protocol):
    """An interview without answers, to be thrown away afterwards."""

    def add_row(self, repeat_key: str) -> object:
        """Add a row, so that its questions can be read."""


def compose(
    interview: Views, head: SheetHead, visit: Visit | None = None, edition: Edition = Edition.ORIGINAL
) -> Document:
    """Return the filled sheet of an interview, finished or not; what is missing shows as such."""
    layout = sources.sheet_layout(_LAYOUT)
    secrets = sources.masked(interview, layout) if edition is Edition.COPY else {}
    blocks = _blocks(interview, visit or Visit(), Filled(secrets), layout)
    title = TITLE if edition is Edition.ORIGINAL else f"{TITLE}({edition})"
    return Document(title, head, _subject(interview, visit or Visit(), layout), tuple(blocks), _SIGNATURES)


def blank(interview: Fresh, head: SheetHead) -> Document:
    """Return the empty sheet: the same order, boxes to write into, options to tick.

    Args:
        interview: A new one of the questionnaire; it is given a row in each repeat. Throw it away.
        head: Document id and area may stand for a whole village.
    """
    for node in list(interview.layout().walk()):
        if node.kind is NodeKind.REPEAT and not node.children:
            interview.add_row(node.key)
    blocks = _blocks(interview, Visit(), Blank(), sources.sheet_layout(_LAYOUT))
    return Document(TITLE, head, "户编号                    户主              ", tuple(blocks), _SIGNATURES)


def render(document: Document) -> bytes:
    """Return the sheet as a PDF."""
    return page.render(document)


def write(documents: Iterable[Document], sink: BinaryIO) -> Iterator[int]:
    """Write many sheets into one open PDF file, and yield after each how many are done."""
    return page.write(documents, sink)


def _subject(views: Views, visit: Visit, layout: Mapping[str, Any]) -> str:
    holder = _householder(views, layout)
    name = _joined_row(views, layout["member_name"], holder, Filled({}))
    return "  ".join(
        f"{label} {text}" for label, text in (("户编号", visit.household_code), ("户主", name)) if text
    )


def _blocks(views: Views, visit: Visit, manner: Manner, layout: Mapping[str, Any]) -> Iterator[Block]:
    score = views.score()
    filled = not manner.blank_rows
    yield Heading("一进", "家庭基本情况与成员")
    yield _household(views, visit, manner, layout)
    yield from _members(views, manner, layout)
    yield Heading("二看", "住房、家电农机车辆、土地养殖、饮水用电道路")
    for group in views.layout(layout["look"]).children:
        yield from grids.section(group, views, manner)
    yield Heading("三算", "单位：元；生活支出、刚性支出和债务不从纯收入中扣除", whole=True)
    yield accounts.table(views, manner, layout)
    yield accounts.results(views, layout, manner)
    yield Heading("四比", "与同屯三户相比：本户更好 +1，相当 0，更差 -1")
    yield _comparison(views, manner, layout)
    yield from _causes(views, manner, layout)
    yield Heading("评分", score.scheme, whole=True)
    yield scoring.items_table(score, filled=filled)
    yield scoring.sum_table(score, filled=filled)
    if filled and any(item.overridden for item in score.items):
        yield Paragraph("* 调查员改选的选项，理由见“依据”栏。")
    yield scoring.vetoes_table(score, filled=filled)
    yield _alterations()


def _household(views: Views, visit: Visit, manner: Manner, layout: Mapping[str, Any]) -> Table:
    holder = _householder(views, layout)
    own = [
        ("户编号", visit.household_code),
        ("自然村(屯)", _joined(views, "P02", manner)),
        ("户主", _joined_row(views, layout["member_name"], holder, manner)),
        ("户主证件号", "" if manner.blank_rows else _joined_row(views, layout["id_number"], holder, manner)),
    ]
    asked = [(label, _joined(views, ref, manner)) for label, ref in layout["household"]]
    times = "至".join(filter(None, (visit.started_at, visit.ended_at)))
    ended = [("入户时间", times), ("调查员", "、".join(visit.surveyors))]
    return grids.pairs_table([*own, *asked, *ended], least_mm=manner.least_mm, wide=layout["wide"])


def _householder(views: Views, layout: Mapping[str, Any]) -> str:
    """Return the row of the householder, "" while nobody is."""
    found = (field for field in views.fields(layout["relation"]) if field.value == layout["householder"])
    return next((sources.row_of(field.key) for field in found), "")


def _joined(views: Views, ref: str, manner: Manner) -> str:
    """Return the answers to all questions of a ref, as one text."""
    return _texts([field for field in views.fields(ref) if not sources.row_of(field.key)], manner)


def _joined_row(views: Views, ref: str, row: str, manner: Manner) -> str:
    return _texts([field for field in views.fields(ref) if row and sources.row_of(field.key) == row], manner)


def _texts(fields: list[FieldView], manner: Manner) -> str:
    shown = [manner.write(field) for field in fields if manner.shows(field)]
    known = [text for text in shown if text and text != sources.NOTHING]
    return " ".join(known) if known else (sources.NOTHING if shown and not manner.blank_rows else "")


def _members(views: Views, manner: Manner, layout: Mapping[str, Any]) -> Iterator[Block]:
    columns = layout["members"]
    head = Row(tuple(Cell(title, Tone.LABEL, align="centre") for title, _, _ in columns))
    widths_mm = tuple(float(width_mm) for _, _, width_mm in columns)
    if manner.blank_rows:
        empty = Row(tuple(Cell() for _ in columns), manner.least_mm)
        yield Table(widths_mm, (head, *(empty,) * manner.blank_rows), header_rows=1)
        yield from _lists(views, layout)
        return
    cells = [{row: found for ref in refs for row, found in _of(views, ref).items()} for _, refs, _ in columns]
    rows = list(cells[0])
    yield Table(widths_mm, (head, *(_member(views, row, manner, layout) for row in rows)), header_rows=1)


def _of(views: Views, ref: str) -> Mapping[str, tuple[FieldView, ...]]:
    return by_row(views.fields(ref))


def _member(views: Views, row: str, manner: Manner, layout: Mapping[str, Any]) -> Row:
    texts = [_first(views, refs, row, manner) for _, refs, _ in layout["members"]]
    present = _of(views, layout["present_when"]).get(row, ())
    if present and not present[0].relevant:
        texts[-1] = _texts(list(_of(views, layout["left"]).get(row, ())), manner)
    health = [refs for _, refs, _ in layout["members"]].index([layout["health"]])
    texts[health] += _disability(_of(views, layout["disability"]).get(row, ()))
    return Row(tuple(Cell(text or sources.NOTHING) for text in texts))


def _disability(fields: tuple[FieldView, ...]) -> str:
    """Return kind and grade of a disability, from the certificate or as declared; never the number."""
    given = [field for field in fields if field.relevant and field.value]
    parts = next((parts for field in given if (parts := certificate_parts(field.value))), None)
    if parts is None:
        return "".join(f"({field.display})" for field in given if field.kind is Kind.SELECT_ONE)
    kinds = (choice for field in fields for choice in field.choices if choice.value == parts[1])
    kind = next((choice.label for choice in kinds), "")
    return f"({kind}{parts[2]}级)"


def _first(views: Views, refs: list[str], row: str, manner: Manner) -> str:
    """Return the answers to the first question of each ref: the others are its details."""
    found = [_of(views, ref).get(row, ()) for ref in refs]
    return _texts([fields[0] for fields in found if fields], manner)


def _lists(views: Views, layout: Mapping[str, Any]) -> Iterator[Block]:
    """Yield, for the blank sheet, what may be written into the columns of the member table."""
    lines = []
    for title, refs, _ in layout["members"]:
        for ref in refs:
            choices = next((field.choices for field in views.fields(ref) if field.kind in _SELECTS), ())
            if 2 < len(choices) <= 30:  # noqa: PLR2004 - neither 男/女 nor the 56 peoples need a list
                lines.append(f"{title}:" + " ".join(choice.label for choice in choices))
    yield Paragraph("\n".join(lines))


_SELECTS = (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE)


def _comparison(views: Views, manner: Manner, layout: Mapping[str, Any]) -> Table:
    aspects = _of(views, layout["compare_aspects"])
    names = _of(views, layout["compare_name"])
    labels = [field.label for field in next(iter(aspects.values()), ())] or [
        "住房",
        "家电车辆",
        "种养",
        "务工收入",
    ]
    titles = ["比较户", *labels]
    head = Row(tuple(Cell(title, Tone.LABEL, align="centre") for title in titles))
    if manner.blank_rows:
        rows = [Row(tuple(Cell() for _ in titles), manner.least_mm)] * 3
    else:
        rows = [_neighbour(names.get(row, ()), found, manner) for row, found in aspects.items()]
    words = "" if manner.blank_rows else _comparison_sum(views, manner, layout)
    total = Row(
        (Cell("合计", Tone.LABEL, align="centre"), Cell(words, Tone.STRONG, len(labels))), manner.least_mm
    )
    wide_mm = 52.0
    return Table(
        (wide_mm, *((grids.WIDTH_MM - wide_mm) / len(labels),) * len(labels)), (head, *rows, total), 1
    )


def _neighbour(names: tuple[FieldView, ...], aspects: tuple[FieldView, ...], manner: Manner) -> Row:
    answers = (Cell(_signed(field), align="centre") for field in aspects)
    return Row((Cell(_texts(list(names), manner)), *answers))


def _signed(field: FieldView) -> str:
    """Return an aspect in words and as the number that is summed."""
    if not field.value:
        return sources.NOTHING
    number = field.value if field.value.startswith("-") or field.value == "0" else f"+{field.value}"
    return f"{field.display} {number}" if field.display != field.value else number


def _comparison_sum(views: Views, manner: Manner, layout: Mapping[str, Any]) -> str:
    figure = views.score().figures.get(layout["compare_sum"])
    words = _joined(views, layout["compare_words"], manner)
    number = figure.display if figure else ""
    return "  ".join(filter(None, (number, words)))


def _causes(views: Views, manner: Manner, layout: Mapping[str, Any]) -> Iterator[Block]:
    fields = [field for field in views.fields(layout["causes"]) if manner.shows(field)]
    if fields:
        pairs = [(field.label, manner.write(field)) for field in fields]
        yield grids.pairs_table(pairs, least_mm=manner.least_mm)


def _alterations() -> Table:
    titles = ("更正项目", "原内容", "改为", "改动人签字", "手印")
    head = Row(tuple(Cell(title, Tone.LABEL, align="centre") for title in titles))
    empty = Row(tuple(Cell() for _ in titles), _WRITING_MM)
    title = Row((Cell("更正记录(手工改动处须按手印并办理更正)", Tone.LABEL, len(titles), "centre"),))
    return Table((45.0, 40.0, 40.0, 30.0, 25.0), (title, head, *(empty,) * _ALTERATIONS), header_rows=2)
