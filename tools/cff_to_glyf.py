"""Rewrite a font with PostScript outlines as TrueType, which the PDF printer needs.

    python tools/cff_to_glyf.py IN.otf OUT.ttf

Takes about 30 s for 30,000 characters. Layout tables go: the result is for plain horizontal text.
"""

from __future__ import annotations

import sys
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

ERROR_EM = 0.001
LEFT_OUT = ("CFF ", "VORG", "GSUB", "GPOS", "vhea", "vmtx", "BASE", "DSIG")


def main(source: str, target: str) -> int:
    """Convert one font file."""
    font = TTFont(source, recalcBBoxes=False, recalcTimestamp=False)
    _replace_outlines(font)
    for tag in LEFT_OUT:
        if tag in font:
            del font[tag]
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    for name in _TRUETYPE_LIMITS:
        setattr(profile, name, 1 if name == "maxZones" else 0)
    names = font["post"]
    names.formatType, names.extraNames, names.mapping = 3.0, [], {}
    font.sfntVersion = "\000\001\000\000"
    font.save(target)
    return 0


_TRUETYPE_LIMITS = (
    "maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
    "maxSizeOfInstructions maxComponentElements maxPoints maxContours maxCompositePoints "
    "maxCompositeContours maxComponentDepth"
).split()


def _replace_outlines(font: TTFont) -> None:
    """Draw every glyph again with quadratic curves and put its left edge into the metrics."""
    drawings = font.getGlyphSet()
    table: Any = newTable("glyf")
    table.glyphOrder, table.glyphs = font.getGlyphOrder(), {}
    widths = font["hmtx"].metrics
    for name in table.glyphOrder:
        pen = TTGlyphPen(None)
        drawings[name].draw(Cu2QuPen(pen, font["head"].unitsPerEm * ERROR_EM, reverse_direction=True))
        glyph = table.glyphs[name] = pen.glyph()
        glyph.recalcBounds(table)
        left = glyph.xMin if glyph.numberOfContours else 0
        widths[name] = (widths.get(name, (0, 0))[0], left)
    font["glyf"], font["loca"] = table, newTable("loca")


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
