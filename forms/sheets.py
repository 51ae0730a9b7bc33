"""The sheets of a questionnaire as rows of text that know their cells; folders of CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forms.encoding import decoded
from forms.faults import Fault, FaultCode, QuestionnaireFault

NAMES = ("survey", "choices", "external_choices", "settings", "entities")
ROWS_LIMIT = {"survey": 5_000, "choices": 20_000, "external_choices": 20_000}
"""Rows that are read of a sheet; longer lists belong into a file of their own."""
OTHER_ROWS_LIMIT = 1_000
COLUMNS_LIMIT = 512
EMPTY_LIMIT = 60
"""Empty rows after which a sheet counts as finished, as in other tools."""

Rows = list[dict[str, str]]
Sheets = dict[str, Rows]


@dataclass(slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: One of `NAMES`.
        title: What people call it: the name on its tab, or `survey.csv`.
        heads: Column name → number of the column, from 1.
        rows: Text by column name; the first is row 2 of the sheet.
    """

    name: str
    title: str
    heads: Mapping[str, int] = field(default_factory=dict)
    rows: Rows = field(default_factory=list)

    def cell(self, row: int, head: str) -> str:
        """Return a cell's name as Excel shows it, such as `F17`; "" if the sheet has no such column."""
        column = self.heads.get(head)
        return f"{letters(column)}{row}" if column and row else ""


@dataclass(slots=True)
class Book:
    """All sheets of a questionnaire, and what was odd about reading them."""

    sheets: dict[str, Sheet]
    warnings: list[Fault] = field(default_factory=list)

    @property
    def rows(self) -> Sheets:
        """The sheets as nothing but rows."""
        return {name: sheet.rows for name, sheet in self.sheets.items()}


def of_rows(sheets: Sheets) -> Book:
    """Return rows as a book: columns in the order in which they first come up."""
    found = {}
    for name, rows in sheets.items():
        heads = dict.fromkeys(key for row in rows for key in row)
        found[name] = Sheet(name, name, {head: at for at, head in enumerate(heads, 1)}, rows)
    return Book(found)


def letters(column: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    found = ""
    while column:
        column, place = divmod(column - 1, 26)
        found = chr(ord("A") + place) + found
    return found


def unreadable(name: str, why: str) -> QuestionnaireFault:
    """Return the fault of a file that is not what it should be."""
    return QuestionnaireFault((Fault(FaultCode.UNREADABLE, name, why),))


def folder(path: Path) -> Book:
    """Read a folder of CSV files; the sheet's name is the file's.

    Raises:
        QuestionnaireFault: There is no `survey.csv`, or one of them is in no known encoding.
    """
    files = {name: path / f"{name}.csv" for name in NAMES}
    found = {name: _csv(name, file) for name, file in files.items() if file.is_file()}
    if "survey" not in found:
        raise QuestionnaireFault((Fault(FaultCode.MISSING_SHEET, "survey", "survey.csv", "survey"),))
    return Book(found)


def _csv(name: str, path: Path) -> Sheet:
    try:
        text = decoded(path.read_bytes())
    except UnicodeDecodeError as error:
        raise unreadable(path.name, "既不是 UTF-8 也不是 GB 18030 编码") from error
    try:
        return of_lines(name, path.name, csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise unreadable(path.name, str(error)) from error


def of_lines(name: str, title: str, lines: Iterable[Sequence[str]]) -> Sheet:
    """Make a sheet of its lines, the first of which names the columns.

    Raises:
        QuestionnaireFault: A column name stands there twice, or there are too many rows.
    """
    waiting = iter(lines)
    first = list(next(waiting, []))[:COLUMNS_LIMIT]
    heads = [" ".join(head.replace("\xa0", " ").split()) for head in first]
    _each_once(title, heads)
    sheet = Sheet(name, title, {head: at for at, head in enumerate(heads, 1) if head})
    sheet.rows = list(_rows(sheet, heads, waiting))
    while sheet.rows and not sheet.rows[-1]:
        sheet.rows.pop()
    return sheet


def _rows(sheet: Sheet, heads: Sequence[str], lines: Iterator[Sequence[str]]) -> Iterator[dict[str, str]]:
    """Yield rows; an empty line is a row too, or the rows below it would be counted wrongly."""
    limit = ROWS_LIMIT.get(sheet.name, OTHER_ROWS_LIMIT)
    empty = 0
    for number, line in enumerate(lines):
        cells = zip(heads, line, strict=False)
        row = {head: text for head, cell in cells if head and (text := cell.replace("\xa0", " ").strip())}
        empty = 0 if row else empty + 1
        if empty > EMPTY_LIMIT:
            return
        if number >= limit:
            raise QuestionnaireFault(
                (Fault(FaultCode.TOO_LONG, "", f"{sheet.title} 表超过 {limit} 行", sheet.title, number + 2),)
            )
        yield row


def _each_once(title: str, heads: Sequence[str]) -> None:
    places: dict[str, list[int]] = {}
    for at, head in enumerate(heads, 1):
        if head:
            places.setdefault(head, []).append(at)
    twice = tuple(
        Fault(FaultCode.DUPLICATE_COLUMN, "", head, title, 1, f"{letters(at)}1")
        for head, found in places.items()
        for at in found[1:]
    )
    if twice:
        raise QuestionnaireFault(twice)
