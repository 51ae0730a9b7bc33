"""Options of selects: filters, lists from outside, names of choices, languages."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

from forms import Kind
from tests.forms.scenario import scenario

PLACES = """
    | list_name | name | label  | county |
    | county    | a    | 云岭县 |        |
    | county    | b    | 青山县 |        |
    | village   | x    | 石鼓村 | a      |
    | village   | y    | 青竹村 | b      |
    | village   | z    | 白鹭村 | b      |
"""
CASCADE = """
    | name    | type                    | choice_filter        | calculation |
    | county  | select_one county       |                      |             |
    | village | select_one village      | county = ${county}   |             |
    | seen    | select_multiple village | county = ${county}   |             |
    | said    | calculate               |                      | jr:choice-name(${village}, '${village}') |
"""


def test_a_filter_follows_the_answer_it_reads() -> None:
    form = scenario(CASCADE, PLACES)
    assert form.interview.view("village").choices == ()

    form.answer("county", "b")

    assert [choice.label for choice in form.interview.view("village").choices] == ["青竹村", "白鹭村"]
    assert form.interview.view("village").choices[0].extra == {"county": "b"}
    assert form.changes.shown == ("county", "village", "seen")


def test_a_filter_that_gives_the_same_options_is_no_change() -> None:
    form = scenario(
        """
        | name | type              | choice_filter            |
        | min  | integer           |                          |
        | who  | select_one county | ${min} < 5 or name = 'a' |
    """,
        PLACES,
    ).answer("min", 1)
    form.interview.view("who")

    assert form.answer("min", 2).changes.shown == ("min",)
    assert form.answer("min", 9).changes.shown == ("min", "who")


def test_an_answer_is_shown_by_its_labels() -> None:
    form = scenario(CASCADE, PLACES).answer("county", "b").answer("seen", "z  y").answer("village", "y")

    assert form.interview.view("seen").value == "z y"
    assert form.interview.view("seen").display == "白鹭村、青竹村"
    assert form.value("said") == "青竹村"


def test_a_choice_name_follows_its_question() -> None:
    form = (
        scenario(
            """
        | name   | type              | calculation |
        | member | begin repeat      |             |
        | from   | select_one county |             |
        | said   | calculate         | jr:choice-name(${from}, '${from}') |
        |        | end repeat        |             |
    """,
            PLACES,
        )
        .add("member", **{"from": "a"})
        .add("member", **{"from": "b"})
    )

    assert [form.value("member[1].said"), form.value("member[2].said")] == ["云岭县", "青山县"]
    assert form.answer("member[1].from", "zz").value("member[1].said") == ""


def test_options_from_outside() -> None:
    neighbours = [
        {"id": "h1", "label": "黄文生", "score": "38"},
        {"id": "h2", "label": "罗阿妹", "score": "42"},
    ]
    form = scenario(
        """
        | name  | type                                | calculation | choice_filter | parameters |
        | who   | select_one_from_file neighbours.csv |             | score > 40    | value=id label=label |
        | mark  | calculate                           | instance('neighbours')/root/item[id = ${who}]/score | | |
        | head  | calculate                           | pulldata('neighbours', 'label', 'id', ${who})       | | |
    """,
        instances={"neighbours": neighbours},
    ).answer("who", "h2")

    assert [(choice.value, choice.label) for choice in form.interview.view("who").choices] == [
        ("h2", "罗阿妹")
    ]
    assert (form.value("mark"), form.value("head")) == ("42", "罗阿妹")


def test_a_list_that_nobody_handed_in_is_empty() -> None:
    form = scenario("""
        | name | type         | calculation                          |
        | tun  | csv-external |                                      |
        | road | calculate    | instance('tun')/root/item/road_kind  |
    """)

    assert form.value("road") == ""


def test_chinese_is_shown_where_there_is_any() -> None:
    form = (
        scenario(
            """
        | name | type           | label::English (en) | label::中文 (zh)   | hint::中文 (zh) | constraint | constraint_message::中文 (zh) |
        | sex  | select_one sex | Sex                 | 性别               |                 |            |                               |
        | age  | integer        | Age of ${sex}       | “${sex}”的年龄     | 周岁            | . < 9      | 太大                          |
    """,
            """
        | list_name | name | label::English (en) | label::中文 (zh) |
        | sex       | 1    | male                | 男               |
    """,
        )
        .answer("sex", 1)
        .answer("age", 10)
    )

    age = form.interview.view("age")
    assert (age.label, age.hint) == ("“1”的年龄", "周岁")
    assert age.problems[0].message == "太大"
    assert form.interview.view("sex").display == "男"
    assert form.form.languages == ("English (en)", "中文 (zh)")


def test_labels_show_other_answers() -> None:
    form = scenario("""
        | name | type | label             |
        | head | text | 户主              |
        | note | note | 请 ${head} 核对   |
    """)
    assert form.interview.view("note").label == "请  核对"

    form.answer("head", "黄文生")

    assert form.interview.view("note").label == "请 黄文生 核对"
    assert form.changes.shown == ("head", "note")
    assert form.interview.view("note").kind is Kind.NOTE


def test_a_group_label_may_show_answers_too() -> None:
    form = scenario("""
        | name | type        | label      |
        | head | text        | 户主       |
        | g    | begin group | ${head}家  |
        | a    | text        | A          |
        |      | end group   |            |
    """).answer("head", "黄")

    assert form.changes.structure == ("g",)
    assert form.interview.layout("g").label == "黄家"


def test_acknowledge_offers_one_option() -> None:
    form = scenario("| name | type |\n| ok | acknowledge |").answer("ok", "OK")

    assert form.codes == []
    assert form.interview.view("ok").display == "已确认"
