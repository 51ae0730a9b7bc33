"""First values: defaults, setvalue and its events, once()."""

from __future__ import annotations

from tests.forms.scenario import TODAY, scenario


def test_defaults_are_set_once_and_saved() -> None:
    form = scenario("""
        | name   | type    | default     |
        | floors | integer | 1           |
        | day    | date    | today()     |
        | free   | text    |             |
    """)

    assert dict(form.changes.patch) == {"floors": (None, "1"), "day": (None, TODAY.isoformat())}
    assert form.answer("floors", None).reopened().value("floors") == ""


def test_answers_that_are_there_go_before_defaults() -> None:
    form = scenario(
        """
        | name   | type    | default |
        | floors | integer | 1       |
        | day    | date    | today() |
    """,
        answers={"floors": "2", "day": "2015-10-01"},
    )

    assert (form.value("floors"), form.value("day")) == ("2", "2015-10-01")
    assert not form.changes.patch


def test_a_new_row_gets_its_defaults() -> None:
    form = scenario("""
        | name   | type         | default  |
        | member | begin repeat |          |
        | state  | text         | here     |
        | place  | integer      | position(..) |
        |        | end repeat   |          |
    """)

    form.add("member").add("member")

    assert [form.value(f"member[{row}].{name}") for row in (1, 2) for name in ("state", "place")] == [
        "here",
        "1",
        "here",
        "2",
    ]
    assert len(form.changes.patch) == 3


def test_a_trigger_sets_a_value_when_its_question_changes() -> None:
    form = scenario("""
        | name  | type | trigger  | calculation        |
        | area  | text |          |                    |
        | seen  | text | ${area} | concat('was ', ${area}) |
        | again | calculate | ${seen} | concat(${seen}, '!') |
    """)

    form.answer("area", "70")

    assert (form.value("seen"), form.value("again")) == ("was 70", "was 70!")
    assert dict(form.changes.patch) == {
        "area": (None, "70"),
        "seen": (None, "was 70"),
        "again": (None, "was 70!"),
    }


def test_a_trigger_in_a_row_sets_the_value_of_that_row() -> None:
    form = scenario("""
        | name   | type         | trigger | calculation |
        | member | begin repeat |         |             |
        | age    | integer      |         |             |
        | noted  | calculate    | ${age}  | ${age} + 1  |
        |        | end repeat   |         |             |
    """)

    form.add("member", age=1).add("member", age=5)

    assert [form.value("member[1].noted"), form.value("member[2].noted")] == ["2", "6"]


def test_triggers_in_a_circle_come_to_rest() -> None:
    form = scenario("""
        | name | type    | trigger | calculation |
        | a    | integer | ${b}    | ${a} + 1    |
        | b    | integer | ${a}    | ${b} + 1    |
    """)

    form.answer("a", 1)

    assert form.value("a")


def test_once_keeps_what_it_made() -> None:
    form = scenario("""
        | name | type      | calculation   | relevant  |
        | on   | text      |               |           |
        | key  | calculate | once(uuid())  | ${on}='y' |
    """)
    made = form.value("key")

    assert made
    assert form.interview.answers()["key"] == made
    assert form.answer("on", "y").answer("on", "n").reopened().value("key") == made


def test_metadata_is_filled_at_the_start() -> None:
    form = scenario("""
        | name  | type  |
        | start | start |
        | today | today |
        | end   | end   |
        | a     | text  |
    """)

    assert form.value("today") == "2015-11-15"
    assert form.value("start") == "2015-11-15T00:00:00.000"
