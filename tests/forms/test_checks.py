"""Engine checks, asked for by a questionnaire."""

from __future__ import annotations

import pytest

from forms import Level
from forms.checks import CHECKS
from forms.wording import sentence
from tests.forms.scenario import Scenario, scenario

PEOPLE = """
    | name   | type         | ruhu:check                                            | save_to |
    | member | begin repeat |                                                       |         |
    | sex    | text         |                                                       |         |
    | birth  | date         |                                                       |         |
    | kind   | text         |                                                       |         |
    | number | text         | id_number sex=${sex} birth=${birth} kind=${kind}; unique | id_number |
    | cert   | text         | disability_cert id=${number}                          |         |
    |        | end repeat   |                                                       |         |
"""
LIST = "| list_name | label |\n| member | ${number} |"
MAN, WOMAN = "459981197406120135", "45998119760920024X"


def people(register: tuple[dict[str, str], ...] = ()) -> Scenario:
    return scenario(PEOPLE, entities=LIST, instances={"register": register})


def test_a_right_number_is_no_problem() -> None:
    assert people().add("member", number=MAN, sex=1, birth="1974-06-12").codes == []


def test_small_x_and_spaces_are_put_right() -> None:
    form = people().add("member", number=" 45998119760920024x ")

    assert form.value("member[1].number") == WOMAN
    assert form.codes == []


@pytest.mark.parametrize(
    "answers, codes",
    [
        ({"number": MAN[:-1]}, ["R01"]),
        ({"number": "45998119740612013A"}, ["R01"]),
        ({"number": MAN[:-1] + "6"}, ["R02"]),
        ({"number": MAN, "sex": "2"}, ["R03"]),
        ({"number": MAN, "birth": "1974-06-13"}, ["R03"]),
        ({"number": MAN, "sex": "2", "birth": "1974-06-13"}, ["R03", "R03"]),
        ({"number": "459981740612013"}, ["R04"]),
        ({"number": "户口簿1", "kind": "2"}, []),
        ({"number": "45998119450507022142", "kind": "3"}, []),
        ({"number": "459981194505070221429", "kind": "3"}, ["R01"]),
        ({"number": "45998119450507022192", "kind": "3"}, ["R05"]),
        ({"number": MAN, "cert": MAN + "42"}, []),
        ({"number": MAN, "cert": WOMAN + "42"}, ["R05"]),
        ({"cert": WOMAN + "42B1"}, []),
        ({"cert": "1"}, ["R01"]),
    ],
)
def test_what_a_number_can_be_wrong_in(answers: dict[str, str], codes: list[str]) -> None:
    form = people().add("member", **answers)

    assert form.codes == codes
    assert all(sentence(problem) for problem in form.interview.problems())


@pytest.mark.parametrize("number, words", [(MAN[:-1], "17 位"), ("45998119740612013A", "不该有的字符")])
def test_a_number_of_the_wrong_shape_says_in_what(number: str, words: str) -> None:
    (problem,) = people().add("member", number=number).interview.problems()

    assert words in sentence(problem)


def test_no_sentence_tells_the_expected_digit() -> None:
    form = people().add("member", number=MAN[:-1] + "6")

    (problem,) = form.interview.problems()
    assert problem.args == {}
    assert "5" not in sentence(problem)


def test_a_reason_lifts_a_number_that_cannot_be_verified_now() -> None:
    form = people().add("member", number=MAN[:-1] + "6")
    (problem,) = form.interview.problems()
    assert (problem.level, problem.remark_key) == (Level.HARD, f"remark[{problem.at[0]}]")

    form.interview.explain(problem.remark_key, "待核实:证件在外")

    assert not form.interview.problems()[0].blocks
    assert not form.interview.view(problem.at[0]).problems[0].blocks


def test_the_same_number_twice_is_reported_at_both_and_ends_with_the_row() -> None:
    form = people().add("member", number=MAN).add("member", number=MAN)
    first, second = (f"{row}.number" for row in form.rows("member"))

    assert [problem.at[0] for problem in form.interview.problems()] == [first, second]
    form.answer("member[2].number", WOMAN)
    assert first in form.changes.shown
    assert form.codes == []
    form.answer("member[2].number", MAN).remove("member[2]")
    assert form.codes == []
    assert first in form.changes.shown


def test_an_old_number_equals_its_new_form() -> None:
    form = people().add("member", number=MAN).add("member", number="459981740612013")

    assert "R06" in form.codes


def test_the_same_number_in_another_household_wants_an_explanation() -> None:
    elsewhere = ({"id_number": MAN, "household": "4599811002010009", "head_name": "韦某"},)
    form = people(elsewhere).add("member", number=MAN)

    (problem,) = form.interview.problems()
    assert (problem.code, problem.level) == ("R07", Level.SOFT)
    assert "韦某" in sentence(problem)
    assert problem.remark_key == f"remark[R07@{form.rows('member')[0]}]"


def test_every_check_is_known_by_its_name() -> None:
    assert set(CHECKS) == {"id_number", "disability_cert", "unique"}
