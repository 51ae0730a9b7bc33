"""What a printed sheet says, before anybody draws it: plain values that tests and screens can read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Tone(Enum):
    """What a cell is for, which decides how it looks in black and white."""

    PLAIN = "plain"
    LABEL = "label"
    """The name of what stands beside or below it: light grey."""
    STRONG = "strong"
    """A result."""
    CHOSEN = "chosen"
    """The option that counts among its neighbours: bold in a heavy frame."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One box of a table.

    Attributes:
        span: How many columns it takes.
        align: left, centre or right.
        boxes: A pattern to be filled in by hand under the text: `_` is a box for one sign, all else is
            printed, as in `____年__月__日`; "" for none.
    """

    text: str = ""
    tone: Tone = Tone.PLAIN
    span: int = 1
    align: str = "left"
    boxes: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes side by side; the spans add up to the columns of the table.

    Attributes:
        least_mm: Height it has at least, such as room for handwriting.
    """

    cells: tuple[Cell, ...]
    least_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A grid.

    Attributes:
        widths_mm: Of the columns.
        header_rows: How many of the first rows are repeated where the table goes on, on the next page.
    """

    widths_mm: tuple[float, ...]
    rows: tuple[Row, ...]
    header_rows: int = 0
    size_pt: float = 7.5


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what follows; it is never the last thing on a page.

    Attributes:
        note: Said beside it in small type.
        whole: Begins a new page rather than have the next block cut, if one page can hold that.
    """

    text: str
    note: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text in small type."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo, small; `jpeg` has three colours and no rotation mark."""

    caption: str
    jpeg: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """Photos side by side, three to a row, each above its caption."""

    pictures: tuple[Picture, ...]


Block = Table | Heading | Paragraph | Pictures


@dataclass(frozen=True, slots=True)
class Signature:
    """An empty box on every page in which somebody signs by hand; never filled by a program."""

    label: str
    thumb: bool = False
    """Whether there is room for a thumbprint."""


@dataclass(frozen=True, slots=True)
class SheetHead:
    """What every sheet says about itself, at the top and the foot of each page.

    Attributes:
        document_id: 32 hexadecimal digits, the record that a scan of the page is filed to.
        version: Of the questionnaire that the sheet shows, such as `2015.11.1`.
        scheme: The label that stands beside every score (`ScoreSheet.scheme`).
        area: County, township, village and 屯, those that are known, in this order.
        printed_at: Local date and time as text, handed in because paper has no clock.
        printed_by: Who prints.
        sample: Marks the sheet of a sample vault: 样表, of no effect.
    """

    document_id: str
    version: str
    scheme: str
    area: tuple[str, ...]
    printed_at: str
    printed_by: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A sheet of any number of pages."""

    title: str
    head: SheetHead
    subject: str
    """Whom the sheet is about, repeated on every page, so that loose pages find each other."""
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...] = ()

    def texts(self) -> Iterator[str]:
        """Yield every text of the blocks in reading order; what the page frame adds is not among them."""
        for block in self.blocks:
            yield from _texts(block)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from (cell.text for row in block.rows for cell in row.cells if cell.text)
    elif isinstance(block, Heading):
        yield from filter(None, (block.text, block.note))
    elif isinstance(block, Pictures):
        yield from (picture.caption for picture in block.pictures)
    else:
        yield block.text
