"""The 四看 scheme in files only: four households worked out by hand, every item at its bounds."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import Interview, Level, prefill
from forms.views import Better
from tests.cases.builtin import case, opened, questionnaire
from tests.cases.household import change, change_rows, codes, letter, surveyed
from tools.answering import enter

NAME = "guizhou-sikan"
CASES = ["1", "2", "3", "4"]
GROUPS = {"一看房": 20, "二看粮": 30, "三看劳动力": 30, "四看读书郎": 20}
SETTINGS = {"cut_line": "60", "poverty_line": "2855", "survey_date": "2015-11-15"}


def visited(number: str) -> Interview:
    """Return a worked household after all its facts were entered."""
    content = case(f"sikan_{number}")
    interview = opened(NAME, content["survey_date"], tun=content["tun"], settings=SETTINGS)
    enter(interview, content["facts"])
    return interview


@pytest.mark.parametrize("number", CASES)
def test_letters_points_and_sum(number: str) -> None:
    expected, score = case(f"sikan_{number}")["expected"], visited(number).score()
    assert score.letters == expected["letters"]
    assert [item.points for item in score.items] == [Decimal(each) for each in expected["points"]]
    assert score.total == Decimal(expected["total"])


@pytest.mark.parametrize("number", CASES)
def test_four_parts_each_with_its_sum(number: str) -> None:
    expected, score = case(f"sikan_{number}")["expected"], visited(number).score()
    assert [part.points for part in score.groups] == [Decimal(each) for each in expected["groups"]]
    figures = [score.figures[f"{part}_points"].value for part in ("house", "grain", "labour", "school")]
    assert figures == [str(each) for each in expected["groups"]]
    assert score.figures["total_points"].value == expected["total"]


@pytest.mark.parametrize("number", CASES)
def test_grain_fields_and_income_per_person(number: str) -> None:
    expected, figures = case(f"sikan_{number}")["expected"], visited(number).score().figures
    names = ("size", "grain_per_person", "field_per_person", "net_income", "per_capita")
    assert {name: figures[name].display for name in names} == {name: expected[name] for name in names}


@pytest.mark.parametrize("number", CASES)
def test_nothing_is_missing_or_contradictory(number: str) -> None:
    interview = visited(number)
    assert codes(interview) == set(), interview.problems()


def test_the_scheme_says_whose_points_these_are() -> None:
    sheet = opened(NAME, "2015-11-15").score()
    assert "参考方案" in sheet.scheme
    assert "自拟" in sheet.scheme
    assert "非官方" in sheet.scheme
    assert {part.name: int(part.max_points) for part in sheet.groups} == GROUPS
    assert sheet.better is Better.HIGH


def test_the_facts_stand_beside_the_option() -> None:
    basis = {item.item: item.basis for item in visited("1").score().items}
    assert basis["K11"] == "60÷5=12㎡"
    assert basis["K22"] == "1000÷5=200公斤"
    assert basis["K23"] == "一年缺2个月"
    assert basis["K42"] == "欠8000元"


BY_ONE_FACT = [
    ("K11", {"house_area": "0.01"}, "B"),
    ("K11", {"house_area": "51.99"}, "B"),
    ("K11", {"house_area": "52"}, "C"),
    ("K11", {"house_area": "79.99"}, "C"),
    ("K11", {"house_area": "80"}, "D"),
    ("K11", {"house_area": "119.99"}, "D"),
    ("K11", {"house_area": "120"}, "E"),
    ("K11", {"house_source": "rented"}, "A"),
    ("K11", {"house_area": ""}, ""),
    ("K12", {"house_grade": "D"}, "A"),
    ("K12", {"house_grade": "C"}, "B"),
    ("K12", {"house_structure": "adobe"}, "B"),
    ("K12", {"house_structure": "wood"}, "C"),
    ("K12", {"house_structure": "rc"}, "E"),
    ("K12", {"house_grade": "none", "visual_grade": "safe"}, "D"),
    ("K12", {"house_grade": "none", "visual_grade": "danger"}, "B"),
    ("K12", {"house_grade": "none"}, ""),
    ("K13", {"decoration": "bare_open"}, "A"),
    ("K13", {"decoration": "bare"}, "B"),
    ("K13", {"decoration": "plaster"}, "B"),
    ("K13", {"decoration": "full"}, "C"),
    ("K13", {"decoration": ""}, ""),
    ("K14", {"water_minutes": "21"}, "A"),
    ("K14", {"water_distance": "801"}, "A"),
    ("K14", {"water_rise": "81"}, "A"),
    ("K14", {"water_dry_months": "3"}, "A"),
    ("K14", {"water_safe": "no"}, "B"),
    ("K14", {"water_source": "open"}, "B"),
    ("K14", {"water_source": "cistern"}, "C"),
    ("K14", {"water_source": "tap"}, "D"),
    ("K14", {"water_safe": ""}, ""),
    ("K15", {"power": "none"}, "A"),
    ("K15", {"power": "own"}, "A"),
    ("K15", {"power": "low"}, "B"),
    ("K15", {"power": "three_phase"}, "C"),
    ("K15", {"power": ""}, ""),
    ("K16", {"road_kind": "none"}, "A"),
    ("K16", {"road_kind": "mud"}, "A"),
    ("K16", {"road_kind": "hard", "road_width": "3.49"}, "B"),
    ("K16", {"road_kind": "hard", "road_width": "3.5"}, "C"),
    ("K16", {"road_kind": ""}, ""),
    ("K21", {"lands": "none"}, "A"),
    ("K21", {"paddy_mu": "0.01"}, "B"),
    ("K21", {"paddy_mu": "1.99"}, "B"),
    ("K21", {"paddy_mu": "2"}, "C"),
    ("K21", {"paddy_mu": "3.99"}, "C"),
    ("K21", {"paddy_mu": "4"}, "D"),
    ("K21", {"paddy_mu": "7.99"}, "D"),
    ("K21", {"paddy_mu": "8"}, "E"),
    ("K21", {"lands": "paddy dry"}, ""),
    ("K22", {"has_harvest": "no"}, "A"),
    ("K22", {"harvest 1 crop_kg": "0.01"}, "B"),
    ("K22", {"harvest 1 crop_kg": "599.99"}, "B"),
    ("K22", {"harvest 1 crop_kg": "600"}, "C"),
    ("K22", {"harvest 1 crop_kg": "1199.99"}, "C"),
    ("K22", {"harvest 1 crop_kg": "1200"}, "D"),
    ("K22", {"harvest 1 crop_kg": "1599.99"}, "D"),
    ("K22", {"harvest 1 crop_kg": "1600"}, "E"),
    ("K22", {"harvest 1 crop": "potato", "harvest 1 crop_kg": "2999.99"}, "B"),
    ("K22", {"harvest 1 crop": "potato", "harvest 1 crop_kg": "3000"}, "C"),
    ("K22", {"harvest 1 crop_kg": ""}, ""),
    ("K22", {"harvest 1 crop": ""}, ""),
    ("K23", {"short_months": "0"}, "D"),
    ("K23", {"short_months": "0.5"}, "C"),
    ("K23", {"short_months": "2.9"}, "C"),
    ("K23", {"short_months": "5.9"}, "B"),
    ("K23", {"short_months": "6"}, "A"),
    ("K23", {"short_months": ""}, ""),
    ("K24", {"animals": "none"}, "A"),
    ("K24", {"sheep_n": "3"}, "C"),
    ("K24", {"animals": "chicken", "chicken_n": "149"}, "B"),
    ("K24", {"animals": "chicken", "chicken_n": "150"}, "C"),
    ("K24", {"animals": "pig", "pig_n": "19"}, "D"),
    ("K24", {"animals": "pig", "pig_n": "20"}, "E"),
    ("K24", {"animals": "pig"}, ""),
    ("K31", {"member 1 labour": "03", "member 2 labour": "03"}, "A"),
    ("K31", {"member 1 labour": "05", "member 2 labour": "03"}, "B"),
    ("K31", {"member 1 labour": "03"}, "C"),
    ("K31", {"member 2 labour": "05"}, "C"),
    ("K31", {"member 3 labour": "05"}, "D"),
    ("K31", {"member 3 labour": "01"}, "E"),
    ("K31", {"member 3 labour": "99"}, ""),
    ("K32", {"member 1 labour": "03", "member 2 labour": "03"}, "A"),
    ("K32", {"member 1 education": "01", "member 2 education": "02"}, "B"),
    ("K32", {"member 1 education": "03", "member 2 education": "02"}, "C"),
    ("K32", {"member 2 education": "05"}, "E"),
    ("K32", {"member 2 labour": "02"}, "E"),
    ("K33", {"member 1 health": "03", "member 4 health": "03"}, "A"),
    ("K33", {"member 2 health": "03"}, "B"),
    ("K33", {"member 1 health": "01"}, "D"),
    ("K33", {"member 1 health": "01", "member 4 health": "01"}, "E"),
    ("K33", {"member 2 health": ""}, ""),
    ("K34", {"member 1 work_months": "0", "member 2 work_months": "0"}, "A"),
    ("K34", {"member 1 work_months": "0.5"}, "B"),
    ("K34", {"member 1 work_months": "1"}, "C"),
    ("K34", {"member 1 work_months": "6.5"}, "C"),
    ("K34", {"member 1 work_months": "12", "member 2 work_months": "11.5"}, "D"),
    ("K34", {"member 1 work_months": "12", "member 2 work_months": "12"}, "E"),
    ("K34", {"member 1 work_months": ""}, ""),
    ("K41", {"member 3 student": "01"}, "E"),
    ("K41", {"member 3 student": "06"}, "D"),
    ("K41", {"member 3 student": "07"}, "C"),
    ("K41", {"member 3 student": "12"}, "C"),
    ("K41", {"member 3 student": "13"}, "B"),
    ("K41", {"member 2 student": "16"}, "A"),
    ("K41", {"member 2 student": "07"}, "A"),
    ("K41", {"member 3 student": ""}, ""),
    ("K42", {"has_school_debt": "no"}, "E"),
    ("K42", {"school_debt": "0.01"}, "D"),
    ("K42", {"school_debt": "5000"}, "C"),
    ("K42", {"school_debt": "9999.99"}, "C"),
    ("K42", {"school_debt": "10000"}, "B"),
    ("K42", {"school_debt": "19999.99"}, "B"),
    ("K42", {"school_debt": "20000"}, "A"),
    ("K42", {"school_debt": ""}, ""),
    ("K43", {"member 1 education": "03", "member 2 education": "03"}, "A"),
    ("K43", {"member 1 education": "03"}, "B"),
    ("K43", {"member 1 education": "05"}, "D"),
    ("K43", {"member 1 education": "05", "member 2 education": "05"}, "E"),
    ("K43", {"member 1 student": "16", "member 1 education": "05"}, "B"),
    ("K43", {"member 2 labour": "03"}, "B"),
    ("K43", {"member 2 education": ""}, ""),
]


@pytest.mark.parametrize("item, changes, expected", BY_ONE_FACT)
def test_one_fact_changes_the_option(item: str, changes: dict[str, str], expected: str) -> None:
    interview = visited("4")
    change(interview, changes)
    assert letter(interview, item) == expected
    assert (interview.score().total is None) == (expected == "")


@lru_cache(maxsize=1)
def _ground() -> Interview:
    return visited("4")


@given(kg=st.decimals(min_value="0.01", max_value=3000, places=2))
def test_grain_per_person_is_compared_exactly(kg: Decimal) -> None:
    change(_ground(), {"harvest 1 crop_kg": str(kg)})
    assert letter(_ground(), "K22") == "BCDE"[sum(kg >= 4 * bound for bound in (150, 300, 400))]


def test_tubers_count_a_fifth_and_all_crops_together() -> None:
    interview = visited("4")
    rows = [{"crop": "rice", "crop_kg": "0.1"}, {"crop": "maize", "crop_kg": "0.2"}]
    change_rows(interview, "harvest", [*rows, {"crop": "sweet_potato", "crop_kg": "5"}])
    assert interview.score().figures["grain_kg"].value == "1.3"


def test_who_left_is_not_counted() -> None:
    interview = visited("4")
    change(interview, {"member 3 standing": "4"})
    figures = interview.score().figures
    assert (figures["size"].value, figures["grain_per_person"].display) == ("3", "400.00")
    assert letter(interview, "K41") == "E"


def test_an_override_needs_a_reason_and_moves_item_part_and_sum() -> None:
    interview = visited("4")
    with pytest.raises(ValueError, match="K23"):
        interview.override("K23", "D", "")
    interview.override("K23", "D", "缺粮的三个月在亲戚家吃饭")
    score = interview.score()
    assert (score.groups[1].points, score.total) == (Decimal(25), Decimal(71))
    assert score.figures["grain_points"].value == "25"
    assert score.figures["total_points"].value == "71"


def test_an_unrated_item_leaves_its_own_part_open_and_no_other() -> None:
    interview = visited("4")
    change(interview, {"short_months": ""})
    score = interview.score()
    assert [part.points is None for part in score.groups] == [False, True, False, False]
    assert score.figures["grain_points"].value == ""


BROKEN = [
    ("R01", {"member 1 id_number": "4599811972021403"}),
    ("R03", {"member 1 sex": "2"}),
    ("R06", {"member 2 id_number": "45998119720214037X"}),
    ("required", {"member 2 labour": ""}),
    ("required", {"short_months": ""}),
    ("R09", {"member 2 relation": "01"}),
    ("R10", {"member 3 relation": "04"}),
    ("R11", {"member 4 relation": "03"}),
    ("R21", {"member 1 labour": "04", "member 1 health": "01", "member 1 work_months": "0"}),
    ("R22", {"member 3 work_months": "2", "member 3 work_place": "01", "member 3 monthly_pay": "900"}),
    ("R23", {"member 1 work_place": ""}),
    ("R24", {"member 1 work_months": "12.5"}),
    ("R25", {"member 1 monthly_pay": "0", "member 2 monthly_pay": "0"}),
    ("R26", {"cost_amount": "0"}),
    ("R27", {"cost_amount": "29800"}),
    ("R32", {"member 3 student": "03"}),
    ("R35", {"member 3 education": "06"}),
    ("R41", {"house_area": "0"}),
    ("R42", {"house_area": "11.99"}),
    ("R43", {"house_grade": "C"}),
    ("R44", {"paddy_mu": "200.01"}),
    ("R12", {"main_cause": "1", "member 1 health": "01", "member 4 health": "01"}),
    ("R13", {"main_cause": "2"}),
    ("R14", {"main_cause": "3", "member 3 student": "01"}),
    ("R17", {"attribute": "3"}),
    ("K21", {"has_harvest": "no"}),
    ("K22a", {"harvest 1 crop_mu": "0.79"}),
    ("K23", {"harvest 1 crop_kg": "1600", "harvest 1 crop_mu": ""}),
    ("P13", {"booklet_size": "5"}),
    ("P17", {"photo_hall": ""}),
    ("R53", {"sales_amount": "0", "member 1 monthly_pay": "1", "member 2 monthly_pay": "1"}),
]


@pytest.mark.parametrize("code, changes", BROKEN)
def test_a_broken_rule_is_told(code: str, changes: dict[str, str]) -> None:
    interview = visited("4")
    change(interview, changes)
    assert code in codes(interview)


def test_chosen_but_empty_harvest_blocks() -> None:
    interview = visited("4")
    change_rows(interview, "harvest", [])
    assert "K22" in codes(interview)
    assert letter(interview, "K22") == ""


@pytest.mark.parametrize("age_on, student, code", [("2004-11-16", "01", "R33"), ("2002-01-01", "07", "R31")])
def test_school_and_age_go_together(age_on: str, student: str, code: str) -> None:
    interview = visited("4")
    change(interview, {"member 3 id_kind": "2", "member 3 birth_date": age_on, "member 3 student": student})
    assert code in codes(interview)


@pytest.mark.parametrize(
    "attribute, assistance, fits",
    [("1", "0", True), ("1", "A", False), ("2b", "B", True), ("2b", "0", False)],
)
def test_the_attribute_fits_the_assistance(attribute: str, assistance: str, fits: bool) -> None:
    interview = visited("4")
    facts = {f"member {n} assistance": "0" for n in (2, 3, 4)}
    change(interview, {"attribute": attribute, "member 1 assistance": assistance, **facts})
    assert ("R16" in codes(interview)) is not fits


def test_a_house_nobody_graded_is_only_a_remark() -> None:
    interview = visited("4")
    change(interview, {"house_grade": "none", "visual_grade": "safe"})
    assert codes(interview) == set()
    assert [each.code for each in interview.problems() if each.level is Level.INFO] == ["E06"]


def _properties(name: str) -> dict[str, set[str]]:
    return {
        entity.dataset: {each for each, _ in entity.properties} for entity in questionnaire(name).entities
    }


def test_it_writes_properties_that_the_other_scheme_knows() -> None:
    ours, theirs = _properties(NAME), _properties("guangxi-2015")
    assert ours["household"] <= theirs["household"]
    assert ours["member"] <= theirs["member"]
    assert {"head_name", "size", "address", "phone", "attribute", "booklet"} <= ours["household"]


def test_a_household_surveyed_with_the_other_scheme_is_known_here() -> None:
    writes = surveyed("02").entities({"household": "f" * 32})
    household = next(each.properties for each in writes if each.dataset == "household")
    members = {each.id: each.properties for each in writes if each.dataset == "member"}
    known = prefill(questionnaire(NAME), household, members)
    interview = opened(NAME, "2015-11-15", settings=SETTINGS)
    interview = opened(NAME, "2015-11-15", settings=SETTINGS, answers={**interview.answers(), **known})
    score = interview.score()
    assert score.figures["size"].value == "5"
    assert letter(interview, "K31") == "C"
    assert letter(interview, "K33") == "B"
    assert not [each for each in interview.problems() if each.code == "choice"]
