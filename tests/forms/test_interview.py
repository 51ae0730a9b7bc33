"""What an interview does with answers."""

from __future__ import annotations

import pytest

from tests.forms.scenario import scenario


def test_hiding_a_question_hides_what_depends_on_it() -> None:
    interview = scenario("""
        | name     | type    | relevant          |
        | children | integer |                   |
        | school   | text    | ${children} > 0   |
        | distance | decimal | ${school} != ''   |
    """)

    interview.answer("children", 2).answer("school", "Hill").answer("children", 0)

    assert interview.visible == ["children"]
    assert interview.kept("school") == "Hill"  # hidden, not erased


def test_what_was_hidden_comes_back_with_its_answer() -> None:
    interview = scenario("""
        | name     | type    | relevant        |
        | children | integer |                 |
        | school   | text    | ${children} > 0 |
    """)

    interview.answer("children", 2).answer("school", "Hill").answer("children", 0).answer("children", 1)

    assert interview.value("school") == "Hill"
    assert interview.visible == ["children", "school"]


def test_an_answer_that_does_not_apply_counts_as_empty() -> None:
    interview = scenario("""
        | name  | type    | relevant     | calculation           |
        | owns  | text    |              |                       |
        | area  | decimal | ${owns}='y'  |                       |
        | total | calculate |            | coalesce(${area}, 0) + 1 |
    """)

    interview.answer("owns", "y").answer("area", "70")
    assert interview.value("total") == "71"
    interview.answer("owns", "n")
    assert interview.value("total") == "1"


def test_an_answer_says_what_it_changed() -> None:
    interview = scenario("""
        | name | type      | calculation | relevant |
        | a    | integer   |             |          |
        | b    | calculate | ${a} * 2    |          |
        | c    | text      |             | ${b} > 2 |
        | d    | text      |             |          |
    """)

    interview.answer("a", 2)

    assert dict(interview.changes.patch) == {"a": (None, "2")}
    assert interview.changes.shown == ("a", "b", "c")


def test_the_same_answer_again_changes_nothing() -> None:
    interview = scenario("| name | type |\n| a | integer |").answer("a", 2).answer("a", 2)

    assert not interview.changes


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        scenario("| name | type |\n| a | integer |").interview.answer("b", "1")


def test_nobody_answers_a_calculation() -> None:
    interview = scenario("| name | type | calculation |\n| a | calculate | 1 + 1 |")

    with pytest.raises(ValueError, match="a"):
        interview.interview.answer("a", "3")


def test_a_proposed_value_gives_way_to_a_typed_one_until_its_source_changes() -> None:
    interview = scenario("""
        | name  | type | calculation        |
        | id    | text |                    |
        | birth | text | substr(${id}, 0, 4) |
    """)

    interview.answer("id", "1974xx")
    assert interview.value("birth") == "1974"
    interview.answer("birth", "1975")
    assert interview.reopened().value("birth") == "1975"
    interview.answer("id", "1980xx")
    assert interview.value("birth") == "1980"
