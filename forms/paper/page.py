"""The frame of every printed page: head, foot, signature boxes, and the code that files a scan of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from forms.paper import code, layout, qr
from forms.paper.document import Document, Signature
from forms.paper.fonts import Weight
from forms.paper.ink import POINTS_PER_MM, Ink
from forms.paper.pdf import PdfFile
from forms.paper.text import Fitted, Style, fit, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from forms.paper.layout import Placed

ALTERATION_NOTICE = "本表由系统生成，手工改动处须按手印并办理更正"
SAMPLE_NOTICE = "样表\n演练数据\n无效"

_TITLE = Style(16, Weight.BOLD)
_AREA = Style(9)
_FOOT = Style(6.5)
_SIGN = Style(8)
_WATERMARK = Style(90, Weight.BOLD)
_WATERMARK_GREY = 0.9
_CODE_MM = 14.0
_SIGN_MM = 19.0
_FOOT_MM = 10.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet size with its margins; the left one is for binding and never below 20 mm."""

    width_mm: float = 210.0
    height_mm: float = 297.0
    left_mm: float = 20.0
    right_mm: float = 10.0
    top_mm: float = 10.0
    bottom_mm: float = 8.0

    @property
    def body_width_mm(self) -> float:
        """What is left between the margins."""
        return self.width_mm - self.left_mm - self.right_mm


A4 = Paper()
_HEAD_MM = 20.0


def render(document: Document, paper: Paper = A4) -> bytes:
    """Return the document as a PDF; the same document gives the same bytes."""
    sink = io.BytesIO()
    for _ in write([document], sink, paper):
        pass
    return sink.getvalue()


def write(documents: Iterable[Document], sink: BinaryIO, paper: Paper = A4) -> Iterator[int]:
    """Write documents one after the other into an open file, and yield after each how many are done.

    Pages are numbered within each document. The file is complete when the iterator is exhausted.
    """
    waiting = iter(documents)
    first = next(waiting, None)
    with PdfFile(sink, title=first.title if first else "") as pdf:
        for done, document in enumerate(chain([first] if first else [], waiting), start=1):
            _write_pages(pdf, document, paper)
            yield done


def _write_pages(pdf: PdfFile, document: Document, paper: Paper) -> None:
    pages = layout.paginate(document.blocks, paper.body_width_mm, body_height_mm(document, paper))
    for number, placed in enumerate(pages, start=1):
        ink = Ink(pdf.fonts, paper.height_mm, pdf.picture)
        _draw_page(ink, document, paper, placed, (number, len(pages)))
        pdf.page(ink.content, paper.width_mm * POINTS_PER_MM, paper.height_mm * POINTS_PER_MM)


def body_height_mm(document: Document, paper: Paper = A4) -> float:
    """Return the height between head and foot."""
    signing_mm = _SIGN_MM + layout.GAP_MM if document.signatures else 0.0
    return paper.height_mm - paper.top_mm - paper.bottom_mm - _HEAD_MM - _FOOT_MM - signing_mm


def _draw_page(
    ink: Ink, document: Document, paper: Paper, placed: list[Placed], number_of: tuple[int, int]
) -> None:
    if document.head.sample:
        middle = (paper.width_mm / 2, paper.height_mm / 2)
        ink.slanted(middle, "样 表", _WATERMARK, degrees=45, grey=_WATERMARK_GREY)
    _draw_head(ink, document, paper, number_of[0])
    for below_mm, block in placed:
        layout.draw(block, ink, paper.left_mm, paper.top_mm + _HEAD_MM + below_mm, paper.body_width_mm)
    foot_mm = paper.height_mm - paper.bottom_mm - _FOOT_MM
    _draw_signatures(ink, document.signatures, paper, foot_mm - _SIGN_MM)
    _draw_foot(ink, document, paper, foot_mm, number_of)


def _draw_head(ink: Ink, document: Document, paper: Paper, number: int) -> None:
    head = document.head
    right_mm = paper.left_mm + paper.body_width_mm - _CODE_MM
    symbol = qr.rows(code.page_code(head.document_id, head.version, number))
    ink.symbol(right_mm, paper.top_mm, _CODE_MM, symbol)
    width_mm = paper.body_width_mm - 2 * (_CODE_MM + 3)
    left_mm = paper.left_mm + _CODE_MM + 3
    ink.lines(left_mm, paper.top_mm, width_mm, fit(document.title, width_mm, 7.6, _TITLE), "centre")
    area = fit(" ".join(head.area), width_mm, 4.2, _AREA)
    ink.lines(left_mm, paper.top_mm + 8.4, width_mm, area, "centre")
    subject = fit(document.subject, width_mm, 4.2, _AREA)
    ink.lines(left_mm, paper.top_mm + 12.2, width_mm, subject, "centre")
    scheme = fit(head.scheme, width_mm, 3.2, _FOOT)
    ink.lines(left_mm, paper.top_mm + 16.2, width_mm, scheme, "centre")
    if head.sample:
        note = Fitted(wrap(SAMPLE_NOTICE, _CODE_MM + 2, Style(7, Weight.BOLD)), Style(7, Weight.BOLD))
        ink.lines(paper.left_mm, paper.top_mm + 1, _CODE_MM + 2, note)


def _draw_signatures(ink: Ink, signatures: tuple[Signature, ...], paper: Paper, top_mm: float) -> None:
    if not signatures:
        return
    shares = [1.6 if signature.thumb else 1.0 for signature in signatures]
    left_mm = paper.left_mm
    for signature, share in zip(signatures, shares, strict=True):
        width_mm = paper.body_width_mm * share / sum(shares)
        ink.frame(left_mm, top_mm, width_mm, _SIGN_MM)
        ink.lines(left_mm + 1, top_mm + 0.8, width_mm, Fitted((signature.label,), _SIGN))
        if signature.thumb:
            ink.circle((left_mm + width_mm - 9, top_mm + _SIGN_MM / 2), 7.5)
            ink.lines(
                left_mm + width_mm - 16.5,
                top_mm + _SIGN_MM / 2 - 1.5,
                15,
                Fitted(("手印",), Style(7)),
                "centre",
            )
        left_mm += width_mm


def _draw_foot(ink: Ink, document: Document, paper: Paper, top_mm: float, number_of: tuple[int, int]) -> None:
    head = document.head
    x_mm, width_mm = paper.left_mm, paper.body_width_mm
    ink.line((x_mm, top_mm + 1.6), (x_mm + width_mm, top_mm + 1.6))
    identity = f"文档编号 {head.document_id}  表版本 {head.version}"
    ink.lines(x_mm, top_mm + 2.2, width_mm, fit(identity, width_mm * 0.62, 3.2, _FOOT))
    printed = f"打印 {head.printed_at}  {head.printed_by}"
    ink.lines(x_mm, top_mm + 2.2, width_mm, fit(printed, width_mm * 0.36, 3.2, _FOOT), "right")
    ink.lines(x_mm, top_mm + 5.6, width_mm, Fitted((ALTERATION_NOTICE,), _FOOT))
    ink.lines(
        x_mm, top_mm + 5.6, width_mm, Fitted((f"第 {number_of[0]} / {number_of[1]} 页",), Style(8)), "right"
    )
