"""A PDF file written as it grows: pages go to the sink at once, fonts at the end.

Why not reportlab's canvas: it keeps every page in memory (9 KB each), cuts a font into pieces of 256
characters, so that a Chinese line changes font every few characters, and writes a wrong ToUnicode beyond
U+FFFF. Here a font is one CID-keyed font per file; reportlab parses the TrueType file and cuts the subset.
The same calls give the same bytes: no clock and no random id is written.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from typing import TYPE_CHECKING

from forms.paper.embed import FontBook

if TYPE_CHECKING:
    from typing import BinaryIO, Self

    from forms.paper.document import Picture

_CATALOG, _PAGES, _RESOURCES, _INFO = 1, 2, 3, 4


class PdfFile:
    """Use as a context: leaving it writes fonts, page list and cross-references.

    Attributes:
        fonts: Encodes texts for this file; see `embed.FontBook`.
        page_count: Pages written so far.
    """

    def __init__(self, sink: BinaryIO, *, title: str) -> None:
        self.fonts = FontBook()
        self._sink = sink
        self._title = title
        self._position = 0
        self._digest = hashlib.sha256()
        self._offsets = array("Q", [0] * (_INFO + 1))
        self._pages = array("L")
        self._forms: dict[str, int] = {}
        self._pictures: dict[bytes, str] = {}
        self._write(b"%PDF-1.7\n%\xe5\x85\xa5\xe6\x88\xb7\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, fault: object, *_: object) -> None:
        if fault is None:
            self._finish()

    @property
    def page_count(self) -> int:
        """Pages written so far."""
        return len(self._pages)

    def form(self, content: str, width_pt: float, height_pt: float) -> str:
        """Keep a drawing that many pages show; return the operator that shows it."""
        name = f"/X{len(self._forms)}"
        head = f"/Type /XObject /Subtype /Form /BBox [0 0 {width_pt:.2f} {height_pt:.2f}]"
        self._forms[name] = self._stream(content.encode("ascii"), f"{head} /Resources {_RESOURCES} 0 R")
        return f"{name} Do"

    def picture(self, picture: Picture) -> str:
        """Keep a picture, the same one once; return the operator that shows it in the unit square."""
        digest = hashlib.sha256(picture.jpeg).digest()
        if digest not in self._pictures:
            size = f"/Width {picture.width_px} /Height {picture.height_px} /ColorSpace /DeviceRGB"
            head = f"<< /Type /XObject /Subtype /Image {size} /BitsPerComponent 8 /Filter /DCTDecode"
            start = f"{head} /Length {len(picture.jpeg)} >>\nstream\n".encode("ascii")
            name = self._pictures[digest] = f"/X{len(self._forms)}"
            self._forms[name] = self._object(start + picture.jpeg + b"\nendstream")
        return f"{self._pictures[digest]} Do"

    def page(self, content: str, width_pt: float, height_pt: float) -> None:
        """Write one page; `content` is operators in points from the lower left corner, ASCII only."""
        drawn = self._stream(content.encode("ascii"))
        box = f"/MediaBox [0 0 {width_pt:.2f} {height_pt:.2f}]"
        entry = (
            f"<< /Type /Page /Parent {_PAGES} 0 R {box} /Resources {_RESOURCES} 0 R /Contents {drawn} 0 R >>"
        )
        self._pages.append(self._object(entry.encode("ascii")))

    def _finish(self) -> None:
        fonts = {name: self._font(name) for name in self.fonts.names}
        self._object(_dictionary_of(fonts, self._forms), _RESOURCES)
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._object(f"<< /Type /Pages /Count {self.page_count} /Kids [{kids}] >>".encode("ascii"), _PAGES)
        self._object(f"<< /Type /Catalog /Pages {_PAGES} 0 R /Lang (zh-CN) >>".encode("ascii"), _CATALOG)
        self._object(f"<< /Title <{_utf16(self._title)}> /Producer (Ruhu) >>".encode("ascii"), _INFO)
        self._trailer()

    def _font(self, name: str) -> int:
        font = self.fonts.embedded(name)
        file = self._stream(font.file, f"/Length1 {len(font.file)}")
        glyphs = self._stream(font.glyph_of_cid)
        unicode = self._stream(font.to_unicode)
        descriptor = self._object(f"<< {font.descriptor} /FontFile2 {file} 0 R >>".encode("ascii"))
        descendant = self._object(
            f"<< {font.descendant} /FontDescriptor {descriptor} 0 R /CIDToGIDMap {glyphs} 0 R >>".encode(
                "ascii"
            )
        )
        parts = f"/DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R"
        return self._object(f"<< {font.root} {parts} >>".encode("ascii"))

    def _trailer(self) -> None:
        start = self._position
        table = "".join(f"{offset:010d} 00000 n \n" for offset in self._offsets[1:])
        self._write(f"xref\n0 {len(self._offsets)}\n0000000000 65535 f \n{table}".encode("ascii"))
        mark = self._digest.hexdigest()[:32]
        entries = f"/Size {len(self._offsets)} /Root {_CATALOG} 0 R /Info {_INFO} 0 R /ID [<{mark}> <{mark}>]"
        self._write(f"trailer\n<< {entries} >>\nstartxref\n{start}\n%%EOF\n".encode("ascii"))

    def _stream(self, data: bytes, entries: str = "") -> int:
        packed = zlib.compress(data, 6)
        head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode("ascii")
        return self._object(head + packed + b"\nendstream")

    def _object(self, body: bytes, number: int = 0) -> int:
        """Write an object, under a number of its own unless one was set aside for it."""
        if not number:
            number = len(self._offsets)
            self._offsets.append(0)
        self._offsets[number] = self._position
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def _write(self, data: bytes) -> None:
        self._sink.write(data)
        self._digest.update(data)
        self._position += len(data)


def _dictionary_of(fonts: dict[str, int], forms: dict[str, int]) -> bytes:
    def entries(names: dict[str, int]) -> str:
        return " ".join(f"{name} {number} 0 R" for name, number in names.items())

    return f"<< /Font << {entries(fonts)} >> /XObject << {entries(forms)} >> >>".encode("ascii")


def _utf16(text: str) -> str:
    return "FEFF" + text.encode("utf-16-be").hex().upper()
