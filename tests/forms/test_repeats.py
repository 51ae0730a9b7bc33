"""Rows of repeats: made, removed, counted, and seen by expressions."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import pytest

from forms.sight import FIXED_ROWS
from tests.forms.scenario import scenario

FAMILY = """
    | name   | type         | calculation                | relevant   |
    | member | begin repeat |                            |            |
    | full   | text         |                            |            |
    | age    | integer      |                            | ${full}!='' |
    | adult  | calculate    | if(${age} >= 18, 1, 0)     |            |
    | place  | calculate    | position(..)               |            |
    |        | end repeat   |                            |            |
    | size   | calculate    | count(${member})           |            |
    | adults | calculate    | sum(${adult})              |            |
    | names  | calculate    | join('、', ${full})        |            |
    | second | calculate    | indexed-repeat(${full}, ${member}, 2) | |
"""


def test_totals_follow_the_rows() -> None:
    family = scenario(FAMILY).add("member", full="An", age=41).add("member", full="Bo", age=7)

    assert [family.value(name) for name in ("size", "adults", "names", "second")] == [
        "2",
        "1",
        "An、Bo",
        "Bo",
    ]


def test_a_row_has_an_id_from_outside_and_a_place_in_the_order() -> None:
    family = scenario(FAMILY).add("member").add("member")

    first, second = family.rows("member")
    assert first == f"member[{1:032x}]"
    assert dict(family.changes.patch) == {second: (None, "0002")}
    assert family.changes.structure == ("member",)


def test_removing_a_row_removes_its_answers_and_closes_the_gap() -> None:
    family = scenario(FAMILY).add("member", full="An", age=41).add("member", full="Bo", age=7)
    gone = family.rows("member")[0]

    family.remove("member[1]")

    assert dict(family.changes.patch) == {
        gone: ("0001", None),
        f"{gone}.full": ("An", None),
        f"{gone}.age": ("41", None),
    }
    assert family.value("member[1].place") == "1"
    assert [family.value(name) for name in ("size", "adults", "names", "second")] == ["1", "0", "Bo", ""]
    with pytest.raises(KeyError):
        family.interview.view(f"{gone}.full")


def test_a_row_added_after_a_removal_goes_to_the_end() -> None:
    family = (
        scenario(FAMILY)
        .add("member", full="An")
        .add("member", full="Bo")
        .remove("member[1]")
        .add("member", full="Cai")
    )

    assert family.value("names") == "Bo、Cai"
    assert family.reopened().value("names") == "Bo、Cai"


def test_an_answer_in_a_row_reaches_only_that_row_and_the_totals() -> None:
    family = scenario(FAMILY).add("member", full="An", age=41).add("member", full="Bo", age=7)

    family.answer("member[2].age", 20)

    second = family.rows("member")[1]
    assert family.changes.shown == ("adults", f"{second}.age", f"{second}.adult")


def test_a_reference_inside_a_repeat_means_the_same_row() -> None:
    family = scenario("""
        | name   | type         | calculation      |
        | member | begin repeat |                  |
        | months | decimal      |                  |
        | own    | calculate    | sum(${months})   |
        | all    | calculate    | sum(/data/member/months) |
        |        | end repeat   |                  |
    """)

    family.add("member", months="2.5").add("member", months=3)

    assert [family.value("member[1].own"), family.value("member[2].own")] == ["2.5", "3"]
    assert family.value("member[1].all") == "5.5"


def test_an_absolute_path_to_a_single_value_means_the_same_row() -> None:
    family = scenario("""
        | name   | type         | calculation                  |
        | member | begin repeat |                              |
        | months | decimal      |                              |
        | twice  | calculate    | /data/member/months * 2      |
        | first  | calculate    | /data/member[1]/months       |
        |        | end repeat   |                              |
    """)

    family.add("member", months=2).add("member", months=3)

    assert [family.value("member[2].twice"), family.value("member[2].first")] == ["6", "2"]


def test_rows_may_look_at_the_row_before() -> None:
    account = scenario("""
        | name    | type         | calculation |
        | line    | begin repeat |             |
        | amount  | decimal      |             |
        | balance | calculate    | ${amount} + coalesce(/data/line[position() = position(current()/..) - 1]/balance, 0) |
        |         | end repeat   |             |
    """)

    account.add("line", amount=1).add("line", amount=2).add("line", amount=3)
    assert account.value("line[3].balance") == "6"

    account.answer("line[1].amount", 10)
    assert account.value("line[3].balance") == "15"


def test_nested_rows() -> None:
    home = scenario("""
        | name    | type         | calculation           |
        | member  | begin repeat |                       |
        | full    | text         |                       |
        | illness | begin repeat |                       |
        | kind    | text         |                       |
        | whose   | calculate    | concat(${full}, ':', ${kind}) |
        |         | end repeat   |                       |
        | ills    | calculate    | count(${illness})     |
        |         | end repeat   |                       |
        | all     | calculate    | count(/data/member/illness) |
    """)

    home.add("member", full="An").add("member", full="Bo")
    home.add("member[2].illness", kind="x").add("member[2].illness", kind="y")

    assert home.value("member[2].illness[2].whose") == "Bo:y"
    assert [home.value("member[1].ills"), home.value("member[2].ills"), home.value("all")] == ["0", "2", "2"]
    home.answer("member[2].full", "Bai")
    assert home.value("member[2].illness[1].whose") == "Bai:x"
    home.remove("member[2]")
    assert home.value("all") == "0"
    assert home.interview.answers() == {
        home.rows("member")[0]: "0001",
        home.rows("member")[0] + ".full": "An",
    }


COUNTED = """
    | name  | type         | repeat_count | calculation     |
    | many  | integer      |              |                 |
    | child | begin repeat | ${many}      |                 |
    | nick  | text         |              |                 |
    |       | end repeat   |              |                 |
    | all   | calculate    |              | join('', ${nick}) |
"""


def test_a_row_count_makes_rows() -> None:
    family = scenario(COUNTED).answer("many", 2)

    assert len(family.rows("child")) == 2
    assert family.changes.structure == ("child",)
    assert len(family.changes.patch) == 3


def test_rows_beyond_a_smaller_count_are_set_aside_and_come_back() -> None:
    family = scenario(COUNTED).answer("many", 2)
    family.answer("child[1].nick", "A").answer("child[2].nick", "B").answer("many", 1)

    assert family.value("all") == "A"
    assert "B" in family.interview.answers().values()
    assert family.reopened().value("all") == "A"
    assert family.answer("many", 2).value("all") == "AB"
    assert len(family.rows("child")) == 2


def test_people_do_not_add_rows_that_are_counted() -> None:
    family = scenario(COUNTED).answer("many", 1)

    with pytest.raises(ValueError, match="child"):
        family.interview.add_row("child")
    with pytest.raises(ValueError, match="child"):
        family.interview.remove_row(family.rows("child")[0])
    assert FIXED_ROWS in family.interview.layout("child").appearance


@pytest.mark.parametrize("many", ["-1", "x", ""])
def test_a_count_that_makes_no_sense_makes_no_rows(many: str) -> None:
    assert scenario(COUNTED).answer("many", 1).answer("many", many).rows("child") == []


def test_a_count_may_follow_the_rows_themselves() -> None:
    family = scenario("""
        | name  | type         | repeat_count                                                      |
        | child | begin repeat | if(indexed-repeat(${more}, ${child}, count(${child})) = 'n', count(${child}), count(${child}) + 1) |
        | more  | text         |                                                                   |
        |       | end repeat   |                                                                   |
    """)

    assert len(family.rows("child")) >= 1


def test_a_repeat_starts_empty_unless_the_author_wants_rows() -> None:
    form = """
        | name  | type         | ruhu:rows |
        | few   | begin repeat |           |
        | a     | text         |           |
        |       | end repeat   |           |
        | some  | begin repeat | 2         |
        | b     | text         |           |
        |       | end repeat   |           |
    """

    assert len(scenario(form).rows("few")) == 0
    assert len(scenario(form).rows("some")) == 2
    assert len(scenario(form, first=False).rows("some")) == 0


def test_a_repeat_that_does_not_apply_hides_its_rows_and_counts_none() -> None:
    home = scenario("""
        | name  | type         | relevant     | calculation    |
        | has   | text         |              |                |
        | debt  | begin repeat | ${has} = 'y' |                |
        | owed  | decimal      |              |                |
        |       | end repeat   |              |                |
        | total | calculate    |              | sum(${owed})   |
        | lines | calculate    |              | count(${debt}) |
    """)

    home.answer("has", "y").add("debt", owed=5).answer("has", "n")

    assert [home.value("total"), home.value("lines")] == ["0", "0"]
    assert not home.interview.layout("debt").relevant
    assert "debt" in home.changes.structure
    assert home.answer("has", "y").value("total") == "5"


def test_a_repeat_without_rows_knows_whether_it_applies() -> None:
    home = scenario("""
        | name  | type         | relevant     |
        | has   | text         |              |
        | debt  | begin repeat | ${has} = 'y' |
        | owed  | decimal      |              |
        |       | end repeat   |              |
    """)

    assert not home.interview.layout("debt").relevant
    assert home.answer("has", "y").interview.layout("debt").relevant
    assert home.changes.structure == ("debt",)


def test_relevance_may_differ_from_row_to_row() -> None:
    home = scenario("""
        | name  | type         | relevant            |
        | debt  | begin repeat | position(.) > 0 |
        | owed  | decimal      | position(..) = 2    |
        |       | end repeat   |                     |
    """)

    home.add("debt").add("debt")

    assert not home.interview.view(home.key("debt[1].owed")).relevant
    assert home.interview.view(home.key("debt[2].owed")).relevant
    home.remove("debt[1]")
    assert not home.interview.view(home.key("debt[1].owed")).relevant


def test_answers_under_a_row_that_is_gone_are_kept_but_not_shown() -> None:
    family = scenario(FAMILY, answers={"member[aa].full": "ghost"}, first=False)

    assert family.rows("member") == []
    assert family.interview.answers() == {"member[aa].full": "ghost"}


def test_equal_sort_keys_are_ordered_by_id() -> None:
    stored = {"member[b]": "0001", "member[a]": "0001", "member[a].full": "A", "member[b].full": "B"}

    assert scenario(FAMILY, answers=stored, first=False).value("names") == "A、B"
