"""Whatever is called a workbook is read within bounds: a fault or a warning with its place, never a crash."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from forms.review import Review, review
from forms.wording import fault_sentence
from tests.forms.sheets import folder, told, workbook

SURVEY = "| type | name | label | relevant |\n| integer | n | 数 | |\n| text | a | 甲 | ${n} > 1 |"
SETTINGS = "| form_id | version |\n| f | 1 |"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PATIENCE_S = 10


def named(tmp_path: Path, name: str, raw: bytes) -> Review:
    (tmp_path / name).write_bytes(raw)
    return review(tmp_path / name)


def changed(tmp_path: Path, change: Callable[[Worksheet], object], survey: str = SURVEY) -> Review:
    """Review a workbook after somebody did something to its survey sheet."""
    source = workbook(tmp_path, survey, settings=SETTINGS)
    book = openpyxl.load_workbook(source)
    change(book["survey"])
    book.save(source)
    return review(source)


def repacked(tmp_path: Path, part: str, content: bytes) -> Review:
    """Review a workbook with one of its parts replaced."""
    source = workbook(tmp_path, SURVEY, settings=SETTINGS)
    with (
        zipfile.ZipFile(source) as book,
        zipfile.ZipFile(tmp_path / "new.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in book.namelist():
            new.writestr(name, content if name == part else book.read(name))
    return review(tmp_path / "new.xlsx")


def archive_of(part: str) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr(part, "<w/>")
    return found.getvalue()


@pytest.mark.parametrize(
    "name, raw, why",
    [
        ("a.xlsx", b"", "文件是空的"),
        ("a.xlsx", b"type,name\n", "不是 Excel 工作簿"),
        ("a.xlsx", b"%PDF-1.7 ...", "PDF"),
        ("a.xlsx", b"PK\3\4 cut off", "损坏"),
        ("a.xlsx", archive_of("word/document.xml"), "不是 Excel 工作簿"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.xls", OLE + b"\0" * 600, "Excel"),
        ("a.docx", archive_of("word/document.xml"), "不是 Excel 工作簿"),
        ("a.ods", archive_of("content.xml"), "OpenDocument"),
        ("survey.csv", b"type,name\n", "文件夹"),
        ("a.xml", b"%PDF", "无法读取"),
        ("a.xml", b"\xff\xfe\x00", "无法读取"),
    ],
)
def test_what_is_no_workbook_is_said_to_be_what_it_is(
    tmp_path: Path, name: str, raw: bytes, why: str
) -> None:
    (fault,) = named(tmp_path, name, raw).faults

    assert fault.code.value == "unreadable"
    assert why in fault_sentence(fault)


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert [fault.code.value for fault in review(tmp_path / "no.xlsx").faults] == ["unreadable"]


def test_an_empty_folder_lacks_its_survey(tmp_path: Path) -> None:
    assert [fault.code.value for fault in review(tmp_path).faults] == ["missing_sheet"]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "content", [b"", b"<worksheet><", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\xff\xff"]
)
def test_broken_parts_are_a_fault(tmp_path: Path, part: str, content: bytes) -> None:
    (fault,) = repacked(tmp_path, part, content).faults

    assert fault.code.value in ("unreadable", "missing_sheet")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    (fault,) = repacked(tmp_path, "xl/worksheets/sheet1.xml", bytes(65 << 20)).faults

    assert (fault.code.value, "MB" in fault.detail) == ("too_long", True)


def sheet_xml(rows: int, row: str) -> bytes:
    body = "".join(row.replace("#", str(number)) for number in range(1, rows + 1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'.encode()


def test_a_million_rows_are_a_fault_in_good_time(tmp_path: Path) -> None:
    row = '<row r="#"/>'
    started = time.monotonic()
    (fault,) = repacked(tmp_path, "xl/worksheets/sheet1.xml", sheet_xml(1_000_000, row)).faults

    assert fault.code.value == "too_long"
    assert "行" in fault.detail
    assert time.monotonic() - started < PATIENCE_S


def test_a_lonely_cell_a_million_rows_down_is_left_alone(tmp_path: Path) -> None:
    found = changed(tmp_path, lambda sheet: sheet.cell(1_048_576, 1, "text"))

    assert (found.faults, found.warnings) == ((), ())


def test_a_lonely_cell_far_to_the_right_is_left_alone(tmp_path: Path) -> None:
    found = changed(tmp_path, lambda sheet: sheet.cell(3, 16_384, "note to myself"))

    assert (found.faults, found.warnings) == ((), ())


def test_formulas_that_nobody_worked_out_are_told(tmp_path: Path) -> None:
    found = changed(tmp_path, lambda sheet: sheet.cell(3, 4, '=CONCATENATE("1"," = 1")'))

    assert told(found.warnings) == [("formula", "D3")]


def test_formulas_that_ended_in_an_error_are_told(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet["D3"] = "#REF!"
        sheet["D3"].data_type = "e"

    assert ("formula", "D3") in told(
        (*changed(tmp_path, spoil).warnings, *review(tmp_path / "form.xlsx").faults)
    ) or (changed(tmp_path, spoil).faults)


def test_merged_cells_and_hidden_sheets_are_told(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet.merge_cells("C2:C3")
        sheet["C2"] = "两题共用"
        sheet.sheet_state = "hidden"

    found = changed(tmp_path, spoil)
    assert told(found.faults) == [("missing_label", "C3")]

    def hide(sheet: Worksheet) -> None:
        sheet.merge_cells("E5:F6")
        sheet.sheet_state = "hidden"

    found = changed(tmp_path, hide)
    assert told(found.warnings) == [("hidden_sheet", ""), ("merged_cells", "E5")]


def test_numbers_dates_and_truths_are_read_as_people_see_them(tmp_path: Path) -> None:
    survey = (
        "| type | name | label | required | default |\n| integer | n | 数 | x | x |\n| date | d | 日 | | x |"
    )

    def fill(sheet: Worksheet) -> None:
        sheet["D2"], sheet["E2"], sheet["E3"] = True, 1.0, dt.datetime(2015, 11, 15)  # noqa: DTZ001

    found = changed(tmp_path, fill, survey)
    assert told(found.warnings) == [("date_cell", "E3")]
    assert found.questionnaire is not None
    definitions = {each.name: each for each in found.questionnaire.definitions}
    assert (definitions["n"].default, definitions["d"].default) == ("1", "2015-11-15")


@pytest.mark.parametrize(
    "expression",
    [
        "$｛n｝ ＞ 1",
        "＄{n}＞1",
        "${n} ≥ 1",
        "selected(${n}， ‘1’)",
        "（${n} ＝ 1） or ${n} = “1”",
        "${ n } > １",
        "if（${n} > 1，“甲”，“乙”） = '甲'",
    ],
)
def test_full_width_signs_are_read_as_the_ordinary_ones_and_told(tmp_path: Path, expression: str) -> None:
    survey = f"| type | name | label | relevant |\n| integer | n | 数 | |\n| text | a | 甲 | {expression} |"
    found = review(folder(tmp_path, survey))

    assert found.faults == ()
    assert told(found.warnings) == [("tidied", "D3")]
    assert found.questionnaire is not None


def test_conditions_of_entities_are_read_with_full_width_signs(tmp_path: Path) -> None:
    survey = "| type | name | label | save_to |\n| text | a | 甲 | address |"
    entities = "| list_name | label | create_if |\n| household | ${a} | ${a}　＝　“是” |"
    found = review(folder(tmp_path, survey, entities=entities))

    assert (found.faults, told(found.warnings)) == ((), [("tidied", "C2")])


def test_words_keep_their_punctuation(tmp_path: Path) -> None:
    survey = "| type | name | label | constraint | constraint_message |\n| text | a | 甲（“乙”），${a}！ | . != '，（' | “不对”，＝ |"
    found = review(folder(tmp_path, survey))

    assert found.warnings == ()
    assert found.package is not None
    assert "甲（“乙”），" in found.package.xform
    assert "'，（'" in found.package.xform


def test_references_in_words_are_read_with_full_width_braces(tmp_path: Path) -> None:
    survey = "| type | name | label |\n| text | a | 甲 |\n| note | b | 您好，＄｛a｝ |"
    found = review(folder(tmp_path, survey))

    assert (found.faults, told(found.warnings)) == ((), [("tidied", "C3")])


def test_yes_in_chinese_means_yes(tmp_path: Path) -> None:
    found = review(folder(tmp_path, "| type | name | label | required |\n| text | a | 甲 | 是 |"))

    assert told(found.warnings) == [("tidied", "D2")]
    assert found.questionnaire is not None
    required = next(bind.required for bind in found.questionnaire.binds if bind.required is not None)
    assert required.source == "true()"


def test_spaces_around_and_between_do_not_matter(tmp_path: Path) -> None:
    survey = "| type | name | label | relevant |\n| select_one　c | a | 甲 | |\n| text | b | 乙 | |"
    choices = "| list_name | name | label |\n| c | 1 | 是 |"
    source = workbook(tmp_path, survey, choices=choices, settings=SETTINGS)
    book = openpyxl.load_workbook(source)
    book["survey"]["B2"], book["survey"]["A1"], book["choices"]["A2"] = " a\xa0 ", " type ", "c "
    book.save(source)

    assert review(source).faults == ()


def test_a_sheet_whose_name_is_misspelt_is_named(tmp_path: Path) -> None:
    source = workbook(tmp_path, SURVEY, settings=SETTINGS)
    book = openpyxl.load_workbook(source)
    book["survey"].title = "survy"
    book.save(source)

    (fault,) = review(source).faults
    assert (fault.code.value, fault.near) == ("missing_sheet", "survy")


def test_a_workbook_of_one_sheet_needs_no_name_for_it(tmp_path: Path) -> None:
    source = workbook(tmp_path, SURVEY)
    book = openpyxl.load_workbook(source)
    book["survey"].title = "Sheet1"
    book.save(source)

    assert review(source).faults == ()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return workbook(tmp_path_factory.mktemp("sound"), SURVEY, settings=SETTINGS).read_bytes()


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_workbook_with_damaged_bytes_never_crashes_the_reader(
    sound: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    raw = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    source = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    source.write_bytes(raw[: data.draw(st.integers(len(raw) // 2, len(raw)))])

    found = review(source)
    assert (found.questionnaire is None) == bool(found.faults)


CELLS = st.text(st.sampled_from("abn01 $ｎ{}｛｝()（）'\"“”,，=＝<>.+-*/[]|@#:：、\n\t甲乙"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["text", "integer", "calculate", "begin group", "end group", "x"]),
            CELLS,
            CELLS,
            CELLS,
            CELLS,
        ),
        max_size=6,
    )
)
def test_sheets_with_any_text_in_any_cell_never_crash_the_review(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    source = tmp_path_factory.mktemp("any")
    heads = ["type", "name", "label", "relevant", "calculation"]
    quoted = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in [heads, *rows]]
    (source / "survey.csv").write_text("\n".join(quoted), "utf-8")

    found = review(source)
    for fault in (*found.faults, *found.warnings):
        assert fault_sentence(fault)


def test_a_file_is_told_by_what_is_wrong_with_it_never_by_names_of_errors(tmp_path: Path) -> None:
    whole = workbook(tmp_path, SURVEY, settings=SETTINGS).read_bytes()
    locked = bytearray(whole)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            locked[at + flags] |= 1
    expected = {
        "empty.xlsx": (b"", "文件是空的"),
        "cut.xlsx": (whole[: len(whole) // 2], "文件不完整或已损坏"),
        "old.xls": (OLE + bytes(range(256)) * 8, "文件不完整或已损坏"),
        "locked.xlsx": (bytes(locked), "文件设有打开密码"),
    }
    for name, (raw, words) in expected.items():
        (fault,) = named(tmp_path, name, raw).faults
        assert words in fault_sentence(fault)
        assert "Error" not in fault_sentence(fault)
