"""What is odd about the sheets: words that are missing in a language, lists that nobody uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from forms.columns import WORDS, canonical, cell_of, heads_of, is_chinese, language, value
from forms.faults import Fault, FaultCode
from forms.precheck import is_comment
from forms.sheets import Book, Sheet
from forms.written import REFERENCE

_HANZI = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[A-Za-z]{3}")
_NAME = re.compile(r"[\w.-]+")
_MARKUP = re.compile(r"<[^>]*>")
_SHOWN = 40


def odd_sheets(book: Book) -> Iterator[Fault]:
    """Yield warnings, each with its cell."""
    survey, choices = book.sheets["survey"], book.sheets.get("choices")
    sheets = [survey, choices] if choices is not None else [survey]
    if not any(_HANZI.search(text) for sheet in sheets for text in _labels(sheet)):
        yield Fault(FaultCode.NO_CHINESE, "", "整份问卷", survey.title)
    else:
        for sheet in sheets:
            yield from _without_chinese(sheet)
    for sheet in sheets:
        yield from _gaps(sheet)
    yield from _hidden(survey)
    if choices is not None:
        yield from _unused(survey, choices)
        yield from _without_label(choices)


def _labels(sheet: Sheet) -> Iterator[str]:
    heads = heads_of(sheet, "label")
    return (row[head] for row in sheet.rows for head in heads if row.get(head))


def _subject(sheet: Sheet, row: Mapping[str, str]) -> str:
    list_name = value(row, "list_name") if sheet.name == "choices" else ""
    return f"{list_name}/{value(row, 'name')}" if list_name else value(row, "name")


def _chinese(sheet: Sheet, heads: Sequence[str]) -> list[str]:
    """Return the columns that are Chinese: by their language, or for want of one by what is in them."""
    named = [head for head in heads if is_chinese(language(head))]
    plain = (head for head in heads if not language(head))
    return named or [head for head in plain if any(_HANZI.search(row.get(head, "")) for row in sheet.rows)]


def _without_chinese(sheet: Sheet) -> Iterator[Fault]:
    """Yield labels that are there, but not in Chinese."""
    heads = heads_of(sheet, "label")
    chinese = _chinese(sheet, heads)
    for number, row in enumerate(sheet.rows, 2):
        filled = next((row[head] for head in heads if row.get(head)), "")
        if not filled or is_comment(row):
            continue
        words = next((row[head] for head in chinese if row.get(head)), "")
        if (chinese and not words) or _is_foreign(words or filled):
            where = f"{_subject(sheet, row)} · label"
            cell = sheet.cell(number, (chinese or heads)[0])
            yield Fault(FaultCode.NO_CHINESE, where, filled[:_SHOWN], sheet.title, number, cell)


def _is_foreign(words: str) -> bool:
    """Whether words are in Latin letters only; a number, a sign or `kg` are as good as Chinese."""
    plain = _MARKUP.sub("", REFERENCE.sub("", words))
    return bool(_WORD.search(plain)) and not _HANZI.search(plain)


def _gaps(sheet: Sheet) -> Iterator[Fault]:
    """Yield rows whose words are there in one language and missing in another; Chinese is told elsewhere."""
    for what in ("label", *sorted(WORDS - {"label"})):
        heads = heads_of(sheet, what)
        chinese = _chinese(sheet, heads) if what == "label" else []
        for number, row in enumerate(sheet.rows, 2):
            filled = [head for head in heads if row.get(head)]
            missing = [head for head in heads if head not in filled and head not in chinese]
            if filled and missing and not is_comment(row):
                where = f"{_subject(sheet, row)} · {what}"
                detail = "、".join(language(head) or head for head in missing)
                cell = sheet.cell(number, missing[0])
                yield Fault(FaultCode.TRANSLATION_GAP, where, detail, sheet.title, number, cell)


def _hidden(survey: Sheet) -> Iterator[Fault]:
    for number, row in enumerate(survey.rows, 2):
        if value(row, "type") == "hidden" and value(row, "label"):
            where = f"{value(row, 'name')} · type"
            cell = cell_of(survey, number, "type")
            yield Fault(
                FaultCode.NEVER_SHOWN, where, value(row, "label")[:_SHOWN], survey.title, number, cell
            )


def _unused(survey: Sheet, choices: Sheet) -> Iterator[Fault]:
    """Yield one warning for all lists that nobody mentions: copied sheets bring them by the dozen."""
    mentioned = {word for row in survey.rows for text in row.values() for word in _NAME.findall(text)}
    rows: dict[str, int] = {}
    for number, row in enumerate(choices.rows, 2):
        name = value(row, "list_name")
        if name and name not in mentioned:
            rows.setdefault(name, number)
    if rows:
        first = next(iter(rows.values()))
        cell = cell_of(choices, first, "list_name")
        yield Fault(FaultCode.UNUSED_LIST, "", "、".join(rows), choices.title, first, cell)


def _without_label(choices: Sheet) -> Iterator[Fault]:
    words = [
        head for head in choices.heads if canonical(head) in ("label", "image", "big-image", "audio", "video")
    ]
    for number, row in enumerate(choices.rows, 2):
        if value(row, "name") and not any(row.get(head) for head in words):
            where = f"{_subject(choices, row)} · label"
            cell = cell_of(choices, number, "label")
            yield Fault(FaultCode.MISSING_LABEL, where, value(row, "name"), choices.title, number, cell)
