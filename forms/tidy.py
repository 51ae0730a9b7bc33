"""Signs of Chinese keyboards in cells where a program reads: put right, and told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.columns import EXPRESSIONS, canonical
from forms.faults import Fault, FaultCode
from forms.sheets import Book, Sheet

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    ord("≥"): ">=",
    ord("≤"): "<=",
    ord("≠"): "!=",
    ord("×"): "*",
    ord("÷"): " div ",
    ord("、"): ",",
    ord("【"): "[",
    ord("】"): "]",
}
_QUOTES = {"“": '”“"＂', "”": '”"＂', "„": '”“"', "＂": '＂"”', "‘": "’‘'＇", "’": "’'＇", "＇": "＇'’"}
_REFERENCE = re.compile(r"[$＄]\s*[{｛]\s*(last-saved#)?\s*([^{}｛｝]*?)\s*[}｝]")
_CODES = frozenset(("type", "name", "save_to", "parameters", "list_name", "trigger"))
_OTHER_EXPRESSIONS = frozenset(
    (
        ("survey", "ruhu:check"),
        ("entities", "create_if"),
        ("entities", "update_if"),
        ("entities", "entity_id"),
    )
)
_YES_NO = {"是": "yes", "必填": "yes", "对": "yes", "否": "no", "不": "no"}
_ANSWERED_YES = frozenset(("required", "readonly"))


def tidy(book: Book) -> list[Fault]:
    """Put the cells of a book right; return what was done, each with its cell."""
    return [fault for sheet in book.sheets.values() for fault in _sheet(sheet)]


def _sheet(sheet: Sheet) -> Iterator[Fault]:
    names = {head: canonical(head) for head in sheet.heads}
    for number, row in enumerate(sheet.rows, 2):
        for head, text in list(row.items()):
            tidied = _cell(sheet.name, names.get(head, head), text)
            if tidied != text:
                row[head] = tidied
                if text.isascii():
                    continue  # a space within ${ name } is nobody's business
                where = " · ".join(filter(None, (row.get("name", ""), names.get(head, head))))
                detail = _difference(text, tidied)
                yield Fault(FaultCode.TIDIED, where, detail, sheet.title, number, sheet.cell(number, head))


def _cell(sheet: str, column: str, text: str) -> str:
    if text.isascii():
        return _REFERENCE.sub(_plain_reference, text) if "${" in text else text
    if sheet == "survey" and column in _ANSWERED_YES and text in _YES_NO:
        return _YES_NO[text]
    if (sheet, column) in _OTHER_EXPRESSIONS or (sheet == "survey" and column in EXPRESSIONS):
        return narrow(text)
    if column in _CODES and not (sheet == "choices" and column == "name"):
        return " ".join(text.translate(_WIDE).split())
    return _REFERENCE.sub(_plain_reference, text)


def _plain_reference(found: re.Match[str]) -> str:
    return f"${{{found[1] or ''}{found[2].translate(_WIDE)}}}"


def narrow(expression: str) -> str:
    """Return an expression with ordinary signs; what stands in quotation marks stays."""
    found: list[str] = []
    at = 0
    while at < len(expression):
        sign = expression[at]
        if sign in "'\"" or sign in _QUOTES:
            quoted, at = _quoted(expression, at)
            found.append(quoted)
        else:
            found.append(sign.translate(_WIDE))
            at += 1
    return _REFERENCE.sub(_plain_reference, "".join(found))


def _quoted(expression: str, start: int) -> tuple[str, int]:
    """Read a quoted text from `start`; return it with straight marks, and where it ends."""
    opening = expression[start]
    closing = _QUOTES.get(opening, opening)
    end = next((at for at in range(start + 1, len(expression)) if expression[at] in closing), -1)
    if end < 0:
        return opening if opening in "'\"" else '"', start + 1
    inner = expression[start + 1 : end]
    mark = opening if opening in "'\"" else '"' if '"' not in inner else "'"
    return f"{mark}{inner}{mark}", end + 1


def _difference(before: str, after: str) -> str:
    """Return the signs that were replaced, each once; the whole texts where there are none to show."""
    wide = [sign for sign in dict.fromkeys(before) if not sign.isascii() and sign not in after]
    return " ".join(wide) if wide else f"{before[:40]} → {after[:40]}"
