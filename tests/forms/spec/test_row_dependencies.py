"""What follows when rows come, go and change: the scenarios that other engines keep as their regressions."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import pytest

from forms import QuestionnaireFault
from tests.forms.scenario import scenario
from tests.forms.spec.raw import raw, rows

LAST = """
    | type         | name | calculation                                    |
    | begin repeat | r    |                                                |
    | integer      | n    |                                                |
    | calculate    | last | /data/r[position() = last()]/n                 |
    | calculate    | part | ${n} div sum(/data/r/n)                        |
    | calculate    | rest | count(/data/r) - position(..)                  |
    | end repeat   |      |                                                |
"""


def test_every_row_follows_the_last_one_the_sum_and_the_number_of_rows() -> None:
    form = scenario(LAST).add("r", n=1).add("r", n=3)
    assert [rows(form, "r", name) for name in ("last", "part", "rest")] == [
        ["3", "3"],
        ["0.25", "0.75"],
        ["1", "0"],
    ]

    form.add("r", n=4)
    assert [rows(form, "r", name) for name in ("last", "part", "rest")] == [
        ["4"] * 3,
        ["0.125", "0.375", "0.5"],
        ["2", "1", "0"],
    ]

    form.remove("r[3]").remove("r[1]")
    assert [rows(form, "r", name) for name in ("last", "part", "rest")] == [["3"], ["1"], ["0"]]


def test_a_sum_outside_leaves_with_the_last_row() -> None:
    form = scenario(
        "| type | name | calculation |\n| begin repeat | r | |\n| integer | n | |\n| end repeat | | |\n| calculate | s | sum(${n}) |\n| calculate | c | count(${n}) |"
    )
    seen = [form.value("s"), form.add("r", n=5).value("s"), form.add("r", n=6).value("s")]
    seen += [form.remove("r[1]").value("s"), form.remove("r[1]").value("s")]

    assert seen == ["0", "5", "11", "6", "0"]


def test_a_row_in_the_middle_that_goes_shows_in_relevance_by_position() -> None:
    form = scenario(
        "| type | name | relevant |\n| begin repeat | r | |\n| text | a | |\n| text | odd | position(..) mod 2 = 1 |\n| end repeat | | |"
    )
    form.add("r", a="x").add("r", a="y").add("r", a="z")
    assert form.visible == ["a", "odd", "a", "a", "odd"]

    assert form.remove("r[2]").visible == ["a", "odd", "a"]


def test_rows_may_depend_on_a_calculation_that_depends_on_all_rows() -> None:
    form = scenario("""
        | type         | name  | calculation        | relevant       | constraint     |
        | begin repeat | r     |                    |                |                |
        | integer      | n     |                    |                | . <= ${limit}  |
        | text         | why   |                    | ${n} = ${most} |                |
        | end repeat   |       |                    |                |                |
        | calculate    | most  | max(${n})          |                |                |
        | calculate    | limit | 10 - count(${r})   |                |                |
    """).add("r", n=3).add("r", n=8)  # fmt: skip
    assert form.visible == ["n", "n", "why"]
    assert form.codes == []

    assert form.add("r", n=1).codes == ["constraint"]
    assert form.answer("r[1].n", 9).visible == ["n", "why", "n", "n"]


def test_the_same_condition_on_a_repeat_and_a_question_holds_for_both() -> None:
    form = scenario(
        "| type | name | relevant |\n| text | on | |\n| begin repeat | r | ${on} = 'y' |\n| text | a | |\n| end repeat | | |\n| text | b | ${on} = 'y' |"
    ).add("r")

    assert form.visible == ["on"]
    assert form.answer("on", "y").visible == ["on", "a", "b"]


def test_a_group_in_a_row_follows_answers_outside_in_all_rows() -> None:
    form = scenario(
        "| type | name | relevant | calculation |\n| text | on | | |\n| begin repeat | r | | |\n| begin group | g | ${on} = 'y' | |\n| integer | a | | |\n| end group | | | |\n| end repeat | | | |\n| calculate | s | | sum(${a}) |"
    )
    form.answer("on", "y").add("r", a=1).add("r", a=2)

    assert [form.answer("on", value).value("s") for value in ("n", "y")] == ["0", "3"]


def test_inner_rows_follow_their_outer_row_and_no_other() -> None:
    form = scenario("""
        | type         | name  | calculation                              | relevant      |
        | begin repeat | r     |                                          |               |
        | text         | on    |                                          |               |
        | begin repeat | s     |                                          | ${on} = 'y'   |
        | integer      | n     |                                          |               |
        | end repeat   |       |                                          |               |
        | calculate    | sum   | sum(${n})                                |               |
        | end repeat   |       |                                          |               |
        | calculate    | total | sum(${n})                                |               |
    """)
    for row, on in ((1, "y"), (2, "n")):
        form.add("r", on=on).add(f"r[{row}].s", n=row).add(f"r[{row}].s", n=10 * row)
    assert (rows(form, "r", "sum"), form.value("total")) == (["11", "0"], "11")

    form.answer("r[2].on", "y")
    assert (rows(form, "r", "sum"), form.value("total")) == (["11", "22"], "33")
    assert (rows(form.remove("r[1]"), "r", "sum"), form.value("total")) == (["22"], "22")


def test_a_constraint_may_speak_of_the_question_itself() -> None:
    form = scenario("| type | name | constraint |\n| integer | a | ${a} > 3 and . < 9 |")

    assert [form.answer("a", value).codes for value in (2, 5, 9)] == [["constraint"], [], ["constraint"]]


@pytest.mark.parametrize(
    "one, other",
    [
        ('calculate="/data/b + 1"', 'calculate="/data/a + 1"'),
        ('relevant="/data/b = 1"', 'relevant="/data/a = 1"'),
        ('relevant="/data/b = 1"', 'calculate="/data/a"'),
        ('relevant="/data/a = 1"', ""),
    ],
)
def test_questions_that_wait_for_each_other_are_a_fault(one: str, other: str) -> None:
    with pytest.raises(QuestionnaireFault, match="cycle"):
        raw("<a/><b/>", f'<bind nodeset="/data/a" {one}/><bind nodeset="/data/b" {other}/>')


@pytest.mark.parametrize(
    "one, other",
    [
        ("required", "relevant"),
        ("constraint", "calculate"),
        ("readonly", "relevant"),
        ("required", "readonly"),
    ],
)
def test_what_feeds_nothing_waits_for_nobody(one: str, other: str) -> None:
    binds = f'<bind nodeset="/data/a" {one}="/data/b = 1"/><bind nodeset="/data/b" {other}="/data/a = 1"/>'

    assert raw("<a/><b/>", binds, '<input ref="/data/a"/><input ref="/data/b"/>').visible[0] == "a"


def test_rows_may_count_what_rows_of_another_repeat_say_of_them() -> None:
    form = (
        scenario("""
        | type         | name   | calculation                                              |
        | begin repeat | person |                                                          |
        | text         | name   |                                                          |
        | calculate    | crops  | count(/data/crop[grower = current()/../name])            |
        | end repeat   |        |                                                          |
        | begin repeat | crop   |                                                          |
        | text         | grower |                                                          |
        | end repeat   |        |                                                          |
    """)
        .add("person", name="甲")
        .add("person", name="乙")
        .add("crop", grower="乙")
        .add("crop", grower="乙")
        .add("crop", grower="甲")
    )

    assert rows(form, "person", "crops") == ["1", "2"]
    assert rows(form.answer("crop[1].grower", "甲"), "person", "crops") == ["2", "1"]
    assert rows(form.remove("crop[3]"), "person", "crops") == ["1", "1"]


def test_the_first_row_is_read_where_a_single_value_is_wanted_outside() -> None:
    form = scenario(
        "| type | name | calculation |\n| begin repeat | r | |\n| text | a | |\n| end repeat | | |\n| calculate | first | /data/r/a |"
    )

    assert form.value("first") == ""
    assert form.add("r", a="x").add("r", a="y").value("first") == "x"
    assert form.remove("r[1]").value("first") == "y"


def test_a_wildcard_and_a_path_from_anywhere_see_rows_come_and_go() -> None:
    binds = (
        '<bind nodeset="/data/c" calculate="count(//a)"/><bind nodeset="/data/d" calculate="sum(/data/*/a)"/>'
    )
    form = raw(
        '<r jr:template=""><a/></r><c/><d/>',
        binds,
        '<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>',
    )
    form.add("r", a=2).add("r", a=3)

    assert (form.value("c"), form.value("d")) == ("2", "5")
    assert (form.remove("r[1]").value("c"), form.value("d")) == ("1", "3")
