"""Make the sample village again, through the real form and the real store, always the same bytes.

python tools/build_sample.py            writes resources/sample/qingzhu.jsonl
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from forms import Changes, Level
from resources import path
from storage import Store, revisions, visits
from storage.records import Revision
from tools.answering import enter
from tools.sample_people import SURVEY_DAY
from tools.sample_village import TUNS, VILLAGE, Household, facts, households

DEVICE = "sample"
TARGET = path("sample", "qingzhu.jsonl")
SETTINGS = {
    "cut_line": "60",
    "poverty_line": "2855",
    "survey_date": SURVEY_DAY.isoformat(),
    "min_minutes": "10",
}
TEAMS = (("覃志远", "陆小曼"), ("黄卫民", "蒙丽华"))
OFFICES = {
    "office_name": "清水镇人民政府",
    "hotline_459982": "0000-8120100",
    "hotline_459982100": "0000-8120200",
    "hotline_459982100201": "0000-8120201",
}
HELPERS = (
    ("农敏", "青山县农业局", "0000-8120311"),
    ("黄志明", "清水镇人民政府", "0000-8120202"),
    ("蓝秀芬", "青山县第二小学", "0000-8120325"),
)
REMARKS = {"P17": "样例户,不附照片"}
REMARK = "已当面核对,属实,提交评议"
FIRST_DAY = datetime.fromisoformat("2015-11-02T08:30:00+08:00")
_ID_EPOCH_MS = int(FIRST_DAY.timestamp() * 1000)


class Clock:
    """The device's clock: five minutes on at every look."""

    def __init__(self) -> None:
        """Start on the first morning."""
        self.at = FIRST_DAY

    def now(self) -> str:
        """Return the time as a store writes it."""
        self.at += timedelta(minutes=5)
        return self.at.isoformat(timespec="seconds")


def build() -> list[Revision]:
    """Survey the village and return its sealed revisions in the order they were made."""
    clock, numbers = Clock(), itertools.count(1)
    with Store.memory(person=TEAMS[0][0]) as store, _ids(lambda: _id(next(numbers))) as new_id:
        store.device_id, store.now = DEVICE, clock.now
        _set_up(store)
        village = households()
        ids = {one.serial: new_id() for one in village}
        for one in village:
            _list(store, one, ids[one.serial], new_id)
        for one in village:
            store.person = TEAMS[one.serial % 2][0]
            _visit(store, one, ids, village, clock)
        _assign(store)
        return list(store.outbox())


def _id(number: int) -> str:
    """Return a fixed id of the shape of a UUIDv7, of 2015."""
    return f"{_ID_EPOCH_MS + number:012x}70008{number:015x}"


@contextmanager
def _ids(new_id: Callable[[], str]) -> Iterator[Callable[[], str]]:
    """Let the use cases make fixed ids for a while: they take no other source, for no laptop needs one."""
    names = vars(visits)
    real = names["new_id"]
    names["new_id"] = new_id
    try:
        yield new_id
    finally:
        names["new_id"] = real


def _set_up(store: Store) -> None:
    for name, value in SETTINGS.items():
        store.put_setting(name, value)
    with path("codes", "divisions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row.pop("code")
            store.put("division", code, {key: value for key, value in row.items() if value})
            store.seal([("division", code)])


def _list(store: Store, one: Household, household: str, new_id: Callable[[], str]) -> None:
    """Put a household on the list that the team starts with (底册); of some its members are known."""
    body = {
        "code": f"{VILLAGE}{one.serial:04d}", "village": VILLAGE, "group": f"{VILLAGE}{one.tun}",
        "group_name": TUNS[one.tun], "head_name": one.people[0].name, "phone": one.phone,
        "address": one.address, "source": "2", "state": "listed",
    }  # fmt: skip
    changes: list[tuple[str, str, Mapping[str, str]]] = [("household", household, body)]
    if one.fate in {"listed", "away", "turned_away"}:
        known = ("full_name", "relation", "id_number", "ethnic")
        for person in one.people:
            member = {name: person.answers[name] for name in known}
            member |= {
                "household": household,
                "sex": person.sex,
                "birth_date": person.born.isoformat(),
                "id_kind": "1",
            }
            changes.append(("member", new_id(), member))
    store.put_many(changes)
    store.seal([(kind, record) for kind, record, _ in changes])


def _visit(
    store: Store, one: Household, ids: Mapping[int, str], village: Sequence[Household], clock: Clock
) -> None:
    household = ids[one.serial]
    if one.fate == "away":
        for day in (3, 7, 12):
            visits.attempt(store, household, on=date(2015, 11, day), result="无人", note="邻居说外出务工")
    elif one.fate == "turned_away":
        visits.attempt(store, household, on=date(2015, 11, 9), result="拒访", note="约好下周再来")
    elif one.fate != "listed":
        _survey(store, one, ids, village, clock)


def _survey(
    store: Store, one: Household, ids: Mapping[int, str], village: Sequence[Household], clock: Clock
) -> None:
    surveyors = TEAMS[one.serial % 2]
    visit = visits.begin(store, ids[one.serial], today=SURVEY_DAY, surveyors=surveyors)
    told = facts(one, _neighbours(store, one, ids, village))
    if one.fate == "open":
        told = dict(itertools.takewhile(lambda pair: pair[0] != "lands", told.items()))
    patch: dict[str, tuple[str | None, str | None]] = {}
    enter(visit.interview, told, lambda changes: patch.update(changes.patch))
    visit.save(Changes(patch))
    if one.fate == "open":
        visits.hand_over(store, visit.id)
        return
    for problem in visit.interview.problems():
        if problem.level is Level.SOFT:
            visit.save(visit.interview.explain(problem.remark_key, REMARKS.get(problem.code, REMARK)))
    done = visits.complete(store, visit, at=datetime.fromisoformat(clock.now()))
    if isinstance(done, visits.NotReady):
        sys.exit(f"{one.serial}: {done.problems}")
    _close(store, one, visit)


def _close(store: Store, one: Household, visit: visits.OpenVisit) -> None:
    head = one.people[0].name
    if one.fate == "refused":
        visits.sign(store, visit.id, on=SURVEY_DAY, who=head, refused=True, note="认为耕地少算,拒绝签字")
    if one.fate != "signed":
        return
    visits.sign(store, visit.id, on=SURVEY_DAY, who=head)
    opinion = {
        "meeting_on": "2015-11-20", "w_fair": "yes", "w_fraud": "no", "w_split": "no", "w_people": "yes",
        "w_due": "38", "w_present": "31", "w_for": "29", "w_against": "0", "w_abstain": "2",
    }  # fmt: skip
    if one.special:
        opinion |= {f"w_{one.special.lower()}": "yes", "w_veto_fact": "入户所见,村民代表会核实"}
    enter(visit.interview, opinion, visit.save)
    visits.seal_appraisal(store, visit.id)


def _assign(store: Store) -> None:
    """Name the offices to ask, and a helper for each household at or below the cut line."""
    for name, value in OFFICES.items():
        store.put_setting(name, value)
    scored = [one for one in store.find("household") if one.get("score")]
    poor = [one for one in scored if float(one.get("score")) <= float(SETTINGS["cut_line"])]
    for number, one in enumerate(poor):
        named = zip(
            ("helper_name", "helper_unit", "helper_phone"), HELPERS[number % len(HELPERS)], strict=True
        )
        store.put("household", one.id, dict(named))
        store.seal([("household", one.id)])


def _neighbours(
    store: Store, one: Household, ids: Mapping[int, str], village: Sequence[Household]
) -> list[tuple[str, str, float]]:
    """Choose three of the 屯 by wealth, with one above and one below where there are such."""
    surveyed = {each.id for each in store.group_statistics(f"{VILLAGE}{one.tun}", ids[one.serial]).surveyed}
    others = sorted(
        (each for each in village if each.tun == one.tun and each is not one), key=lambda each: each.wealth
    )
    below = sum(each.wealth < one.wealth for each in others)
    first = max(0, min(below - 2, len(others) - 3))
    return [
        (ids[each.serial] if ids[each.serial] in surveyed else "", each.people[0].name, each.wealth)
        for each in others[first : first + 3]
    ]


def lines(made: Sequence[Revision]) -> str:
    """Return the revisions as the file holds them: canonical JSON, one a line."""
    return "".join(
        json.dumps(revisions.to_dict(each), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        for each in made
    )


def main() -> None:
    """Write the file."""
    made = build()
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(lines(made), encoding="utf-8", newline="\n")
    print(f"{len(made)} revisions, {TARGET.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
