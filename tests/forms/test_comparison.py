"""Two versions are compared question by question, and told in Chinese."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import pytest
from hypothesis import given, settings

from forms import QuestionnaireFault
from forms.comparison import Change, compare, shown
from forms.wording import difference_sentence
from tests.forms.scenario import questionnaire
from tests.forms.test_upgrade import tables

LISTS = "| list_name | name | label | points |\n| c | 1 | 甲 | |\n| c | 2 | 乙 | |\n| S1 | A | 好 | 5 |\n| S1 | B | 差 | 3 |"
HEAD = "| type | name | label | relevant | calculation | ruhu:was | ruhu:score | hint |"


def sentences(
    old: str, new: str, old_lists: str = "", new_lists: str = "", *, title: str = "", was: str = ""
) -> list[str]:
    earlier = questionnaire(f"{HEAD}\n{old}", old_lists, settings=was)
    later = questionnaire(f"{HEAD}\n{new}", new_lists, settings=title)
    return [difference_sentence(difference) for difference in compare(earlier, later)]


A = "| text | a | 甲 | | | | | |"


@pytest.mark.parametrize(
    "old, new, words",
    [
        (A, f"{A}\n| integer | b | 乙 | | | | | |", ["新增整数题“乙”（b）"]),
        (f"{A}\n| integer | b | 乙 | | | | | |", A, ["删去整数题“乙”（b）"]),
        (A, "| text | b | 甲 | | | a | | |", ["“甲”的名称由 a 改为 b"]),
        (A, "| integer | a | 甲 | | | | | |", ["“甲”由文字题改为整数题"]),
        (A, "| text | a | 子 | | | | | |", ["“子”的文字由“甲”改为“子”"]),
        (A, "| text | a | 甲 | | | | | 看清楚 |", ["“甲”新增提示“看清楚”"]),
        (
            A,
            f"| begin group | g | 组 | | | | | |\n{A}\n| end group | | | | | | | |",
            ["新增分组“组”（g）", "“甲”由“问卷最外层”移到“组”"],
        ),
        (
            f"{A}\n| text | b | 乙 | ${{a}} = 1 | | | | |",
            f"{A}\n| text | b | 乙 | ${{a}} = 2 | | | | |",
            ["“乙”的显示条件由 ${a} = 1 改为 ${a} = 2"],
        ),
        (
            f"{A}\n| text | b | 乙 | ${{a}} = 1 | | | | |",
            f"{A}\n| text | b | 乙 | | | | | |",
            ["“乙”取消显示条件：${a} = 1"],
        ),
        (
            f"{A}\n| text | b | 乙 | ${{a}} = 1 | | | | |",
            "| text | z | 甲 | | | a | | |\n| text | b | 乙 | ${z} = 1 | | | | |",
            ["“甲”的名称由 a 改为 z"],
        ),
    ],
)
def test_what_differs_is_told(old: str, new: str, words: list[str]) -> None:
    assert sentences(old, new) == words


def test_to_be_moved_with_ones_group_is_no_difference() -> None:
    inner = f"| begin group | g | 组 | | | | | |\n{A}\n| text | b | 乙 | ${{a}} = 1 | | | | |\n| end group | | | | | | | |"
    outer = f"| begin group | h | 外 | | | | | |\n{inner}\n| end group | | | | | | | |"

    assert sentences(inner, outer) == ["新增分组“外”（h）", "“组”由“问卷最外层”移到“外”"]


def test_options_are_told_once_for_all_questions_of_a_list() -> None:
    form = "| select_one c | a | 甲 | | | | | |\n| select_one c | b | 乙 | | | | | |"
    earlier = "| list_name | name | label |\n| c | 1 | 甲 |\n| c | 2 | 乙 |"
    later = "| list_name | name | label |\n| c | 1 | 子 |\n| c | 3 | 丙 |"

    assert sentences(form, form, earlier, later) == [
        "选项表 c 的选项 1 由“甲”改为“子”",
        "选项表 c 新增选项“丙”（3）",
        "选项表 c 删去选项“乙”（2）",
    ]


def test_another_list_and_another_order_are_told() -> None:
    lists = "| list_name | name | label |\n| c | 1 | 甲 |\n| c | 2 | 乙 |\n| d | 1 | 甲 |"
    turned = "| list_name | name | label |\n| c | 2 | 乙 |\n| c | 1 | 甲 |\n| d | 1 | 甲 |"
    both = "| select_one c | a | 甲 | | | | | |\n| select_one d | b | 乙 | | | | | |"

    assert sentences(both, both, lists, turned) == ["选项表 c 的选项顺序由 1、2 改为 2、1"]
    swapped = both.replace("select_one c | a", "select_one d | a")
    assert "“甲”的选项表由 c 改为 d" in sentences(both, swapped, lists, lists)


def test_points_and_scores_are_differences_of_the_score() -> None:
    item = "| calculate | a | 甲 | | 'A' | | S1 | |"
    old = questionnaire(f"{HEAD}\n{A.replace('| a |', '| t |')}\n{item}", LISTS)
    new = questionnaire(f"{HEAD}\n{A.replace('| a |', '| t |')}\n{item}", LISTS.replace("好 | 5", "好 | 6"))
    (points,) = compare(old, new)

    assert (points.change, points.old, points.new) == (Change.SCORE, "5", "6")
    assert difference_sentence(points) == "评分项 S1 的选项“好”由 5 分改为 6 分"


def test_title_and_scheme_are_told() -> None:
    was, now = "| form_title | ruhu:scheme |\n| 旧 | 一 |", "| form_title | ruhu:scheme |\n| 新 | 二 |"

    assert sentences(A, A, was=was, title=now) == [
        "问卷标题由“旧”改为“新”",
        "评分方案名称由“一”改为“二”",
    ]


def test_other_languages_are_compared_as_well() -> None:
    table = "| type | name | label::中文 (zh) | label::English (en) |\n| text | a | 甲 | {} |"
    old, new = questionnaire(table.format("A")), questionnaire(table.format("B"))
    (difference,) = compare(old, new)

    assert difference_sentence(difference) == "“甲”的文字（English (en)）由“A”改为“B”"


def test_expressions_are_shown_as_they_were_written() -> None:
    assert shown("instance('c')/root/item[x = current()/../a ]") == "instance('c')/root/item[x = ${a} ]"
    assert shown(" /data/g/a  > 3 and 'x/y z' !=  ../b") == "${a} > 3 and 'x/y z' != ${b}"
    assert shown("if( /data/a  = 1, 2 div 3,  current()/../c )") == "if(${a} = 1, 2 div 3, ${c})"


@settings(max_examples=25, deadline=None)
@given(tables())
def test_a_form_does_not_differ_from_itself(table: str) -> None:
    try:
        form = questionnaire(table, "| list_name | name | label |\n| c | 1 | 甲 |")
    except QuestionnaireFault:  # not every drawing is a form
        return
    assert compare(form, form) == ()
