"""Texts as PDF operators and the fonts they need: every character keeps its identity.

Each character of a document gets a CID of its own, also when two share a glyph, so that copying and
searching give back exactly what was written (𡚸 is not Ⅻ, a Kangxi radical is not its ideograph).
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from forms.paper import fonts
from forms.paper.fonts import Run, Weight

_KEPT_TEXTS = 20_000
_SILENT = "\0"
_SPACE, _SQUARE = 0x20, 0x25A1


class _Cids(dict[str, str]):
    """Mark → CID as four hex digits, numbered from 1 as they turn up (0 is "no glyph").

    A mark is a character, or `_SILENT` + a character that is drawn but no part of the text.
    """

    def __missing__(self, mark: str) -> str:
        self[mark] = cid = f"{len(self) + 1:04X}"
        return cid


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """The parts of one font of a file, ready to be written; the strings are dictionary entries."""

    file: bytes
    glyph_of_cid: bytes
    to_unicode: bytes
    descriptor: str
    descendant: str
    root: str


class FontBook:
    """The fonts of one PDF file: hands out text operators, and at the end what has to be embedded."""

    def __init__(self) -> None:
        self._cids: dict[str, _Cids] = {}
        self._texts: dict[tuple[str, float, Weight], str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Resource names of the fonts in use."""
        return tuple(f"/F{index}" for index in range(len(self._cids)))

    def show(self, text: str, size_pt: float, weight: Weight = Weight.REGULAR) -> str:
        """Return operators that show a text from the current position; valid between BT and ET."""
        key = (text, size_pt, weight)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) >= _KEPT_TEXTS:  # a job of any length needs bounded memory
                self._texts.clear()
            found = " ".join(self._run(run, size_pt, weight) for run in fonts.runs(text, weight))
            self._texts[key] = found
        return found

    def embedded(self, name: str) -> EmbeddedFont:
        """Return what to write for one of `names`."""
        file, cids = list(self._cids.items())[int(name[2:])]
        return _embedded(fonts.face(file), tuple(cids))

    def _run(self, run: Run, size_pt: float, weight: Weight) -> str:
        if not run.file:
            return " ".join(self._code_point_box(char, size_pt) for char in run.text)
        shown = f"{self._name(run.file)} {size_pt:g} Tf <{self._hex(run.file, run.text)}> Tj"
        if weight is Weight.BOLD and run.file != weight.value:  # rare faces have one weight: thicken it
            return f"2 Tr {size_pt * 0.03:.2f} w {shown} 0 Tr"
        return shown

    def _name(self, file: str) -> str:
        self._cids.setdefault(file, _Cids())
        return f"/F{list(self._cids).index(file)}"

    def _hex(self, file: str, text: str) -> str:
        return "".join(map(self._cids.setdefault(file, _Cids()).__getitem__, text))

    def _code_point_box(self, char: str, size_pt: float) -> str:
        """Draw a missing glyph as a square with its code point; copying gives the character itself."""
        digits = f"{ord(char):04X}"
        half = len(digits) // 2
        rows = f"{self._digits(digits[:half], 0.45, size_pt)} {self._digits(digits[half:], 0.08, size_pt)}"
        file = Weight.REGULAR.value
        square = f"{self._name(file)} {size_pt:g} Tf [<{self._hex(file, char)}> 1000] TJ"
        forward = f"{self._name(file)} {size_pt:g} Tf [-1000] TJ"
        return f"{square} {rows} {forward}"

    def _digits(self, digits: str, rise_ems: float, size_pt: float) -> str:
        """Show small digits inside the square and go back to where it begins."""
        scale = 0.3
        file = Weight.REGULAR.value
        width = sum(fonts.advances(digits)) / 1000 * scale
        lead = (1 - width) / 2 / scale * 1000
        back = (1 + width) / 2 / scale * 1000
        cids = "".join(map(self._cids[file].__getitem__, (_SILENT + digit for digit in digits)))
        shown = f"[{-lead:.0f} <{cids}> {back:.0f}] TJ"
        return f"{self._name(file)} {size_pt * scale:g} Tf {size_pt * rise_ems:.2f} Ts {shown} 0 Ts"


def _embedded(face: fonts.Face, marks: tuple[str, ...]) -> EmbeddedFont:
    codes = [ord(mark[-1]) for mark in marks]
    cut = face.parsed.makeSubset([*codes, _SPACE, _SQUARE])
    name = f"{_tag(cut)}+{face.parsed.name.decode('ascii')}"
    widths = " ".join(f"{fonts.advance(mark[-1], face.file):g}" for mark in marks)
    return EmbeddedFont(
        file=cut,
        glyph_of_cid=_glyph_of_cid(face, codes),
        to_unicode=_to_unicode(marks).encode("ascii"),
        descriptor=_descriptor(face, name),
        descendant=f"/Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW 1000 /W [1 [{widths}]] "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
        root=f"/Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H",
    )


def _tag(cut: bytes) -> str:
    """Return the six letters that tell subsets apart."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(cut).digest()[:6])


def _glyph_of_cid(face: fonts.Face, codes: list[int]) -> bytes:
    """Map CIDs to glyphs of the subset, in which characters of one glyph share a number.

    reportlab numbers glyphs by their first use. What draws nothing (a variation selector) shows the space,
    what the face lacks the square into which its code point is written.
    """
    numbers = {0: 0}
    for code in (*codes, _SPACE, _SQUARE):
        numbers.setdefault(face.glyphs.get(code, 0), len(numbers))

    def shown(code: int) -> int:
        stand_in = _SPACE if fonts.is_invisible(chr(code)) else _SQUARE
        return numbers[face.glyphs.get(code, face.glyphs.get(stand_in, 0))]

    return struct.pack(f">{len(codes) + 1}H", 0, *map(shown, codes))


def _heard(mark: str) -> str:
    """Return what copying gives for a mark; silent ones need something: without it readers guess."""
    return "\u200b" if len(mark) > 1 else mark


def _to_unicode(marks: tuple[str, ...]) -> str:
    """Return the map from CIDs to UTF-16; at most 100 entries a block, as the specification demands."""
    lines = [
        f"<{cid:04X}> <{_heard(mark).encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for cid, mark in enumerate(marks, start=1)
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    maps = "\n".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{maps}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def _descriptor(face: fonts.Face, name: str) -> str:
    parsed = face.parsed
    box = " ".join(f"{edge:.0f}" for edge in parsed.bbox)
    heights = f"/Ascent {parsed.ascent:.0f} /Descent {parsed.descent:.0f} /CapHeight {parsed.capHeight:.0f}"
    return (
        f"/Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{box}] "
        f"/ItalicAngle 0 {heights} /StemV {parsed.stemV:.0f}"
    )
