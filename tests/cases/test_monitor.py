"""The monitoring sheet of 2021 and later: income profiles, what the program proposes and why, its rules."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import Interview, Level, NodeKind, prefill
from tests.cases.builtin import case, opened, questionnaire
from tests.cases.household import change, change_rows, codes, surveyed
from tools.answering import enter

NAME = "monitor-2021"
CASES = ["1", "2", "3", "4", "5"]
FIGURES = (
    "size", "gross_income", "net_income", "per_capita", "compliant", "reference_income",
    "reference_per_capita", "exit_income", "dibao_income", "unsecured",
)  # fmt: skip


def visited(number: str, **settings: str) -> Interview:
    """Return a worked household after all its facts were entered."""
    content = case(f"monitor_{number}")
    known = {**content["settings"], **settings}
    interview = opened(NAME, content["survey_date"], tun=content["tun"], settings=known)
    enter(interview, content["facts"])
    return interview


def proposal(interview: Interview) -> str:
    """Return what the program proposes, "" while it cannot say."""
    return interview.score().figures["proposal"].display


@pytest.mark.parametrize("number", CASES)
def test_income_in_every_profile(number: str) -> None:
    expected, figures = case(f"monitor_{number}")["expected"], visited(number).score().figures
    assert {name: figures[name].display for name in FIGURES} == {name: expected[name] for name in FIGURES}


@pytest.mark.parametrize("number", CASES)
def test_what_is_proposed_and_what_it_rests_on(number: str) -> None:
    expected, figure = case(f"monitor_{number}")["expected"], visited(number).score().figures["proposal"]
    assert (figure.display, figure.basis) == (expected["proposal"], expected["basis"])


@pytest.mark.parametrize("number", CASES)
def test_nothing_is_missing_or_contradictory(number: str) -> None:
    interview = visited(number)
    assert codes(interview) == set(), interview.problems()
    assert not interview.problems()


def test_it_scores_nothing() -> None:
    sheet = visited("1").score()
    assert (sheet.items, sheet.total, sheet.scheme, sheet.groups) == ((), None, "", ())


def test_the_reference_income_adds_claims_and_takes_off_what_was_paid_by_the_rules() -> None:
    figures = visited("3").score().figures
    assert figures["reference_per_capita"].basis == "(纯收入69600＋理赔4000－合规自付49000)÷4"
    assert figures["rigid_expense"].display == "61000.00"


@pytest.mark.parametrize(
    "amount, expected",
    [("3000", "不纳入监测"), ("2999.99", "脱贫不稳定户"), ("3000.01", "不纳入监测")],
)
def test_who_reaches_the_line_is_not_under_it(amount: str, expected: str) -> None:
    interview = visited("4")
    change(interview, {"sales 1 sales_amount": amount})
    assert proposal(interview) == expected
    assert interview.score().figures["per_capita"].display == "6900.00"


@lru_cache(maxsize=1)
def _ground() -> Interview:
    return visited("4")


@given(amount=st.decimals(min_value=2900, max_value=3100, places=2))
def test_the_line_is_compared_exactly_and_never_by_what_is_shown(amount: Decimal) -> None:
    change(_ground(), {"sales 1 sales_amount": str(amount)})
    assert (proposal(_ground()) == "脱贫不稳定户") == (amount < 3000)


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, "不纳入监测"),
        ({"former": "never"}, "不纳入监测"),
        ({"sudden": "yes", "hardship": "yes"}, "突发严重困难户"),
        ({"sudden": "yes", "hardship": "no"}, "不纳入监测"),
        ({"sudden": "yes"}, ""),
        ({"sudden": ""}, ""),
        ({"cost 1 cost_amount": "1800.01"}, "脱贫不稳定户"),
        ({"cost 1 cost_amount": "1800.01", "former": "never"}, "边缘易致贫户"),
        ({"cost 1 cost_amount": "1800.01", "sudden": ""}, "脱贫不稳定户"),
        ({"former": ""}, ""),
        ({"has_rents": ""}, ""),
        ({"sales 1 sales_amount": ""}, ""),
        ({"member 1 monthly_pay": ""}, ""),
        ({"member 1 work_months": ""}, ""),
    ],
)
def test_the_proposal_follows_identity_income_and_sudden_events(
    changes: dict[str, str], expected: str
) -> None:
    interview = visited("4")
    change(interview, changes)
    assert proposal(interview) == expected
    told = interview.view("proposal_shown").value
    assert told.startswith(expected or "还不能提出建议")


@pytest.mark.parametrize("compliant, expected", [("0.01", "突发严重困难户"), ("0", "不纳入监测")])
def test_sudden_hardship_by_what_the_household_had_to_pay(compliant: str, expected: str) -> None:
    interview = visited("4")
    change(interview, {"sudden": "yes", "hardship": "no", "has_rigid": "yes"})
    rows = [{"rigid_kind": "medical", "rigid_total": "1", "rigid_refund": "0", "rigid_compliant": compliant}]
    change_rows(interview, "rigid", rows)
    assert proposal(interview) == expected


def test_claims_lift_the_reference_income_and_not_the_net_income() -> None:
    interview = visited("4")
    before = interview.score().figures["net_income"].value
    change(interview, {"has_claims": "yes", "claims": "300"})
    figures = interview.score().figures
    assert figures["net_income"].value == before
    assert figures["reference_per_capita"].display == "7000.00"


def test_the_line_is_a_setting_and_without_it_nothing_is_proposed() -> None:
    assert proposal(visited("1", monitor_threshold="6899.99")) == "不纳入监测"
    without = visited("1", monitor_threshold="")
    assert proposal(without) == ""
    assert without.view("proposal_shown").value == "还不能提出建议：没有下发监测收入参考标准"
    assert [(each.code, each.level) for each in without.problems()] == [("N21", Level.INFO)]


def test_people_decide_and_say_why_where_they_see_it_differently() -> None:
    interview = visited("4")
    change(interview, {"category": "unstable", "risk_1": "disability"})
    assert codes(interview) == {"required"}
    change(interview, {"category_reason": "收入刚到标准，孙辈下学期住校，支出将大增"})
    assert codes(interview) == set()
    assert proposal(interview) == "不纳入监测"


def test_house_car_and_company_stand_beside_and_change_nothing() -> None:
    interview = visited("1")
    facts = {"has_car": "yes", "car_text": "轿车", "car_value": "60000", "has_business": "yes"}
    change(interview, {**facts, "business_text": "小卖部，蓝有福"})
    figures = interview.score().figures
    assert figures["beside"].display == "车船农机(轿车，现值60000元)；经营实体(小卖部，蓝有福)"
    assert (proposal(interview), interview.score().vetoes) == ("脱贫不稳定户", ())


def test_a_birth_moves_the_household_under_the_line() -> None:
    interview = visited("4")
    interview.add_row("member")
    child = {"full_name": "覃小丫", "relation": "08", "joined": "06", "id_kind": "4", "id_number": "T450001"}
    more = {"sex": "2", "birth_date": "2022-02-01", "ethnic": "08", "education": "06", "student": "01"}
    rest = {"health": "01", "labour": "04", "insurance": "1"}
    change(interview, {f"member 4 {name}": value for name, value in {**child, **more, **rest}.items()})
    assert (interview.score().figures["size"].value, proposal(interview)) == ("4", "脱贫不稳定户")


def test_a_death_takes_the_wages_along_and_ends_the_member() -> None:
    interview = visited("3")
    dead = {"standing": "4", "left_reason": "01", "left_on": "2022-05-01"}
    change(interview, {f"member 3 {name}": value for name, value in dead.items()})
    figures = interview.score().figures
    assert (figures["size"].value, figures["net_income"].display) == ("3", "25600.00")
    left = [each for each in interview.entities({"household": "f" * 32}) if each.dataset == "member"][2]
    assert (left.properties["left_reason"], left.properties["left_on"]) == ("01", "2022-05-01")


def test_what_the_register_learns() -> None:
    written = visited("2").entities({"household": "f" * 32})
    household = next(each.properties for each in written if each.dataset == "household")
    assert (household["head_name"], household["size"]) == ("韦建国", "4")
    assert (household["monitor_category"], household["monitor_former"]) == ("edge", "never")
    assert household["monitor_risks"] == "disaster water_house"
    assert not {"score", "letters", "per_capita"} & household.keys()


def test_the_register_learns_of_the_removal() -> None:
    written = visited("5").entities({"household": "f" * 32})
    household = next(each.properties for each in written if each.dataset == "household")
    assert (household["monitor_since"], household["monitor_state"]) == ("2022-07-20", "removed")
    assert household["monitor_removed_on"] == "2023-03-10"


def test_a_household_once_identified_is_known_here() -> None:
    writes = surveyed("02").entities({"household": "f" * 32})
    household = next(each.properties for each in writes if each.dataset == "household")
    members = {each.id: each.properties for each in writes if each.dataset == "member"}
    known = prefill(questionnaire(NAME), household, members)
    interview = opened(NAME, "2022-05-20", answers=known)
    assert interview.score().figures["size"].value == "5"
    assert not [each for each in interview.problems() if each.code in {"choice", "type"}]


@pytest.mark.parametrize(
    "day, period",
    [
        ("2021-01-05", "2020年1月至2020年12月"),
        ("2021-12-31", "2020年12月至2021年11月"),
        ("2022-05-20", "2021年5月至2022年4月"),
    ],
)
def test_income_is_of_the_twelve_months_before(day: str, period: str) -> None:
    assert opened(NAME, day).view("period").value == period


def test_five_risks_each_once() -> None:
    interview = visited("2")
    change(interview, {"risk_3": "job"})
    offered = [choice.value for choice in interview.view("risk_4").choices]
    assert not {"disaster", "water_house", "job"} & set(offered)
    assert len(offered) == 7
    assert not interview.view("risk_5").relevant


BROKEN = [
    ("2", "R01", {"member 1 id_number": "45998319790614"}),
    ("2", "R09", {"member 2 relation": "01"}),
    ("2", "R10", {"member 3 relation": "04"}),
    ("2", "R24", {"member 1 work_months": "13"}),
    ("2", "R26", {"has_cost": "no"}),
    ("2", "R25", {"member 1 monthly_pay": "0"}),
    ("2", "R27", {"sales 1 sales_amount": "9000000"}),
    ("2", "R43", {"graded_by": ""}),
    ("2", "R64", {"dropout_visits": "1"}),
    ("2", "R64", {"dropout_signed": "no"}),
    ("2", "required", {"dropout_why": ""}),
    ("2", "required", {"disaster": ""}),
    ("2", "required", {"risk_1": ""}),
    ("2", "N33", {"category": "unstable"}),
    ("4", "R16", {"attribute": "1"}),
    ("4", "R17", {"attribute": "3"}),
    ("4", "N05", {"bottom": "yes"}),
    ("5", "R61", {"measure 1 measure_from": "2022-08-21", "measure 2 measure_from": "2022-08-21"}),
    ("5", "R61", {"has_measures": "no"}),
    ("5", "R62", {"removed_on": "2022-09-19"}),
    ("5", "R63", {"measure 2 measure_kind": "job"}),
    ("5", "N50", {"bottom": "yes"}),
    ("5", "N51", {"water_safe": "no"}),
    ("5", "N51", {"member 1 insurance": "0"}),
    ("5", "N52", {"stable_months": "5"}),
    ("5", "N52", {"member 1 monthly_pay": "0"}),
    ("5", "required", {"removal_way": ""}),
]


@pytest.mark.parametrize("number, code, changes", BROKEN)
def test_a_broken_rule_is_told(number: str, code: str, changes: dict[str, str]) -> None:
    interview = visited(number)
    change(interview, changes)
    assert code in codes(interview)


@pytest.mark.parametrize(
    "changes",
    [
        {"measure 1 measure_from": "2022-08-20", "measure 2 measure_from": "2022-08-20"},
        {"removed_on": "2022-09-20"},
        {"stable_months": "6"},
    ],
)
def test_a_bound_itself_breaks_nothing(changes: dict[str, str]) -> None:
    interview = visited("5")
    change(interview, changes)
    assert codes(interview) == set()


def test_a_risk_without_fitting_help_is_named() -> None:
    interview = visited("5")
    change(interview, {"measure 2 measure_kind": "job"})
    told = [each.message for each in interview.problems() if each.code == "R63"]
    assert told == ["这些风险还没有相应的帮扶措施：因安全饮水(住房)"]


def test_a_late_visit_is_only_noted() -> None:
    interview = visited("1")
    change(interview, {"clue_on": "2022-05-15"})
    assert not interview.problems()
    change(interview, {"clue_on": "2022-05-14"})
    assert [(each.code, each.level) for each in interview.problems()] == [("N02", Level.INFO)]
    assert codes(interview) == set()


def test_removal_is_only_asked_of_who_is_monitored() -> None:
    first, later = visited("1"), visited("5")
    assert not first.view("state").relevant
    assert later.view("state").relevant
    kinds = [node.kind for node in later.layout().walk()]
    assert kinds.count(NodeKind.REPEAT) == 9
