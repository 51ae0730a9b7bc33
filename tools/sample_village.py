# ruff: noqa: PLR2004 - an invented village is made of numbers
"""What the forty households of the sample village own, earn and owe: facts for the form, by wealth."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tools.answering import Rows
from tools.sample_people import OLD_AGE, Person, Registry, family, send_to_work

VILLAGE = "459982100201"
TUNS = {"01": "上竹屯", "02": "下竹屯", "03": "那坡屯", "04": "弄里屯"}
_REMOTE = "04"
Given = dict[str, str | Rows]


@dataclass(slots=True)
class Household:
    """A household as it really is, before anybody visits it.

    Attributes:
        fate: `listed`, `away` (nobody met), `turned_away`, `open`, `completed`, `signed`, `refused`.
        special: Veto situation it is in, `five` for 五保, "" for none.
    """

    serial: int
    tun: str
    fate: str
    special: str
    wealth: float
    people: list[Person] = field(default_factory=list)

    @property
    def phone(self) -> str:
        """A number of a range nobody has; some households have none."""
        return "" if self.serial % 7 == 0 else f"1380000{1000 + self.serial * 37:04d}"

    @property
    def address(self) -> str:
        """Door plate."""
        return f"{TUNS[self.tun]}{self.serial % 10 * 3 + 2}号"


# 屯: one household each — family, fate, special, wealth in hundredths
_PLAN = """
01 Ckk signed - 78 | 01 Ckm completed - 63 | 01 Ck completed V4 92 | 01 Cyk completed - 57
01 Ckky completed V3 97 | 01 Cm completed - 49 | 01 Cky signed V2 88 | 01 C completed - 70
01 Ckk listed - 60 | 01 Cb away - 55 | 02 Ckk completed - 42 | 02 Ckbm signed - 35
02 Cyy completed - 60 | 02 Sk completed - 22 | 02 Ckm completed V5 85 | 02 E completed five 5
02 Cfk refused - 46 | 02 Cky completed - 52 | 02 Cb listed - 40 | 02 Ck listed - 66
03 Ckkm signed - 27 | 03 Ck completed - 38 | 03 Sm completed - 16 | 03 Cyk completed - 55
03 Ckk completed - 31 | 03 Ckfm open - 24 | 03 C turned_away - 45 | 03 Cky completed V8 41
03 Ckk listed - 33 | 03 Cbm away - 28 | 04 Ckkm completed - 12 | 04 Skk completed - 4
04 Ckm signed - 18 | 04 E completed five 2 | 04 Ckkb completed - 8 | 04 Cyk completed - 36
04 Ck completed - 21 | 04 Sm completed - 7 | 04 Ckk listed - 15 | 04 Cm listed - 10
"""


def households() -> tuple[Household, ...]:
    """Return the forty households, the same at every call."""
    chance = random.Random(459982100201)  # noqa: S311 - a fixed seed: the village is always the same
    registry = Registry(chance)
    found = []
    lines = [line.split() for line in _PLAN.strip().replace("|", "\n").splitlines()]
    for serial, (tun, plan, fate, special, hundredths) in enumerate(lines, 1):
        wealth = int(hundredths) / 100
        one = Household(serial, tun, fate, special.strip("-"), wealth)
        one.people = family(registry, chance, plan, wealth)
        send_to_work(one.people, chance, wealth)
        found.append(one)
    return tuple(found)


def facts(one: Household, neighbours: Sequence[tuple[str, str, float]]) -> Given:
    """Return what a team finds at a household, in the order of the form.

    Args:
        one: The household.
        neighbours: Three to compare with: id ("" where not surveyed), name of the head, wealth.
    """
    chance = random.Random(one.serial)  # noqa: S311 - as above
    found: Given = dict(_register(one))
    found["member"] = [dict(person.answers) for person in one.people]
    for part in (_house(one, chance), _goods(one, chance), _land(one, chance), _services(one, chance)):
        found.update(part)
    found.update(_vetoes(one))
    found.update(_money(one, found, chance))
    found["compare"] = [_comparison(one.wealth, *other) for other in neighbours]
    found["main_cause"] = _cause(one) if one.wealth < 0.5 else ""
    return {name: value for name, value in found.items() if value not in ("", [])}


def _register(one: Household) -> Given:
    assisted = one.wealth < 0.2 and one.serial % 2
    attribute = "3" if one.special == "five" else "2b" if assisted else "4" if one.wealth < 0.3 else "1"
    return {
        "address": one.address, "phone": one.phone, "attribute": attribute,
        "no_phone_reason": "" if one.phone else "没有手机,由邻居转告", "source": "2",
        "booklet": f"4599820{one.serial:04d}", "booklet_size": str(len(one.people)), "kin": "none",
        "has_obligor": "no" if one.special == "five" else "",
    }  # fmt: skip


def _by_wealth(wealth: float, *steps: str) -> str:
    """Return the step of a ladder that a wealth from 0 to 1 stands on."""
    return steps[min(len(steps) - 1, int(wealth * len(steps)))]


def _house(one: Household, chance: random.Random) -> Given:
    felt = max(0.0, min(0.99, one.wealth + chance.uniform(-0.08, 0.08)))
    if one.special == "five" and one.tun == _REMOTE:
        return {"house_source": "borrowed", "house_area": "18", "house_structure": "earth_wood",
                "decoration": "bare", "house_grade": "C", "graded_on": "2015-10-08", "graded_by": "镇规建所",
                "built_year": "1979"}  # fmt: skip
    structure = _by_wealth(
        felt, "adobe", "earth_wood", "earth_wood", "brick_wood", "brick_concrete", "brick_concrete"
    )
    grade = _by_wealth(felt, "D", "C", "C", "B", "B", "A", "A") if one.serial % 9 else "none"
    found: Given = {
        "house_source": "own",
        "house_area": f"{len(one.people) * (7 + 38 * felt) + chance.randint(0, 9) / 2:.1f}",
        "house_structure": structure, "floors": "2" if felt > 0.75 else "1",
        "decoration": _by_wealth(felt, "bare_open", "bare", "bare", "plaster", "plaster", "tile", "full"),
        "house_grade": grade, "built_year": str(1972 + int(felt * 38)),
    }  # fmt: skip
    if grade in {"C", "D"}:
        found |= {"graded_on": "2015-10-08", "graded_by": "镇规建所"}
    if grade == "none":
        found["visual_grade"] = "safe" if felt > 0.4 else "danger"
    return found


def _goods(one: Household, chance: random.Random) -> Given:
    kinds = "tv fridge washer heater computer ac".split()[: round(one.wealth * 5 + chance.random())]
    machines = "thresher tiller pump".split()[: round(one.wealth * 2.4)]
    vehicles = _vehicles(one)
    found: Given = {
        "appliances": " ".join(kinds) or "none",
        "machines": " ".join(machines) or "none",
        "has_vehicle": "yes" if vehicles else "no",
    }
    return {**found, "vehicle": vehicles}


def _vehicles(one: Household) -> list[Mapping[str, str]]:
    listed = [("ebike", "1200"), ("motorcycle", "2600"), ("trike", "6500")]
    chosen = listed[1:2] if 0.25 < one.wealth < 0.6 else listed[:2] if one.wealth >= 0.6 else []
    if one.wealth > 0.68 and not one.special:
        chosen = [*chosen, listed[2]]
    if one.special in {"V3", "V4"}:
        chosen = [*chosen, ("van", "36000")]
    return [
        {"vehicle_kind": kind, "vehicle_value": value, "vehicle_usable": "yes", "vehicle_year": "2012"}
        for kind, value in chosen
    ]


def _land(one: Household, chance: random.Random) -> Given:
    people = len(one.people)
    paddy = people * (0.15 + one.wealth * 0.9) if one.tun != _REMOTE else 0
    mu = {
        "paddy": paddy, "dry": people * (0.2 + one.wealth * 0.5),
        "forest": people * (0.3 + one.wealth * 4) if one.tun in {"03", "04"} or one.wealth > 0.4 else 0,
        "orchard": people * one.wealth if one.wealth > 0.35 else 0,
    }  # fmt: skip
    owned = {kind: f"{size:.1f}" for kind, size in mu.items() if size >= 0.1}
    herd = {
        "pig": int(one.wealth * 12), "chicken": 4 + int(one.wealth * 40),
        "cattle": int(one.wealth * 3) * (one.tun in {"03", "04"}),
        "sheep": chance.randint(0, 6) * (one.tun == _REMOTE),
    }  # fmt: skip
    kept = {kind: str(count) for kind, count in herd.items() if count}
    return {
        "lands": " ".join(owned) or "none", **{f"{kind}_mu": size for kind, size in owned.items()},
        "animals": " ".join(kept) or "none", **{f"{kind}_n": count for kind, count in kept.items()},
    }  # fmt: skip


def _services(one: Household, chance: random.Random) -> Given:
    if one.tun == _REMOTE:
        water = {"water_source": "cistern", "water_home": "no", "water_distance": "350",
                 "water_minutes": str(chance.choice([8, 15, 20, 25])), "water_rise": "30",
                 "water_dry_months": str(chance.choice([1, 2, 3]))}  # fmt: skip
    else:
        tapped = one.tun in {"01", "02"} or one.wealth > 0.5
        water = {"water_source": "tap" if tapped else "spring", "water_home": "yes", "water_dry_months": "0"}
    power = "low" if one.tun == _REMOTE else "three_phase" if one.wealth > 0.85 else "normal"
    return {
        **water, "water_safe": "yes", "power": power, "tv_net": "tv phone" if one.wealth > 0.3 else "phone",
        "entry_road": "03" if one.tun in {"01", "02"} else "01", "road_km": f"{int(one.tun) * 1.8:.1f}",
        "clinic_km": f"{int(one.tun) * 2.4:.1f}", "toilet": "yes" if one.wealth > 0.45 else "no",
        "fuel": "04" if one.wealth > 0.5 else "01",
    }  # fmt: skip


def _vetoes(one: Household) -> Given:
    head = one.people[0].name
    found: Given = {
        "has_estate": "no",
        "has_business": "no",
        "public_post": "none",
    }
    if one.special == "V2":
        found |= {"has_estate": "yes", "estate": [
            {"estate_kind": "flat", "estate_place": "清水镇新街", "estate_year": "2012",
             "estate_owner": head}]}  # fmt: skip
    if one.special == "V3":
        found |= {"has_business": "yes", "business": [
            {"business_kind": "shop", "business_name": "青竹农家乐", "business_role": f"{head},经营者",
             "business_capital": "150000"}]}  # fmt: skip
    if one.special == "V5":
        found |= {"public_post": "staff", "public_post_who": f"{one.people[1].name},镇中心小学教师"}
    if one.special == "V8":
        found |= {"recent_split": "yes", "split_on": "2014-06-01", "split_from": "同屯其父一户"}
    return found


def _money(one: Household, known: Given, chance: random.Random) -> Given:
    sales = _sales(one, known, chance)
    earned = sum(float(line["sales_quantity"]) * float(line["sales_price"]) for line in sales)
    transfers = _transfers(one)
    debts = _debts(one, chance)
    people = len(one.people)
    rent = {"rents_kind": "land", "rents_text": "出租旱地2亩", "rents_amount": "800"}
    fertilizer, feed = (str(round(earned * share)) for share in (0.14, 0.2))
    return {
        "has_wage": "no", "has_sales": "yes" if sales else "no", "sales": sales,
        "has_rents": "yes" if one.wealth > 0.7 else "no",
        "rents": [rent] if one.wealth > 0.7 else [],
        "has_transfers": "yes" if transfers else "no", "transfers": transfers, "has_others": "no",
        "has_cost": "yes" if sales else "no",
        "cost": [
            {"cost_kind": "fertilizer", "cost_text": "化肥农药种子", "cost_amount": fertilizer},
            {"cost_kind": "feed", "cost_text": "仔畜饲料", "cost_amount": feed},
        ] if sales else [],
        "living": [
            {"living_kind": "food", "living_amount": str(people * (900 + int(900 * one.wealth)))},
            {"living_kind": "gifts", "living_amount": str(300 + int(1500 * one.wealth))},
        ],
        "rigid": _rigid(one),
        "has_debt": "yes" if debts else "no", "debt": debts,
    }  # fmt: skip


def _sales(one: Household, known: Given, chance: random.Random) -> list[Mapping[str, str]]:
    lines = []
    field_mu = sum(float(str(known.get(f"{kind}_mu", 0))) for kind in ("paddy", "dry"))
    if field_mu:
        kind, text = ("maize", "玉米(斤)") if one.tun == _REMOTE else ("rice", "稻谷(斤)")
        lines.append((kind, text, round(field_mu * 750), "1.30"))
    if "pig_n" in known:
        lines.append(("pig", "出栏生猪(头)", max(1, round(float(str(known["pig_n"])) * 0.8)), "1450"))
    if "orchard_mu" in known:
        lines.append(("fruit", "柑桔(斤)", round(float(str(known["orchard_mu"])) * 900), "1.50"))
    lines.append(("poultry", "鸡(只)", chance.randint(6, 10) + int(one.wealth * 30), "55"))
    if one.special == "V3":
        lines.append(("trade", "农家乐营业额(月)", 12, "9000"))
    return [
        {"sales_kind": kind, "sales_text": text, "sales_quantity": str(quantity), "sales_price": price}
        for kind, text, quantity, price in lines
    ]


def _transfers(one: Household) -> list[Mapping[str, str]]:
    lines = [("grain", "种粮补贴", 60 + 40 * len(one.people))]
    elders = [person for person in one.people if person.age >= OLD_AGE]
    lines += [("pension_basic", f"{person.name},每月90元", 1080) for person in elders]
    if one.special == "five":
        lines.append(("tekun", "分散供养", 3600))
    elif one.wealth < 0.2 and one.serial % 2:
        lines.append(("dibao_b", "每人每月110元", 1320 * len(one.people)))
    disabled = [person for person in one.people if "disability_cert" in person.answers]
    lines += [("disability", f"{person.name}", 600) for person in disabled]
    return [
        {
            "transfers_kind": kind,
            "transfers_text": text,
            "transfers_amount": str(amount),
            "transfers_proof": "passbook",
        }
        for kind, text, amount in lines
    ]


def _debts(one: Household, chance: random.Random) -> list[Mapping[str, str]]:
    if one.special == "five" or one.serial % 3 == 0:
        return []
    sick = any(person.answers["health"] in {"02", "03"} for person in one.people)
    creditor, purpose = ("family", "medical") if sick else ("micro", "house" if one.serial % 2 else "farm")
    principal = chance.choice([4000, 8000, 15000, 30000])
    balance = principal - 500 * chance.randint(0, 6)
    return [{"creditor": creditor, "debt_purpose": purpose, "debt_on": "2013-09-01",
             "principal": str(principal), "balance": str(balance)}]  # fmt: skip


def _rigid(one: Household) -> list[Mapping[str, str]]:
    ill = [person for person in one.people if person.answers["health"] in {"02", "03"}]
    pupils = [person for person in one.people if person.answers["student"] not in {"01", "02"}]
    lines: list[Mapping[str, str]] = [
        {"rigid_kind": "medical", "rigid_text": person.name, "rigid_total": "4600", "rigid_refund": "2300"}
        for person in ill
    ]
    if pupils:
        lines.append(
            {
                "rigid_kind": "education",
                "rigid_text": f"{len(pupils)}人",
                "rigid_total": str(800 * len(pupils)),
            }
        )
    return lines


def _comparison(wealth: float, household: str, head: str, other: float) -> Mapping[str, str]:
    signs = [
        "1" if wealth > other + gap else "-1" if wealth < other - gap else "0"
        for gap in (0.05, 0.1, 0.2, 0.12)
    ]
    who = {"neighbour": household} if household else {"neighbour_name": head}
    return who | dict(zip(("cmp_house", "cmp_goods", "cmp_farm", "cmp_work"), signs, strict=True))


def _cause(one: Household) -> str:
    states = {person.answers["health"] for person in one.people}
    if states & {"02", "03"}:
        return "1"
    if "04" in states:
        return "2"
    return "8" if sum(person.works for person in one.people) <= 1 else "9" if one.serial % 2 else "7"
