"""Tables of any length written as they come: sheets of one workbook, or CSV files of one folder."""

from __future__ import annotations

import csv
import io
import re
import secrets
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, TextIO

from storage.errors import Refused
from storage.files import known_faults, settle, write_atomically

if TYPE_CHECKING:
    from forms.flat import Table, Value

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 1_048_576, 16_384, 32_767
"""Of a sheet in Excel."""
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_AS_TEXT = ("=", "#")
"""openpyxl takes a text that begins so for a formula or an error, unless it is told otherwise."""
_FORMULA = re.compile(r"[=@\t\r]|[+-](?!\d*\.?\d+$)")


class Tables(Protocol):
    """A set of tables being written; nothing is in its place before `finish`.

    Attributes:
        doubtful: Cells that a spreadsheet may not take as they were answered.
    """

    doubtful: int

    def add(self, table: int, cells: Sequence[Value]) -> None:
        """Add a row to a table, by its place."""

    def finish(self) -> None:
        """Put what was written in its place."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing half written behind."""


def opened(tables: Sequence[Table], name: str, to: Path) -> Tables:
    """Begin writing: `.xlsx` a workbook, else a folder of CSV files."""
    return Workbook(tables, name, to) if to.suffix.lower() == ".xlsx" else Folder(tables, name, to)


class Workbook:
    """One sheet a table; texts are texts, also those that look like formulas."""

    def __init__(self, tables: Sequence[Table], name: str, to: Path) -> None:
        """Begin a workbook.

        Raises:
            Refused: `too_wide`: a table has more columns than a sheet of Excel.
        """
        from openpyxl import Workbook as Book

        self._to = to
        self._book = Book(write_only=True)
        self._sheets: list[Any] = []
        self._rows = [0] * len(tables)
        self.doubtful = 0
        """Texts that were cut, because no cell of Excel holds them."""
        for table, title in zip(tables, _sheet_names(tables, name), strict=True):
            if len(table.columns) > MOST_COLUMNS:
                raise Refused("too_wide", title)
            sheet = self._book.create_sheet(title)
            sheet.freeze_panes = "B2"
            self._sheets.append(sheet)
            self.add(len(self._sheets) - 1, table.columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for sheet in self._sheets if error is not None else ():
            sheet.close()  # or its generator complains when it is collected

    def add(self, table: int, cells: Sequence[Value]) -> None:
        """Add a row.

        Raises:
            Refused: `too_many_rows` for a sheet of Excel; a folder of CSV files takes any number.
        """
        self._rows[table] += 1
        sheet = self._sheets[table]
        if self._rows[table] > MOST_ROWS:
            raise Refused("too_many_rows", sheet.title)
        sheet.append([self._cell(sheet, cell) for cell in cells])

    def _cell(self, sheet: Any, cell: Value) -> Any:
        if isinstance(cell, Decimal):
            return int(cell) if cell == cell.to_integral_value() else cell
        if not cell:
            return None
        text = _NOT_IN_XML.sub("", cell) if _NOT_IN_XML.search(cell) else cell
        if len(text) > LONGEST_CELL:
            self.doubtful += 1
            text = text[: LONGEST_CELL - 1] + "…"
        return _as_text(sheet, text) if text.startswith(_NOT_AS_TEXT) else text

    def finish(self) -> None:
        """Write the file, whole or not at all."""
        content = io.BytesIO()
        self._book.save(content)
        write_atomically(self._to, content.getvalue())


def _as_text(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _sheet_names(tables: Sequence[Table], name: str) -> list[str]:
    """Return a name for each sheet that Excel accepts: 31 characters, no two alike in any case."""
    found: dict[str, str] = {}
    for table in tables:
        plain = _NOT_IN_SHEET_NAMES.sub("_", table.name.rpartition("-")[2] or name)
        plain = plain[:_LONGEST_SHEET_NAME] or "data"
        tries = [
            plain,
            *(f"{plain[: _LONGEST_SHEET_NAME - 4]}_{number}" for number in range(2, len(tables) + 2)),
        ]
        title = next(each for each in tries if each.lower() not in found)
        found[title.lower()] = title
    return list(found.values())


class Folder:
    """One file a table, `name.csv` and `name-repeat.csv`: UTF-8 with a mark, every answer exactly as it is.

    Attributes:
        doubtful: Cells that Excel would run as formulas if the file were opened by a double click.
    """

    def __init__(self, tables: Sequence[Table], name: str, to: Path) -> None:
        self._to = to
        self._stack = ExitStack()
        self._files: list[TextIO] = []
        self.doubtful = 0
        with known_faults(to):
            to.mkdir(parents=True, exist_ok=True)
            self._made = to / f".{secrets.token_hex(4)}"
            self._made.mkdir()
            self._stack.callback(shutil.rmtree, self._made, ignore_errors=True)
            for file_name in _file_names(tables, name):
                self._open(file_name)
        self._writers = [csv.writer(file) for file in self._files]
        for place, table in enumerate(tables):
            self.add(place, table.columns)

    def _open(self, file_name: str) -> None:
        path = self._made / file_name
        # with a mark, or Excel takes it for GBK
        self._files.append(
            self._stack.enter_context(path.open("w", encoding="utf-8-sig", errors="replace", newline=""))
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, table: int, cells: Sequence[Value]) -> None:
        """Add a row."""
        texts = [format(cell, "f") if isinstance(cell, Decimal) else cell for cell in cells]
        self.doubtful += sum(1 for cell in cells if isinstance(cell, str) and _FORMULA.match(cell))
        with known_faults(self._to):
            self._writers[table].writerow(texts)

    def finish(self) -> None:
        """Put all files in their places; until then older ones stand."""
        with known_faults(self._to):
            for file in self._files:
                settle_text(file)
            for made in sorted(self._made.iterdir()):
                made.replace(self._to / made.name)


def _file_names(tables: Sequence[Table], name: str) -> list[str]:
    """Return a name for each file, no two alike in any case."""
    found: dict[str, str] = {}
    for table in tables:
        plain = _NOT_IN_SHEET_NAMES.sub("_", "-".join(filter(None, (name, table.name))))
        tries = [plain, *(f"{plain}_{number}" for number in range(2, len(tables) + 2))]
        chosen = next(each for each in tries if each.lower() not in found)
        found[chosen.lower()] = f"{chosen}.csv"
    return list(found.values())


def settle_text(file: TextIO) -> None:
    """Bring a text file onto the medium and close it."""
    file.flush()
    settle(file.buffer)
    file.close()
