"""What only makes sense within a form: choice names, rows by number, positions, the current node, once."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

from datetime import datetime

from tests.forms.scenario import scenario
from tests.forms.spec.raw import inputs, raw, rows

CROPS = "| list_name | name | label |\n| crop | m | 玉米 |\n| crop | r | 稻谷 |"


def test_choice_name_gives_the_words_of_one_choice_and_of_each_of_several() -> None:
    form = (
        scenario(
            """
        | type                 | name  | calculation                                               |
        | select_one crop      | one   |                                                           |
        | select_multiple crop | many  |                                                           |
        | calculate            | a     | jr:choice-name(${one}, '${one}')                          |
        | calculate            | b     | jr:choice-name(selected-at(${many}, 1), '${many}')        |
    """,
            CROPS,
        )
        .answer("one", "m")
        .answer("many", "m r")
    )

    assert (form.value("a"), form.value("b")) == ("玉米", "稻谷")


def test_a_choice_name_follows_the_language() -> None:
    form = scenario(
        "| type | name | label::en | label::zh | calculation |\n| select_one s | a | A | 甲 | |\n| note | n | ${b} | ${b} | |\n| calculate | b | | | jr:choice-name(${a}, '${a}') |",
        "| list_name | name | label::en | label::zh |\n| s | y | yes | 是 |",
        language="en",
    ).answer("a", "y")

    assert form.value("b") == "yes"


def test_indexed_repeat_reaches_rows_by_number_at_two_depths() -> None:
    form = (
        scenario("""
        | type         | name  | calculation                                            |
        | begin repeat | r     |                                                        |
        | text         | who   |                                                        |
        | begin repeat | s     |                                                        |
        | text         | what  |                                                        |
        | end repeat   |       |                                                        |
        | end repeat   |       |                                                        |
        | integer      | i     |                                                        |
        | calculate    | name  | indexed-repeat(${who}, ${r}, ${i})                     |
        | calculate    | thing | indexed-repeat(${what}, ${r}, ${i}, ${s}, 2)           |
    """)
        .add("r", who="甲")
        .add("r", who="乙")
        .add("r[2].s", what="x")
        .add("r[2].s", what="y")
    )

    assert (form.answer("i", 2).value("name"), form.value("thing")) == ("乙", "y")
    assert (form.answer("i", 1).value("name"), form.value("thing")) == ("甲", "")
    assert form.answer("i", 9).value("name") == ""


def test_rows_may_look_at_the_row_before_them() -> None:
    form = (
        scenario("""
        | type         | name  | calculation                                                       |
        | begin repeat | r     |                                                                   |
        | integer      | a     |                                                                   |
        | calculate    | grown | ${a} - indexed-repeat(${a}, ${r}, position(..) - 1)               |
        | end repeat   |       |                                                                   |
    """)
        .add("r", a=1)
        .add("r", a=5)
        .add("r", a=6)
    )

    assert rows(form, "r", "grown")[1:] == ["4", "1"]
    assert rows(form.remove("r[2]"), "r", "grown")[1:] == ["5"]


def test_current_is_the_question_and_not_the_node_in_the_predicate() -> None:
    model = (
        '<instance id="l"><root><item><k>a</k><v>1</v></item><item><k>b</k><v>2</v></item></root></instance>'
        '<bind nodeset="/data/r/v" calculate="instance(\'l\')/root/item[k = current()/../k]/v"/>'
    )
    form = raw(
        '<r jr:template=""><k/><v/></r>', model, '<repeat nodeset="/data/r"><input ref="/data/r/k"/></repeat>'
    )

    assert rows(form.add("r", k="a").add("r", k="b"), "r", "v") == ["1", "2"]


def test_position_moves_up_when_a_row_leaves() -> None:
    form = scenario(
        "| type | name | calculation |\n| begin repeat | r | |\n| calculate | p | position(..) |\n| text | t | |\n| end repeat | | |"
    )
    form.add("r").add("r").add("r")

    assert rows(form, "r", "p") == ["1", "2", "3"]
    assert rows(form.remove("r[1]"), "r", "p") == ["1", "2"]


def test_once_keeps_what_it_gave_first() -> None:
    form = scenario(
        "| type | name | calculation |\n| integer | a | |\n| calculate | b | once(${a} * 2) |"
    ).answer("a", 2)
    assert form.value("b") == "4"

    assert form.answer("a", 9).value("b") == "4"
    assert form.reopened().value("b") == "4"


def test_once_in_a_row_is_of_that_row() -> None:
    form = scenario(
        "| type | name | calculation |\n| begin repeat | r | |\n| text | t | |\n| calculate | k | once(uuid()) |\n| end repeat | | |"
    )
    form.add("r").add("r")
    first, second = rows(form, "r", "k")

    assert first != second
    assert rows(form.remove("r[1]").reopened(), "r", "k") == [second]


def test_today_and_now_are_those_of_the_interview() -> None:
    noon = datetime(2015, 11, 15, 12, 30)  # noqa: DTZ001 - no zone, on purpose
    form = scenario(
        "| type | name | calculation |\n| calculate | d | today() |\n| calculate | t | now() |",
        now=lambda: noon,
    )

    assert (form.value("d"), form.value("t")[:16]) == ("2015-11-15", "2015-11-15T12:30")


def test_a_dot_is_the_question_itself() -> None:
    form = raw(
        "<a/>", '<bind nodeset="/data/a" constraint=". != \'x\' and string-length(.) &lt; 3"/>', inputs("a")
    )

    assert [form.answer("a", value).codes for value in ("ab", "x", "abc")] == [
        [],
        ["constraint"],
        ["constraint"],
    ]


def test_counts_of_choices_follow_the_answer() -> None:
    form = scenario(
        "| type | name | calculation |\n| select_multiple crop | c | |\n| calculate | n | count-selected(${c}) |\n| calculate | s | selected(${c}, 'r') |",
        CROPS,
    )
    seen = [(form.answer("c", value).value("n"), form.value("s")) for value in ("", "m", "m r")]

    assert seen == [("0", "false"), ("1", "false"), ("2", "true")]


def test_totals_over_rows_by_condition() -> None:
    form = (
        scenario("""
        | type         | name  | calculation                                    |
        | begin repeat | r     |                                                |
        | text         | kind  |                                                |
        | decimal      | sum   |                                                |
        | end repeat   |       |                                                |
        | calculate    | wages | sum(/data/r[kind = 'w']/sum)                   |
        | calculate    | kinds | join(' ', /data/r[sum > 1]/kind)               |
        | calculate    | many  | count(/data/r[kind = 'w'])                     |
        | calculate    | most  | max(/data/r/sum)                               |
    """)
        .add("r", kind="w", sum=1.5)
        .add("r", kind="f", sum=9)
        .add("r", kind="w", sum=0.5)
    )

    assert [form.value(name) for name in ("wages", "kinds", "many", "most")] == ["2", "w f", "2", "9"]
