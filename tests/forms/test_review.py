"""What is odd about a questionnaire that opens is told as a warning, with its cell."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

from pathlib import Path

import pytest

from forms import Interview, external, load
from forms.review import review
from forms.wording import fault_sentence
from forms.xlsform import convert
from resources import path
from tests.forms.scenario import TODAY, ids
from tests.forms.sheets import folder, told, workbook

CHOICES = "| list_name | name | label |\n| sex | 1 | 男 |\n| sex | 2 | 女 |"
SHARED = sorted((Path(__file__).parents[3] / "shared" / "forms").glob("*.xlsx"))


def warnings(tmp_path: Path, survey: str, **sheets: str) -> list[tuple[str, str]]:
    found = review(folder(tmp_path, survey, **sheets))
    assert not found.faults
    assert found.questionnaire is not None
    return told(found.warnings)


def test_a_sound_questionnaire_has_no_warnings(tmp_path: Path) -> None:
    survey = "| type | name | label | relevant | constraint |\n| select_one sex | sex | 性别 | | |\n| integer | n | 数 | ${sex} = '2' | . > 0 and . < 10 |"

    assert warnings(tmp_path, survey, choices=CHOICES) == []


@pytest.mark.parametrize(
    "relevant",
    [
        "false()",
        "1 = 2",
        "${n} > 5 and ${n} < 3",
        "${n} > 3 and ${n} < 4",
        "${n} = 3 and ${n} = 4",
        "${n} >= 3 and not(${n} = 3) and ${n} <= 3",
        "${sex} = '1' and ${sex} = '2'",
        "selected(${sex}, '1') and selected(${sex}, '2')",
        "selected(${sex}, '1') and not(selected(${sex}, '1'))",
        "${sex} = '1' and ${sex} != '1'",
        "(${n} < 3 or ${n} < 2) and ${n} > 7",
        "string-length(${t}) < 0",
        "count-selected(${sex}) > 1 and count-selected(${sex}) < 2",
    ],
)
def test_a_question_that_no_answer_reaches_is_told(tmp_path: Path, relevant: str) -> None:
    survey = f"| type | name | label | relevant |\n| integer | n | 数 | |\n| text | t | 文 | |\n| select_one sex | sex | 性别 | |\n| text | a | 甲 | {relevant} |"

    assert warnings(tmp_path, survey, choices=CHOICES) == [("unreachable", "D5")]


@pytest.mark.parametrize(
    "relevant",
    [
        "${n} > 3 and ${n} < 5",
        "${d} > 3 and ${d} < 4",
        "${n} > 5 or ${n} < 3",
        "not(${n} > 5) and not(${n} < 3)",
        "${n} != 3 and ${n} != 4",
        "selected(${sex}, '1') or selected(${sex}, '2')",
        "sum(${n}) > 5 and sum(${d}) < 3",
        "count(../n) = 1",
        "today() > '2015-01-01' and today() < '2014-01-01'",
    ],
)
def test_what_cannot_be_proved_is_not_claimed(tmp_path: Path, relevant: str) -> None:
    survey = f"| type | name | label | relevant |\n| integer | n | 数 | |\n| decimal | d | 数 | |\n| select_one sex | sex | 性别 | |\n| text | a | 甲 | {relevant} |"

    assert warnings(tmp_path, survey, choices=CHOICES) == []


def test_a_question_that_contradicts_its_group_is_told_once(tmp_path: Path) -> None:
    survey = """
        | type            | name | label | relevant     |
        | select_one sex  | sex  | 性别  |              |
        | begin group     | g    | 组    | ${sex} = '1' |
        | begin group     | h    | 内组  |              |
        | text            | a    | 甲    | ${sex} = '2' |
        | end group       |      |       |              |
        | end group       |      |       |              |
    """
    found = review(folder(tmp_path, survey, choices=CHOICES))

    assert told(found.warnings) == [("unreachable", "D5")]
    assert "与所在组 g 的条件 ${sex} = '1' 矛盾" in fault_sentence(found.warnings[0])


def test_rows_of_a_repeat_are_not_one_value(tmp_path: Path) -> None:
    survey = """
        | type         | name | label | relevant |
        | begin repeat | m    | 成员  |          |
        | integer      | age  | 年龄  |          |
        | end repeat   |      |       |          |
        | text         | a    | 甲    | ${age} > 60 and ${age} < 6 |
    """

    assert warnings(tmp_path, survey) == []


@pytest.mark.parametrize(
    "relevant, near", [("${sex} = '3'", ""), ("${sex} = '男'", "1"), ("selected(${sex}, '01x')", "")]
)
def test_a_value_that_the_list_does_not_have_is_told_with_the_one_that_was_meant(
    tmp_path: Path, relevant: str, near: str
) -> None:
    survey = f"| type | name | label | relevant |\n| select_one sex | sex | 性别 | |\n| text | a | 甲 | {relevant} |"
    (fault,) = review(folder(tmp_path, survey, choices=CHOICES)).warnings

    assert (fault.code.value, fault.cell, fault.near) == ("unknown_option", "D3", near)


def test_names_in_a_predicate_are_columns_and_not_questions(tmp_path: Path) -> None:
    survey = """
        | type           | name | label | relevant |
        | begin group    | g    | 组    | count(instance('sex')/root/item[name = '9' or kind = '9']) > 0 |
        | select_one sex | kind | 性别  |          |
        | end group      |      |       |          |
    """
    choices = "| list_name | tag | name | label | kind |\n| sex | x | 1 | 男 | a |\n| sex | x | 2 | 女 | b |"

    assert warnings(tmp_path, survey, choices=choices) == []


def test_a_number_means_the_option_with_that_number(tmp_path: Path) -> None:
    survey = "| type | name | label | relevant |\n| select_one sex | sex | 性别 | |\n| text | a | 甲 | ${sex} = 1 |"

    assert warnings(tmp_path, survey, choices=CHOICES) == []


@pytest.mark.parametrize(
    "kind, constraint",
    [
        ("integer", ". > 5 and . < 3"),
        ("integer", ". > 5 and . < 6"),
        ("integer", ". = 1.5 and . > 2"),
        ("decimal", "false()"),
        ("text", ". = ''"),
        ("text", "string-length(.) > 5 and string-length(.) < 3"),
        ("integer", "regex(., '[a-z]+')"),
        ("integer", r"regex(., '^1[3-9]x\d{9}$')"),
        ("select_one sex", "selected(., '1') and selected(., '2')"),
        ("date", ". > '2015-01-01' and . < '2014-01-01'"),
    ],
)
def test_a_constraint_that_no_value_meets_is_told(tmp_path: Path, kind: str, constraint: str) -> None:
    survey = f"| type | name | label | constraint |\n| {kind} | a | 甲 | {constraint} |"
    sheets = {"choices": CHOICES} if "sex" in kind else {}

    assert warnings(tmp_path, survey, **sheets) == [("impossible_constraint", "D2")]


@pytest.mark.parametrize(
    "kind, constraint",
    [
        ("integer", r"regex(., '^1[3-9]\d{9}$')"),
        ("integer", "regex(., '[0-9a-f]+')"),
        ("text", "regex(., '[a-z]+')"),
        ("date", ". >= '2015-01-01' and . <= today()"),
        ("decimal", ". > 5 and . < 6"),
        ("text", "string-length(.) > 3 and string-length(.) < 5"),
    ],
)
def test_a_constraint_that_some_value_meets_is_not_told(tmp_path: Path, kind: str, constraint: str) -> None:
    assert (
        warnings(tmp_path, f"| type | name | label | constraint |\n| {kind} | a | 甲 | {constraint} |") == []
    )


@pytest.mark.parametrize(
    "kind, target, why",
    [
        ("text", "member#birth_date", "是 date，这道题是 text"),
        ("select_one sex", "member#sex", ""),
        ("select_one other", "member#sex", "没有选项 9"),
        ("integer", "member#work_months", ""),
        ("text", "member#work_months", "是 decimal，这道题是 text"),
        ("integer", "member#full_name", ""),
        ("integer", "member#something_new", ""),
    ],
)
def test_types_are_compared_with_the_register(tmp_path: Path, kind: str, target: str, why: str) -> None:
    survey = f"| type | name | label | save_to |\n| begin repeat | m | 成员 | |\n| {kind} | a | 甲 | {target.partition('#')[2]} |\n| text | n | 名 | |\n| end repeat | | | |"
    choices = CHOICES + "\n| other | 9 | 不详 |"
    entities = "| list_name | label |\n| member | ${n} |"
    found = review(folder(tmp_path, survey, choices=choices, entities=entities))

    conflicts = [fault for fault in found.warnings if fault.code.value == "type_conflict"]
    assert [(fault.cell, fault.detail) for fault in conflicts] == ([("D3", f"{target} {why}")] if why else [])


def test_two_questions_that_write_the_same_property_are_told(tmp_path: Path) -> None:
    survey = "| type | name | label | save_to |\n| text | a | 甲 | address |\n| text | b | 乙 | phone |"
    source = folder(tmp_path, survey, entities="| list_name | label |\n| household | ${a} |")
    xform = convert(source).replace('saveto="phone"', 'saveto="address"')  # pyxform itself would refuse it
    (tmp_path / "form.xml").write_text(xform, "utf-8")

    (fault,) = review(tmp_path / "form.xml").warnings
    assert (fault.code.value, fault.detail) == ("double_property", "household#address")


def test_words_without_chinese_and_gaps_between_languages_are_told(tmp_path: Path) -> None:
    survey = """
        | type           | name | label::中文 (zh) | label::English (en) | hint::中文 (zh) | hint::English (en) |
        | text           | a    | 甲               | A                   |                 |                    |
        | text           | b    |                  | Bee                 |                 |                    |
        | text           | c    | 丙               |                     | 提示            |                    |
        | select_one sex | d    | 丁               | D                   |                 |                    |
    """
    choices = "| list_name | name | label::中文 (zh) | label::English (en) |\n| sex | 1 | | man |\n| sex | 2 | 女 | woman |"

    assert warnings(tmp_path, survey, choices=choices) == [
        ("no_chinese", "C3"),
        ("translation_gap", "D4"),
        ("translation_gap", "F4"),
        ("no_chinese", "C2"),
    ]


def test_foreign_words_among_chinese_ones_are_told_but_units_are_not(tmp_path: Path) -> None:
    survey = "| type | name | label |\n| text | a | 甲 |\n| text | b | Name of village |\n| text | c | kg |\n| text | d | 123 |"

    assert warnings(tmp_path, survey) == [("no_chinese", "C3")]


def test_a_form_without_any_chinese_is_told_once(tmp_path: Path) -> None:
    assert warnings(tmp_path, "| type | name | label |\n| text | a | One |\n| text | b | Two |") == [
        ("no_chinese", "")
    ]


def test_required_notes_hidden_questions_and_unused_lists_are_told(tmp_path: Path) -> None:
    survey = "| type | name | label | required | calculation |\n| note | a | 说明 | yes | |\n| hidden | b | 看不见 | | |\n| calculate | c | | yes | 1 |"

    assert warnings(tmp_path, survey, choices=CHOICES) == [
        ("required_note", "D2"),
        ("never_shown", "A3"),
        ("never_shown", "D4"),
        ("unused_list", "A2"),
    ]


@pytest.mark.parametrize(
    "relevant, codes",
    [
        ("${adult}", [("truth_as_text", "D4")]),
        ("not(${adult})", [("truth_as_text", "D4")]),
        ("${n} > 1 and ${adult}", [("truth_as_text", "D4")]),
        ("${adult} = 'true'", []),
        ("${n}", []),
        ("not(${n})", []),
    ],
)
def test_truth_that_is_kept_as_text_is_told_where_it_is_tested(
    tmp_path: Path, relevant: str, codes: list[tuple[str, str]]
) -> None:
    survey = f"| type | name | label | relevant | calculation |\n| integer | n | 数 | | |\n| calculate | adult | | | ${{n}} >= 18 |\n| text | a | 甲 | {relevant} | |"

    assert warnings(tmp_path, survey) == codes


@pytest.mark.parametrize(
    "written, names",
    [("1 + floor(ceiling(${n}))", ["floor", "ceiling"]), ("if(substring('a', 1) = substr('a', 0), 1, 2)", ["substring"]), ("int(${n}) + area('0 0 0 0')", [])],
)  # fmt: skip
def test_functions_that_other_tools_do_not_have_are_told(
    tmp_path: Path, written: str, names: list[str]
) -> None:
    survey = f"| type | name | label | calculation |\n| integer | n | 数 | |\n| calculate | c | | {written} |"
    found = review(folder(tmp_path, survey)).warnings

    assert [(fault.code.value, fault.cell, fault.detail.split()[0]) for fault in found] == [
        ("foreign_function", "D3", name) for name in names
    ]


def test_questions_that_must_be_answered_and_cannot_be_are_told(tmp_path: Path) -> None:
    survey = """
        | type    | name | label | required | readonly | default | calculation |
        | integer | a    | 甲    | yes      | yes      |         |             |
        | integer | b    | 乙    | yes      | yes      | 1       |             |
        | integer | c    | 丙    | yes      | yes      |         | 1 + 1       |
        | integer | d    | 丁    | yes      |          |         |             |
        | integer | e    | 戊    |          | yes      |         |             |
    """

    assert warnings(tmp_path, survey) == [("unanswerable", "D2")]


def test_an_option_without_words_is_told(tmp_path: Path) -> None:
    survey = "| type | name | label |\n| select_one sex | a | 甲 |"

    assert warnings(tmp_path, survey, choices=CHOICES + "\n| sex | 3 | |") == [("missing_label", "C4")]


def test_marks_that_two_calculations_claim_and_options_without_points_are_told(tmp_path: Path) -> None:
    survey = """
        | type      | name | label | calculation | ruhu:score | ruhu:veto | ruhu:figure |
        | calculate | a    | 甲    | 'A'         | S01        |           |             |
        | calculate | b    | 乙    | 'A'         | S01        | V1        | f           |
        | calculate | c    | 丙    | 1           |            | V1        | f           |
        | text      | t    | 文    |             |            |           |             |
    """
    choices = "| list_name | name | label | points |\n| S01 | A | 好 | 5 |\n| S01 | B | 差 | |"

    assert sorted(set(warnings(tmp_path, survey, choices=choices))) == [
        ("double_mark", "E3"),
        ("double_mark", "F4"),
        ("double_mark", "G4"),
        ("missing_points", "E2"),
        ("missing_points", "E3"),
    ]


def test_two_questions_cannot_have_been_the_same(tmp_path: Path) -> None:
    survey = "| type | name | label | ruhu:was |\n| text | a | 甲 | z |\n| text | b | 乙 | y z |"

    assert warnings(tmp_path, survey) == [("double_mark", "D3")]


def test_a_form_without_version_is_told(tmp_path: Path) -> None:
    survey = "| type | name | label |\n| text | a | 甲 |"
    (fault,) = review(folder(tmp_path, survey, settings="| form_id | version |\n| f | |")).warnings

    assert (fault.code.value, fault.sheet, fault.cell) == ("no_version", "settings.csv", "B2")


@pytest.mark.parametrize("version, codes", [("1", ["same_version"]), ("2", [])])
def test_the_version_has_to_change_with_the_content(tmp_path: Path, version: str, codes: list[str]) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old = folder(tmp_path / "old", "| type | name | label |\n| text | a | 甲 |")
    settings = f"| form_id | version |\n| f | {version} |"
    new = folder(tmp_path / "new", "| type | name | label |\n| text | a | 乙 |", settings=settings)

    found = review(new, load(convert(old)))
    assert [fault.code.value for fault in found.warnings] == codes
    assert not review(old, load(convert(old))).warnings


def test_missing_files_are_placed_where_they_are_named(tmp_path: Path) -> None:
    survey = "| type | name | label | image |\n| text | a | 甲 | map.png |\n| select_one_from_file towns.csv | b | 乙 | |\n| csv-external | plots | | |"

    assert warnings(tmp_path, survey) == [
        ("missing_file", "D2"),
        ("missing_file", "A3"),
        ("missing_file", "B4"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lists_beside_the_form_are_read_as_excel_writes_them(tmp_path: Path, encoding: str) -> None:
    survey = "| type | name | label |\n| select_one_from_file towns.csv | b | 乙 |"
    source = folder(tmp_path, survey)
    (tmp_path / "towns.csv").write_bytes("name,label\n1,青竹镇\n2,白石镇\n".encode(encoding))

    found = review(source)
    assert found.warnings == ()
    assert found.package is not None
    assert list(found.package.files) == ["towns.csv"]


@pytest.mark.parametrize(
    "cells, expected",
    [
        ("| select_one_from_file towns.csv | b | 乙 | county = ${a} | |", []),
        (
            "| select_one_from_file towns.csv | b | 乙 | conty = ${a} | |",
            [("unknown_filter", "D3", "county")],
        ),
        ("| select_one c | b | 乙 | kind = ${a} | |", []),
        ("| select_one c | b | 乙 | kinds = ${a} | |", [("unknown_filter", "D3", "kind")]),
        ("| text | b | 乙 | | instance('towns')/root/item[name = ${a}]/county |", []),
        (
            "| text | b | 乙 | | instance('towns')/root/item[nam = ${a}]/label |",
            [("unknown_filter", "E3", "name")],
        ),
        (
            "| text | b | 乙 | | pulldata('towns', 'countie', 'name', ${a}) |",
            [("unknown_filter", "E3", "county")],
        ),
    ],
)
def test_columns_that_a_list_does_not_have_are_told(
    tmp_path: Path, cells: str, expected: list[tuple[str, str, str]]
) -> None:
    survey = f"| type | name | label | choice_filter | calculation |\n| text | a | 甲 | | |\n{cells}\n| csv-external | towns | | | |"
    choices = "| list_name | name | label | kind |\n| c | 1 | 是 | x |"
    source = folder(
        tmp_path,
        survey.replace(
            "| csv-external | towns | | | |", "" if "from_file" in cells else "| csv-external | towns | | | |"
        ),
        choices=choices,
    )
    (tmp_path / "towns.csv").write_text("name,label,county\n1,青竹镇,x\n", "utf-8")

    found = [fault for fault in review(source).warnings if fault.code.value != "unused_list"]
    assert [(fault.code.value, fault.cell, fault.near) for fault in found] == expected


def test_the_sheet_of_external_choices_comes_along_as_a_file(tmp_path: Path) -> None:
    survey = "| type | name | label | choice_filter |\n| text | a | 甲 | |\n| select_one_external towns | b | 乙 | county = ${a} |"
    lists = "| list name | name | label | county |\n| towns | 1 | 青竹镇 | x |\n| towns | 2 | 白石镇 | y |\n| other | 3 | 无 | x |"
    found = review(
        workbook(tmp_path, survey, external_choices=lists, settings="| form_id | version |\n| f | 1 |")
    )

    assert (found.faults, found.warnings) == ((), ())
    assert found.package is not None
    assert found.questionnaire is not None
    interview = Interview(
        found.questionnaire,
        {"a": "x"},
        today=TODAY,
        new_id=ids(),
        instances=external.instances(found.questionnaire, found.package.files),
    )
    assert [choice.label for choice in interview.view("b").choices] == ["青竹镇"]


def test_a_list_without_its_own_columns_is_told(tmp_path: Path) -> None:
    source = folder(tmp_path, "| type | name | label |\n| select_one_from_file towns.csv | b | 乙 |")
    (tmp_path / "towns.csv").write_text("name,title\n1,青竹镇\n", "utf-8")

    (fault,) = review(source).warnings
    assert (fault.code.value, fault.cell, fault.detail) == ("unknown_filter", "A2", "towns · label")


def test_a_broken_list_beside_the_form_is_a_fault(tmp_path: Path) -> None:
    survey = "| type | name | label |\n| select_one_from_file towns.csv | b | 乙 |"
    source = folder(tmp_path, survey)
    (tmp_path / "towns.csv").write_bytes(b"name\n\xff\xff\xff")

    assert [fault.code.value for fault in review(source).faults] == ["unreadable"]


def test_the_built_in_questionnaires_have_no_faults_and_hardly_a_warning() -> None:
    for source in sorted(path("questionnaires").iterdir()):
        found = review(source)
        assert found.faults == ()
        assert {fault.code.value for fault in found.warnings} <= {"unused_list"}


@pytest.mark.skipif(not SHARED, reason="no workbooks of others beside this repository")
@pytest.mark.parametrize("source", SHARED, ids=lambda source: source.stem)
def test_shared_workbooks_are_clean_of_faults(source: Path) -> None:
    found = review(source)

    assert found.faults == ()
    codes = {fault.code.value for fault in found.warnings}
    assert codes <= {"no_chinese", "missing_file", "unused_list", "unreachable", "translation_gap"}


def test_an_xform_is_reviewed_too(tmp_path: Path) -> None:
    survey = "| type | name | label | relevant |\n| text | a | 甲 | false() |"
    (tmp_path / "form.xml").write_text(convert(workbook(tmp_path, survey)), "utf-8")

    assert [fault.code.value for fault in review(tmp_path / "form.xml").warnings] == [
        "unreachable",
        "no_version",
    ]
