"""XLSForm workbook, or a folder of its sheets as CSV → XForm XML, by pyxform and with our extensions.

pyxform drops what it does not know, and lets undeclared prefixes through into XML that nobody can read
(`platform.md` §12); this module sees to both before pyxform does.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from forms import or_other, tidy
from forms.columns import SURVEY, canonical, cell_of, value
from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.precheck import precheck
from forms.refusals import refusals
from forms.sheets import Book, Rows, Sheet, Sheets, folder, of_rows
from forms.spelling import nearest
from forms.workbook import workbook
from forms.written import nearest_function
from forms.xform import load

__all__ = ["NAMESPACE", "Converted", "Rows", "Sheets", "checked", "convert", "converted", "converted_sheets"]
NAMESPACE = "http://ruhu.example/xforms"
_SHOWN = 200
_CONDITIONS = {"@create": "create_if", "@update": "update_if"}
_PREFIX = re.compile(r"([A-Za-z_][\w.-]*):(?!:)[A-Za-z_]")
_REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_QUOTES = str.maketrans("“”‘’", "\ue0a1\ue0a2\ue0a3\ue0a4")
"""pyxform makes straight quotes of these everywhere; in Chinese words they are meant."""
_STRAIGHTENED = str.maketrans("\ue0a1\ue0a2\ue0a3\ue0a4", "“”‘’")
_WORD_COLUMNS = ("label", "hint", "guidance_hint", "constraint_message", "required_message", "form_title")
_WORDS = ("bind::ruhu:message", "bind::ruhu:label")
"""Columns that hold words, not expressions: `${name}` stays a place to fill in, as `{name}`."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted workbook.

    Attributes:
        warnings: What is odd but harmless, such as a column that nothing reads; placed like faults.
        rows: Question name → row of the survey sheet, as Excel counts.
        book: The sheets it comes from; None where the source is an XForm.
        lists: The sheet `external_choices` as the CSV file that `select_one_external` reads, "" without one.
    """

    xform: str
    warnings: tuple[Fault, ...]
    rows: Mapping[str, int]
    book: Book | None = None
    lists: str = ""

    def placed(self, fault: Fault) -> Fault:
        """Return a fault of a question with its row and cell; one that has a place keeps it."""
        if self.book is None:
            return fault
        entities = self.book.sheets.get("entities")
        if fault.where.startswith("@") and entities is not None:
            return _of_entity(fault, entities)
        return placed(fault, self.book.sheets["survey"], self.rows)


def convert(source: Path) -> str:
    """Return a workbook as XForm XML.

    Raises:
        QuestionnaireFault: It is no workbook, or pyxform refuses it; with sheet, row and cause.
    """
    return converted(source).xform


def converted(source: Path) -> Converted:
    """Convert a workbook or folder, and say what was odd about it; raises as `convert` does."""
    return _converted(*_read(source), source.stem)


def converted_sheets(sheets: Sheets, name: str) -> Converted:
    """Convert sheets that are already rows; raises as `convert` does."""
    return _converted(*_tidied(of_rows(sheets)), name)


def checked(source: Path) -> Converted:
    """Convert and load; every fault that can be found is told, each with its cell.

    Raises:
        QuestionnaireFault: As `convert` and `load`.
    """
    book, odd = _read(source)
    faults = list(precheck(book))
    warnings = (*odd, *_unknown_columns(book.sheets["survey"]))
    if any(fault.code is FaultCode.MISSING_COLUMN for fault in faults):
        raise QuestionnaireFault(tuple(faults), warnings)  # pyxform would tell it again for every row
    try:
        found = _converted(book, odd, source.stem)
    except QuestionnaireFault as error:
        raise QuestionnaireFault(_merged(faults, error.faults, book), warnings) from error
    try:
        load(found.xform)
    except QuestionnaireFault as error:
        raise QuestionnaireFault(_merged(faults, map(found.placed, error.faults), book), warnings) from error
    if faults:
        raise QuestionnaireFault(tuple(faults), warnings)
    return found


def _read(source: Path) -> tuple[Book, list[Fault]]:
    return _tidied(folder(source) if source.is_dir() else workbook(source))


def _tidied(book: Book) -> tuple[Book, list[Fault]]:
    survey = book.sheets.get("survey")
    if survey is None or not any(survey.rows):
        title = survey.title if survey is not None else "survey"
        raise QuestionnaireFault((Fault(FaultCode.MISSING_SHEET, "", "survey", title),))
    return book, [*book.warnings, *tidy.tidy(book)]


def _converted(book: Book, odd: Iterable[Fault], name: str) -> Converted:
    prepared = _prepared(book.rows)
    _declared(prepared, book)
    survey = book.sheets["survey"]
    rows: dict[str, int] = {}
    for number, row in enumerate(prepared["survey"], 2):
        if row.get("name"):
            rows.setdefault(row["name"], number)
    xform, alike = _by_pyxform(prepared, book, name)
    return Converted(xform, (*odd, *_unknown_columns(survey), *alike), rows, book, _external_lists(book))


def _external_lists(book: Book) -> str:
    sheet = book.sheets.get("external_choices")
    if sheet is None:
        return ""
    found = io.StringIO()
    heads = {head: "list_name" if canonical(head) == "list_name" else head for head in sheet.heads}
    lines = csv.writer(found)
    lines.writerow(heads.values())
    lines.writerows([row.get(head, "") for head in heads] for row in sheet.rows if row)
    return found.getvalue()


def _merged(ours: list[Fault], theirs: Iterable[Fault], book: Book) -> tuple[Fault, ...]:
    """Return all faults, those once that two of us found: pyxform's where we say nothing of that row."""
    rows = {(fault.sheet, fault.row) for fault in ours}
    told = {(fault.code, fault.where) for fault in ours}
    more = [
        fault
        for fault in theirs
        if not ours
        or (
            (fault.code, fault.where) not in told
            if fault.code is not FaultCode.CONVERSION
            else bool(fault.row) and (fault.sheet, fault.row) not in rows
        )
    ]
    places = {sheet.title: at for at, sheet in enumerate(book.sheets.values(), 1)}
    return tuple(sorted((*ours, *more), key=lambda fault: (places.get(fault.sheet, 0), fault.row)))


def placed(fault: Fault, survey: Sheet, rows: Mapping[str, int]) -> Fault:
    """Return a fault of a question in its row and cell, with the expression as it was written there."""
    name, _, what = fault.where.partition(" · ")
    row = 0 if fault.sheet else rows.get(name, 0)
    if not row:
        return fault
    told, separated, _ = fault.detail.partition(" — ")
    written = value(survey.rows[row - 2], canonical(what))
    detail = f"{told} — {written[:_SHOWN]}" if separated and written else fault.detail
    cell = cell_of(survey, row, what or "name")
    return replace(fault.in_row(survey.title, row, cell), detail=detail, near=_near(fault, rows))


def _of_entity(fault: Fault, entities: Sheet) -> Fault:
    """Return a fault of a condition to create or update, in its cell where there is but one entity."""
    what = _CONDITIONS.get(fault.where.partition(" · ")[0], "label")
    rows = [(number, row) for number, row in enumerate(entities.rows, 2) if row]
    if len(rows) != 1:
        return replace(fault, where=what, sheet=entities.title)
    number, row = rows[0]
    where = f"{value(row, 'list_name')} · {what}"
    return replace(fault.in_row(entities.title, number, cell_of(entities, number, what)), where=where)


def _near(fault: Fault, rows: Mapping[str, int]) -> str:
    words = fault.detail.partition(" — ")[0]
    if fault.code is FaultCode.UNKNOWN_PATH:
        return nearest(words.rpartition("/")[2], rows)
    if fault.code is FaultCode.UNKNOWN_FUNCTION:
        return nearest_function(words)
    return fault.near


def _fault(
    code: FaultCode, sheet: Sheet | None, detail: str = "", row: int = 0, cell: str = ""
) -> QuestionnaireFault:
    title = sheet.title if sheet is not None else ""
    return QuestionnaireFault((Fault(code, "", detail, title, row, cell),))


def _prepared(sheets: Sheets) -> Sheets:
    """Return the sheets as pyxform has to see them."""
    survey = [_quoted(_survey_row(row)) for row in sheets["survey"]]
    settings = [dict(row) for row in sheets.get("settings") or [{}]]
    first = settings[0] if settings else {}
    for short in ("ruhu:scheme", "ruhu:paper", "ruhu:better"):
        if short in first:
            first[f"attribute::{short}"] = first.pop(short)
    ours = any("ruhu:" in key for row in (*survey, first) for key in row)
    if ours and "ruhu=" not in first.get("namespaces", ""):
        first["namespaces"] = f'{first.get("namespaces", "")} ruhu="{NAMESPACE}"'.strip()
    prepared = {**sheets, "survey": survey, "settings": [_quoted(first)]}
    if "choices" in sheets:
        choices = [_quoted(row) for row in sheets["choices"]]
        prepared["choices"] = or_other.with_other(survey, choices)
    return prepared


def _quoted(row: Mapping[str, str]) -> dict[str, str]:
    return {key: value.translate(_QUOTES) if _holds_words(key) else value for key, value in row.items()}


def _holds_words(column: str) -> bool:
    return column.partition("::")[0] in _WORD_COLUMNS or column in _WORDS or column.endswith("ruhu:scheme")


def _survey_row(row: Mapping[str, str]) -> dict[str, str]:
    found = {f"bind::{key}" if key.startswith("ruhu:") else key: value for key, value in row.items()}
    if found.get("type", "").strip() == "calculate":
        # pyxform shows no calculation and drops its label; ours are read beside the score.
        label = found.get("label") or next(
            (value for key, value in found.items() if key.startswith("label::")), ""
        )
        if label:
            found.setdefault("bind::ruhu:label", label)
    for column in _WORDS:
        if column in found:
            found[column] = _REFERENCE.sub(r"{\1}", found[column])
    return found


def _declared(sheets: Sheets, book: Book) -> None:
    """Refuse prefixes without a namespace: pyxform would write XML that is not well-formed."""
    settings = sheets["settings"][0]
    known = {"jr", "orx", "odk", "xsd", "ev", "h", "entities", "xml"}
    known.update(part.partition("=")[0] for part in settings.get("namespaces", "").split() if "=" in part)
    faults = []
    for sheet in (book.sheets.get("survey"), book.sheets.get("settings")):
        for column in sheet.heads if sheet is not None else ():
            match = _PREFIX.match(column.rpartition("::")[2])
            grouped = column.split("::")[0] in ("bind", "body", "attribute", "instance")
            if sheet is not None and "::" in column and grouped and match and match[1] not in known:
                detail = f"{match[1]}: — {column}"
                cell = sheet.cell(1, column)
                faults.append(Fault(FaultCode.UNDECLARED_PREFIX, "", detail, sheet.title, 1, cell))
    if faults:
        raise QuestionnaireFault(tuple(faults))


def _unknown_columns(survey: Sheet) -> list[Fault]:
    """Return columns that nothing reads; one of ours that nobody knows is told when the form is loaded."""
    found = []
    for head in survey.heads:
        word = canonical(head)
        if not (word in SURVEY or ":" in word or head.partition("::")[0].lower() in SURVEY):
            cell, near = survey.cell(1, head), nearest(word, SURVEY)
            found.append(Fault(FaultCode.UNKNOWN_COLUMN, "", head, survey.title, 1, cell, near))
    return found


def _by_pyxform(sheets: Sheets, book: Book, name: str) -> tuple[str, list[Fault]]:
    """Return the form, and which names differ in capitals alone: of what else it warns we tell more."""
    # 0.5 s to import, needed only when somebody publishes a questionnaire.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as pyxform_convert

    given: dict[str, Any] = {"sheet_names": list(sheets), "fallback_form_name": name}
    for sheet, rows in sheets.items():
        if rows:
            given[sheet] = rows
            # Without it pyxform looks for columns in the first hundred rows only.
            given[f"{sheet}_header"] = [dict.fromkeys(key for row in rows for key in row)]
    said: list[str] = []
    try:
        xform = str(pyxform_convert(given, warnings=said).xform).translate(_STRAIGHTENED)
        xform = or_other.asked(xform, sheets["survey"])
    except PyXFormError as error:
        raise QuestionnaireFault(tuple(refusals(str(error), book))) from error
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, RecursionError) as error:
        raise _fault(FaultCode.CONVERSION, None, f"{type(error).__name__}: {error}") from error
    return xform, [fault for line in said if "case-insensitive" in line for fault in refusals(line, book)]
