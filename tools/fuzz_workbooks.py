"""Workbooks and folders of sheets that nobody wrote: valid ones, damaged in their cells, parts and bytes."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from forms.review import review
from tools.fuzz_expressions import Expressions, printed

ROOT = Path(__file__).resolve().parent.parent
SMALL = {
    "survey": [
        [
            "type",
            "name",
            "label",
            "relevant",
            "constraint",
            "calculation",
            "choice_filter",
            "repeat_count",
            "default",
        ],
        ["text", "who", "姓名", "", "string-length(.) < 9", "", "", "", ""],
        ["integer", "age", "年龄", "${who} != ''", ". < 120", "", "", "", "3"],
        ["select_one town", "town", "村", "", "", "", "kind = ${age}", "", ""],
        ["select_multiple town", "seen", "去过", "", "", "", "", "", ""],
        ["begin_repeat", "member", "成员", "", "", "", "", "${age}", ""],
        ["date", "birth", "生日", "", ". <= today()", "", "", "", ""],
        ["end_repeat", "", "", "", "", "", "", "", ""],
        ["calculate", "sum", "", "", "", "${age} * 2 + count(${member})", "", "", ""],
        ["note", "told", "${sum} 岁", "", "", "", "", "", ""],
    ],
    "choices": [
        ["list_name", "name", "label", "kind"],
        ["town", "a", "甲", "1"],
        ["town", "b", "乙", "2"],
    ],
    "settings": [["form_id", "version", "form_title"], ["t", "1", "试"]],
}
Sheets = dict[str, list[list[str]]]
EDITS = 5


class Workbooks:
    """A source of damaged workbooks: a small one, and the questionnaires of the program, read once."""

    def __init__(self, *, small: bool = False) -> None:
        folders = [] if small else sorted((ROOT / "resources" / "questionnaires").iterdir())
        self._sources = [SMALL] * 6 + [_sheets(folder) for folder in folders if folder.is_dir()]

    def make(self, chance: Random) -> bytes:
        """Return the bytes of a workbook, or of an archive of CSV files for a folder (see `take`)."""
        sheets = {name: [list(row) for row in rows] for name, rows in chance.choice(self._sources).items()}
        for _ in range(chance.randint(0, EDITS)):
            _cell_changed(chance, sheets)
        how: Callable[[Random, Sheets], bytes] = chance.choice(
            (_plain, _plain, _part_changed, _bytes_changed, _folder)
        )
        return how(chance, sheets)


def _sheets(folder: Path) -> Sheets:
    return {
        file.stem: list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
        for file in folder.glob("*.csv")
    }


def _cell_changed(chance: Random, sheets: Sheets) -> None:
    rows = sheets[chance.choice(list(sheets))]
    row = chance.choice(rows) if rows else []
    if not row:
        return
    at = chance.randrange(len(row))
    match chance.randint(0, 5):
        case 0:
            rows.remove(row)
        case 1:
            rows.insert(chance.randrange(len(rows) + 1), list(row))
        case 2:
            row[at] = chance.choice(chance.choice(rows) or [""])
        case 3:
            del row[at]
        case _:
            row[at] = _anything(chance)


def _anything(chance: Random) -> str:
    source = Expressions(chance)
    odd = (
        "",
        "begin_group",
        "end_repeat",
        "select_one x",
        "range",
        "${who}",
        "${nobody}",
        "“引号”",
        "=1+1",
        "a" * 4_000,
    )
    return chance.choice((printed(source.tree(2)), source.soup(), *odd))


def _plain(_: Random, sheets: Sheets) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(
                [
                    re.sub(r"[\ud800-\udfff\ufffe\uffff]", "", ILLEGAL_CHARACTERS_RE.sub("", each))
                    for each in row
                ]
            )
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _part_changed(chance: Random, sheets: Sheets) -> bytes:
    """Leave a part of the archive out, or write something else into it."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_plain(chance, sheets))) as old, zipfile.ZipFile(written, "w") as new:
        harmed = chance.choice(old.namelist())
        for name in old.namelist():
            raw = old.read(name)
            if name == harmed:
                if chance.random() < 0.3:  # noqa: PLR2004 - some
                    continue
                raw = _damaged(chance, raw)
            new.writestr(name, raw)
    return written.getvalue()


def _bytes_changed(chance: Random, sheets: Sheets) -> bytes:
    return _damaged(chance, _plain(chance, sheets))


def _damaged(chance: Random, raw: bytes) -> bytes:
    for _ in range(chance.randint(1, 8)):
        at = chance.randint(0, len(raw))
        put = chance.choice(
            (b"", chance.randbytes(2), b"<!DOCTYPE a>", b"\xff", b"0" * 50, raw[at : at + 30] * 20)
        )
        raw = raw[:at] + put + raw[at + chance.choice((0, 1, 2, 40)) :]
    return raw


def _folder(chance: Random, sheets: Sheets) -> bytes:
    """Write CSV files, in one of the encodings that people use, perhaps damaged."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, rows in sheets.items():
            text = io.StringIO(newline="")
            csv.writer(text).writerows(rows)
            raw = text.getvalue().encode(chance.choice(("utf-8", "utf-8-sig", "gb18030")), errors="replace")
            archive.writestr(f"{name}.csv", _damaged(chance, raw) if chance.random() < 0.3 else raw)  # noqa: PLR2004
    return written.getvalue()


def take(raw: bytes, folder: Path) -> None:
    """Review a workbook, or the folder that an archive of CSV files stands for."""
    source = folder / "case"
    shutil.rmtree(source, ignore_errors=True)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            sheets = [name for name in archive.namelist() if re.fullmatch(r"\w+\.csv", name)]
            source.mkdir()
            for name in sheets:
                (source / name).write_bytes(archive.read(name))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        sheets = []
    if not sheets:
        source = folder / "case.xlsx"
        source.write_bytes(raw)
    review(source)
