"""Reading printed pages back: text, symbols, fonts and edges, as a person with a scanner would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pypdfium2
import pypdfium2.raw as pdfium_raw
import zxingcpp

from forms.paper.document import SheetHead

HEAD = SheetHead(
    document_id="0198a1b2c3d4e5f60718293a4b5c6d7e",
    version="2015101101",
    scheme="参考评分方案 REF-18x90-v1(非官方权重)",
    area=("云岭县", "白鹭镇", "石鼓村", "上石鼓屯"),
    printed_at="2015-11-15 14:05",
    printed_by="韦小明",
)


def plain(text: str) -> str:
    """Return a text without what setting it adds: spaces, line ends, marks of no width."""
    return re.sub(r"[\s\u200b\ufffe]", "", text)


@cache
def pages(pdf: bytes) -> tuple[str, ...]:
    """Return the text of each page."""
    return tuple(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def whole(pdf: bytes) -> str:
    """Return the text of all pages, without spaces."""
    return plain("".join(pages(pdf)))


def symbols(pdf: bytes, page: int = 0, dpi: int = 200) -> list[str]:
    """Return what the codes of a page say, top first; looked at again at twice the size."""
    found: dict[str, int] = {}
    for scale in (1, 2):
        picture = pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72, grayscale=True).to_pil()
        larger = picture.resize((picture.width * scale, picture.height * scale))
        for code in zxingcpp.read_barcodes(
            larger, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        ):
            found.setdefault(code.text, code.position.top_left.y // scale)
    return sorted(found, key=lambda text: found[text])


def sizes_mm(pdf: bytes, page: int = 0) -> list[tuple[float, float]]:
    """Return width and height of the images on a page."""
    return [
        ((right - left) * 25.4 / 72, (top - bottom) * 25.4 / 72)
        for kind, (left, bottom, right, top) in _objects(pdf, page)
        if kind == pdfium_raw.FPDF_PAGEOBJ_IMAGE
    ]


def outside(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Return the bounds in points of whatever reaches beyond the edge of a page."""
    document = pypdfium2.PdfDocument(pdf)
    return [
        bounds
        for number, page in enumerate(document)
        for _, bounds in _objects(pdf, number)
        if bounds[0] < 0 or bounds[1] < 0 or bounds[2] > page.get_width() or bounds[3] > page.get_height()
    ]


def _objects(pdf: bytes, page: int) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    for item in pypdfium2.PdfDocument(pdf)[page].get_objects(max_depth=1):
        left, bottom, right, top = item.get_bounds()
        yield item.type, (left, bottom, right, top)


def fonts(pdf: bytes) -> list[tuple[str, bool]]:
    """Return the fonts of a file, each with whether it is embedded."""
    descriptors = re.finditer(rb"/Type /FontDescriptor /FontName /(\S+)(.*?)endobj", pdf, re.DOTALL)
    return [(match[1].decode(), b"/FontFile2" in match[2]) for match in descriptors]


def bounds(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Return the bounds in points of everything on all pages."""
    document = pypdfium2.PdfDocument(pdf)
    return [found for number in range(len(document)) for _, found in _objects(pdf, number)]
