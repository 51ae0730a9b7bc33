"""The household that the demo meets at the door: five invented people, poor, two with rare hanzi.

Income: 6000 in wages + 6640 from the farm + 820 in transfers - 2600 costs = 10860 yuan, 2172 per person.
The county code 459981 is not assigned, so no number here can belong to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ui.demo.interviewer import Story

HEAD: Final = "莫䶮"
INITIALS: Final = "my"
PHONE: Final = "13977000000"
ADDRESS: Final = "村头老榕树下12号"
ID_TAIL: Final = "0135"
SIZE: Final = 5
NET_INCOME: Final = "10860.00"
PER_CAPITA: Final = "2172.00"
COMPARE_SUM: Final = "-7"

EXPLANATIONS: Final = {
    "P13": "户口本上还有一位已出嫁的女儿,未迁出",
    "R23": "在县城做零工",
    "R53": "以评议为准",
    "R54": "以评议为准",
}

_HOUSEHOLD: Final = {
    "address": ADDRESS,
    "phone": PHONE,
    "attribute": "1",
    "source": "5",
    "booklet": "450000123",
    "respondent": "head",
    "booklet_size": "6",
    "kin": "none",
    "recent_split": "no",
}
_HOUSE: Final = {
    "house_source": "own",
    "house_area": "70",
    "house_structure": "earth_wood",
    "house_mixed": "no",
    "built_year": "1988",
    "floors": "1",
    "decoration": "bare",
    "house_grade": "C",
    "graded_on": "2015-10-01",
    "graded_by": "村镇办",
    "has_estate": "no",
    "appliances": "tv",
    "machines": "tiller",
    "has_vehicle": "yes",
}
_LAND: Final = {
    "lands": "paddy forest",
    "paddy_mu": "2.2",
    "forest_mu": "4",
    "forest_kinds": "pine",
    "animals": "pig chicken",
    "pig_n": "2",
    "chicken_n": "30",
}
_SERVICES: Final = {
    "water_source": "cistern",
    "water_home": "no",
    "water_minutes": "10",
    "water_distance": "300",
    "water_rise": "20",
    "water_dry_months": "1",
    "water_safe": "yes",
    "power": "low",
    "road_kind": "mud",
    "has_business": "no",
    "public_post": "none",
}
_MONEY: Final = {
    "has_wage": "no",
    "has_sales": "yes",
    "has_rents": "no",
    "has_transfers": "yes",
    "has_others": "no",
    "has_cost": "yes",
    "has_debt": "yes",
    "main_cause": "2",
}

_WELL: Final = {"ethnic": "08", "health": "01", "student": "01", "work_months": "0"}
_MEMBERS: Final = (
    {
        **_WELL, "full_name": HEAD, "relation": "01", "id_number": "459981197406120135", "education": "03",
        "labour": "01", "work_months": "5", "work_place": "02", "monthly_pay": "1200",
    },
    {
        **_WELL, "full_name": "农秀兰", "relation": "02", "id_number": "45998119760920024X",
        "education": "02", "labour": "01",
    },
    {
        **_WELL, "full_name": "莫𬀩", "relation": "03", "id_number": "459981200108150154", "education": "03",
        "student": "05", "labour": "04",
    },
    {
        **_WELL, "full_name": "莫雪", "relation": "04", "id_number": "459981200601030287", "education": "02",
        "student": "03", "labour": "04",
    },
    {
        **_WELL, "full_name": "陆桂英", "relation": "12", "id_number": "459981194505070221",
        "education": "01", "health": "04", "disability_cert": "45998119450507022142", "labour": "03",
    },
)  # fmt: skip
_SALES: Final = (
    {"sales_kind": "rice", "sales_amount": "2640"},
    {"sales_kind": "maize", "sales_amount": "1000"},
    {"sales_kind": "pig", "sales_quantity": "2", "sales_price": "1500"},
)
_TRANSFERS: Final = (
    {"transfers_kind": "grain", "transfers_amount": "220"},
    {"transfers_kind": "disability", "transfers_amount": "600"},
)
_COSTS: Final = (
    {"cost_kind": "fertilizer", "cost_amount": "1100"},
    {"cost_kind": "feed", "cost_amount": "1500"},
)
_LIVING: Final = (
    {"living_kind": "other", "living_amount": "9800"},
    {"living_kind": "gifts", "living_amount": "800"},
)
_RIGID: Final = (
    {"rigid_kind": "education", "rigid_total": "1600"},
    {"rigid_kind": "medical", "rigid_total": "3200"},
)
_ASPECTS: Final = ("cmp_house", "cmp_goods", "cmp_farm", "cmp_work")
_NEIGHBOURS: Final = (("黄大安", "-1 -1 0 -1"), ("韦阿福", "-1 0 0 0"), ("农有田", "0 -1 -1 -1"))
"""Better or worse than each of three neighbours: house, goods, farm, work; the sum is -7."""

ANSWERS: Final[Mapping[str, str]] = {**_HOUSEHOLD, **_HOUSE, **_LAND, **_SERVICES, **_MONEY}


def told(pictures: Mapping[str, Path]) -> Story:
    """Return the whole story, with photos taken on the spot."""
    compare = [
        {"neighbour_name": name, **dict(zip(_ASPECTS, marks.split(), strict=True))}
        for name, marks in _NEIGHBOURS
    ]
    rows = {
        "member": _MEMBERS, "vehicle": ({"vehicle_kind": "motorcycle", "vehicle_value": "1500"},),
        "sales": _SALES, "transfers": _TRANSFERS, "cost": _COSTS, "living": _LIVING, "rigid": _RIGID,
        "debt": ({"creditor": "family", "debt_purpose": "medical", "balance": "12000"},), "compare": compare,
    }  # fmt: skip
    return Story(ANSWERS, rows, EXPLANATIONS, pictures)
