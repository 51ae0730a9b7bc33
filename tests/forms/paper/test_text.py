from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.paper import fonts
from forms.paper.fonts import Weight
from forms.paper.text import Style, fit, wrap

BODY = Style(8)
NAMES = st.text(st.sampled_from("韦䶮㛃𬀩𡚸阿卜杜热·,。()“”ABc12 \ue001"), max_size=120)


@pytest.mark.parametrize("char", "䶮㛃𬀩𡚸")
def test_rare_characters_have_a_glyph(char: str) -> None:
    assert fonts.missing(f"韦{char}") == ()


def test_a_character_without_a_glyph_is_told() -> None:
    assert fonts.missing("韦\ue001\U0003ffff韦\ue001") == ("\ue001", "\U0003ffff")


@pytest.mark.parametrize("weight", list(Weight))
def test_runs_lose_nothing(weight: Weight) -> None:
    text = "韦䶮𡚸·\ue001葛\U000e0100"

    assert "".join(run.text for run in fonts.runs(text, weight)) == text


@given(NAMES, st.floats(4, 60))
def test_lines_joined_are_the_text_and_none_is_too_wide(text: str, width_mm: float) -> None:
    lines = wrap(text, width_mm, BODY)

    assert "".join(lines) == text
    assert all(BODY.width_mm(line) <= width_mm or len(line) == 1 for line in lines)


def test_closing_punctuation_stays_with_its_word() -> None:
    assert wrap("集中供水自来水入户,安全", BODY.width_mm("集中供水自来水入户"), BODY) == (
        "集中供水自来水入",
        "户,安全",
    )


def test_numbers_and_options_stay_whole() -> None:
    width_mm = BODY.width_mm("□自有 □借住(亲")

    assert wrap("编号 4599821002010001", BODY.width_mm("4599821002010001 "), BODY)[-1] == "4599821002010001"
    assert wrap("□自有 □借住(亲友)", width_mm, BODY) == ("□自有 ", "□借住(亲友)")


@given(NAMES, st.floats(6, 60), st.floats(2, 20))
def test_any_name_fits_into_any_box_without_loss(text: str, width_mm: float, height_mm: float) -> None:
    fitted = fit(text, width_mm, height_mm, Style(12))

    assert "".join(fitted.lines) == text
    assert fitted.height_mm <= height_mm + 1e-3
    assert all(fitted.style.width_mm(line) <= width_mm for line in fitted.lines)
