"""One print job of household cards in a process of its own, which tells its memory: `cards-job N FILE`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ui.bench import villages
from ui.bench.machine import peak_rss_mb

if TYPE_CHECKING:
    from forms.paper.card import CardFace, Imprint

SCHEME = "REF-18x90-v1"
ON = date(2015, 11, 20)
AREA = ("云岭县", "白鹭镇", "石鼓村")


def main(argv: list[str]) -> int:
    """Print `N` cards, both sides, to `FILE` and tell what it took; return 0."""
    count, path = int(argv[0]), Path(argv[1])
    from forms.paper import card

    begin, busy = time.perf_counter(), time.process_time()
    with path.open("wb") as sink:
        for _ in card.write(faces(count), sink, "a"):
            pass
    figures = {
        "seconds": round(time.perf_counter() - begin, 3),
        "cpu_s": round(time.process_time() - busy, 3),
        "bytes": path.stat().st_size,
        "peak_rss_mb": peak_rss_mb(),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def faces(count: int) -> Iterator[CardFace]:
    """Yield the faces of invented households, each with a code signed now."""
    from forms.paper import card, code

    imprint = card.Imprint(
        scheme="参考评分方案 REF-18x90-v1(非官方权重)", version="D13-1", printed_at="2015-11-20 09:40",
        printed_by="韦勇", office="云岭县扶贫办", hotlines=(("县扶贫办", "0000-0000000"),), sample=True,
    )  # fmt: skip
    key = code.sample_key()
    for number in range(count):
        one = villages.household(number)
        text = code.sign(one.id, one.register["code"], scheme=SCHEME, issued_on=ON, key=key)
        yield _face(one, text, imprint)


def _face(one: villages.Household, text: str, imprint: Imprint) -> CardFace:
    from forms.paper.card import CardFace, CardMember, YearIncome, age_band

    members = tuple(
        CardMember(
            member["full_name"], "之子", age_band(2015 - int(member["birth_date"][:4])), "普通劳动力", ""
        )
        for member in one.members.values()
    )
    income = YearIncome("2015", one.register["net_income"], one.register["per_capita"])
    return CardFace(
        card_no=one.id, code=text, imprint=imprint, area=(*AREA, one.register["group_name"]),
        head_name=one.register["head_name"], size=len(members), attribute="一般农户", main_cause="因病",
        year="2015", helper_name="农敏", helper_unit="县林业局", issued_on=ON.isoformat(), members=members,
        incomes=(income,),
    )  # fmt: skip
