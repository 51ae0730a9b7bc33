"""What is reported as wrong."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import pytest

from forms import Level
from forms.wording import sentence
from tests.forms.scenario import scenario

FORM = """
    | name   | type            | required | constraint     | constraint_message | required_message | relevant    | choice_filter | parameters |
    | name   | text            | yes      |                |                    | 请填姓名         |             |               |            |
    | age    | integer         |          | . < 120        | 应小于120          |                  |             |               |            |
    | born   | date            |          | . <= today()   |                    |                  |             |               |            |
    | gender | select_one sex  |          |                |                    |                  |             |               |            |
    | sick   | select_multiple ill |      |                |                    |                  |             | part = ${gender} |         |
    | stars  | range           |          |                |                    |                  |             |               | start=1 end=5 step=1 |
    | extra  | text            | yes      |                |                    |                  | ${age} > 5  |               |            |
"""
LISTS = """
    | list_name | name | label | part |
    | sex       | 1    | 男    |      |
    | sex       | 2    | 女    |      |
    | ill       | a    | 甲    | 1    |
    | ill       | b    | 乙    | 2    |
"""


def test_a_missing_answer_is_reported_where_it_is_missing() -> None:
    (problem,) = scenario(FORM, LISTS).interview.problems()

    assert (problem.code, problem.level, problem.at) == ("required", Level.HARD, ("name",))
    assert sentence(problem) == "请填姓名"
    assert problem.blocks


def test_what_does_not_apply_is_not_missing() -> None:
    form = scenario(FORM, LISTS).answer("name", "An")
    assert form.codes == []
    assert form.answer("age", 6).codes == ["required"]


def test_an_answer_that_breaks_a_constraint_is_kept_and_reported() -> None:
    form = scenario(FORM, LISTS).answer("name", "An").answer("age", 3).answer("age", 120)

    assert form.value("age") == "120"
    problem = form.interview.problems()[0]
    assert (problem.code, sentence(problem)) == ("constraint", "应小于120")
    assert form.interview.view("age").problems == (problem,)


@pytest.mark.parametrize(
    "key, value, code",
    [
        ("age", "3.5", "type"),
        ("age", "三", "type"),
        ("born", "2015-02-30", "type"),
        ("born", "2015-11-16", "constraint"),
        ("gender", "3", "choice"),
        ("stars", "6", "range"),
        ("stars", "x", "type"),
    ],
)
def test_an_answer_of_another_kind_is_kept_and_reported(key: str, value: str, code: str) -> None:
    form = scenario(FORM, LISTS).answer("name", "An").answer(key, value)

    assert form.value(key) == value
    assert form.codes == [code]
    assert sentence(form.interview.problems()[0])


def test_an_option_of_another_version_is_told_as_such() -> None:
    form = scenario(FORM, LISTS).answer("name", "An").answer("gender", "3")

    assert sentence(form.interview.problems()[0]) == "这一版问卷里没有选项“3”，请重新选择"


def test_choices_that_a_filter_took_away_are_reported() -> None:
    form = scenario(FORM, LISTS).answer("name", "An").answer("gender", 1).answer("sick", "a")
    assert form.codes == []

    form.answer("gender", 2)

    assert form.codes == ["choice"]
    assert "sick" in form.changes.shown
    assert sentence(form.interview.problems()[0]) == "“a”不在选项中，请重新选择"


def test_problems_come_in_form_order() -> None:
    form = scenario(FORM, LISTS).answer("gender", 9).answer("age", 200)

    assert [problem.at[0] for problem in form.interview.problems()] == ["name", "age", "gender", "extra"]


def test_progress_counts_what_is_asked_and_what_blocks() -> None:
    form = scenario(FORM, LISTS).answer("age", 6)
    assert form.interview.progress("") == type(form.interview.progress(""))(
        required=2, answered=0, blocking=2
    )

    form.answer("name", "An").answer("extra", "x")

    assert form.interview.progress("").answered == 2
    assert form.interview.progress("").blocking == 0


RULES = """
    | name  | type      | calculation             | ruhu:rule | ruhu:level | ruhu:at | ruhu:message |
    | area  | decimal   |                         |           |            |         |              |
    | built | text      |                         |           |            |         |              |
    | r41   | calculate | ${area} = 0 and ${built} != '' | R41 | H          | area built | 面积为 ${area} 却有结构“{built}” |
    | r42   | calculate | ${area} > 200           | R42       | S          | area    | 面积过大     |
    | r43   | calculate | ${area} > 100           | R43       | I          | area    | 面积较大     |
"""


def test_a_broken_rule_is_reported_at_its_fields_in_its_own_words() -> None:
    home = scenario(RULES).answer("area", 0).answer("built", "砖")

    (problem,) = home.interview.problems()
    assert (problem.code, problem.level, problem.at) == ("R41", Level.HARD, ("area", "built"))
    assert sentence(problem) == "面积为 0 却有结构“砖”"
    assert home.interview.view("built").problems == (problem,)
    assert home.changes.shown == ("area", "built", "r41")


def test_a_soft_rule_gives_way_to_an_explanation() -> None:
    home = scenario(RULES).answer("area", 300)
    soft = home.interview.problems()[0]
    assert (soft.remark_key, soft.blocks) == ("remark[R42]", True)

    changes = home.interview.explain(soft.remark_key, "三代同堂")

    assert dict(changes.patch) == {"remark[R42]": (None, "三代同堂")}
    assert changes.shown == ("area",)
    explained = home.interview.problems()[0]
    assert (explained.remark, explained.blocks) == ("三代同堂", False)
    assert home.reopened().interview.problems()[0].remark == "三代同堂"
    assert dict(home.interview.explain("remark[R42]", " ").patch) == {"remark[R42]": ("三代同堂", None)}


def test_a_rule_for_information_blocks_nothing() -> None:
    home = scenario(RULES).answer("area", 150)

    assert [(problem.code, problem.blocks) for problem in home.interview.problems()] == [("R43", False)]


def test_only_explanations_are_kept_as_such() -> None:
    with pytest.raises(KeyError):
        scenario(RULES).interview.explain("area", "x")


ROWS = """
    | name   | type         | calculation                    | ruhu:rule | ruhu:level | ruhu:at | ruhu:message |
    | member | begin repeat |                                |           |            |         |              |
    | full   | text         |                                |           |            |         |              |
    | age    | integer      |                                |           |            |         |              |
    | r32    | calculate    | ${age} > 100                   | R32       | S          | age     | {full}过百岁 |
    |        | end repeat   |                                |           |            |         |              |
    | r09    | calculate    | count(${member}) = 0           | R09       | H          | member  | 没有成员     |
    | r10    | calculate    | max(${age}) < 18               | R10       | H          | age     | 没有大人     |
"""


def test_a_rule_in_a_repeat_speaks_of_its_row() -> None:
    family = scenario(ROWS).add("member", full="An", age=30).add("member", full="Bo", age=101)

    (problem,) = family.interview.problems()
    second = family.rows("member")[1]
    assert problem.at == (f"{second}.age",)
    assert problem.message == "Bo过百岁"
    assert problem.remark_key == f"remark[R32@{second}]"


def test_explanations_leave_with_their_row() -> None:
    family = scenario(ROWS).add("member", full="An", age=30).add("member", full="Bo", age=101)
    key = family.interview.problems()[0].remark_key
    family.interview.explain(key, "有证")

    family.remove("member[2]")

    assert family.changes.patch[key] == ("有证", None)
    assert not any(name.startswith("remark") for name in family.interview.answers())


def test_a_rule_outside_speaks_of_all_rows_or_of_the_repeat() -> None:
    family = scenario(ROWS)
    assert family.interview.problems()[0].at == ("member",)

    family.add("member", age=3).add("member", age=7)

    (problem,) = family.interview.problems()
    assert problem.at == tuple(f"{row}.age" for row in family.rows("member"))


def test_a_constraint_can_be_soft() -> None:
    form = scenario("""
        | name | type    | constraint | ruhu:level |
        | km   | decimal | . <= 50    | S          |
    """).answer("km", 80)

    (problem,) = form.interview.problems()
    assert (problem.level, problem.remark_key) == (Level.SOFT, "remark[km]")
    form.interview.explain("remark[km]", "山区")
    assert not form.interview.problems()[0].blocks


def test_another_record_is_no_part_of_the_visit() -> None:
    form = (
        scenario("""
        | name  | type        | required | ruhu:record |
        | a     | text        |          |             |
        | five  | begin group |          | appraisal   |
        | fair  | text        | yes      |             |
        | votes | begin repeat |         |             |
        | who   | text        |          |             |
        |       | end repeat  |          |             |
        |       | end group   |          |             |
    """)
        .answer("a", "x")
        .add("votes", who="An")
    )
    row = form.rows("votes")[0]

    assert form.codes == []
    assert [problem.at for problem in form.interview.problems("appraisal")] == [("fair",)]
    assert form.interview.answers() == {"a": "x"}
    assert form.interview.answers("appraisal") == {row: "0001", f"{row}.who": "An"}
    assert form.interview.record_of(f"{row}.who") == "appraisal"
    assert form.interview.record_of("votes") == "appraisal"
    assert form.interview.record_of("nowhere") == ""
    assert form.interview.view("fair").record == "appraisal"
