"""Words of a form: the small Markdown that ODK knows, shown as rich text only where there is any."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from ui.theme import COLOURS

_COLOUR: Final = r"(?:#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20})"
_SPAN: Final = re.compile(r"&lt;span\s+style=&quot;([^&<>]*)&quot;\s*&gt;(.*?)&lt;/span&gt;", re.DOTALL)
_STYLE_COLOUR: Final = re.compile(rf"(?:^|;)\s*color\s*:\s*({_COLOUR})\s*(?:;|$)")
_LINK: Final = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()<>]+|mailto:[^\s()<>]+)\)")
_STRONG: Final = re.compile(
    r"\*\*(\S(?:[^\n]*?\S)?)\*\*|(?<![A-Za-z0-9_])__(\S(?:[^\n]*?\S)?)__(?![A-Za-z0-9_])"
)
"""Hanzi have no spaces between them: only letters and digits keep a sign from being markup."""
_SLANTED: Final = re.compile(
    r"(?<![*A-Za-z0-9])\*([^\s*](?:[^*\n]*?[^\s*])?)\*(?![*A-Za-z0-9])"
    r"|(?<![A-Za-z0-9_])_([^\s_](?:[^_\n]*?[^\s_])?)_(?![A-Za-z0-9_])"
)
_HEADING: Final = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$", re.MULTILINE)
_BREAK: Final = re.compile(r"&lt;br\s*/?&gt;")
_HIDDEN: Final = re.compile(r"\\([*_#\\])")
_SIGNS: Final = re.compile(r"[*_#<\\\[]")
_TAGS: Final = re.compile(r"<[^<>]*>")
HEADING_PX: Final = (21, 19, 17, 16, 15, 15)


def has_markup(text: str) -> bool:
    """Whether a text is more than plain words; a star or underscore alone is nothing."""
    return _SIGNS.search(text) is not None and _marked(text) != _escaped(text)


def rich(text: str) -> str:
    """Return a text as HTML that holds nothing but bold, italic, headings, links, colours and line breaks.

    Whatever else looks like HTML in it is shown as it was written, never obeyed.
    """
    return _marked(text) if _SIGNS.search(text) else _escaped(text)


def plain(text: str) -> str:
    """Return a text without its markup, for places that are drawn and for screen readers."""
    if not has_markup(text):
        return text
    bare = _TAGS.sub("", _marked(text).replace("<br>", "\n"))
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        bare = bare.replace(entity, sign)
    return bare


def title(text: str, most: int = 40) -> str:
    """Return the first line of a text as a heading: no markup, at most so many signs."""
    first = next((line.strip() for line in plain(text).splitlines() if line.strip()), "")
    return first if len(first) <= most else f"{first[: most - 1]}…"


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _marked(text: str) -> str:
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(escape(found[1]))
        return f"\0{len(kept) - 1}\0"

    html = escape(_HIDDEN.sub(hide, text.replace("\0", "")))
    html = _LINK.sub(rf'<a href="\2" style="color:{COLOURS.accent}">\1</a>', html)
    html = _without_links(html)
    html = _SPAN.sub(_coloured, html)
    html = _HEADING.sub(_headed, html)
    html = _BREAK.sub("<br>", html).replace("\n", "<br>")
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], html)


def _without_links(html: str) -> str:
    """Emphasise only outside of tags: an address may hold stars and underscores."""
    parts = re.split(r"(<[^<>]*>)", html)
    return "".join(part if part.startswith("<") else _emphasised(part) for part in parts)


def _emphasised(text: str) -> str:
    strong = _STRONG.sub(lambda found: f"<b>{found[1] or found[2]}</b>", text)
    return _SLANTED.sub(lambda found: f"<i>{found[1] or found[2]}</i>", strong)


def _coloured(found: re.Match[str]) -> str:
    colour = _STYLE_COLOUR.search(found[1])
    return f'<span style="color:{colour[1]}">{found[2]}</span>' if colour else found[2]


def _headed(found: re.Match[str]) -> str:
    return f'<span style="font-size:{HEADING_PX[len(found[1]) - 1]}px; font-weight:bold">{found[2]}</span>'
