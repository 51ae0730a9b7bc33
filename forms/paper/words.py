"""Labels as XLSForm writes them — Markdown, a little HTML — as the plain words that go on paper."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6])\s*/?>", re.IGNORECASE)
_MARKS = (
    (re.compile(r"^#{1,6}\s+", re.MULTILINE), ""),
    (re.compile(r"!?\[([^\]\n]*)\]\(([^()\s]*)\)"), r"\1"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__(?=[^\s_])(.+?)(?<=[^\s_])__(?!\w)"), r"\1"),
    (re.compile(r"(?<!\w)\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?!\w)"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
)
_GAP = re.compile(r"\$\{[^{}]*\}")
GAP = "____"


def plain(text: str) -> str:
    """Return words without marks of emphasis, links and tags; line breaks stay, empty lines do not."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "&" in text:
        text = html.unescape(text)
    for mark, instead in _MARKS:
        text = mark.sub(instead, text)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def with_gaps(text: str) -> str:
    """Return plain words with a gap to write in where `${name}` stands for an answer."""
    return plain(_GAP.sub(GAP, text))
