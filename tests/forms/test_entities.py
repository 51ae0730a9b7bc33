"""Answers become properties of the register, and come back from it."""

from __future__ import annotations

import pytest

from forms import EntityWrite, prefill
from tests.forms.scenario import questionnaire, scenario

FORM = """
    | name   | type         | save_to             | relevant    | calculation |
    | g      | begin group  |                     |             |             |
    | head   | text         | household#head_name |             |             |
    | phone  | text         | household#phone     | ${head}!='' |             |
    | size   | calculate    | household#size      |             | count(${member}) |
    | member | begin repeat |                     |             |             |
    | full   | text         | member#full_name    |             |             |
    | sex    | text         | member#sex          |             |             |
    | school | text         | member#school       | ${sex}='1'  |             |
    |        | end repeat   |                     |             |             |
    |        | end group    |                     |             |             |
"""
LISTS = """
    | list_name | label   | create_if     |
    | household | ${head} |               |
    | member    | ${full} | ${full} != '' |
"""


def test_answers_are_written_to_household_and_members() -> None:
    form = scenario(FORM, entities=LISTS).answer("head", "An").add("member", full="An", sex=2)

    row = form.rows("member")[0].removeprefix("member[").removesuffix("]")
    assert set(map(str, form.interview.entities({"household": "h1"}))) == set(
        map(
            str,
            (
                EntityWrite("household", "h1", {"head_name": "An", "phone": "", "size": "1"}, "An"),
                EntityWrite("member", row, {"full_name": "An", "sex": "2", "school": ""}, "An"),
            ),
        )
    )


def test_what_its_own_condition_rules_out_clears_and_what_was_not_asked_stays() -> None:
    form = scenario(
        """
        | name   | type        | save_to          | relevant     |
        | stands | text        | household#stands |              |
        | papers | text        | household#papers |              |
        | number | text        | household#number | ${papers}!='none' |
        | g      | begin group |                  | ${stands}!='left' |
        | school | text        | household#school |              |
        | grade  | text        | household#grade  | ${school}!='' |
        |        | end group   |                  |              |
    """,
        entities="| list_name | label |\n| household | ${papers} |",
        answers={"stands": "here", "papers": "id", "number": "4599", "school": "x", "grade": "3"},
    ).answer("papers", "none")

    def properties() -> dict[str, str]:
        return dict(form.interview.entities({"household": "h"})[0].properties)

    assert properties() == {"stands": "here", "papers": "none", "number": "", "school": "x", "grade": "3"}
    form.answer("stands", "left")
    assert properties() == {"stands": "left", "papers": "none", "number": ""}
    form.answer("papers", "id")
    assert properties()["number"] == "4599"


def test_a_condition_decides_whether_a_row_is_written() -> None:
    form = scenario(FORM, entities=LISTS).add("member", sex=1)

    assert [write.dataset for write in form.interview.entities({"household": "h"})] == ["household"]


def test_an_id_has_to_be_given_for_what_is_not_a_row() -> None:
    with pytest.raises(KeyError):
        scenario(FORM, entities=LISTS).interview.entities({})


def test_a_visit_starts_with_what_the_register_knows() -> None:
    members = {"m1": {"full_name": "An", "sex": "2", "unknown": "x"}, "m2": {"full_name": "Bo"}}

    answers = prefill(
        questionnaire(FORM, entities=LISTS), {"head_name": "An", "size": "9", "state": "x"}, members
    )

    assert answers == {
        "head": "An",
        "member[m1]": "0001",
        "member[m1].full": "An",
        "member[m1].sex": "2",
        "member[m2]": "0002",
        "member[m2].full": "Bo",
    }


def test_prefill_is_the_inverse_of_writing() -> None:
    form = (
        scenario(FORM, entities=LISTS)
        .answer("head", "An")
        .answer("phone", "139")
        .add("member", full="An", sex=1, school="x")
    )
    writes = form.interview.entities({"household": "h"})
    household = next(write.properties for write in writes if write.dataset == "household")
    members = {write.id: write.properties for write in writes if write.dataset == "member"}

    again = scenario(FORM, entities=LISTS, answers=prefill(form.form, household, members))

    assert again.interview.answers() == form.interview.answers()
    assert again.interview.entities({"household": "h"}) == writes


def test_one_list_needs_no_prefix() -> None:
    form = scenario(
        """
        | name | type | save_to |
        | head | text | name_of |
    """,
        entities="| list_name | label |\n| household | ${head} |",
    ).answer("head", "An")

    (written,) = form.interview.entities({"household": "h"})
    assert written == EntityWrite("household", "h", {"name_of": "An"}, "An")
