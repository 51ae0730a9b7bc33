"""Every item of the score at its bounds, compared by value and never by rounding.

Worked case 04 (three members) is the ground on which one fact at a time changes.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import Interview
from tests.cases.household import change, change_rows, letter, open_interview, surveyed
from tools.answering import enter

BY_ONE_FACT = [
    ("S01", {"house_area": "0.01"}, "B"),
    ("S01", {"house_area": "38.99"}, "B"),
    ("S01", {"house_area": "39"}, "C"),
    ("S01", {"house_area": "59.99"}, "C"),
    ("S01", {"house_area": "60"}, "D"),
    ("S01", {"house_area": "89.99"}, "D"),
    ("S01", {"house_area": "90"}, "E"),
    ("S01", {"house_source": "none"}, "A"),
    ("S01", {"house_source": "borrowed"}, "A"),
    ("S01", {"house_source": "rented"}, "A"),
    ("S01", {"house_source": "public"}, "A"),
    ("S01", {"house_area": ""}, ""),
    ("S02", {"house_grade": "D", "house_structure": "brick_concrete"}, "A"),
    ("S02", {"house_grade": "D", "house_structure": "adobe"}, "A"),
    ("S02", {"house_grade": "C", "house_structure": "brick_concrete"}, "B"),
    ("S02", {"house_structure": "adobe"}, "B"),
    ("S02", {"house_structure": "thatch"}, "B"),
    ("S02", {"house_structure": "earth_wood"}, "C"),
    ("S02", {"house_structure": "wood", "house_grade": "A"}, "C"),
    ("S02", {"house_structure": "brick_wood"}, "D"),
    ("S02", {"house_structure": "brick_concrete"}, "E"),
    ("S02", {"house_structure": "rc"}, "E"),
    ("S02", {"house_grade": "none", "visual_grade": "safe"}, "D"),
    ("S02", {"house_grade": "none", "visual_grade": "danger"}, "B"),
    ("S02", {"house_grade": "none"}, ""),
    ("S02", {"house_source": "borrowed"}, "A"),
    ("S03", {"decoration": "bare_open"}, "A"),
    ("S03", {"decoration": "bare"}, "B"),
    ("S03", {"decoration": "plaster"}, "C"),
    ("S03", {"decoration": "tile"}, "D"),
    ("S03", {"decoration": "full"}, "E"),
    ("S03", {"house_source": "public"}, "A"),
    ("S03", {"decoration": ""}, ""),
    ("S04", {"appliances": "none"}, "A"),
    ("S04", {"appliances": "other"}, "A"),
    ("S04", {"appliances": "tv other"}, "B"),
    ("S04", {"appliances": "tv", "n_tv": "3"}, "B"),
    ("S04", {"appliances": "tv ac"}, "C"),
    ("S04", {"appliances": "tv ac audio"}, "D"),
    ("S04", {"appliances": "tv ac audio computer"}, "E"),
    ("S04", {"appliances": ""}, ""),
    ("S05", {"machines": "none"}, "A"),
    ("S05", {"machines": "pump"}, "B"),
    ("S05", {"machines": "pump", "m_pump": "2"}, "C"),
    ("S05", {"machines": "pump tiller"}, "C"),
    ("S05", {"machines": "tractor pump tiller"}, "D"),
    ("S05", {"machines": "tractor", "m_tractor": "2"}, "E"),
    ("S05", {"machines": "harvester transplanter"}, "E"),
    ("S05", {"machines": ""}, ""),
    ("S07", {"water_minutes": "20"}, "D"),
    ("S07", {"water_minutes": "21"}, "A"),
    ("S07", {"water_minutes": "0", "water_distance": "800"}, "D"),
    ("S07", {"water_minutes": "0", "water_distance": "801"}, "A"),
    ("S07", {"water_minutes": "0", "water_rise": "80"}, "D"),
    ("S07", {"water_minutes": "0", "water_rise": "81"}, "A"),
    ("S07", {"water_minutes": "0", "water_dry_months": "2.5"}, "D"),
    ("S07", {"water_minutes": "0", "water_dry_months": "3"}, "A"),
    ("S07", {"water_home": "yes", "water_source": "open"}, "B"),
    ("S07", {"water_home": "yes", "water_safe": "no"}, "B"),
    ("S07", {"water_home": "yes", "water_source": "cistern"}, "C"),
    ("S07", {"water_home": "yes", "water_source": "spring"}, "D"),
    ("S07", {"water_home": "yes", "water_source": "tap"}, "E"),
    ("S07", {"water_minutes": ""}, ""),
    ("S07", {"water_safe": ""}, ""),
    ("S08", {"power": "none"}, "A"),
    ("S08", {"power": "own"}, "B"),
    ("S08", {"power": "low"}, "C"),
    ("S08", {"power": "normal"}, "D"),
    ("S08", {"power": "three_phase"}, "E"),
    ("S08", {"power": ""}, ""),
    ("S10", {"member 2 disability_cert": "45998119900706031442"}, "B"),
    ("S10", {"member 2 disability_cert": "45998119900706031442", "member 1 health": "03"}, "A"),
    ("S10", {"member 2 health": "03 04"}, "B"),
    ("S10", {"member 1 health": "02"}, "C"),
    ("S10", {"member 2 health": "01"}, "E"),
    ("S10", {"member 2 health": ""}, ""),
    ("S10", {"member 2 disability_cert": "", "member 2 disability_grade": "2"}, "B"),
    ("S10", {"member 2 disability_cert": "", "member 2 disability_grade": "4"}, "D"),
    ("S10", {"member 2 disability_cert": ""}, ""),
    ("S11", {"member 3 student": "01"}, "E"),
    ("S11", {"member 3 student": "02"}, "D"),
    ("S11", {"member 3 student": "06"}, "D"),
    ("S11", {"member 3 student": "07"}, "C"),
    ("S11", {"member 3 student": "12"}, "C"),
    ("S11", {"member 3 student": "13"}, "B"),
    ("S11", {"member 3 student": "16"}, "B"),
    ("S11", {"member 3 student": "16", "member 2 student": "07"}, "A"),
    ("S11", {"member 3 student": "08", "member 2 student": "07"}, "A"),
    ("S11", {"member 3 student": ""}, ""),
    ("S12", {"member 1 labour": "04"}, "A"),
    ("S12", {"member 1 labour": "05"}, "B"),
    ("S12", {"member 1 labour": "02"}, "C"),
    ("S12", {"member 2 labour": "05"}, "D"),
    ("S12", {"member 2 labour": "01"}, "D"),
    ("S12", {"member 2 labour": "01", "member 3 labour": "05"}, "E"),
    ("S12", {"member 2 labour": "99"}, ""),
    ("S12", {"member 2 labour": ""}, ""),
    ("S13", {"member 1 labour": "03"}, "A"),
    ("S13", {"member 1 education": "01"}, "B"),
    ("S13", {"member 1 education": "03"}, "C"),
    ("S13", {"member 1 education": "04"}, "D"),
    ("S13", {"member 1 education": "05"}, "E"),
    ("S13", {"member 1 labour": "02"}, "E"),
    ("S13", {"member 2 education": "05"}, "B"),
    ("S13", {"member 2 labour": "05", "member 2 education": "04"}, "D"),
    ("S13", {"member 3 labour": "99"}, ""),
    ("S14", {"lands": "none"}, "A"),
    ("S14", {"paddy_mu": "0.01"}, "B"),
    ("S14", {"paddy_mu": "1.49"}, "B"),
    ("S14", {"paddy_mu": "1.5"}, "C"),
    ("S14", {"paddy_mu": "2.99"}, "C"),
    ("S14", {"paddy_mu": "3"}, "D"),
    ("S14", {"lands": "paddy dry", "paddy_mu": "1.49", "dry_mu": "4.5"}, "D"),
    ("S14", {"lands": "paddy dry", "paddy_mu": "1.5", "dry_mu": "4.5"}, "E"),
    ("S14", {"lands": "dry"}, ""),
    ("S15", {"lands": "paddy"}, "A"),
    ("S15", {"forest_mu": "2.99"}, "B"),
    ("S15", {"forest_mu": "3"}, "C"),
    ("S15", {"forest_mu": "8.99"}, "C"),
    ("S15", {"forest_mu": "9"}, "D"),
    ("S15", {"lands": "forest orchard", "forest_mu": "9", "orchard_mu": "5.99"}, "D"),
    ("S15", {"lands": "forest orchard", "forest_mu": "9", "orchard_mu": "6"}, "E"),
    ("S15", {"lands": "forest orchard"}, ""),
    ("S16", {"animals": "none"}, "A"),
    ("S16", {"animals": "livestock", "livestock_n": "9"}, "A"),
    ("S16", {"chicken_n": "149"}, "B"),
    ("S16", {"chicken_n": "150"}, "C"),
    ("S16", {"animals": "chicken duck goose", "chicken_n": "50", "duck_n": "50", "goose_n": "50"}, "C"),
    ("S16", {"animals": "horse", "horse_n": "1"}, "C"),
    ("S16", {"animals": "cattle sheep", "cattle_n": "2", "sheep_n": "3"}, "C"),
    ("S16", {"animals": "cattle sheep", "cattle_n": "2", "sheep_n": "4"}, "D"),
    ("S16", {"animals": "pig", "pig_n": "19"}, "D"),
    ("S16", {"animals": "pig", "pig_n": "20"}, "E"),
    ("S16", {"animals": "pig"}, ""),
    ("S17", {"member 1 work_months": "0"}, "A"),
    ("S17", {"member 1 work_months": "5.5"}, "B"),
    ("S17", {"member 1 work_months": "6"}, "C"),
    ("S17", {"member 1 work_months": "11.5"}, "C"),
    ("S17", {"member 1 work_months": "12"}, "D"),
    ("S17", {"member 1 work_months": "12", "member 2 work_months": "11.5"}, "D"),
    ("S17", {"member 1 work_months": "12", "member 2 work_months": "12"}, "E"),
    ("S17", {"member 2 work_months": ""}, ""),
    ("S18", {"has_debt": "no"}, "E"),
    ("S18", {"debt 1 balance": "0"}, "E"),
    ("S18", {"debt 1 balance": "14999.99"}, "D"),
    ("S18", {"debt 1 balance": "15000"}, "C"),
    ("S18", {"debt 1 balance": "29999.99"}, "C"),
    ("S18", {"debt 1 balance": "30000"}, "B"),
    ("S18", {"debt 1 balance": "59999.99"}, "B"),
    ("S18", {"debt 1 balance": "60000"}, "A"),
    ("S18", {"debt 1 balance": ""}, ""),
]


@pytest.mark.parametrize("item, changes, expected", BY_ONE_FACT)
def test_one_fact_changes_the_option(item: str, changes: dict[str, str], expected: str) -> None:
    interview = surveyed("04")
    change(interview, changes)
    assert letter(interview, item) == expected
    assert (interview.score().total is None) == (expected == "")


@pytest.mark.parametrize(
    "kinds, expected",
    [
        ("", ""),
        ("boat", "A"),
        ("other", "A"),
        ("ebike", "B"),
        ("motorcycle", "B"),
        ("motorcycle boat", "B"),
        ("motorcycle ebike", "C"),
        ("trike", "D"),
        ("farm_truck motorcycle", "D"),
        ("van", "E"),
        ("car trike", "E"),
        ("truck motorcycle motorcycle", "E"),
    ],
)
def test_vehicles(kinds: str, expected: str) -> None:
    interview = surveyed("04")
    change(interview, {"has_vehicle": "yes"})
    change_rows(
        interview, "vehicle", [{"vehicle_kind": kind, "vehicle_value": "1"} for kind in kinds.split()]
    )
    assert letter(interview, "S06") == expected


@pytest.mark.parametrize(
    "kind, width, expected",
    [
        ("none", "", "A"),
        ("mud", "", "B"),
        ("mud", "6", "B"),
        ("gravel", "3.49", "C"),
        ("gravel", "3.5", "D"),
        ("hard", "3.4", "D"),
        ("hard", "3.5", "E"),
        ("hard", "", ""),
        ("", "", ""),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_the_road_is_a_fact_of_the_hamlet_or_typed(known: bool, kind: str, width: str, expected: str) -> None:
    road = {"road_kind": kind, "road_width_m": width} if known else {}
    interview = open_interview({"name": "上石鼓屯", **road})
    if not known:
        enter(interview, {"road_kind": kind, "road_width": width})
    assert letter(interview, "S09") == expected


def test_who_left_or_married_out_is_not_counted() -> None:
    interview = surveyed("04")
    change(interview, {"member 2 standing": "4"})
    assert interview.score().figures["size"].value == "2"
    assert letter(interview, "S10") == "E"
    change(interview, {"member 2 standing": "2"})
    assert letter(interview, "S10") == "D"


@pytest.mark.parametrize("fields", ["house_area", "paddy_mu", "has_debt", "water_home", "member 1 labour"])
def test_a_missing_fact_leaves_no_score(fields: str) -> None:
    interview = surveyed("04")
    change(interview, {fields: ""})
    assert interview.score().unrated
    assert interview.score().total is None


def test_an_override_needs_a_reason_and_counts() -> None:
    interview = surveyed("04")
    with pytest.raises(ValueError, match="S03"):
        interview.override("S03", "C", "")
    interview.override("S03", "C", "堂屋已粉刷")
    score = interview.score()
    assert (score.items[2].option, score.items[2].derived, score.items[2].overridden) == ("C", "B", True)
    assert (score.letters, score.total) == ("BDCCAAADCDDCBBBBBD", Decimal(43))
    assert interview.view("score").value == "43"


@lru_cache(maxsize=1)
def _ground() -> Interview:
    return surveyed("04")


def _option(value: Decimal, bounds: tuple[str, ...], per: int = 3) -> str:
    """A for nothing, else by how many bounds are reached."""
    return "A" if value == 0 else "BCDE"[sum(value >= Decimal(bound) * per for bound in bounds)]


MONEY = st.decimals(min_value=0, max_value=100_000, places=2)
AREA = st.decimals(min_value="0.01", max_value=120, places=2)
AREAS = [("S01", "house_area", ("13", "20", "30")), ("S14", "paddy_mu", ("0.5", "1", "2"))]


@given(area=AREA, item=st.sampled_from(AREAS))
def test_areas_per_person_are_compared_exactly(area: Decimal, item: tuple[str, str, tuple[str, ...]]) -> None:
    code, question, bounds = item
    _ground().answer(question, str(area))
    assert letter(_ground(), code) == _option(area, bounds)


@given(balance=MONEY)
def test_debt_per_person_is_compared_exactly(balance: Decimal) -> None:
    change(_ground(), {"debt 1 balance": str(balance)})
    expected = {"A": "E", "B": "D", "C": "C", "D": "B", "E": "A"}[
        _option(balance, ("5000", "10000", "20000"))
    ]
    assert letter(_ground(), "S18") == expected
