"""D13 户卡: variant a, an A5 card folded from A4 and printed on both sides; variant b, a door plate.

A card says only what its face can hold: there is no field for an ID number, the household's phone, a bank
account or an illness, so that none of them can be printed by mistake.
"""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forms.paper import boxes, code
from forms.paper.boxes import Box, Layout, Side
from forms.paper.ink import POINTS_PER_MM, Ink
from forms.paper.pdf import PdfFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import BinaryIO

VARIANTS = {"a": "card-a", "b": "card-b"}

_AGE_BANDS = ((6, "6岁以下"), (16, "6—15岁"), (60, "16—59岁"), (80, "60—79岁"))


@dataclass(frozen=True, slots=True)
class CardMember:
    """A line of the member list; an age band instead of a birth date (see `age_band`)."""

    name: str
    relation: str
    age_band: str
    labour: str
    student: str


@dataclass(frozen=True, slots=True)
class Measure:
    """Help given, or a need (without amount); the householder signs beside it by hand."""

    year: str
    what: str
    amount: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class YearIncome:
    """Net income of a year in yuan, as text with two decimals."""

    year: str
    net: str
    per_capita: str


@dataclass(frozen=True, slots=True)
class Event:
    """A change of status: 识别, 脱贫, 销号, 返贫."""

    on: str
    what: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is the same on all cards of one job.

    Attributes:
        scheme: The label that stands beside every score.
        version: Of the layout, see `version`.
        printed_at: Local date and time as text.
        hotlines: (whose, number), such as ("县扶贫办", "0000-0000000"); offices only.
        sample: Prints 样卡 across the card.
    """

    scheme: str
    version: str
    printed_at: str
    printed_by: str
    office: str = ""
    hotlines: tuple[tuple[str, str], ...] = ()
    sample: bool = False


@dataclass(frozen=True, slots=True)
class CardFace:
    """All that a card shows of a household.

    Attributes:
        card_no: 32 hexadecimal digits, opaque.
        code: What the QR says, from `code.sign`.
        area: County, township, village, 屯, in this order; the two last are always there.
        size: Members counted (N).
        helper_work_phone: Of the helper's office, never the household's.
        needs: What the household needs, in words.
    """

    card_no: str
    code: str
    imprint: Imprint
    area: tuple[str, ...]
    head_name: str
    size: int
    attribute: str = ""
    main_cause: str = ""
    year: str = ""
    helper_name: str = ""
    helper_unit: str = ""
    helper_work_phone: str = ""
    issued_on: str = ""
    members: tuple[CardMember, ...] = ()
    needs: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    incomes: tuple[YearIncome, ...] = ()
    events: tuple[Event, ...] = ()


def version(variant: str = "a") -> str:
    """Return the version of a variant's layout, such as `D13A-1`.

    Raises:
        KeyError: There is no such variant.
    """
    return boxes.load(VARIANTS[variant]).version


def age_band(years: int) -> str:
    """Return the band in which a card shows an age."""
    return next((band for limit, band in _AGE_BANDS if years < limit), "80岁及以上")


def grouped(card_no: str) -> str:
    """Return a card number as people read it: eight groups of four."""
    return " ".join(card_no[start : start + 4] for start in range(0, len(card_no), 4)).upper()


#: What a `text`, `qr` or `stamp` box of a layout may be filled with.
VARIABLES: Mapping[str, Callable[[CardFace], str]] = {
    "card_no": lambda face: grouped(face.card_no),
    "code": lambda face: face.code,
    "page_code": lambda face: code.page_code(face.card_no, face.imprint.version, 2),
    "area": lambda face: " ".join(face.area),
    "village": lambda face: "".join(face.area[-2:-1]),
    "township": lambda face: " ".join(face.area[:-2]),
    "head_name": lambda face: face.head_name,
    "size": lambda face: f"{face.size} 人",
    "attribute": lambda face: face.attribute,
    "main_cause": lambda face: face.main_cause,
    "year": lambda face: face.year,
    "helper_name": lambda face: face.helper_name,
    "helper_unit": lambda face: face.helper_unit,
    "helper_work_phone": lambda face: face.helper_work_phone,
    "issued_on": lambda face: face.issued_on,
    "office": lambda face: face.imprint.office,
    "needs": lambda face: "、".join(face.needs),
    "scheme": lambda face: face.imprint.scheme,
    "version": lambda face: face.imprint.version,
    "printed": lambda face: f"{face.imprint.printed_at} {face.imprint.printed_by}",
    "sample": lambda face: "样 卡" if face.imprint.sample else "",
    "sample_note": lambda face: "样卡·演练数据·无效" if face.imprint.sample else "",
}

#: What a `table` box may list; its columns name attributes of the lines, or a tuple's place.
TABLES: Mapping[str, Callable[[CardFace], Sequence[Any]]] = {
    "members": lambda face: face.members,
    "measures": lambda face: face.measures,
    "incomes": lambda face: face.incomes,
    "events": lambda face: face.events,
    "hotlines": lambda face: [_Hotline(*entry) for entry in face.imprint.hotlines],
}


@dataclass(frozen=True, slots=True)
class _Hotline:
    whose: str
    number: str


def render(cards: Iterable[CardFace], variant: str = "a") -> bytes:
    """Return cards as one PDF; for jobs of thousands use `write`, which keeps nothing in memory."""
    sink = io.BytesIO()
    for _ in write(cards, sink, variant):
        pass
    return sink.getvalue()


def write(cards: Iterable[CardFace], sink: BinaryIO, variant: str = "a") -> Iterator[int]:
    """Write cards into an open file as they come, and yield after each sheet how many are done.

    The file is complete when the iterator is exhausted. A job of thousands is better split by village:
    merging files costs more than making them.

    Raises:
        KeyError: There is no such variant.
    """
    layout = boxes.load(VARIANTS[variant])
    with PdfFile(sink, title="户卡") as pdf:
        press = _Press(pdf, layout)
        waiting: list[CardFace] = []
        done = 0
        for face in cards:
            waiting.append(face)
            if len(waiting) == len(layout.up):
                done += press.sheet(waiting)
                waiting.clear()
                yield done
        if waiting:
            yield done + press.sheet(waiting)


class _Press:
    """Draws sheets of one layout into a file: what all cards share once, what differs card by card."""

    def __init__(self, pdf: PdfFile, layout: Layout) -> None:
        self._pdf = pdf
        self._layout = layout
        self._static = {side.name: self._form(side) for side in layout.sides}

    def sheet(self, faces: Sequence[CardFace]) -> int:
        """Draw the cards that share a sheet of paper, all sides of it; return how many they are."""
        for side in self._layout.sides:
            for part in range(_parts(side, faces) if side.name == self._layout.continued else 1):
                self._page(side, faces, part)
        return len(faces)

    def _page(self, side: Side, faces: Sequence[CardFace], part: int) -> None:
        layout = self._layout
        ink = Ink(self._pdf.fonts, layout.height_mm)
        for box in layout.cuts:
            boxes.STATIC[box.kind](ink, box)
        for face, at_mm in zip(faces, layout.up, strict=False):
            _fill_stamps(ink, side, face, at_mm)
            left, up = at_mm[0] * POINTS_PER_MM, -at_mm[1] * POINTS_PER_MM
            ink.put(f"q 1 0 0 1 {left:.2f} {up:.2f} cm {self._static[side.name]} Q")
            _fill(ink, side, face, at_mm, part)
        self._pdf.page(ink.content, layout.width_mm * POINTS_PER_MM, layout.height_mm * POINTS_PER_MM)

    def _form(self, side: Side) -> str:
        layout = self._layout
        ink = Ink(self._pdf.fonts, layout.height_mm)
        boxes.draw_static(ink, side)
        return self._pdf.form(ink.content, layout.width_mm * POINTS_PER_MM, layout.height_mm * POINTS_PER_MM)


def _fill_stamps(ink: Ink, side: Side, face: CardFace, at_mm: tuple[float, float]) -> None:
    """Draw what lies under everything else."""
    for box in side.filled:
        if box.kind == "stamp":
            _fill_box(ink, box, face, at_mm)


def _fill(ink: Ink, side: Side, face: CardFace, at_mm: tuple[float, float], part: int) -> None:
    for box in side.filled:
        if box.kind == "table":
            _fill_table(ink, box, face, at_mm, part)
        elif box.kind != "stamp":
            _fill_box(ink, box, face, at_mm)


def _fill_box(ink: Ink, box: Box, face: CardFace, at_mm: tuple[float, float]) -> None:
    boxes.FILLED[box.kind](ink, box, VARIABLES[box.field](face), *at_mm)


def _fill_table(ink: Ink, box: Box, face: CardFace, at_mm: tuple[float, float], part: int) -> None:
    lines = TABLES[box.field](face)[part * box.rows : (part + 1) * box.rows]
    for index, line in enumerate(lines):
        for cell in _cells(box, index):
            text = getattr(line, cell.field, "")
            if text:
                boxes.write(ink, cell, text, *at_mm)


@functools.lru_cache(maxsize=1000)
def _cells(box: Box, line: int) -> list[Box]:
    return boxes.cells(box, line)


def _parts(side: Side, faces: Sequence[CardFace]) -> int:
    """Return how many pages a side takes until every line of every table has been printed."""
    tables = [box for box in side.filled if box.kind == "table"]
    return (
        max((-(-len(TABLES[box.field](face)) // box.rows) for box in tables for face in faces), default=1)
        or 1
    )
