"""XLSForm workbook, or a folder of its sheets as CSV → XForm XML, by pyxform and with our extensions.

pyxform drops what it does not know, and lets undeclared prefixes through into XML that nobody can read
(`platform.md` §12); this module sees to both before pyxform does.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.encoding import decoded
from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.xform import load

NAMESPACE = "http://ruhu.example/xforms"
_SHEETS = ("survey", "choices", "settings", "entities")
_MOST_BYTES = 64 << 20
_WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_PREFIX = re.compile(r"([A-Za-z_][\w.-]*):(?!:)[A-Za-z_]")
_REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SPOKEN_OF = (
    (re.compile(r"Unknown question type '([^']*)'"), "type"),
    (re.compile(r"element named '([^']*)'"), "name"),
)
_SHEET = re.compile(r"'(survey|choices|settings|entities)' sheet")
_QUOTES = str.maketrans("“”‘’", "\ue0a1\ue0a2\ue0a3\ue0a4")
"""pyxform makes straight quotes of these everywhere; in Chinese words they are meant."""
_STRAIGHTENED = str.maketrans("\ue0a1\ue0a2\ue0a3\ue0a4", "“”‘’")
_WORD_COLUMNS = ("label", "hint", "guidance_hint", "constraint_message", "required_message", "form_title")
_WORDS = ("bind::ruhu:message", "bind::ruhu:label")
"""Columns that hold words, not expressions: `${name}` stays a place to fill in, as `{name}`."""
_SURVEY_COLUMNS = frozenset(
    "type name label hint guidance_hint required required_message relevant relevance constraint "
    "constraint_message constraint_msg calculation calculate appearance default readonly read_only "
    "read-only choice_filter repeat_count trigger parameters save_to image audio video big-image note "
    "bind media body instance control intent disabled query list_name autoplay repeat caption "
    "command".split()
)

Rows = list[dict[str, str]]
Sheets = dict[str, Rows]


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted workbook.

    Attributes:
        warnings: What is odd but harmless, such as a column that nothing reads; placed like faults.
        rows: Question name → row of the survey sheet, as Excel counts.
    """

    xform: str
    warnings: tuple[Fault, ...]
    rows: Mapping[str, int]


def convert(source: Path) -> str:
    """Return a workbook as XForm XML.

    Raises:
        QuestionnaireFault: It is no workbook, or pyxform refuses it; with sheet, row and cause.
    """
    return converted(source).xform


def converted(source: Path) -> Converted:
    """Convert a workbook or folder, and say what was odd about it; raises as `convert` does."""
    sheets = _folder(source) if source.is_dir() else _workbook(source)
    return converted_sheets(sheets, source.stem)


def converted_sheets(sheets: Sheets, name: str) -> Converted:
    """Convert sheets that are already rows; raises as `convert` does."""
    if not sheets.get("survey"):
        raise _fault(FaultCode.MISSING_SHEET, "survey", "survey")
    prepared = _prepared(sheets)
    _declared(prepared)
    rows = {row["name"]: number for number, row in enumerate(prepared["survey"], 2) if row.get("name")}
    xform = _by_pyxform(prepared, name)
    return Converted(xform, tuple(_unknown_columns(prepared["survey"])), rows)


def checked(source: Path) -> Converted:
    """Convert and load; faults of expressions are placed in the rows they come from.

    Raises:
        QuestionnaireFault: As `convert` and `load`.
    """
    found = converted(source)
    try:
        load(found.xform)
    except QuestionnaireFault as error:
        raise QuestionnaireFault(tuple(_placed(fault, found.rows) for fault in error.faults)) from error
    return found


def _placed(fault: Fault, rows: Mapping[str, int]) -> Fault:
    row = rows.get(fault.where.partition(" · ")[0])
    return fault.in_row("survey", row) if row else fault


def _fault(code: FaultCode, where: str, detail: str = "", row: int = 0) -> QuestionnaireFault:
    return QuestionnaireFault((Fault(code, where, detail, where if where in _SHEETS else "", row),))


def _folder(folder: Path) -> Sheets:
    found = {name: _csv(folder / f"{name}.csv") for name in _SHEETS if (folder / f"{name}.csv").is_file()}
    if "survey" not in found:
        raise _fault(FaultCode.MISSING_SHEET, "survey", str(folder / "survey.csv"))
    return found


def _csv(path: Path) -> Rows:
    try:
        text = decoded(path.read_bytes())
    except UnicodeDecodeError as error:
        raise _fault(FaultCode.UNREADABLE, path.name, "UTF-8, GB 18030") from error
    lines = csv.reader(io.StringIO(text, newline=""))
    heads = [head.strip() for head in next(lines, [])]
    return [  # an empty line is a row too, or the rows below it would be counted wrongly
        {head: cell.strip() for head, cell in zip(heads, line, strict=False) if head and cell.strip()}
        for line in lines
    ]


def _workbook(path: Path) -> Sheets:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    if path.suffix.lower() not in _WORKBOOKS or not path.is_file():
        raise _fault(FaultCode.UNREADABLE, path.name, path.suffix)
    try:
        if _inflated_bytes(path) > _MOST_BYTES:
            raise _fault(FaultCode.TOO_LONG, path.name, f"> {_MOST_BYTES >> 20} MB")
        book = get_xlsform(path)
    except (
        PyXFormError,
        zipfile.BadZipFile,
        OSError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,  # what XML parsers raise
    ) as error:
        raise _fault(FaultCode.UNREADABLE, path.name, path.suffix) from error
    return {name: [dict(row) for row in getattr(book, name) or ()] for name in _SHEETS if getattr(book, name)}


def _inflated_bytes(path: Path) -> int:
    """Return how large a workbook is once unpacked: a file of one megabyte can hold gigabytes."""
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with zipfile.ZipFile(path) as book:
        return sum(part.file_size for part in book.infolist())


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
        prepared["choices"] = [_quoted(row) for row in sheets["choices"]]
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


def _declared(sheets: Sheets) -> None:
    """Refuse prefixes without a namespace: pyxform would write XML that is not well-formed."""
    settings = sheets["settings"][0]
    known = {"jr", "orx", "odk", "xsd", "ev", "h", "entities", "xml"}
    known.update(part.partition("=")[0] for part in settings.get("namespaces", "").split() if "=" in part)
    for column in {key for row in (*sheets["survey"], settings) for key in row}:
        match = _PREFIX.match(column.rpartition("::")[2])
        if (
            "::" in column
            and match
            and match[1] not in known
            and column.split("::")[0] in ("bind", "body", "attribute", "instance")
        ):
            raise _fault(FaultCode.UNDECLARED_PREFIX, "settings", f"{match[1]}: — {column}", 2)


def _unknown_columns(survey: Rows) -> list[Fault]:
    columns = dict.fromkeys(key for row in survey for key in row)
    odd = [
        key
        for key in columns
        if key.partition("::")[0].partition(":")[0].lower().strip() not in _SURVEY_COLUMNS
    ]
    return [Fault(FaultCode.UNKNOWN_COLUMN, "survey", key, "survey", 1) for key in odd]


def _by_pyxform(sheets: Sheets, name: str) -> str:
    # 0.5 s to import, needed only when somebody publishes a questionnaire.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as pyxform_convert

    book: dict[str, Any] = {"sheet_names": list(sheets), "fallback_form_name": name}
    for sheet, rows in sheets.items():
        if rows:
            book[sheet] = rows
            # Without it pyxform looks for columns in the first hundred rows only.
            book[f"{sheet}_header"] = [dict.fromkeys(key for row in rows for key in row)]
    try:
        return str(pyxform_convert(book).xform).translate(_STRAIGHTENED)
    except PyXFormError as error:
        code = getattr(getattr(error, "code", None), "name", "") or ""
        raise _refused(str(error), code, sheets["survey"]) from error
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise _fault(FaultCode.CONVERSION, "pyxform", f"{type(error).__name__}: {error}") from error


def _refused(message: str, code: str, survey: Rows) -> QuestionnaireFault:
    row = _ROW.search(message)
    number = int(row[1]) if row else _row_of(message, survey)
    sheet = _SHEET.search(message)
    detail = _ROW.sub("", message).strip()
    where = sheet[1] if sheet else "survey"
    prefix = f"{code}: " if code else ""
    return _fault(FaultCode.CONVERSION, where, prefix + detail, number)


def _row_of(message: str, survey: Rows) -> int:
    """Return the row of the first question that a message speaks of without a row, 0 if it speaks of none."""
    for pattern, column in _SPOKEN_OF:
        found = pattern.search(message)
        if found:
            return next((n for n, row in enumerate(survey, 2) if row.get(column) == found[1]), 0)
    return 0
