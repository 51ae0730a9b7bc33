"""Reading a table that somebody made in Excel: every cell as text, whole or not at all."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from pathlib import Path

from storage.errors import NotAVault, Refused
from storage.files import known_faults

EXACT_BELOW = 10**15
"""Excel keeps 15 digits of a number: of an ID typed as one, the last three are gone."""
MOST_BYTES = 64 << 20
"""Of a list, unpacked: a workbook of one megabyte can hold gigabytes. 10,000 households take about five."""
INEXACT = "\0"
"""Begins a cell whose last digits are lost."""


def table(file: Path) -> list[list[str]]:
    """Return the rows of a CSV file, or of a workbook's first sheet.

    Raises:
        NotAVault: It is neither, or not whole.
        Refused: `too_large`.
        StorageFault: The medium.
    """
    with known_faults(file):
        if _inflated_bytes(file) > MOST_BYTES:
            raise Refused("too_large", file.name)
        raw = file.read_bytes()
    return _csv(file, raw) if file.suffix.lower() == ".csv" else _workbook(file, raw)


def is_inexact(cell: str) -> bool:
    """Whether Excel kept the cell as a number and lost its last digits."""
    return cell.startswith(INEXACT)


def is_clean(cell: str) -> bool:
    """Whether there is nothing in the cell that can neither be seen nor kept, such as a zero byte."""
    return all(unicodedata.category(sign) not in {"Cc", "Cs"} for sign in cell)


def _inflated_bytes(file: Path) -> int:
    try:
        with zipfile.ZipFile(file) as book:
            return sum(part.file_size for part in book.infolist())
    except zipfile.BadZipFile:
        return file.stat().st_size


def _csv(file: Path, raw: bytes) -> list[list[str]]:
    """Read UTF-8, with or without mark, else GB 18030, as Excel in China writes it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = io.StringIO(raw.decode(encoding), newline="")
            return [[_plain(cell) for cell in row] for row in csv.reader(lines, strict=True)]
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise NotAVault(file, str(error)) from error
    raise NotAVault(file, "encoding")


def _workbook(file: Path, raw: bytes) -> list[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        try:
            return [[_text(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, LookupError, ValueError, SyntaxError) as error:
        # the XML parser's errors are SyntaxErrors
        raise NotAVault(file, "workbook") from error


def _text(cell: object) -> str:
    """Return a cell as typed; Excel keeps codes as numbers when nobody told it otherwise."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and cell >= EXACT_BELOW:
        return f"{INEXACT}{cell}"
    return "" if cell is None else _plain(str(cell))


def _plain(text: str) -> str:
    """Return the text without spaces around it, a line break in it as one space."""
    return " ".join(text.split())
