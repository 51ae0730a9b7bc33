"""What pyxform says when it refuses a form → faults in their cells; `resources/wording` has the Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

from forms.columns import cell_of, value
from forms.faults import Fault, FaultCode
from forms.sheets import Book, Sheet

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_COLUMN = re.compile(r"'(?:survey|choices|settings|entities)' sheet, the '([^']+)' value")
_SPOKEN_OF = (
    (re.compile(r"Unknown question type '([^']*)'"), "type"),
    (re.compile(r"element named '?(\w[\w.-]*\w|\w)"), "name"),
    (re.compile(r"for question \$\{([^}]*)\}"), "name"),
    (re.compile(r"Question '([^']*)'"), "name"),
    (re.compile(r"an? (external_choices) sheet"), "type"),
    (re.compile(r"^(?:Parameter )?([a-z-]+)(?: value)? must be"), "parameters"),
    (re.compile(r"^Parameter ([a-z-]+) must"), "parameters"),
    (re.compile(r"Invalid value for ([a-z-]+)\."), "parameters"),
    (re.compile(r"to use a (seed)|'(location-)"), "parameters"),
)
"""How pyxform names a question where it does not say in which row it is, and where the name stands."""
_OPTION = re.compile(r"See \[(?P<value>.*)\] in \[(?P<name>.*)\]")
_ABOUT = (
    (re.compile(r"type|Unmatched"), "type"),
    (re.compile(r"Missing calculation"), "calculation"),
    (re.compile(r"no name|must be named"), "name"),
    (re.compile(r"label"), "label"),
    (re.compile(r"[Pp]arameter"), "parameters"),
    (re.compile(r"[Tt]rigger"), "trigger"),
    (re.compile(r"Choice filter"), "choice_filter"),
)
"""Which column a message of pyxform speaks of, where it does not say so."""
_SHEET = re.compile(r"'(survey|choices|settings|entities)' sheet")


def refusals(message: str, book: Book) -> list[Fault]:
    """Return the faults in a message of pyxform; all duplicates of a choice list come as lines of one."""
    lines = message.split("\n")
    if len(lines) > 1 and all(_ROW.match(line) for line in lines):
        return [fault for line in lines for fault in refusals(line, book)]
    row, sheet = _ROW.search(message), _SHEET.search(message)
    found = book.sheets.get(sheet[1] if sheet else "survey", book.sheets["survey"])
    number, column = int(row[1]) if row else 0, _column(message)
    if not number:
        found, number, column = _spoken_of(message, book)
    cell = cell_of(found, number, column) if number else ""
    return [Fault(FaultCode.CONVERSION, "", _ROW.sub("", message).strip(), found.title, number, cell)]


def _column(message: str) -> str:
    found = _COLUMN.search(message)
    if found:
        return found[1]
    return next((column for pattern, column in _ABOUT if pattern.search(message)), "name")


def _spoken_of(message: str, book: Book) -> tuple[Sheet, int, str]:
    """Return sheet, row and column that a message without a row speaks of; row 0 if it speaks of none."""
    survey, choices = book.sheets["survey"], book.sheets.get("choices")
    option = _OPTION.search(message)
    if option and choices is not None:
        wanted = (option["name"], option["value"])
        rows = (n for n, row in enumerate(choices.rows, 2) if _option(row) == wanted)
        return choices, next(rows, 0), "name"
    for pattern, column in _SPOKEN_OF:
        found = pattern.search(message)
        if found:
            word = next(filter(None, found.groups())).removesuffix("_choices")
            rows = (n for n, row in enumerate(survey.rows, 2) if _names(value(row, column), word, column))
            return survey, next(rows, 0), column
    return survey, 0, ""


def _option(row: Mapping[str, str]) -> tuple[str, str]:
    return value(row, "list_name"), value(row, "name")


def _names(text: str, word: str, column: str) -> bool:
    return text == word if column == "name" else word in text
