"""ODK XForms, events and actions: setvalue, setgeopoint, recordaudio; defaults."""

# ruff: noqa: E501 - XML is wider than code
from __future__ import annotations

from datetime import datetime

import pytest

from forms import FaultCode, QuestionnaireFault
from tests.forms.scenario import scenario
from tests.forms.spec.raw import form as load_form
from tests.forms.spec.raw import inputs, raw, rows


def set_to(event: str, ref: str, value: str = "", text: str = "") -> str:
    given = f' value="{value}"' if value else ""
    return f'<setvalue event="{event}" ref="{ref}"{given}>{text}</setvalue>'


def test_a_static_default_is_the_text_of_its_node() -> None:
    form = raw("<a>10</a>", "", inputs("a"))

    assert form.value("a") == "10"
    assert form.answer("a", "").reopened().value("a") == ""


@pytest.mark.parametrize("event", ["odk-instance-first-load", "xforms-ready"])
def test_the_first_load_sets_a_value_once(event: str) -> None:
    form = raw("<a/><b>5</b>", set_to(event, "/data/a", "/data/b * 4"), inputs("a", "b")).answer("b", 4)
    assert form.value("a") == "20"

    assert form.answer("a", "").reopened().value("a") == ""


def test_the_first_load_may_empty_a_default() -> None:
    form = raw("<a>12</a>", set_to("odk-instance-first-load", "/data/a"), inputs("a"))

    assert form.value("a") == ""


def test_the_first_load_does_not_run_when_a_question_begins_to_apply() -> None:
    model = '<bind nodeset="/data/a" relevant="/data/b = 3"/>' + set_to(
        "odk-instance-first-load", "/data/a", "/data/b * 4"
    )
    form = raw("<a/><b>5</b>", model, inputs("a", "b")).answer("b", 3)

    assert form.value("a") == "20"


def test_every_load_sets_a_value_again() -> None:
    form = raw("<a/>", set_to("odk-instance-load", "/data/a", text="now"), inputs("a")).answer("a", "then")

    assert form.reopened().value("a") == "now"


def test_a_readonly_question_may_be_set() -> None:
    model = '<bind nodeset="/data/a" readonly="1"/>' + set_to("odk-instance-first-load", "/data/a", "4*4")

    assert raw("<a/>", model, inputs("a")).value("a") == "16"


CHANGED = '<input ref="/data/a">{}</input>' + inputs("b", "c")


def test_a_change_sets_a_value_after_everything_else_was_worked_out() -> None:
    model = '<bind nodeset="/data/twice" calculate="/data/a * 2"/>'
    form = raw(
        "<a/><b/><c/><twice/>",
        model,
        CHANGED.format(set_to("xforms-value-changed", "/data/b", "/data/twice")),
    )

    assert form.answer("a", 12).value("b") == "24"


def test_the_same_answer_again_is_no_change() -> None:
    form = raw(
        "<a/><b/><c/>", "", CHANGED.format(set_to("xforms-value-changed", "/data/b", "concat('x', /data/c)"))
    )
    form.answer("a", 1).answer("c", "y").answer("a", 1)
    assert form.value("b") == "x"

    assert form.answer("a", 2).value("b") == "xy"


def test_a_change_may_set_several_values_and_empty_others() -> None:
    actions = set_to("xforms-value-changed", "/data/b", text="7") + set_to("xforms-value-changed", "/data/c")
    form = raw("<a/><b/><c>x</c>", "", CHANGED.format(actions)).answer("a", 1)

    assert (form.value("b"), form.value("c"), form.kept("c")) == ("7", "", "")


def test_a_change_may_look_at_the_value_it_sets() -> None:
    form = raw("<a/><b>0</b><c/>", "", CHANGED.format(set_to("xforms-value-changed", "/data/b", ". + 1")))

    assert form.answer("a", "x").answer("a", "y").value("b") == "2"


def test_people_may_overwrite_what_was_set() -> None:
    form = raw("<a/><b/><c/>", "", CHANGED.format(set_to("xforms-value-changed", "/data/b", "/data/a")))

    assert form.answer("a", 1).answer("b", 9).answer("c", 1).value("b") == "9"


def test_any_of_several_questions_may_set_a_value() -> None:
    form = scenario("""
        | type | name | trigger    | calculation          |
        | text | a    |            |                      |
        | text | b    |            |                      |
        | text | t    | ${a}, ${b} | concat(${a}, ${b})   |
    """)

    assert form.answer("a", 1).value("t") == "1"
    assert form.answer("b", 2).value("t") == "12"


def test_one_set_value_may_set_another() -> None:
    body = (
        f'<input ref="/data/a">{set_to("xforms-value-changed", "/data/b", "/data/a")}</input>'
        f'<input ref="/data/b">{set_to("xforms-value-changed", "/data/c", "/data/b")}</input><input ref="/data/c"/>'
    )

    assert raw("<a/><b/><c/>", "", body).answer("a", 3).value("c") == "3"


REPEATED = (
    '<group ref="/data/r"><repeat nodeset="/data/r"{}>{}<input ref="/data/r/q">{}</input></repeat></group>'
)


def test_a_new_row_gets_its_values_and_rows_of_the_form_do_not() -> None:
    body = REPEATED.format("", set_to("odk-new-repeat", "/data/r/q", "position(..)"), "")
    form = raw("<r><q/></r><r><q/></r>", "", body).add("r").add("r")

    assert rows(form, "r", "q") == ["", "", "3", "4"]


def test_one_action_may_wait_for_several_events() -> None:
    action = set_to("odk-instance-first-load odk-new-repeat", "/data/r/q", "position(..)")
    form = raw("<r><q/></r>", "", REPEATED.format("", action, "")).add("r")

    assert rows(form, "r", "q") == ["1", "2"]
    assert rows(form.answer("r[1].q", "").reopened(), "r", "q") == ["", "2"]


def test_a_row_made_by_a_count_is_new() -> None:
    nodes = '<n/><r jr:template=""><q/></r>'
    body = inputs("n") + REPEATED.format(
        ' jr:count="/data/n"', set_to("odk-new-repeat", "/data/r/q", "position(..)"), ""
    )
    form = raw(nodes, "", body).answer("n", 2).answer("r[1].q", 9).answer("n", 3)

    assert rows(form, "r", "q") == ["9", "2", "3"]


def test_rows_that_come_back_with_a_visit_are_not_new() -> None:
    body = inputs("n") + REPEATED.format(
        ' jr:count="/data/n"', set_to("odk-new-repeat", "/data/r/q", text="5000"), ""
    )
    form = raw('<n/><r jr:template=""><q/></r>', "", body).answer("n", 1).answer("r[1].q", 2)

    assert rows(form.reopened(), "r", "q") == ["2"]


def test_a_new_row_may_take_the_value_of_the_row_before() -> None:
    action = set_to("odk-new-repeat", "/data/r/q", "/data/r[position()=position(current()/..)-1]/q")
    form = (
        raw("<r><q/></r>", "", REPEATED.format("", action, ""))
        .answer("r[1].q", 7)
        .add("r")
        .answer("r[2].q", 8)
    )

    assert rows(form.add("r"), "r", "q") == ["7", "8", "8"]


def test_a_new_row_may_look_at_answers_outside() -> None:
    body = inputs("age") + REPEATED.format("", set_to("odk-new-repeat", "/data/r/q", "../../age + 2"), "")

    assert rows(raw('<age>12</age><r jr:template=""><q/></r>', "", body).add("r"), "r", "q") == ["14"]


def test_new_rows_of_one_repeat_do_not_touch_another() -> None:
    nodes = '<r jr:template=""><q/></r><s jr:template=""><q/></s>'
    body = "".join(
        f'<repeat nodeset="/data/{name}">{set_to("odk-new-repeat", f"/data/{name}/q", text=name)}<input ref="/data/{name}/q"/></repeat>'
        for name in "rs"
    )
    form = raw(nodes, "", body).add("r").add("s").answer("s[1].q", "mine").add("r")

    assert (rows(form, "r", "q"), rows(form, "s", "q")) == (["r", "r"], ["mine"])


def test_new_inner_rows_leave_other_inner_rows_alone() -> None:
    inner = f'<repeat nodeset="/data/r/s">{set_to("odk-new-repeat", "/data/r/s/q", text="new")}<input ref="/data/r/s/q"/></repeat>'
    nodes = '<r jr:template=""><s jr:template=""><q/></s></r>'
    form = raw(nodes, "", f'<repeat nodeset="/data/r">{inner}</repeat>').add("r").add("r[1].s")
    form.answer("r[1].s[1].q", "old").add("r[1].s").add("r").add("r[2].s")

    assert [form.value(f"r[1].s[{row}].q") for row in (1, 2)] == ["old", "new"]
    assert form.value("r[2].s[1].q") == "new"


def test_a_change_in_a_row_sets_values_of_that_row() -> None:
    body = REPEATED.format("", "", set_to("xforms-value-changed", "/data/r/t", "4 * position(..)"))
    form = raw('<r jr:template=""><q/><t/></r>', "", body).add("r").add("r").add("r")

    form.answer("r[2].q", "x")

    assert rows(form, "r", "t") == ["", "8", ""]


def test_a_change_in_a_row_may_set_a_value_outside() -> None:
    body = REPEATED.format("", "", set_to("xforms-value-changed", "/data/n", ". + 1"))
    form = raw('<n>0</n><r jr:template=""><q/></r>', "", body).add("r", q=1).add("r", q=1)

    assert form.value("n") == "2"


@pytest.mark.parametrize(
    "chosen, set_rows", [("[position()=2]", ["", "x", ""]), ("[q='c']", ["", "", "x"]), ("", ["x"] * 3)]
)
def test_a_change_outside_sets_the_rows_it_names(chosen: str, set_rows: list[str]) -> None:
    action = set_to("xforms-value-changed", f"/data/r{chosen}/t", text="x")
    body = f'<input ref="/data/a">{action}</input>' + REPEATED.format("", "", "")
    form = raw("<a/><r><q>a</q><t/></r><r><q>b</q><t/></r><r><q>c</q><t/></r>", "", body)

    assert rows(form.answer("a", 1), "r", "t") == set_rows


def test_a_change_in_an_outer_row_sets_its_inner_rows() -> None:
    inner = '<repeat nodeset="/data/r/s"><input ref="/data/r/s/t"/></repeat>'
    action = set_to("xforms-value-changed", "/data/r/s/t", "../../q")
    body = f'<repeat nodeset="/data/r"><input ref="/data/r/q">{action}</input>{inner}</repeat>'
    form = raw("<r><q/><s><t/></s></r><r><q/><s><t/></s></r>", "", body).answer("r[2].q", "foo")

    assert [form.value(f"r[{row}].s[1].t") for row in (1, 2)] == ["", "foo"]


def test_an_action_without_a_place_is_a_fault_and_one_on_an_attribute_is_left_to_entities() -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        load_form("<a/>", set_to("odk-instance-first-load", "/data/nothing", "1"))
    assert [fault.code for fault in caught.value.faults] == [FaultCode.UNKNOWN_PATH]

    assert load_form("<a/>", set_to("odk-instance-first-load", "/data/a/@id", "1")).actions == ()


def test_an_event_that_nobody_knows_never_comes() -> None:
    form = raw("<a/>", set_to("odk-some-event", "/data/a", text="x"), inputs("a"))

    assert form.value("a") == ""


POSITION = "25.04 102.71 1890.0 4.5"


@pytest.mark.parametrize("event", ["odk-instance-first-load", "odk-instance-load"])
def test_the_position_of_the_device_is_asked_for_and_put_in_its_place(event: str) -> None:
    form = raw(
        "<a/>", f'<bind nodeset="/data/a" type="geopoint"/><odk:setgeopoint event="{event}" ref="/data/a"/>'
    )
    assert form.interview.wanted_positions() == ("a",)

    changes = form.interview.locate("a", POSITION)

    assert dict(changes.patch) == {"a": (None, POSITION)}
    assert form.interview.wanted_positions() == ()


def test_a_workbook_asks_for_the_position_at_the_start() -> None:
    form = scenario("| type | name |\n| start-geopoint | spot |\n| text | a |")

    assert form.interview.wanted_positions() == ("spot",)
    assert form.reopened().interview.wanted_positions() == ()


@pytest.mark.parametrize("told", ["", "300 21 0 0", "somewhere"])
def test_a_device_that_cannot_tell_leaves_it_empty(told: str) -> None:
    form = scenario("| type | name |\n| start-geopoint | spot |")
    form.interview.locate("spot", told)

    assert (form.value("spot"), form.interview.wanted_positions()) == ("", ())


def test_a_change_and_a_new_row_may_ask_for_the_position() -> None:
    body = (
        '<input ref="/data/a"><odk:setgeopoint event="xforms-value-changed" ref="/data/b"/></input><repeat nodeset="/data/r">'
        '<odk:setgeopoint event="odk-new-repeat" ref="/data/r/p"/><input ref="/data/r/p"/></repeat>'
    )
    form = raw('<a/><b/><r jr:template=""><p/></r>', "", body).answer("a", 1).add("r").add("r")
    assert form.interview.wanted_positions() == ("b", form.key("r[1].p"), form.key("r[2].p"))

    assert form.remove("r[1]").interview.wanted_positions() == ("b", form.key("r[1].p"))


def test_a_position_is_put_only_where_it_is_wanted() -> None:
    form = raw("<a/>", "", inputs("a"))

    with pytest.raises(KeyError):
        form.interview.locate("a", POSITION)


def test_a_recording_in_the_background_is_told_and_not_made() -> None:
    form = scenario("| type | name | parameters |\n| background-audio | talk | quality=low |\n| text | a | |")

    assert form.form.recordings == ("talk",)
    assert (form.visible, form.value("talk"), form.codes) == (["a"], "", [])


def test_an_action_may_ask_for_the_moment() -> None:
    noon = datetime(2015, 11, 15, 12)  # noqa: DTZ001 - no zone, on purpose
    form = raw(
        "<a/><b/><c/>",
        "",
        CHANGED.format(set_to("xforms-value-changed", "/data/b", "now()")),
        now=lambda: noon,
    )

    assert form.answer("a", 1).value("b") == "2015-11-15T12:00:00.000"


def test_a_workbook_may_ask_for_the_position_when_an_answer_changes() -> None:
    form = scenario(
        "| type | name | trigger |\n| text | a | |\n| background-geopoint | spot | ${a} |"
    ).answer("a", "x")

    assert form.interview.wanted_positions() == ("spot",)
    form.interview.locate("spot", POSITION)
    assert form.answer("a", "y").interview.wanted_positions() == ("spot",)


def test_a_workbook_may_look_from_the_question_that_changes() -> None:
    form = scenario("""
        | type         | name | trigger | calculation   |
        | begin repeat | r    |         |               |
        | begin group  | g    |         |               |
        | integer      | a    |         |               |
        | end group    |      |         |               |
        | integer      | c    |         |               |
        | integer      | b    | ${a}    | ${a} + ${c}   |
        | end repeat   |      |         |               |
        | integer      | last | ${a}    | ${a}          |
    """).add("r", c=10, a=1).add("r", c=20, a=2)  # fmt: skip

    assert rows(form, "r", "b") == ["11", "22"]
    assert (form.value("last"), form.answer("r[1].a", 7).value("last")) == ("2", "7")


def test_a_value_that_leads_nowhere_from_either_is_a_fault() -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        load_form(
            "<a/><b/><c/>", "", CHANGED.format(set_to("xforms-value-changed", "/data/b", "/data/nothing"))
        )

    assert [fault.code for fault in caught.value.faults] == [FaultCode.UNKNOWN_PATH]
