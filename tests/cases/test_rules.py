"""The rules of the questionnaire: each broken once, on the ground of worked case 02 (nothing wrong there)."""

from __future__ import annotations

import pytest

from forms import Interview, Level
from tests.cases.household import change, change_rows, codes, surveyed
from tools.answering import enter

BROKEN = [
    ("R01", {"member 1 id_number": "4599811974061201"}),
    ("R02", {"member 1 id_number": "459981197406120136"}),
    ("R02", {"member 1 id_number": "459981197413120135"}),
    ("R03", {"member 1 sex": "2"}),
    ("R03", {"member 1 birth_date": "1974-06-13"}),
    ("R05", {"member 5 disability_cert": "45998119450507022192"}),
    ("R05", {"member 5 disability_cert": "45998119740612013542"}),
    ("R06", {"member 2 id_number": "459981197406120135"}),
    ("required", {"member 2 ethnic": ""}),
    ("R09", {"member 1 relation": "02"}),
    ("R09", {"member 2 relation": "01"}),
    ("R10", {"member 3 relation": "04"}),
    ("R10", {"member 2 sex": "1"}),
    ("R11", {"member 5 relation": "03"}),
    ("R11", {"member 3 relation": "11"}),
    ("R21", {"member 1 labour": "04", "member 1 work_months": "0"}),
    ("R22", {"member 5 work_months": "1", "member 5 work_place": "01", "member 5 monthly_pay": "1"}),
    ("R23", {"member 1 work_place": ""}),
    ("R23", {"member 1 work_months": ""}),
    ("R24", {"member 1 work_months": "12.5"}),
    ("R25", {"member 1 monthly_pay": "0"}),
    ("R26", {"has_cost": "no"}),
    ("R27", {"cost 1 cost_amount": "100000"}),
    ("R41", {"house_area": "0"}),
    ("R41", {"house_structure": ""}),
    ("R42", {"house_area": "1000.01"}),
    ("R42", {"house_area": "14.99"}),
    ("R43", {"graded_by": ""}),
    ("R43", {"house_grade": "B", "dangerous_area": "10"}),
    ("R44", {"paddy_mu": "250.01"}),
    ("R44", {"forest_mu": "350.01"}),
    ("R45", {"clinic_km": "50.1"}),
    ("R47", {"vehicle 1 vehicle_value": ""}),
    ("R47", {"vehicle 1 vehicle_usable": ""}),
    ("R48", {"debt 1 creditor": ""}),
    ("R48", {"debt 1 principal": "11999.99"}),
    ("P13", {"booklet_size": "6"}),
    ("P17", {"photo_hall": ""}),
]


@pytest.mark.parametrize("code, changes", BROKEN)
def test_a_broken_rule_is_told(code: str, changes: dict[str, str]) -> None:
    interview = surveyed("02")
    change(interview, changes)
    assert code in codes(interview)


HELD = [
    {"house_area": "1000"},
    {"house_area": "15"},
    {"paddy_mu": "250"},
    {"clinic_km": "50"},
    {"member 1 work_months": "12"},
    {"debt 1 principal": "12000"},
]


@pytest.mark.parametrize("changes", HELD)
def test_a_bound_itself_breaks_nothing(changes: dict[str, str]) -> None:
    interview = surveyed("02")
    change(interview, changes)
    assert codes(interview) == set()


@pytest.mark.parametrize(
    "name, fits",
    [
        ("岑𬀩", True),
        ("盘㛃", True),
        ("买买提·艾力", True),
        ("艾・力", False),
        ("黄 生", False),
        ("黄3", False),
        ("黄" * 100, True),
        ("黄" * 101, False),
    ],
)
def test_names_as_on_the_id_card(name: str, fits: bool) -> None:
    interview = surveyed("02")
    change(interview, {"member 2 full_name": name})
    assert codes(interview) == (set() if fits else {"constraint"})


def test_a_mere_remark_of_quality_blocks_nothing() -> None:
    interview = surveyed("02")
    change(interview, {"house_grade": "none", "visual_grade": "danger"})
    assert codes(interview) == set()
    assert [each.code for each in interview.problems() if each.level is Level.INFO] == ["E06"]


def test_a_member_without_papers_counts_and_needs_a_reason() -> None:
    interview = surveyed("02")
    change(interview, {"member 2 id_kind": "9"})
    assert codes(interview) == {"required"}
    change(interview, {"member 2 no_id_reason": "境外配偶,未办理身份证"})
    assert codes(interview) == set()
    assert interview.score().figures["size"].value == "5"


def test_who_left_is_end_dated_and_may_come_back() -> None:
    interview = surveyed("02")
    change(
        interview, {"member 2 standing": "4", "member 2 left_reason": "04", "member 2 left_on": "2015-01-02"}
    )
    assert _left(interview) == ("04", "2015-01-02")
    change(interview, {"member 2 standing": "1"})
    assert _left(interview) == ("", "")


def _left(interview: Interview) -> tuple[str, str]:
    members = [each for each in interview.entities({"household": "f" * 32}) if each.dataset == "member"]
    return members[1].properties["left_reason"], members[1].properties["left_on"]


def test_sex_and_birth_follow_from_the_id_card() -> None:
    interview = surveyed("02")
    enter(interview, {"member": [{"id_number": "45998119760920024x"}]})
    [sex, *_], [born, *_] = interview.fields("M02"), interview.fields("M03")
    assert (sex.value, born.value) == ("2", "1976-09-20")


def test_a_loss_stays_negative_and_asks_for_a_line() -> None:
    interview = surveyed("02")
    change(interview, {"cost 1 cost_amount": "21100"})
    assert interview.score().figures["per_capita"].display == "-1828.00"
    assert codes(interview) == {"R27"}


def test_an_income_line_is_never_negative() -> None:
    interview = surveyed("02")
    change(interview, {"sales 1 sales_amount": "-1"})
    [problem] = [each for each in interview.problems() if each.code == "constraint"]
    assert "亏损" in problem.message


def test_yes_without_a_line_is_told() -> None:
    interview = surveyed("02")
    change_rows(interview, "vehicle", [])
    assert codes(interview) == {"E12"}


def test_the_appraisal_is_never_asked_for_and_saved_apart() -> None:
    interview = surveyed("02")
    change(interview, {"w_fair": "no", "w_why": "房屋等级偏低"})
    assert codes(interview) == set()
    assert set(interview.answers("appraisal")) == {"w_fair", "w_why"}
    assert "w_fair" not in interview.answers()


VETOES = [
    (
        "V1",
        {"floors": "2", "house_structure": "brick_concrete", "decoration": "full", "house_area": "250"},
        True,
    ),
    (
        "V1",
        {"floors": "2", "house_structure": "brick_concrete", "decoration": "full", "house_area": "249.99"},
        False,
    ),
    ("V1", {"floors": "2", "house_structure": "wood", "decoration": "full", "house_area": "250"}, True),
    ("V1", {"floors": "1", "house_structure": "wood", "decoration": "full", "house_area": "250"}, False),
    ("V2", {"has_estate": "yes"}, True),
    ("V3", {"has_business": "yes"}, True),
    ("V4", {"vehicle 1 vehicle_value": "30000"}, True),
    ("V4", {"vehicle 1 vehicle_value": "29999.99"}, False),
    ("V4", {"vehicle 1 vehicle_value": "30000", "vehicle 1 vehicle_usable": "no"}, False),
    ("V4", {"machines": "tractor", "machine_value": "30000"}, True),
    ("V5", {"public_post": "retired"}, True),
    ("V8", {"recent_split": "yes", "split_on": "2013-11-15"}, True),
    ("V8", {"recent_split": "yes", "split_on": "2013-11-14"}, False),
]


@pytest.mark.parametrize("code, changes, expected", VETOES)
def test_vetoes_are_proposed_from_facts(code: str, changes: dict[str, str], expected: bool) -> None:
    interview = surveyed("02")
    for repeat in ("estate", "business"):
        interview.add_row(repeat)
    change(interview, changes)
    assert _proposed(interview)[code] is expected


@pytest.mark.parametrize(
    "since, kept, expected",
    [("2012-11-15", "no", True), ("2012-11-16", "no", False), ("2012-11-15", "yes", False)],
)
def test_a_whole_family_away_for_three_years(since: str, kept: str, expected: bool) -> None:
    interview = surveyed("02")
    for row in range(1, 6):
        change(interview, {f"member {row} presence": "2", f"member {row} away_since": since})
    change(interview, {"house_kept": kept})
    assert _proposed(interview)["V6"] is expected


def _proposed(interview: Interview) -> dict[str, bool | None]:
    return {veto.code: veto.proposed for veto in interview.score().vetoes}
