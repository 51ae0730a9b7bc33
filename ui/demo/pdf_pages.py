"""Printed pages as pictures, and what can be read from them, by other means than those that drew them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

DPI: Final = 200
LOOK_DPI: Final = 80


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def page_picture(pdf: bytes, page: int, path: Path, dpi: int = DPI) -> Path:
    """Draw one page, numbered from 0, into a picture file."""
    _raster(pdf, page, dpi).save(path)
    return path


def codes(pdf: bytes, page: int) -> list[str]:
    """Return the texts of all QR symbols on one page, numbered from 0."""
    import zxingcpp

    return [found.text for found in zxingcpp.read_barcodes(_raster(pdf, page, DPI)) if found.text]


def _raster(pdf: bytes, page: int, dpi: int) -> Any:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72).to_pil()
