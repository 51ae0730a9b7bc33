"""Bytes of a CSV file → text: UTF-8 with or without mark, else GB 18030, as Excel in China writes it."""

from __future__ import annotations

import re

# Letters that no form uses, but that short GB 18030 text turns into where it happens to be valid UTF-8.
_UNLIKELY = re.compile("[\u0180-\u036f]")


def decoded(raw: bytes) -> str:
    """Return the text.

    Raises:
        UnicodeDecodeError: It is in neither encoding.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")
    if _UNLIKELY.search(text) and not raw.startswith(b"\xef\xbb\xbf"):
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return text
    return text
