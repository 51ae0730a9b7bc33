"""What screens and paper see: views, the layout, keys, fields by id."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import pytest

from forms import Kind, NodeKind
from tests.forms.scenario import scenario

FORM = """
    | name   | type         | label  | hint   | appearance | ruhu:ref | ruhu:unit | ruhu:sensitive | calculation    | readonly | required | relevant |
    | g1     | begin group  | 一进   |        | field-list |          |           |                |                |          |          |          |
    | head   | text         | 户主   | 姓名   |            | P05      |           | yes            |                |          | yes      |          |
    | member | begin repeat | 成员   |        |            |          |           |                |                |          |          |          |
    | full   | text         | 姓名   |        |            | M01      |           |                |                |          |          |          |
    | months | decimal      | 务工   |        | numbers    | M15      | 月        |                |                |          |          |          |
    |        | end repeat   |        |        |            |          |           |                |                |          |          |          |
    |        | end group    |        |        |            |          |           |                |                |          |          |          |
    | total  | decimal      | 合计   |        |            | E07      | 月        |                | sum(${months}) | yes      |          |          |
    | hidden | calculate    | 内部   |        |            | E07      |           |                | 1              |          |          |          |
    | g2     | begin group  | 二看   |        |            |          |           |                |                |          |          | ${head} != '' |
    | photo  | image        | 照片   |        |            |          |           |                |                |          |          |          |
    | place  | geopoint     | 坐标   |        |            |          |           |                |                |          |          |          |
    | at     | time         | 时间   |        |            |          |           |                |                |          |          |          |
    | when   | datetime     | 时刻   |        |            |          |           |                |                |          |          |          |
    | read   | note         | 请核对 |        |            |          |           |                |                |          |          |          |
    |        | end group    |        |        |            |          |           |                |                |          |          |          |
"""


def test_a_view_says_all_that_a_widget_needs() -> None:
    view = scenario(FORM).answer("head", "黄文生").interview.view("head")

    assert (view.label, view.hint, view.ref, view.value, view.display) == (
        "户主",
        "姓名",
        "P05",
        "黄文生",
        "黄文生",
    )
    assert (view.required, view.sensitive, view.readonly, view.calculated) == (True, True, False, False)


def test_a_calculated_question_is_shown_and_never_typed() -> None:
    form = scenario(FORM).add("member", months="2.50").add("member", months=1)
    view = form.interview.view("total")

    assert (view.value, view.readonly, view.calculated, view.unit) == ("3.5", True, True, "月")
    assert "total" not in form.interview.answers()


def test_every_kind_of_question_is_known() -> None:
    form = scenario(FORM)

    kinds = {
        name: form.interview.view(name).kind for name in ("photo", "place", "at", "when", "read", "total")
    }
    assert kinds == {
        "photo": Kind.IMAGE,
        "place": Kind.GEOPOINT,
        "at": Kind.TIME,
        "when": Kind.DATETIME,
        "read": Kind.NOTE,
        "total": Kind.DECIMAL,
    }
    assert form.interview.view("read").readonly


def test_the_layout_is_the_form_as_it_stands() -> None:
    form = scenario(FORM).add("member")
    row = form.rows("member")[0]

    nodes = [(node.kind.value, node.key, node.relevant) for node in form.interview.layout().walk()]
    assert nodes == [
        ("form", "", True),
        ("group", "g1", True),
        ("field", "head", True),
        ("repeat", "member", True),
        ("row", row, True),
        ("field", f"{row}.full", True),
        ("field", f"{row}.months", True),
        ("field", "total", True),
        ("group", "g2", False),
        *[("field", name, False) for name in ("photo", "place", "at", "when", "read")],
    ]
    assert form.interview.layout().label == "测试"


def test_a_part_of_the_layout() -> None:
    form = scenario(FORM).add("member")
    row = form.rows("member")[0]

    assert form.interview.layout("g1").appearance == "field-list"
    assert form.interview.layout("member").kind is NodeKind.REPEAT
    assert [child.key for child in form.interview.layout(row).children] == [f"{row}.full", f"{row}.months"]
    with pytest.raises(KeyError):
        form.interview.layout("nowhere")
    with pytest.raises(KeyError):
        form.interview.view("g1")


def test_fields_are_found_by_their_id_in_all_rows() -> None:
    form = scenario(FORM).add("member", full="An").add("member", full="Bo")

    assert [view.value for view in form.interview.fields("M01")] == ["An", "Bo"]
    assert [view.name for view in form.interview.fields("E07")] == ["total", "hidden"]
    assert form.interview.fields("E07")[1].label == "内部"
    assert form.interview.fields("Z99") == ()


def test_a_view_is_made_once() -> None:
    form = scenario(FORM)

    assert form.interview.view("head") is form.interview.view("head")


def test_progress_of_parts() -> None:
    form = scenario(FORM).add("member")
    row = form.rows("member")[0]

    assert [form.interview.progress(key).required for key in ("", "g1", "g2", "member", row)] == [
        1,
        1,
        0,
        0,
        0,
    ]
    with pytest.raises(KeyError):
        form.interview.progress("nowhere")


def test_names_used_twice_get_longer_keys() -> None:
    form = (
        scenario("""
        | name | type         |
        | a    | begin group  |
        | x    | text         |
        | y    | text         |
        |      | end group    |
        | b    | begin group  |
        | x    | text         |
        | r    | begin repeat |
        | x    | text         |
        |      | end repeat   |
        |      | end group    |
    """)
        .answer("a/x", 1)
        .answer("b/x", 2)
        .add("r", x=3)
    )

    assert sorted(form.interview.answers().values()) == ["0001", "1", "2", "3"]
    assert form.value("y") == ""
    assert form.reopened().value("b/x") == "2"


def test_answers_to_questions_that_are_gone_are_kept() -> None:
    form = scenario(FORM, answers={"old": "1", "head": "An", "@state": "x"}, first=False)

    assert form.interview.answers() == {"old": "1", "head": "An", "@state": "x"}


def test_a_dynamic_readonly_question_is_not_answered() -> None:
    form = scenario("""
        | name | type | readonly    | required    |
        | a    | text |             |             |
        | b    | text | ${a} = 'x'  | ${a} = 'y'  |
    """).answer("a", "x")

    assert form.interview.view("b").readonly
    assert form.changes.shown == ("a", "b")
    with pytest.raises(ValueError, match="b"):
        form.interview.answer("b", "1")
    assert form.answer("a", "y").interview.view("b").required
    assert form.codes == ["required"]
