"""Words of a form: markup where there is any, and nothing that could do harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument

from ui.fields.words import has_markup, plain, rich, title


@pytest.mark.parametrize(
    "text, html",
    [
        ("**粗**和*斜*", "<b>粗</b>和<i>斜</i>"),
        ("__粗__和_斜_", "<b>粗</b>和<i>斜</i>"),
        ("a<br/>b\nc", "a<br>b<br>c"),
        ('<span style="color:red">红</span>', '<span style="color:red">红</span>'),
        ('<span style="color: #a00; position: fixed">红</span>', '<span style="color:#a00">红</span>'),
        (r"\*不斜\*", "*不斜*"),
    ],
)
def test_the_markup_that_odk_knows_is_shown(text: str, html: str) -> None:
    assert rich(text) == html
    assert has_markup(text)


@pytest.mark.parametrize("text", ["2*3*4", "a * b", "snake_case_name", "100%", "<3 亩", "A&B"])
def test_words_without_markup_stay_plain(text: str) -> None:
    assert not has_markup(text)
    assert plain(text) == text


def test_a_heading_is_large_and_bold() -> None:
    assert "font-weight:bold" in rich("## 住房")
    assert plain("## 住房") == "住房"


def test_a_link_leads_to_a_page_and_nowhere_else() -> None:
    assert 'href="https://example.org/a_b_c"' in rich("[这里](https://example.org/a_b_c)")
    assert "href" not in rich("[这里](javascript:alert(1)) [那里](file:///etc/passwd)")


@given(st.text(alphabet="ab*_#<>&\"'/\\[]():=; \n鱼script", max_size=60))
def test_nothing_but_known_tags_is_ever_made(text: str) -> None:
    document = QTextDocument()
    document.setHtml(rich(text))

    assert "<script" not in rich(text)
    assert "<img" not in rich(f"<img src=x>{text}")
    assert len(plain(text)) <= len(text)


def test_a_title_is_the_first_line_and_not_too_long() -> None:
    assert title("\n# **住房**\n细目") == "住房"
    assert title("一" * 50) == "一" * 39 + "…"
