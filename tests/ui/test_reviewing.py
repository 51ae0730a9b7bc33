"""Faults as the screen tells them: the place in a badge, the sentence beside it."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.forms.sheets import workbook
from ui.reviewing import Told, look_through


def test_a_sheet_without_a_cell_is_named_once(tmp_path: Path) -> None:
    source = workbook(tmp_path, "| type | name | label |\n| text | x | 题 |", settings="| version |\n| 1 |")
    book = openpyxl.load_workbook(source)
    book["settings"].sheet_state = "hidden"
    book.save(source)

    told = look_through(lambda _done, _all: None, str(source), {}).warnings

    words = "工作表“settings”是隐藏的，但其中的内容照样起作用。请确认内容，或取消隐藏。"
    assert told == (Told("settings", words),)
