"""Names of columns: one word for each of the ways to write it, the language beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from forms.sheets import Sheet

_SAME = {
    "relevance": "relevant",
    "calculate": "calculation",
    "read_only": "readonly",
    "read-only": "readonly",
    "constraint_msg": "constraint_message",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "requiredmsg": "required_message",
    "jr:count": "repeat_count",
    "count": "repeat_count",
    "caption": "label",
    "command": "type",
    "value": "name",
    "tag": "name",
    "entities:saveto": "save_to",
}
_GROUPED = ("bind", "media", "control", "body", "attribute", "instance")
EXPRESSIONS = frozenset(
    "relevant required readonly constraint calculation choice_filter repeat_count ruhu:basis".split()
)
"""Columns of the survey sheet whose cells are expressions."""
WORDS = frozenset("label hint guidance_hint constraint_message required_message".split())
"""Columns that hold words for people, in as many languages as there are."""
MEDIA = frozenset("image big-image audio video".split())
CHINESE = ("zh", "中文", "汉", "chinese")
SURVEY = frozenset(
    "type name label hint guidance_hint required required_message relevant constraint constraint_message "
    "calculation appearance default readonly choice_filter repeat_count trigger parameters save_to image "
    "audio video big-image note bind media body instance control intent disabled query list_name autoplay "
    "repeat rows noapperrorstring no_app_error_string".split()
)
"""Columns of the survey sheet that anything reads."""


@lru_cache(maxsize=1024)
def canonical(head: str) -> str:
    """Return what a column is, without group, language and other ways to write it: `bind::relevant`."""
    parts = [part.strip() for part in head.split("::")]
    if len(parts) > 1 and parts[0].lower() in _GROUPED:
        parts = parts[1:]
    elif len(parts) == 1 and ":" in head and not head.lower().startswith(("jr:", "ruhu:", "entities:")):
        parts = [part.strip() for part in head.split(":")]
        parts = parts[1:] if parts[0].lower() in _GROUPED and len(parts) > 1 else parts
    word = "_".join(parts[0].split()).lower()
    return _SAME.get(word, word)


def language(head: str) -> str:
    """Return the language of a column, "" if it names none: `label::中文 (zh)`."""
    parts = [part.strip() for part in head.split("::")]
    if parts[0].lower() == "media":
        parts = parts[1:]
    return parts[1] if len(parts) > 1 and parts[0].lower() not in _GROUPED else ""


def is_chinese(name: str) -> bool:
    """Whether a language's name says that it is Chinese."""
    return any(sign in name.lower() for sign in CHINESE)


def heads_of(sheet: Sheet, what: str) -> list[str]:
    """Return the columns of a sheet that are the same thing, the plain one first."""
    return sorted((head for head in sheet.heads if canonical(head) == what), key=lambda head: head != what)


def value(row: Mapping[str, str], what: str) -> str:
    """Return the first filled cell of a row that is this column, the plain one before other spellings."""
    return row.get(what) or next((text for head, text in row.items() if text and canonical(head) == what), "")


def cells(row: Mapping[str, str], *names: str) -> Iterator[tuple[str, str]]:
    """Yield (column as it is written, text) of the filled cells that are one of these."""
    return ((head, text) for head, text in row.items() if text and canonical(head) in names)


def cell_of(sheet: Sheet, row: int, what: str) -> str:
    """Return the cell of a row that holds something, or should: `F17`; "" without such a column."""
    heads = heads_of(sheet, canonical(what))
    index = row - 2
    filled = sheet.rows[index] if 0 <= index < len(sheet.rows) else {}
    found = next((head for head in heads if filled.get(head)), heads[0] if heads else "")
    return sheet.cell(row, found)
