"""ODK XForms, groups and repeats: rows that people, counts and the form itself make, at every depth."""

# ruff: noqa: E501 - XML is wider than code
from __future__ import annotations

import pytest

from forms import NodeKind, QuestionnaireFault
from tests.forms.scenario import scenario
from tests.forms.spec.raw import form as load_form
from tests.forms.spec.raw import raw, rows

NESTED = """
    | type         | name    | calculation                       | repeat_count |
    | begin repeat | house   |                                   |              |
    | text         | owner   |                                   |              |
    | begin group  | inside  |                                   |              |
    | begin repeat | room    |                                   |              |
    | decimal      | area    |                                   |              |
    | begin repeat | window  |                                   |              |
    | text         | glass   |                                   |              |
    | calculate    | place   | concat(position(../../../..), '.', position(../..), '.', position(..)) | |
    | end repeat   |         |                                   |              |
    | end repeat   |         |                                   |              |
    | end group    |         |                                   |              |
    | calculate    | whole   | sum(../inside/room/area)          |              |
    | end repeat   |         |                                   |              |
    | calculate    | all     | sum(${area})                      |              |
    | calculate    | panes   | count(${glass})                   |              |
"""


def test_groups_without_a_place_shape_the_screen_only() -> None:
    body = (
        '<group><label>A</label><group ref="/data/g"><label>B</label><input ref="/data/g/x"/></group></group>'
    )
    form = raw("<g><x/></g>", "", body)

    assert [node.kind for node in form.interview.layout().walk()] == [
        NodeKind.FORM,
        NodeKind.GROUP,
        NodeKind.FIELD,
    ]
    assert form.interview.layout("g").label == "B"


def test_three_repeats_deep_every_row_knows_its_place() -> None:
    form = scenario(NESTED).add("house").add("house").add("house[2].room").add("house[2].room")
    form.add("house[2].room[2].window").add("house[2].room[2].window")

    assert form.value("house[2].room[2].window[2].place") == "2.2.2"


def test_totals_reach_down_to_every_depth() -> None:
    form = scenario(NESTED).add("house").add("house")
    form.add("house[1].room", area=10).add("house[2].room", area=20).add("house[2].room", area=5)
    form.add("house[2].room[1].window", glass="x")

    assert [form.value(key) for key in ("house[1].whole", "house[2].whole", "all", "panes")] == [
        "10",
        "25",
        "35",
        "1",
    ]


def test_a_row_leaves_with_all_its_rows() -> None:
    form = scenario(NESTED).add("house").add("house")
    form.add("house[1].room", area=10).add("house[1].room[1].window", glass="x").add("house[2].room", area=7)

    form.remove("house[1]")

    assert (form.value("all"), form.value("panes"), len(form.rows("house"))) == ("7", "0", 1)
    assert not [key for key in form.interview.answers() if key.endswith("glass")]


def test_a_row_between_others_leaves_and_the_places_close_up() -> None:
    form = scenario(NESTED).add("house")
    for area in (1, 2, 3):
        form.add("house[1].room", area=area).add(f"house[1].room[{area}].window")

    form.remove("house[1].room[2]")

    assert [form.value(f"house[1].room[{row}].window[1].place") for row in (1, 2)] == ["1.1.1", "1.2.1"]
    assert [form.value(f"house[1].room[{row}].area") for row in (1, 2)] == ["1", "3"]


@pytest.mark.parametrize("count", ["3", "'3'", "1 + 2", "3.7"])
def test_a_count_may_be_any_number(count: str) -> None:
    form = scenario(
        f"| type | name | repeat_count |\n| begin repeat | r | {count} |\n| text | a | |\n| end repeat | | |"
    )

    assert len(form.rows("r")) == 3


def test_a_count_follows_its_question_up_and_down() -> None:
    form = scenario("""
        | type         | name | repeat_count |
        | integer      | n    |              |
        | begin repeat | r    | ${n}         |
        | text         | a    |              |
        | end repeat   |      |              |
    """)
    lengths = [len(form.answer("n", value).rows("r")) for value in (2, 5, 1, 0, "", 3)]

    assert lengths == [2, 5, 1, 0, 0, 3]


def test_a_count_may_follow_another_repeat() -> None:
    form = scenario("""
        | type         | name  | repeat_count     | calculation                              |
        | begin repeat | child |                  |                                          |
        | text         | name  |                  |                                          |
        | end repeat   |       |                  |                                          |
        | begin repeat | care  | count(${child})  |                                          |
        | calculate    | who   |                  | indexed-repeat(${name}, ${child}, position(..)) |
        | end repeat   |       |                  |                                          |
    """).add("child", name="甲").add("child", name="乙")  # fmt: skip

    assert rows(form, "care", "who") == ["甲", "乙"]
    assert rows(form.remove("child[1]"), "care", "who") == ["乙"]


def test_counts_of_nested_rows_follow_their_own_row() -> None:
    form = scenario("""
        | type         | name | repeat_count |
        | begin repeat | r    | 2            |
        | integer      | n    |              |
        | begin repeat | s    | ${n}         |
        | text         | a    |              |
        | end repeat   |      |              |
        | end repeat   |      |              |
    """)
    form.answer("r[1].n", 1).answer("r[2].n", 3)

    assert [len(form.rows(f"r[{row}].s")) for row in (1, 2)] == [1, 3]


def test_rows_that_a_smaller_count_set_aside_count_nowhere() -> None:
    form = scenario("""
        | type         | name  | repeat_count | calculation | required |
        | integer      | n     |              |             |          |
        | begin repeat | r     | ${n}         |             |          |
        | integer      | a     |              |             | yes      |
        | end repeat   |       |              |             |          |
        | calculate    | total |              | sum(${a})   |          |
    """).answer("n", 2)
    form.answer("r[1].a", 5).answer("r[2].a", 6).answer("n", 1)
    assert (form.value("total"), form.codes) == ("5", [])

    assert form.answer("n", 3).value("total") == "11"
    assert form.codes == ["required"]


def test_a_row_that_leaves_takes_along_the_rows_that_were_set_aside_in_it() -> None:
    form = scenario("""
        | type         | name | repeat_count |
        | begin repeat | r    |              |
        | integer      | n    |              |
        | begin repeat | s    | ${n}         |
        | text         | a    |              |
        | end repeat   |      |              |
        | end repeat   |      |              |
    """).add("r", n=2)  # fmt: skip
    form.answer("r[1].s[2].a", "x").answer("r[1].n", 1).remove("r[1]")

    assert form.interview.answers() == {}
    assert any(key.endswith(".a") and new is None for key, (_, new) in form.changes.patch.items())


def test_rows_that_were_set_aside_are_not_worked_on_until_they_come_back() -> None:
    form = scenario("""
        | type         | name | repeat_count | relevant    |
        | text         | on   |              |             |
        | integer      | n    |              |             |
        | begin repeat | r    | ${n}         | ${on} = 'y' |
        | integer      | m    |              |             |
        | begin repeat | s    | ${m}         |             |
        | text         | a    |              |             |
        | end repeat   |      |              |             |
        | end repeat   |      |              |             |
    """).answer("on", "y").answer("n", 1)  # fmt: skip
    form.answer("on", "n").answer("r[1].m", 2).answer("n", 0).answer("on", "y")

    assert not form.reopened().changes.patch
    assert len(form.answer("n", 1).rows("r[1].s")) == 2


def test_a_repeat_in_a_new_row_applies_only_where_the_row_does() -> None:
    form = scenario(
        "| type | name | relevant |\n| text | on | |\n| begin repeat | r | ${on} = 'y' |\n| begin repeat | s | |\n| text | a | |\n| end repeat | | |\n| end repeat | | |"
    ).add("r")

    assert [node.relevant for node in form.interview.layout().walk() if node.name == "s"] == [False]
    assert [
        node.relevant for node in form.answer("on", "y").interview.layout().walk() if node.name == "s"
    ] == [True]


BODY = '<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"{}><input ref="/data/r/a"/><input ref="/data/r/b"/></repeat></group>'


def test_the_form_may_be_written_with_rows_and_their_values() -> None:
    form = raw("<r><a>John</a><b>father</b></r><r><a>Kofi</a><b>brother</b></r>", "", BODY.format(""))

    assert rows(form, "r", "a") == ["John", "Kofi"]
    assert rows(form, "r", "b") == ["father", "brother"]


def test_a_template_gives_values_to_new_rows_and_is_no_row() -> None:
    nodes = '<r jr:template=""><a/><b>spouse</b></r><r><a>John</a><b>father</b></r>'
    form = raw(nodes, "", BODY.format("")).add("r")

    assert rows(form, "r", "b") == ["father", "spouse"]


def test_a_written_row_may_be_emptier_than_the_template() -> None:
    form = raw('<r jr:template=""><a/><b>spouse</b></r><r><a>x</a><b/></r>', "", BODY.format(""))

    assert rows(form, "r", "b") == [""]


def test_written_rows_come_once_and_not_again_when_the_visit_is_opened_again() -> None:
    form = raw("<r><a>1</a><b/></r><r><a>2</a><b/></r>", "", BODY.format("")).remove("r[1]").reopened()

    assert rows(form, "r", "a") == ["2"]


def test_rows_that_nobody_may_add_or_remove() -> None:
    nodes = '<r jr:template=""><a/><b/></r><r><a>1</a><b/></r><r><a>2</a><b/></r>'
    form = raw(nodes, "", BODY.format(' jr:noAddRemove="true()"'))

    assert rows(form, "r", "a") == ["1", "2"]
    assert "fixed-rows" in form.interview.layout("r").appearance
    with pytest.raises(ValueError, match="r"):
        form.add("r")
    with pytest.raises(ValueError, match="r"):
        form.remove("r[1]")


def test_one_empty_row_stays_where_nobody_may_add_one() -> None:
    form = raw('<r jr:template=""><a/><b/></r><r><a/><b/></r>', "", BODY.format(' jr:noAddRemove="true()"'))

    assert len(form.rows("r")) == 1


def test_rows_may_be_added_where_the_form_says_so_explicitly() -> None:
    form = raw("<r><a/><b/></r>", "", BODY.format(' jr:noAddRemove="false()"')).add("r")

    assert len(form.rows("r")) == 2


def test_a_repeat_may_stand_without_a_group_around_it() -> None:
    form = raw(
        '<r jr:template=""><a/></r>', "", '<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>'
    )

    assert form.add("r", a="x").value("r[1].a") == "x"


def test_a_group_that_says_the_same_in_every_row_is_read_in_every_row() -> None:
    form = (
        scenario("""
        | type         | name  | label                  | relevant     |
        | begin repeat | r     | R                      |              |
        | text         | who   | W                      |              |
        | begin group  | g     | 关于 ${who}            | ${who} != '' |
        | text         | more  | M                      |              |
        | end group    |       |                        |              |
        | end repeat   |       |                        |              |
    """)
        .add("r", who="黄")
        .add("r")
    )
    groups = [node for node in form.interview.layout().walk() if node.name == "g"]

    assert [(group.label, group.relevant) for group in groups] == [("关于 黄", True), ("关于 ", False)]


def test_rows_of_two_repeats_do_not_meet() -> None:
    form = (
        scenario("""
        | type         | name  | calculation  |
        | begin repeat | r     |              |
        | integer      | a     |              |
        | end repeat   |       |              |
        | begin repeat | s     |              |
        | integer      | b     |              |
        | calculate    | seen  | sum(/data/r/a) + ${b} |
        | end repeat   |       |              |
    """)
        .add("r", a=1)
        .add("s", b=10)
        .add("r", a=2)
        .add("s", b=20)
    )

    assert rows(form, "s", "seen") == ["13", "23"]


def test_a_repeat_in_a_place_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(QuestionnaireFault, match="unknown_path"):
        load_form("<a/>", "", '<repeat nodeset="/data/b"><input ref="/data/b/a"/></repeat>')
