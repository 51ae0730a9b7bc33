# ruff: noqa: PLR2004 - invented people are made of numbers
"""Invented people of the sample village: families whose members fit each other and the rules of the form."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

SURVEY_DAY = date(2015, 11, 15)
PREFIX = "459982"
"""Division code at the head of every ID number; it is not assigned, so no number belongs to a person."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_SIGNS = "10X98765432"
MALE, FEMALE = "1", "2"
ZHUANG, HAN, YAO = "08", "01", "13"
SURNAMES = {
    ZHUANG: "韦 黄 覃 莫 农 陆 潘 蒙 兰 卢 班 岑 罗".split(),
    HAN: "梁 李 陈 唐 何".split(),
    YAO: "盘 蓝 邓 赵".split(),
}
_GROWN, _YOUNG = "grown", "young"
_GIVEN = {
    (MALE, _GROWN): (
        "志强 大山 文光 建华 国才 永福 正飞 阿旺 福生 昌明 荣富 炳坤 天保 世杰 云龙 家兴 日初 金水 有田"
        " 䶮 德才 廷贵"
    ).split(),
    (FEMALE, _GROWN): (
        "秀英 桂花 美莲 阿妹 春兰 玉珍 凤娇 月娥 彩霞 丽萍 素芬 爱莲 冬梅 金凤 㛃 兰香 水仙 美凤 梅英 小青"
    ).split(),
    (MALE, _YOUNG): "子轩 浩然 宇航 俊杰 家豪 𬀩 文博 振宇 志远 小龙".split(),
    (FEMALE, _YOUNG): "雨欣 思琪 佳怡 婷婷 慧敏 小燕 晓琳 梦瑶 㛃 诗雅".split(),
}
_YOUNG_UNTIL = 25
OLD_AGE = 60


@dataclass(slots=True)
class Person:
    """One member; `answers` are those of the questions in the repeat `member`."""

    name: str
    sex: str
    born: date
    relation: str
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def age(self) -> int:
        """Completed years on the day of the survey."""
        return (
            SURVEY_DAY.year
            - self.born.year
            - ((SURVEY_DAY.month, SURVEY_DAY.day) < (self.born.month, self.born.day))
        )

    @property
    def works(self) -> bool:
        """Whether he or she is in a household's labour force."""
        return self.answers["labour"] in {"01", "02", "05"}


class Registry:
    """Gives out names, evenly, and ID numbers, each once."""

    def __init__(self, chance: random.Random) -> None:
        """Start an empty registry."""
        self._chance = chance
        self._used: Counter[str] = Counter()
        self._serial = 10

    def name(self, surname: str, sex: str, age: int) -> str:
        """Return a full name of the fashion of its time; a given name comes back when all had their turn."""
        pool = _GIVEN[sex, _YOUNG if age < _YOUNG_UNTIL else _GROWN]
        rarest = min(self._used[given] for given in pool)
        given = self._chance.choice([given for given in pool if self._used[given] == rarest])
        self._used[given] += 1
        return surname + given

    def id_number(self, born: date, sex: str) -> str:
        """Return a number of the right form for somebody who is not there."""
        self._serial += 1
        serial = self._serial * 2 + (sex == MALE)
        digits = f"{PREFIX}{born:%Y%m%d}{serial:03d}"
        remainder = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
        return digits + _CHECK_SIGNS[remainder]

    def day(self, age: int) -> date:
        """Return a birth date for an age on the day of the survey."""
        return date(SURVEY_DAY.year - age, self._chance.randint(1, 10), self._chance.randint(1, 28))


def family(registry: Registry, chance: random.Random, plan: str, wealth: float) -> list[Person]:
    """Return a family by its plan, the head first.

    Args:
        registry: Keeps names and numbers unique.
        chance: Decides all that the plan leaves open.
        plan: `C` couple, `S` single head, `E` elder alone, then `k` child at school, `b` small child,
            `y` grown child, `m` mother or `f` father of the head.
        wealth: From 0, poorest, to 1.
    """
    nation = chance.choices([ZHUANG, HAN, YAO], [6, 2, 2])[0]
    surname = chance.choice(SURNAMES[nation])
    people = [
        _person(registry, surname, chance, relation, sex, age)
        for relation, sex, age in _members(plan, chance)
    ]
    for person in people:
        if person.relation == "02":
            person.name = registry.name(chance.choice(SURNAMES[nation]), person.sex, person.age)
        person.answers |= {"full_name": person.name, "ethnic": nation}
        _schooling(person, chance, wealth)
        _health(person, chance, wealth)
        _labour(person, chance, wealth)
    return people


def _members(plan: str, chance: random.Random) -> Iterator[tuple[str, str, int]]:
    kind, others = plan[0], plan[1:]
    age = chance.randint(66, 82) if kind == "E" else chance.randint(36, 50) + 5 * others.count("y")
    sex = FEMALE if kind != "C" and chance.random() < 0.5 else MALE
    yield "01", sex, age
    if kind == "C":
        yield "02", FEMALE, age - chance.randint(0, 4)
    for sign in others:
        child = chance.choice([MALE, FEMALE])
        ages = {"k": (7, 17), "b": (1, 5), "y": (19, 24)}
        if sign in ages:
            yield ("03" if child == MALE else "04"), child, min(chance.randint(*ages[sign]), age - 20)
        else:
            parent = MALE if sign == "f" else FEMALE
            yield ("11" if parent == MALE else "12"), parent, age + chance.randint(21, 27)


def _person(  # noqa: PLR0917  # what a person is made of
    registry: Registry, surname: str, chance: random.Random, relation: str, sex: str, age: int
) -> Person:
    born = registry.day(age)
    name = registry.name(chance.choice(SURNAMES[ZHUANG]) if relation == "12" else surname, sex, age)
    person = Person(name, sex, born, relation)
    person.answers = {
        "full_name": name, "relation": relation, "id_number": registry.id_number(born, sex),
    }  # fmt: skip
    return person


_CLASS_OF_AGE = {
    **dict.fromkeys((4, 5), ("02", "06")), **dict.fromkeys(range(6, 12), ("03", "02")),
    12: ("04", "03"), 13: ("05", "03"), 14: ("06", "03"), 15: ("07", "04"), 16: ("08", "04"),
    17: ("09", "04"),
}  # fmt: skip


def _schooling(person: Person, chance: random.Random, wealth: float) -> None:
    student, education = _CLASS_OF_AGE.get(person.age, ("01", "06"))
    if person.age > max(_CLASS_OF_AGE):
        top = 5 if person.age < 30 else 4 if person.age < 50 else 3
        level = 1 + round(wealth * (top - 1) + chance.uniform(-0.8, 0.8))
        education = f"{max(1, min(top, level)):02d}"
        at_college = person.age < 22 and education == "05" and chance.random() < 0.8
        student = "16" if at_college else "01"
    person.answers |= {"education": education, "student": student}


def _health(person: Person, chance: random.Random, wealth: float) -> None:
    risk = 0.03 + max(0, person.age - 45) * 0.008 + (0.12 if wealth < 0.3 else 0)
    person.answers["health"] = "01"
    if person.age < 16 or chance.random() > risk:
        return
    kind = chance.choices(["02", "03", "04"], [5, 2, 3])[0]
    person.answers["health"] = kind
    if kind == "04":
        disability = f"{chance.choice([4, 4, 1, 2, 6])}{chance.randint(1, 4)}"
        person.answers["disability_cert"] = person.answers["id_number"] + disability
    else:
        person.answers["illness"] = chance.choice(
            ["高血压", "风湿", "糖尿病"] if kind == "02" else ["肾衰竭", "脑梗"]
        )


def _labour(person: Person, chance: random.Random, wealth: float) -> None:
    answers = person.answers
    severe = answers["health"] == "03" or answers.get("disability_cert", "x")[-1] in "12"
    if person.age < 16 or answers["student"] != "01":
        answers["labour"] = "04"
    elif severe or person.age >= 72:
        answers["labour"] = "03"
    elif answers["health"] != "01" or person.age >= OLD_AGE + 2:
        answers["labour"] = "05"
    else:
        answers["labour"] = "02" if chance.random() < wealth * 0.4 else "01"


def send_to_work(people: list[Person], chance: random.Random, wealth: float) -> None:
    """Let those who can work away from the farm for some months, more of them in better-off families."""
    for person in people:
        if person.age < 16:
            continue
        able = person.answers["labour"] in {"01", "02"} and person.age < OLD_AGE
        months = (
            chance.choice([0, 0, 3, 4.5, 6, 8, 10, 11]) if able and chance.random() < 0.3 + wealth / 2 else 0
        )
        person.answers["work_months"] = f"{months:g}"
        if months:
            _place_of_work(person, chance, months, wealth)
    _those_at_home(people)


def _place_of_work(person: Person, chance: random.Random, months: float, wealth: float) -> None:
    far = months >= 6
    place = chance.choice(["03", "04"]) if far else chance.choice(["01", "02"])
    pay = round((1000 + 1600 * wealth + chance.randint(0, 600)) / 50) * 50
    person.answers |= {"work_place": place, "monthly_pay": str(pay)}
    person.answers["industry"] = chance.choice(["factory", "building", "service"])
    if far:
        person.answers |= {"presence": "2", "away_since": "2014-02-20"}


def _those_at_home(people: list[Person]) -> None:
    parents = [person for person in people if person.relation in {"01", "02"}]
    away = [person for person in parents if person.answers.get("presence") == "2"]
    at_home = [person for person in people if person not in away and person.age >= 16]
    for person in people:
        if person.age < 16 and away:
            keeper = at_home[0].name if at_home else "邻居"
            person.answers["parents_away"] = "2" if len(away) == len(parents) else "1"
            person.answers["guardian"] = f"{keeper}(同住)"
