"""Sheets as files, written as tables in the test."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from forms import Fault
from tests.forms.scenario import rows_of


def table_of(table: str) -> list[list[str]]:
    """Return the lines of a Markdown table, empty cells included."""
    heads = [cell.strip() for cell in table.strip().splitlines()[0].strip().strip("|").split("|")]
    return [heads, *([row.get(head, "") for head in heads] for row in rows_of(table))]


def folder(tmp_path: Path, survey: str, **sheets: str) -> Path:
    """Write tables as CSV files; settings are made up unless they are given."""
    made = {"survey": survey, "settings": "| form_id | version |\n| f | 1 |", **sheets}
    for name, table in made.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table_of(table))
    return tmp_path


def workbook(tmp_path: Path, survey: str, **sheets: str) -> Path:
    """Write tables as a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, table in {"survey": survey, **sheets}.items():
        sheet = book.create_sheet(name)
        for line in table_of(table):
            sheet.append([cell or None for cell in line])
    book.save(tmp_path / "form.xlsx")
    return tmp_path / "form.xlsx"


def told(faults: tuple[Fault, ...]) -> list[tuple[str, str]]:
    """Return what is wrong and in which cell."""
    return [(fault.code.value, fault.cell) for fault in faults]
