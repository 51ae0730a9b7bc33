from __future__ import annotations

import random

import pytest
import zxingcpp
from PIL import Image
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

from forms.paper import qr

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def _reference(text: str, mode: int, mask: int) -> tuple[str, ...]:
    symbol = QRCode(error_correction=qr.LEVEL, border=0, mask_pattern=mask)
    symbol.add_data(QRData(text.encode(), mode=mode))
    symbol.make(fit=True)
    return tuple("".join("1" if module else "0" for module in row) for row in symbol.modules)


@pytest.mark.parametrize("mask", [0, 3, 6])
@pytest.mark.parametrize("length", [1, 20, 61, 189, 311])
def test_symbols_of_base45_are_those_of_qrcode(length: int, mask: int) -> None:
    text = "".join(random.Random(length).choices(_ALPHABET, k=length))

    assert qr.rows(text, mask=mask) == _reference(text, MODE_ALPHA_NUM, mask)


@pytest.mark.parametrize("text", ["", "a", "户卡", "RP1:0198abcd:2015101101:3", "x" * 180, "长" * 100])
def test_symbols_of_other_text_are_those_of_qrcode(text: str) -> None:
    assert qr.rows(text) == _reference(text, MODE_8BIT_BYTE, qr.MASK)


def test_rectangles_cover_the_dark_modules_and_no_others_once() -> None:
    symbol = qr.rows("RECTANGLES COVER THE DARK MODULES")
    painted = [(x + i, y + j) for x, y, w, h in qr.rectangles(symbol) for i in range(w) for j in range(h)]

    assert len(painted) == len(set(painted))
    assert set(painted) == {
        (x, y) for y, row in enumerate(symbol) for x, dark in enumerate(row) if dark == "1"
    }


def test_a_text_no_symbol_can_hold_is_refused() -> None:
    with pytest.raises(qr.TooLong):
        qr.rows("A" * 3392)


def test_the_longest_text_still_decodes() -> None:
    symbol = qr.rows("A" * 3391)
    picture = Image.new("L", (len(symbol) + 8,) * 2, 255)
    for x, y, wide, tall in qr.rectangles(symbol):
        picture.paste(0, (x + 4, y + 4, x + 4 + wide, y + 4 + tall))
    (found,) = zxingcpp.read_barcodes(picture.resize((740, 740)))

    assert found.text == "A" * 3391
