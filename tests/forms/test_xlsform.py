"""Workbooks and folders of sheets become forms, or faults with sheet and row."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from forms import Fault, FaultCode, QuestionnaireFault, load, wording
from forms.wording import fault_sentence
from forms.xlsform import checked, convert, converted

SURVEY = "type,name,label,relevant\ntext,a,户主,\ntext,b,“乙”,${a} != ''\n"
SETTINGS = "form_id,version,form_title\nf,3,表\n"


def folder(tmp_path: Path, **sheets: str | bytes) -> Path:
    for name, text in sheets.items():
        raw = text.encode() if isinstance(text, str) else text
        (tmp_path / f"{name}.csv").write_bytes(raw)
    return tmp_path


def workbook(tmp_path: Path, **sheets: str) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for line in text.strip().splitlines():
            sheet.append([cell or None for cell in line.split(",")])
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_a_folder_of_sheets_becomes_a_form(tmp_path: Path) -> None:
    form = load(convert(folder(tmp_path, survey=SURVEY, settings=SETTINGS)))

    assert (form.name, form.version, form.title) == ("f", "3", "表")
    assert [definition.name for definition in form.definitions if form.asked[definition.index]] == ["a", "b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_sheets_are_read_as_excel_writes_them(tmp_path: Path, encoding: str) -> None:
    assert "户主" in convert(folder(tmp_path, survey=SURVEY.encode(encoding)))


def test_quotation_marks_of_words_stay_as_they_are(tmp_path: Path) -> None:
    assert "“乙”" in convert(folder(tmp_path, survey=SURVEY))


def test_a_workbook_becomes_the_same_form(tmp_path: Path) -> None:
    sheets = {"survey": SURVEY, "settings": SETTINGS}

    assert convert(workbook(tmp_path, **sheets)) == convert(folder(tmp_path, **sheets))


@pytest.mark.parametrize(
    "name, content", [("a.xlsx", b"PK no zip"), ("b.xls", b"\0\1"), ("c.docx", b""), ("d.xlsx", b"")]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(QuestionnaireFault) as caught:
        convert(tmp_path / name)
    assert caught.value.faults[0].code in (FaultCode.UNREADABLE, FaultCode.CONVERSION)


@pytest.mark.parametrize("sheets", [{}, {"settings": SETTINGS}, {"survey": "type,name\n"}])
def test_a_form_needs_a_survey(tmp_path: Path, sheets: dict[str, str]) -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        convert(folder(tmp_path, **sheets))
    assert caught.value.faults[0].code is FaultCode.MISSING_SHEET


def test_a_sheet_in_no_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        convert(folder(tmp_path, survey=b"type,name\n\xff\xff\xff"))
    assert caught.value.faults[0].code is FaultCode.UNREADABLE


@pytest.mark.parametrize(
    "line, row",
    [
        ("nonsense_type,c,丙,\n", 4),
        ("text,a b,丙,\n", 4),
        ("text,c,丙,${zz} = 1\n", 4),
        ("select_one zz,c,丙,\n", 0),  # of the choices sheet, which is missing
    ],
)
def test_what_pyxform_refuses_is_placed(tmp_path: Path, line: str, row: int) -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        convert(folder(tmp_path, survey=SURVEY + line))

    (fault,) = caught.value.faults
    assert (fault.code, fault.sheet) == (FaultCode.CONVERSION, "survey.csv")
    assert fault.row == row
    assert "转换失败" not in fault_sentence(fault)  # in Chinese, not as pyxform says it


def test_what_pyxform_says_that_nobody_translated_is_still_told() -> None:
    fault = Fault(FaultCode.CONVERSION, "survey", "Something entirely new.", "survey", 3)

    assert fault_sentence(fault).startswith("survey 表第 3 行：转换失败，问卷没有打开。")
    assert "Something entirely new." in fault_sentence(fault)


def test_every_translation_can_be_found_and_filled_in() -> None:
    for pattern, words in wording._conversions():
        assert words.endswith("。")
        assert set(re.findall(r"(?<!\{)\{(\w+)\}", words.replace("{{{", "{"))) <= set(pattern.groupindex)


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", bytes(65 << 20))

    with pytest.raises(QuestionnaireFault) as caught:
        convert(tmp_path / "bomb.xlsx")
    assert caught.value.faults[0].code is FaultCode.TOO_LONG


def test_a_workbook_with_broken_xml_is_unreadable(tmp_path: Path) -> None:
    whole = workbook(tmp_path, survey=SURVEY)
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as broken:
        for name in book.namelist():
            broken.writestr(name, b"<worksheet><" if "sheet1" in name else book.read(name))

    with pytest.raises(QuestionnaireFault) as caught:
        convert(tmp_path / "broken.xlsx")
    assert caught.value.faults[0].code is FaultCode.UNREADABLE


def test_empty_lines_count_as_rows(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        checked(folder(tmp_path, survey=SURVEY + "\n\ntext,c,丙,frob(${a})\n"))

    assert caught.value.faults[0].row == 6


def test_faults_of_expressions_are_placed_in_their_rows(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        checked(folder(tmp_path, survey=SURVEY + "text,c,丙,nope(1)\n"))

    (fault,) = caught.value.faults
    assert (fault.code, fault.sheet, fault.cell) == (FaultCode.UNKNOWN_FUNCTION, "survey.csv", "D4")
    assert fault_sentence(fault).startswith("survey.csv D4 单元格，c · relevant：没有这个函数：nope()")


def test_columns_that_nothing_reads_are_told(tmp_path: Path) -> None:
    survey = "type,name,label,relevnt\ntext,a,户主,1\n"

    (warning,) = converted(folder(tmp_path, survey=survey)).warnings
    assert (warning.code, warning.detail) == (FaultCode.UNKNOWN_COLUMN, "relevnt")


def test_our_columns_survive_with_their_references(tmp_path: Path) -> None:
    survey = (
        "type,name,label,calculation,ruhu:rule,ruhu:at,ruhu:message,ruhu:level\n"
        "decimal,a,A,,,,,\n"
        "calculate,r,面积规则,${a} > 9,R1,a,现为 ${a},S\n"
    )
    form = load(convert(folder(tmp_path, survey=survey, settings="form_id,ruhu:scheme\nf,参考“方案”\n")))

    assert form.scheme == "参考“方案”"
    assert form.rules[0].message == "现为 {a}"


def test_the_built_in_questionnaire_opens() -> None:
    from resources import path

    form = load(convert(path("questionnaires", "guangxi-2015")))

    assert len(form.items) == 18
    assert len(form.vetoes) == 8
