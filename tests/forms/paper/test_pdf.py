from __future__ import annotations

import io

import pypdfium2
import pytest

from forms.paper import fonts
from forms.paper.fonts import Weight
from forms.paper.ink import Ink
from forms.paper.pdf import PdfFile
from forms.paper.text import Style
from tests.forms.paper import reading


def _written(*lines: str, weight: Weight = Weight.REGULAR) -> bytes:
    sink = io.BytesIO()
    with PdfFile(sink, title="试页") as pdf:
        ink = Ink(pdf.fonts, 297)
        for number, line in enumerate(lines, start=1):
            ink.text(20, 15.0 * number, line, Style(12, weight))
        pdf.page(ink.content, 595.28, 841.89)
    return sink.getvalue()


@pytest.mark.parametrize("weight", list(Weight))
@pytest.mark.parametrize("text", ["黄文生", "韦䶮㛃𬀩𡚸", "阿卜杜·热西提", "⼀一", "葛\U000e0100飾", "Ⅻ‖𡚸"])
def test_copied_text_is_the_text(text: str, weight: Weight) -> None:
    assert reading.whole(_written(text, weight=weight)) == reading.plain(text)


def test_a_missing_glyph_is_drawn_as_a_box_and_copied_as_itself() -> None:
    pdf = _written("韦\U0003ffff生")

    assert reading.whole(pdf) == "韦\U0003ffff生"
    assert _darkness(pdf) > _darkness(_written("韦 生"))


def _darkness(pdf: bytes) -> int:
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=4, grayscale=True).to_pil()
    return sum(picture.histogram()[:128])


def test_all_fonts_are_embedded_and_only_those_that_are_used() -> None:
    assert [embedded for _, embedded in reading.fonts(_written("黄文生"))] == [True]
    assert [name[7:] for name, _ in reading.fonts(_written("韦𡚸"))] == ["NotoSansSC-Regular", "HanaMinB"]
    assert b"Helvetica" not in _written("黄文生")


def test_the_same_pages_are_the_same_bytes() -> None:
    assert _written("黄文生", "韦𡚸") == _written("黄文生", "韦𡚸")


def test_a_font_that_was_never_fetched_is_named() -> None:
    with pytest.raises(fonts.FontMissing, match=r"Absent\.ttf"):
        fonts.face("Absent.ttf")


def test_many_different_characters_are_one_font() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 600)))

    pdf = _written(*(text[start : start + 40] for start in range(0, 600, 40)))

    assert reading.whole(pdf) == text
    assert len(reading.fonts(pdf)) == 1
