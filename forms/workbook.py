"""Excel workbooks → sheets: what is in the cells as text, and what people should know about them.

Workbooks come from strangers: sizes are looked at before anything is unpacked, and reading stops at limits.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.sheets import COLUMNS_LIMIT, NAMES, ROWS_LIMIT, Book, letters, of_lines, unreadable
from forms.spelling import nearest

_MOST_BYTES = 32 << 20
_MOST_CELLS = 200_000
_MOST_ROWS = max(ROWS_LIMIT.values())
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED_PART = 1
"""Flag of a part of a zip that wants a password."""
_DAMAGED = "文件不完整或已损坏，可能没有复制完"
_LOCKED = "文件设有打开密码，请先取消密码"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_ERROR = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)")
_SHOWN_MERGES = 5
_WORKBOOK_PART = "xl/workbook.xml"


def workbook(path: Path) -> Book:
    """Read a workbook, old or new.

    Raises:
        QuestionnaireFault: It is none, is locked by a password, is damaged, or unpacks to too much.
    """
    if not path.is_file():
        raise unreadable(path.name, "没有这个文件")
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK"):
        return _guarded(path, _xlsx)
    if start == _OLE:
        return _guarded(path, _xls)
    raise unreadable(path.name, _told(start))


def _told(start: bytes) -> str:
    """Return what a file is that is no workbook."""
    if not start:
        return "文件是空的"
    return "这是 PDF 文件" if start.startswith(b"%PDF") else "不是 Excel 工作簿"


def _guarded(path: Path, read: Callable[[Path], Book]) -> Book:
    """Readers of other people's files stop in a hundred ways; all of them mean the same to an author."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts of a workbook that no questionnaire needs
            return read(path)
    except QuestionnaireFault:
        raise
    except (MemoryError, RecursionError) as error:
        raise unreadable(path.name, "内容过大") from error
    except Exception as error:
        raise unreadable(path.name, _DAMAGED) from error


def _xlsx(path: Path) -> Book:
    _within_limits(path)
    with _reading(path, values=True) as shown:
        book = Book({})
        for name, sheet in _wanted(shown.worksheets, lambda each: str(each.title)).items():
            odd: list[Fault] = []
            book.sheets[name] = of_lines(name, sheet.title, _xlsx_lines(sheet, odd))
            book.warnings += [*_looks(sheet), *odd]
            if _FORMULA.search(_raw(sheet)):
                book.warnings += _formulas(path, sheet)
        return book


def _within_limits(path: Path) -> None:
    """Look at sizes before anything is unpacked or built: a file of one megabyte can hold gigabytes."""
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if not part.filename.startswith("xl/media/")]
        if any(part.flag_bits & _LOCKED_PART for part in parts):
            raise unreadable(path.name, _LOCKED)
        if sum(part.file_size for part in parts) > _MOST_BYTES:
            raise _too_long(path, f"展开后超过 {_MOST_BYTES >> 20} MB")
        names = archive.namelist()
        if _WORKBOOK_PART not in names:
            other = "content.xml" in names
            raise unreadable(
                path.name, "这是 OpenDocument 表格，请另存为 .xlsx" if other else "不是 Excel 工作簿"
            )
        cells = 0
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                raw = archive.read(part)
                if raw.count(b"<row") > _MOST_ROWS:
                    raise _too_long(path, f"有一张表超过 {_MOST_ROWS} 行")
                cells += raw.count(b"<c ") + raw.count(b"<c>")
        if cells > _MOST_CELLS:
            raise _too_long(path, f"超过 {_MOST_CELLS} 个单元格")


def _too_long(path: Path, why: str) -> QuestionnaireFault:
    return QuestionnaireFault((Fault(FaultCode.TOO_LONG, path.name, why),))


@contextmanager
def _reading(path: Path, *, values: bool) -> Iterator[Any]:
    """Open a workbook row by row; of formulas their values, or what is written."""
    from openpyxl.reader.excel import ExcelReader

    with path.open("rb") as file:  # openpyxl leaves files open that it cannot read
        reader = ExcelReader(file, read_only=True, data_only=values, keep_links=False)
        try:
            reader.read()
            yield reader.wb
        finally:
            reader.archive.close()


def _wanted(sheets: Sequence[Any], title: Callable[[Any], str]) -> dict[str, Any]:
    """Return the sheets that mean something, by name; a workbook of one sheet needs no names."""
    if len(sheets) == 1:
        return {"survey": sheets[0]}
    found = {name: sheet for sheet in sheets if (name := title(sheet).strip().lower()) in NAMES}
    if "survey" not in found:
        titles = [title(sheet) for sheet in sheets]
        near = nearest("survey", titles)
        raise QuestionnaireFault((Fault(FaultCode.MISSING_SHEET, "", "survey", "survey", near=near),))
    return {name: found[name] for name in NAMES if name in found}


def _xlsx_lines(sheet: Any, odd: list[Fault]) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what a file says of its own size is not always true
    for number, row in enumerate(sheet.iter_rows(max_col=_width(sheet), values_only=True), 1):
        line = []
        for column, value in enumerate(row, 1):
            text = _text(value)
            if text and (isinstance(value, dt.date | dt.time) or _is_error(text)):
                odd.append(_odd_cell(sheet.title, number, column, text))
            line.append(text)
        yield line


def _width(sheet: Any) -> int:
    """Return how many columns have a name: every row is filled up to the width that is asked for."""
    heads = next(sheet.iter_rows(max_row=1, max_col=COLUMNS_LIMIT, values_only=True), ())
    return max((at for at, head in enumerate(heads, 1) if head is not None), default=1)


def _is_error(text: str) -> bool:
    return text.startswith("#") and _ERROR.fullmatch(text) is not None


def _odd_cell(title: str, row: int, column: int, text: str) -> Fault:
    code = FaultCode.FORMULA if _is_error(text) else FaultCode.DATE_CELL
    return Fault(code, "", text, title, row, f"{letters(column)}{row}")


def _text(value: object) -> str:
    """Return a cell as people read it: 1 for 1.0, TRUE, 2015-11-15."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return str(value)


def _looks(sheet: Any) -> Iterator[Fault]:
    """Yield what the sheet as a whole looks like: hidden, with cells merged."""
    if sheet.sheet_state != "visible":
        yield Fault(FaultCode.HIDDEN_SHEET, "", sheet.title, sheet.title)
    merged = [found.decode() for found in _MERGED.findall(_raw(sheet))]
    for area in merged[:_SHOWN_MERGES]:
        first = area.partition(":")[0]
        row = int(first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        yield Fault(FaultCode.MERGED_CELLS, "", area, sheet.title, row, first)


def _raw(sheet: Any) -> bytes:
    with sheet._get_source() as source:  # noqa: SLF001 - openpyxl reads neither merged cells nor formulas in this mode
        return bytes(source.read())


def _formulas(path: Path, sheet: Any) -> Iterator[Fault]:
    """Yield formulas that no program has worked out: their cells are empty to everybody but Excel."""
    with _reading(path, values=False) as again:
        width = _width(sheet)
        values = sheet.iter_rows(max_col=width, values_only=True)
        written = again[sheet.title].iter_rows(max_col=width)
        for shown, cells in zip(values, written, strict=False):
            for value, cell in zip(shown, cells, strict=False):
                if value is None and str(cell.value or "").startswith("="):
                    place = f"{letters(cell.column)}{cell.row}"
                    yield Fault(FaultCode.FORMULA, "", str(cell.value), sheet.title, cell.row, place)


def _xls(path: Path) -> Book:
    raw = path.read_bytes()
    if _ENCRYPTED in raw:
        raise unreadable(path.name, _LOCKED)
    from pyxform.xls2json_backends import XLRDError, xlrd_open, xls_value_to_unicode

    try:
        book = xlrd_open(file_contents=raw)
    except XLRDError as error:
        locked = "encrypted" in str(error).lower()
        why = _LOCKED if locked else _DAMAGED
        raise unreadable(path.name, why) from error

    def lines(sheet: Any) -> Iterator[list[str]]:
        for row in sheet.get_rows():
            cells = row[:COLUMNS_LIMIT]
            yield [str(xls_value_to_unicode(cell.value, cell.ctype, book.datemode)).strip() for cell in cells]

    found: Mapping[str, Any] = _wanted(book.sheets(), lambda sheet: str(sheet.name))
    return Book({name: of_lines(name, sheet.name, lines(sheet)) for name, sheet in found.items()})
