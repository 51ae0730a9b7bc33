"""ODK XForms, bindings: relevant, readonly, required, constraint, calculate."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import pytest

from forms import QuestionnaireFault
from tests.forms.scenario import scenario
from tests.forms.spec.raw import inputs, raw, rows

SHUT = """
    | type        | name  | relevant     | calculation                     |
    | text        | on    |              |                                 |
    | begin group | outer | ${on} = 'y'  |                                 |
    | begin group | inner |              |                                 |
    | integer     | a     |              |                                 |
    | integer     | b     | ${a} > 1     |                                 |
    | end group   |       |              |                                 |
    | end group   |       |              |                                 |
    | calculate   | seen  |              | concat('[', ${a}, ${b}, ']')    |
    | calculate   | many  |              | count(/data/outer/inner/*)      |
"""


def test_relevance_comes_down_from_groups() -> None:
    form = scenario(SHUT)
    assert form.visible == ["on"]

    form.answer("on", "y").answer("a", 3)

    assert form.visible == ["on", "a", "b"]


def test_what_does_not_apply_is_empty_and_comes_back_with_its_value() -> None:
    form = scenario(SHUT).answer("on", "y").answer("a", 3).answer("b", 4)
    seen = [form.answer("on", value).value("seen") for value in ("n", "y")]

    assert seen == ["[]", "[34]"]


def test_node_sets_leave_out_what_does_not_apply() -> None:
    form = scenario(SHUT).answer("on", "y").answer("a", 3)
    assert form.value("many") == "2"

    assert form.answer("a", 1).value("many") == "1"
    assert form.answer("on", "n").value("many") == "0"


def test_a_question_in_a_group_that_is_shut_is_neither_missing_nor_wrong() -> None:
    form = scenario("""
        | type        | name | relevant    | required | constraint |
        | text        | on   |             |          |            |
        | begin group | g    | ${on} = 'y' |          |            |
        | integer     | a    |             | yes      | . > 5      |
        | integer     | b    |             | yes      |            |
        | end group   |      |             |          |            |
    """).answer("on", "y").answer("a", 1)  # fmt: skip
    assert form.codes == ["constraint", "required"]

    assert form.answer("on", "n").codes == []


def test_what_hides_in_a_chain_is_hidden_to_its_end() -> None:
    form = (
        scenario("""
        | type    | name | relevant   |
        | integer | a    |            |
        | integer | b    | ${a} = 1   |
        | integer | c    | ${b} = 1   |
        | integer | d    | ${c} = 1   |
    """)
        .answer("a", 1)
        .answer("b", 1)
        .answer("c", 1)
    )
    assert form.visible == ["a", "b", "c", "d"]

    assert form.answer("a", 2).visible == ["a"]
    assert form.answer("a", 1).visible == ["a", "b", "c", "d"]


def test_relevance_may_ask_about_its_own_rows() -> None:
    form = scenario("""
        | type         | name  | relevant              | calculation |
        | begin repeat | r     |                       |             |
        | text         | sex   |                       |             |
        | begin group  | w     | ${sex} = '2'          |             |
        | integer      | born  |                       |             |
        | end group    |       |                       |             |
        | text         | first | position(..) = 1      |             |
        | end repeat   |       |                       |             |
        | calculate    | all   |                       | sum(${born}) |
    """).add("r", sex="1").add("r", sex="2", born=4)  # fmt: skip

    assert form.visible == ["sex", "first", "sex", "born"]
    assert form.value("all") == "4"


def test_a_whole_repeat_may_not_apply() -> None:
    form = scenario("""
        | type         | name  | relevant    | calculation   | repeat_count |
        | integer      | n     |             |               |              |
        | begin repeat | r     | ${n} != 2   |               | ${n}         |
        | text         | a     |             |               |              |
        | end repeat   |       |             |               |              |
        | calculate    | many  |             | count(${r})   |              |
    """)
    seen = [(form.answer("n", n).visible.count("a"), form.value("many")) for n in (1, 2, 3)]

    assert seen == [(1, "1"), (0, "0"), (3, "3")]


def test_an_empty_answer_is_not_relevant_to_a_number() -> None:
    form = scenario(
        "| type | name | relevant |\n| integer | a | |\n| text | b | ${a} < 5 |\n| text | c | ${a} != 5 |"
    )

    assert form.visible == ["a", "c"]


def test_readonly_may_depend_on_answers() -> None:
    form = scenario("""
        | type    | name | readonly      |
        | text    | done |               |
        | integer | a    | ${done} = 'y' |
    """).answer("a", 1).answer("done", "y")  # fmt: skip

    assert form.interview.view("a").readonly
    with pytest.raises(ValueError, match="a"):
        form.answer("a", 2)
    assert form.answer("done", "n").answer("a", 2).value("a") == "2"


def test_readonly_comes_down_from_groups_and_rows() -> None:
    form = scenario("""
        | type         | name | readonly      |
        | text         | done |               |
        | begin group  | g    | ${done} = 'y' |
        | begin repeat | r    |               |
        | integer      | a    |               |
        | end repeat   |      |               |
        | end group    |      |               |
    """).add("r", a=1).answer("done", "y")  # fmt: skip

    assert form.interview.view(form.key("r[1].a")).readonly
    assert form.key("r[1].a") in form.changes.shown
    with pytest.raises(ValueError, match="a"):
        form.answer("r[1].a", 2)
    assert form.answer("done", "n").answer("r[1].a", 2).codes == []


def test_rows_may_be_closed_one_by_one() -> None:
    model = '<bind nodeset="/data/r" readonly="./shut = \'y\'"/>'
    body = '<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>'
    form = raw("<r><shut>y</shut><a>1</a></r><r><shut/><a>2</a></r>", model, body)

    assert [form.interview.view(f"{row}.a").readonly for row in form.rows("r")] == [True, False]


def test_a_readonly_question_keeps_the_value_the_form_gives_it() -> None:
    form = raw("<a>7</a>", '<bind nodeset="/data/a" type="int" readonly="true()"/>', inputs("a"))

    assert (form.value("a"), form.interview.view("a").readonly) == ("7", True)


def test_required_may_depend_on_answers_and_speaks_its_own_words() -> None:
    form = scenario("""
        | type    | name | required     | required_message |
        | integer | age  |              |                  |
        | text    | work | ${age} >= 16 | 满 ${age} 岁须填 |
    """)
    assert form.codes == []

    form.answer("age", 20)

    assert [(each.code, each.message) for each in form.interview.problems()] == [("required", "满 20 岁须填")]
    assert form.answer("work", "x").codes == []


@pytest.mark.parametrize("value, codes", [("", []), ("10", ["constraint"]), ("9.9", []), ("x", ["type"])])
def test_a_constraint_is_looked_at_only_where_there_is_an_answer(value: str, codes: list[str]) -> None:
    form = scenario("| type | name | constraint |\n| decimal | a | . < 10 and false() = false() |").answer(
        "a", value
    )

    assert form.codes == codes


def test_a_constraint_may_look_at_other_answers_and_follows_them() -> None:
    form = (
        scenario("""
        | type    | name | constraint      | constraint_message      |
        | integer | all  |                 |                         |
        | integer | men  | . <= ${all}     | 最多 ${all} 人          |
    """)
        .answer("all", 4)
        .answer("men", 5)
    )
    assert form.interview.problems()[0].message == "最多 4 人"

    assert form.answer("all", 6).codes == []
    assert "men" in form.changes.shown


def test_a_constraint_in_a_row_looks_at_its_row() -> None:
    form = scenario("""
        | type         | name | constraint                 |
        | begin repeat | r    |                            |
        | integer      | from |                            |
        | integer      | to   | . > ${from}                |
        | end repeat   |      |                            |
    """).add("r", **{"from": 1, "to": 2}).add("r", **{"from": 5, "to": 2})  # fmt: skip

    assert [problem.at for problem in form.interview.problems()] == [(form.key("r[2].to"),)]


def test_a_message_may_be_translated() -> None:
    form = scenario("""
        | type    | name | label::en | label::zh | constraint | constraint_message::en | constraint_message::zh | required_message::zh | required_message::en | required |
        | integer | a    | A         | 甲        | . < 5      | too many               | 太多                   | 请填                 | please               | yes      |
    """)
    said = []
    for language in ("zh", "en"):
        form.interview.speak(language)
        said += [form.answer("a", value).interview.problems()[0].message for value in ("", 9)]

    assert said == ["请填", "太多", "please", "too many"]


def test_calculations_run_in_the_order_they_need() -> None:
    form = scenario("""
        | type      | name | calculation        |
        | calculate | d    | ${c} * 2           |
        | calculate | c    | ${b} + 1           |
        | calculate | b    | coalesce(${a}, 0)  |
        | integer   | a    |                    |
    """).answer("a", 4)

    assert [form.value(name) for name in "dcb"] == ["10", "5", "4"]


def test_a_calculation_that_does_not_apply_is_empty_to_others() -> None:
    form = scenario("""
        | type      | name | relevant    | calculation           |
        | text      | on   |             |                       |
        | calculate | a    | ${on} = 'y' | 5                     |
        | calculate | b    |             | coalesce(${a}, 'none') |
    """)
    seen = [form.answer("on", value).value("b") for value in ("", "y", "n")]

    assert seen == ["none", "5", "none"]


def test_a_calculation_may_reach_into_rows_above_and_beside() -> None:
    form = scenario("""
        | type         | name  | calculation                                        |
        | integer      | rate  |                                                    |
        | begin repeat | r     |                                                    |
        | integer      | a     |                                                    |
        | calculate    | cost  | ${a} * ${rate}                                     |
        | calculate    | sofar | sum(/data/r[position() <= position(current()/..)]/a) |
        | end repeat   |       |                                                    |
    """).answer("rate", 2).add("r", a=1).add("r", a=2).add("r", a=3)  # fmt: skip

    assert rows(form, "r", "cost") == ["2", "4", "6"]
    assert rows(form, "r", "sofar") == ["1", "3", "6"]
    assert rows(form.remove("r[1]"), "r", "sofar") == ["2", "5"]


def test_a_result_that_is_no_number_is_empty() -> None:
    form = raw("<a/><b/>", '<bind nodeset="/data/b" type="decimal" calculate="/data/a + 1"/>', inputs("a"))

    assert form.value("b") == ""


def test_a_circle_is_a_fault_that_names_its_questions() -> None:
    with pytest.raises(QuestionnaireFault, match=r"a → b → a|b → a → b"):
        scenario("| type | name | calculation |\n| calculate | a | ${b} + 1 |\n| calculate | b | ${a} + 1 |")


def test_a_required_note_asks_for_nothing() -> None:
    form = scenario("| type | name | required |\n| note | n | yes |\n| text | a | yes |").answer("a", "x")

    assert (form.codes, form.interview.progress("").required) == ([], 1)
