"""Every fault of the sheets is told at once, each with its cell and what was probably meant."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

from pathlib import Path

import pytest

from forms.review import review
from forms.wording import fault_sentence
from tests.forms.sheets import folder, told, workbook

LISTS = "| list_name | name | label |\n| yesno | 1 | 是 |\n| yesno | 2 | 否 |"


def test_nine_faults_of_a_workbook_are_told_at_once(tmp_path: Path) -> None:
    found = review(
        workbook(
            tmp_path,
            """
            | type              | name  | label | relevant      | calculation |
            | integr            | a     | 甲    |               |             |
            | text              |       | 乙    |               |             |
            | text              | b c   | 丙    |               |             |
            | select_one yesnoo | d     | 丁    | ${aa} = 1     |             |
            | calculate         | e     |       |               |             |
            | calculate         | f     |       |               | selected_at('a b', 0) |
            | calculate         | g     |       |               | round()     |
            | calculate         | h     |       |               | 1 +         |
            | text              | i     |       |               |             |
            """,
            choices=LISTS,
        )
    )

    assert told(found.faults) == [
        ("unknown_type", "A2"),
        ("missing_name", "B3"),
        ("bad_name", "B4"),
        ("missing_list", "A5"),
        ("unknown_reference", "D5"),
        ("missing_calculation", "E6"),
        ("unknown_function", "E7"),
        ("wrong_arguments", "E8"),
        ("syntax", "E9"),
        ("missing_label", "C10"),
    ]
    assert found.package is None
    assert found.questionnaire is None


@pytest.mark.parametrize(
    "row, near",
    [
        ("| integr | a | 甲 | |", "integer"),
        ("| slect_one yesno | a | 甲 | |", "select_one yesno"),
        ("| select_one | a | 甲 | |", "select_one 选项表"),
        ("| 单选 yesno | a | 甲 | |", "select_one yesno"),
        ("| 整数 | a | 甲 | |", "integer"),
        ("| select_one yesnoo | a | 甲 | |", "yesno"),
        ("| text | a | 甲 | ${chilren} > 0 |", "children"),
        ("| text | a | 甲 | selekted(${children}, 'a') |", "selected"),
    ],
)
def test_what_was_probably_meant_is_said(tmp_path: Path, row: str, near: str) -> None:
    survey = f"| type | name | label | relevant |\n| integer | children | 孩子 | |\n{row}"

    (fault,) = review(folder(tmp_path, survey, choices=LISTS)).faults
    assert fault.near == near
    assert f"是不是“{near}”？" in fault_sentence(fault)


def test_the_sentence_names_sheet_cell_question_cause_and_cure(tmp_path: Path) -> None:
    survey = "| type | name | label | relevant |\n| text | school | 学校 | ${children} > 0 |"
    (fault,) = review(workbook(tmp_path, survey, settings="| form_id | version |\n| f | 1 |")).faults

    assert fault_sentence(fault) == (
        "survey 表 D2 单元格，school · relevant：引用了没有的题目 ${children}。请检查 ${…} 里的名称，或补上这道题。"
    )


def test_a_folder_is_placed_by_file_and_cell(tmp_path: Path) -> None:
    (fault,) = review(folder(tmp_path, "| label | name | type |\n| 甲 | a | txt |")).faults

    assert (fault.sheet, fault.row, fault.cell) == ("survey.csv", 2, "C2")
    assert fault_sentence(fault).startswith("survey.csv C2 单元格，a · type：")


@pytest.mark.parametrize(
    "survey, expected",
    [
        (
            "| type | name | label |\n| begin group | g | 组 |\n| text | a | 甲 |",
            [("unmatched_begin", "A2")],
        ),
        ("| type | name | label |\n| text | a | 甲 |\n| end repeat | | |", [("unmatched_end", "A3")]),
        (
            "| type | name | label |\n| begin group | g | 组 |\n| begin repeat | r | 行 |\n| text | a | 甲 |\n| end group | | |",
            [("unmatched_begin", "A3"), ("unmatched_end", "A5")],
        ),
        (
            "| type | name | label |\n| text | a | 甲 |\n| text | a | 乙 |",
            [("duplicate_name", "B3")],
        ),
        (
            "| type | name | label |\n| begin repeat | remark | 备注 |\n| text | a | 甲 |\n| end repeat | | |",
            [("reserved_name", "B2")],
        ),
        ("| type | name | label |\n| | a | 甲 |", [("missing_type", "A2")]),
        (
            "| type | name | label |\n| begin group | g | 组 |\n| text | a | 甲 |\n| end group | | |\n| text | a | ${a} |",
            [("ambiguous_reference", "C5")],
        ),
    ],
)
def test_rows_that_do_not_fit_together(tmp_path: Path, survey: str, expected: list[tuple[str, str]]) -> None:
    assert told(review(folder(tmp_path, survey)).faults) == expected


def test_faults_of_the_choices_sheet_have_their_cells(tmp_path: Path) -> None:
    survey = "| type | name | label |\n| select_one c | a | 甲 |"
    choices = "| list_name | name | label |\n| c | 1 | 是 |\n| c | | 否 |\n| c | 1 | ${zz} |"

    found = review(folder(tmp_path, survey, choices=choices)).faults
    assert told(found) == [("missing_value", "B3"), ("duplicate_choice", "B4"), ("unknown_reference", "C4")]
    assert {fault.sheet for fault in found} == {"choices.csv"}


def test_duplicate_choices_may_be_allowed(tmp_path: Path) -> None:
    survey = "| type | name | label |\n| select_one c | a | 甲 |"
    choices = "| list_name | name | label |\n| c | 1 | 是 |\n| c | 1 | 否 |"
    settings = "| form_id | version | allow_choice_duplicates |\n| f | 1 | yes |"

    assert not review(folder(tmp_path, survey, choices=choices, settings=settings)).faults


def test_a_column_that_stands_there_twice_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("type,name,label,name\ntext,a,甲,b\n", "utf-8")

    assert told(review(tmp_path).faults) == [("duplicate_column", "D1")]


def test_a_misspelt_column_is_a_warning_with_the_nearest(tmp_path: Path) -> None:
    (fault,) = review(folder(tmp_path, "| type | name | label | relevnt |\n| text | a | 甲 | 1 |")).warnings

    assert (fault.code.value, fault.cell, fault.near) == ("unknown_column", "D1", "relevant")


def test_faults_that_only_loading_finds_are_told_with_the_others(tmp_path: Path) -> None:
    survey = """
        | type      | name | label | relevant          | calculation |
        | text      | a    | 甲    | instance('zz')/root/item/name = 1 |  |
        | calculate | b    |       |                   | nope(1)     |
        | calculate | c    |       |                   | /data/aa    |
    """

    found = review(folder(tmp_path, survey)).faults
    assert told(found) == [("unknown_instance", "D2"), ("unknown_function", "E3"), ("unknown_path", "E4")]
    assert found[0].detail == "zz — instance('zz')/root/item/name = 1"


def test_a_circle_is_placed_at_its_first_question(tmp_path: Path) -> None:
    survey = "| type | name | calculation |\n| calculate | a | ${b} |\n| calculate | b | ${a} |"

    (fault,) = review(folder(tmp_path, survey)).faults
    assert fault.code.value == "cycle"
    assert fault.row in (2, 3)
    assert "a" in fault.detail
    assert "b" in fault.detail


def test_a_group_named_entity_is_only_a_group(tmp_path: Path) -> None:
    survey = "| type | name | label |\n| begin group | g | 组 |\n| begin group | entity | 内 |\n| text | a | 甲 |\n| end group | | |\n| end group | | |"

    assert not review(folder(tmp_path, survey)).faults


@pytest.mark.parametrize(
    "survey, column, near",
    [
        ("| typ | name | label |\n| text | a | 甲 |", "type", "typ"),
        ("| type | nam | label |\n| text | a | 甲 |", "name", "nam"),
        ("| type | name | lable |\n| text | a | 甲 |\n| text | b | 乙 |", "label", "lable"),
        ("| 题型 | name | label |\n| text | a | 甲 |", "type", ""),
    ],
)
def test_a_column_that_is_missing_is_told_once(tmp_path: Path, survey: str, column: str, near: str) -> None:
    (fault,) = review(folder(tmp_path, survey)).faults

    assert (fault.code.value, fault.detail, fault.near) == ("missing_column", column, near)


def test_warnings_are_told_beside_faults(tmp_path: Path) -> None:
    found = review(folder(tmp_path, "| type | name | label | relevnt |\n| txt | a | 甲 | ${a}，1 |"))

    assert told(found.faults) == [("unknown_type", "A2")]
    assert told(found.warnings) == [("unknown_column", "D1")]


@pytest.mark.parametrize(
    "relevant, words",
    [
        ("${a} + + 3", "表达式无法理解：第 8 个字符“+”处 — ${a} + + 3。"),
        ("(${a}", "表达式无法理解：结尾处不完整 — (${a}。"),
        ("round()", "函数的参数个数不对：round() 有 0 个，应为 1 至 2 个 — round()。"),
        ("selected(${a})", "selected() 有 1 个，应为 2 个"),
    ],
)
def test_the_place_in_an_expression_is_told_in_words(tmp_path: Path, relevant: str, words: str) -> None:
    survey = f"| type | name | label | relevant |\n| text | a | 甲 | |\n| text | b | 乙 | {relevant} |"

    (fault,) = review(folder(tmp_path, survey)).faults
    assert words in fault_sentence(fault)


def test_defaults_and_the_entities_sheet_hold_expressions_too(tmp_path: Path) -> None:
    survey = "| type | name | label | default | save_to |\n| text | a | 甲 | nope(1) | address |\n| text | b | 乙 | 你好（a） | |"
    entities = "| list_name | label | create_if |\n| household | ${a} | ${a} + |"

    found = review(folder(tmp_path, survey, entities=entities)).faults
    assert told(found) == [("unknown_function", "D2"), ("syntax", "C2")]
    assert [fault.where for fault in found] == ["a · default", "household · create_if"]


def test_names_that_differ_in_capitals_alone_are_told(tmp_path: Path) -> None:
    (fault,) = review(
        folder(tmp_path, "| type | name | label |\n| text | a | 甲 |\n| text | A | 乙 |")
    ).warnings

    assert fault.cell == "B3"
    assert "名称“A”与另一个名称只差大小写" in fault_sentence(fault)
