"""How the program looks: contrast, glyphs, sizes, icons."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QApplication

import resources
from ui import icons, theme
from ui.parts import button, line_edit
from ui.states import LOOKS, word
from ui.theme import COLOURS

LEAST_CONTRAST = 4.5
"""WCAG 2 AA for text."""


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    "ink, paper",
    [
        (COLOURS.ink, COLOURS.page), (COLOURS.muted, COLOURS.page), (COLOURS.muted, COLOURS.faint),
        (COLOURS.on_accent, COLOURS.accent), (COLOURS.accent_dark, COLOURS.accent_soft),
        (COLOURS.rail_ink, COLOURS.rail), (COLOURS.good, COLOURS.good_soft),
        (COLOURS.notice, COLOURS.notice_soft), (COLOURS.danger, COLOURS.danger_soft),
        (COLOURS.news, COLOURS.news_soft), (COLOURS.on_accent, COLOURS.danger),
    ],
)  # fmt: skip
def test_text_can_be_read_on_its_surface(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= LEAST_CONTRAST


@pytest.mark.parametrize("surface", [COLOURS.surface, COLOURS.page, COLOURS.accent])
def test_the_focus_ring_stands_out(surface: str) -> None:
    assert contrast(COLOURS.focus, surface) >= 1.5
    assert contrast(COLOURS.focus, COLOURS.surface) >= 3


@pytest.mark.parametrize("hanzi", ["䶮", "㛃", "𬀩", "户"])
def test_every_hanzi_has_a_glyph_in_the_chain(hanzi: str) -> None:
    fonts = [QRawFont(str(file), theme.BODY_PX) for file in resources.font_paths()]

    assert any(font.supportsCharacter(ord(hanzi)) for font in fonts)


def test_the_chain_of_families_is_the_applications_font(qapp: QApplication) -> None:
    assert qapp.font().families()[:2] == ["Noto Sans SC", "HanaMinB"]
    assert qapp.font().pixelSize() == theme.BODY_PX >= 14


def test_the_style_sheet_leaves_no_name_open() -> None:
    assert "$" not in theme.style_sheet()


def test_what_a_finger_hits_is_large_enough(qapp: QApplication) -> None:
    assert button("x").minimumHeight() >= theme.TOUCH_PX
    assert line_edit().minimumHeight() >= theme.TOUCH_PX


@pytest.mark.parametrize("file", sorted(resources.path("icons").glob("*.svg")), ids=lambda file: file.stem)
def test_every_icon_draws_something(file: object, qapp: QApplication) -> None:
    name = Path(str(file)).stem
    image = icons.icon(name, "#000000").pixmap(24, 24).toImage()

    assert any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


def test_every_state_has_a_word() -> None:
    assert all(word(state) != state for state in LOOKS)
    assert word("invented") == "invented"
