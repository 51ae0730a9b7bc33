"""Invented households in any number, the same for the same number; codes of a county that does not exist."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

SURNAMES: Final = "黄韦覃农陆罗潘梁莫蓝李王刘陈周吴杨卢谭岑蒙玉班凌欧廖邓甘何唐"
GIVEN: Final = "文生秀兰俊雪桂英志军彩云家豪宁金水花阿妹春梅福建国强丽芳海燕玉珍光明永康美凤宝成东升小红"
GROUPS: Final = "上石鼓 下石鼓 塘边 坡月 那板 弄怀 百林 龙洞 新村 巴马 板升 那良".split()
PLACES: Final = "村头 村尾 老榕树下 公路边 水井旁 小学后 晒场北 桥东".split()
WORDS: Final = (
    "房屋 屋顶 漏雨 水柜 道路 种子 化肥 玉米 水稻 外出 务工 学费 看病 欠款 老人 孩子 养猪 甘蔗".split()
)
HOUSEHOLDS_PER_VILLAGE: Final = 500
MEMBERS: Final = 4
COUNTY: Final = "459982"
FIRST_MS: Final = 1_445_300_000_000
"""October 2015."""

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Household:
    """One invented household with everything that is recorded of it; ids are 32 hex digits."""

    id: str
    visit_id: str
    register: Fields
    members: Mapping[str, Fields]

    def records(self, *, visits: bool) -> Iterator[tuple[str, str, Fields]]:
        """Kind, id and body of each record: the visit if asked for, the household, its members."""
        if visits:
            yield "visit", self.visit_id, _visit(self)
        yield "household", self.id, self.register
        for member_id, member in self.members.items():
            yield "member", member_id, member


@dataclass(frozen=True, slots=True)
class Division:
    """A village or a 屯."""

    code: str
    body: Fields


def divisions(count: int) -> Iterator[Division]:
    """Yield the villages that `count` households live in, each followed by its 屯."""
    for number in range((count - 1) // HOUSEHOLDS_PER_VILLAGE + 1):
        village = village_code(number)
        yield Division(village, {"name": f"第{number + 1}村", "level": "village", "parent": village[:9]})
        for place, name in enumerate(GROUPS, start=1):
            yield Division(f"{village}{place:02}", {"name": f"{name}屯", "level": "group", "parent": village})


def village_code(number: int) -> str:
    """Return the 12-digit code of the village with this number, from 0."""
    return f"{COUNTY}{100 + number // 100:03}{200 + number % 100:03}"


def household(number: int) -> Household:
    """Return the household with this number, from 0, visited and scored."""
    chance = random.Random(number)  # noqa: S311 - invented data, not secrets
    place = f"{village_code(number // HOUSEHOLDS_PER_VILLAGE)}"
    group = chance.randrange(len(GROUPS))
    surname = chance.choice(SURNAMES)
    ids = [_id(chance, number, place) for place in range(MEMBERS + 2)]
    people = {
        ids[2 + at]: _member(chance, ids[0], surname, at, number * MEMBERS + at) for at in range(MEMBERS)
    }
    head = next(iter(people.values()))["full_name"]
    register = {
        "village": place,
        "group": f"{place}{group + 1:02}",
        "group_name": f"{GROUPS[group]}屯",
        "code": f"{place}{number % HOUSEHOLDS_PER_VILLAGE + 1:04}",
        "head_name": head,
        "address": f"{GROUPS[group]}屯{chance.choice(PLACES)}{chance.randrange(1, 99)}号",
        "phone": f"1{chance.choice('3578')}{chance.randrange(10**9):09}",
        "attribute": chance.choice("1234"),
        "source": chance.choice("123"),
        "size": str(MEMBERS),
        "main_cause": chance.choice("123456"),
        "state": "completed",
        "score": str(chance.randrange(20, 95)),
        "letters": "".join(chance.choice("ABCDE") for _ in range(18)),
        "net_income": f"{chance.randrange(4000, 60000)}.{chance.randrange(100):02}",
        "per_capita": f"{chance.randrange(1000, 15000)}.{chance.randrange(100):02}",
        "compare_sum": str(chance.randrange(-12, 13)),
        "visit": ids[1],
        "completed_at": "2015-11-15T10:20:00+08:00",
    }
    return Household(ids[0], ids[1], register, people)


def _id(chance: random.Random, household: int, place: int) -> str:
    """Return a UUIDv7 as laptops make them: a minute for each household, the order within it, chance."""
    return f"{FIRST_MS + household * 60_000:012x}7{place:03x}{2 << 62 | chance.getrandbits(62):016x}"


def _member(chance: random.Random, home: str, surname: str, at: int, number: int) -> dict[str, str]:
    year, sex = 2015 - (chance.randrange(20, 75) if at < 2 else chance.randrange(1, 60)), chance.choice("12")  # noqa: PLR2004
    birth = f"{year}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    given = "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))
    return {
        "household": home,
        "full_name": (surname if at != 1 else chance.choice(SURNAMES)) + given,
        "sex": sex,
        "birth_date": birth,
        "id_kind": "1",
        "id_number": _id_number(birth, number, sex),
        "relation": ("01", "02", "03", "04")[at],
        "ethnic": chance.choice(("01", "08", "13")),
        "education": chance.choice("12345"),
        "student": "00",
        "health": chance.choice("1112"),
        "labour": chance.choice("1234"),
        "work_months": str(chance.randrange(13)),
        "presence": chance.choice("12"),
    }


def _id_number(birth: str, number: int, sex: str) -> str:
    """Return a number with a right check digit of GB 11643; its division code is not assigned."""
    order = (number % 499) * 2 + int(sex == "1")
    body = f"{COUNTY}{birth.replace('-', '')}{order:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def _visit(one: Household) -> dict[str, str]:
    """Return the answers of a visit: sixty of the household, and the rows of its members."""
    chance = random.Random(one.visit_id)  # noqa: S311 - invented data, not secrets
    answers = {
        "@household": one.id,
        "@questionnaire": "guangxi-2015",
        "@version": "1",
        "@state": "completed",
        "@started_at": "2015-11-15T09:55:00+08:00",
        "@completed_at": "2015-11-15T10:20:00+08:00",
        "@surveyors": "韦勇、农敏",
    }
    answers |= {f"count_{n:02}": str(chance.randrange(6)) for n in range(14)}
    answers |= {f"amount_{n:02}": f"{chance.randrange(20000)}.{chance.randrange(100):02}" for n in range(16)}
    answers |= {f"choice_{n:02}": chance.choice(("1", "2", "3", "4", "9")) for n in range(22)}
    answers |= {f"note_{n:02}": "".join(chance.choices(WORDS, k=chance.randrange(4, 12))) for n in range(8)}
    for order, (member_id, member) in enumerate(one.members.items(), start=1):
        answers[f"member[{member_id}]"] = f"{order:04}"
        shared = ((key, value) for key, value in member.items() if key != "household")
        answers |= {f"member[{member_id}].{key}": value for key, value in shared}
    return answers
