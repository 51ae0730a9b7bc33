"""What can be printed without a window: the sheets and cards of households, from the store."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

import resources
from forms.paper import assessment, card
from forms.paper.document import Document, SheetHead
from storage import builtin, cards, results, sample, schemes, visits
from storage.records import Record, number_of
from storage.store import Store
from storage.visit_day import age, day_of, last_completed

_AREA_DIGITS = (6, 9, 12, 14)
"""County, township, village, 屯."""
_OFFICES = ((12, "村民委员会"), (9, "人民政府"), (6, "扶贫办"))
"""Whose telephone a card names: digits of the division's code, what stands behind its name."""
_MINUTE = len("2015-11-15T10:30")


def sheet(store: Store, household: Record, visit_id: str, today: date) -> Document:
    """Return the D02 评估表 of a visit; its questionnaire has to be one that this paper was made for."""
    record = store.get("visit", visit_id)
    interview = visits.resume(store, visit_id, today=day_of(record, today)).interview
    body: Mapping[str, str] = record.body if record else {}
    head = SheetHead(
        document_id=visit_id, version=body.get("@version", ""), scheme=interview.score().scheme,
        area=area(store, household), printed_at=minute(store.now()), printed_by=store.person,
        sample=is_practice(store, household),
    )  # fmt: skip
    about = assessment.Visit(
        household.get("code"), tuple(filter(None, body.get("@surveyors", "").split(visits.NAMES_APART))),
        minute(body.get("@started_at", "")), minute(body.get("@completed_at", "")),
    )  # fmt: skip
    return assessment.compose(interview, head, about)


def is_practice(store: Store, household: Record | None) -> bool:
    """Whether paper is only for practice: a household of the sample village, or no office is known."""
    invented = household is not None and household.get("village") == sample.VILLAGE
    return invented or not cards.office_keys(store)


def faces(
    store: Store, households: Iterable[Record], *, on: date, variant: str = "a"
) -> Iterator[card.CardFace]:
    """Yield the D13 card of each household, issued if it has none; 样卡 for practice or without the key.

    What it says of the household is of the day of its last completed visit; `on` is when it is issued.

    Raises:
        Refused: A household has no code, or the questionnaire of its visit is not here.
    """
    office_key = cards.own_office_key(store)
    for household in households:
        key = None if is_practice(store, household) else office_key
        issued = cards.issue(store, household.id, office_key=key, on=on)
        yield _face(store, household, issued, on, card.version(variant))


def _face(store: Store, household: Record, issued: Record, on: date, version: str) -> card.CardFace:
    visit = last_completed(store, household)
    day = day_of(visit, on)
    members = results.current_members(store, household.id)
    size = number_of(household.get("size"))
    incomes = (str(day.year), _money(household.get("net_income")), _money(household.get("per_capita")))
    return card.CardFace(
        card_no=issued.id, code=issued.get("text"), area=area(store, household),
        imprint=_imprint(store, household, visit, issued, version),
        head_name=household.get("head_name"), size=len(members) if size is None else int(size),
        attribute=_word("attribute", household.get("attribute")), year=str(day.year),
        main_cause=_word("cause", household.get("main_cause")), issued_on=issued.get("issued_on"),
        helper_name=household.get("helper_name"), helper_unit=household.get("helper_unit"),
        helper_work_phone=household.get("helper_phone"),
        members=tuple(_member(member, day) for member in members),
        incomes=(card.YearIncome(*incomes),) if incomes[1] else (),
    )  # fmt: skip


def _imprint(
    store: Store, household: Record, visit: Record | None, issued: Record, version: str
) -> card.Imprint:
    made_with = (visit.get("@questionnaire"), visit.get("@version")) if visit is not None else ()
    scheme = visits.questionnaire(store, *made_with).scheme or schemes.label(store, household)
    return card.Imprint(
        scheme=scheme, version=version,
        printed_at=minute(store.now()), printed_by=store.person, office=store.setting("office_name"),
        hotlines=_hotlines(store, household), sample=bool(issued.get("sample")),
    )  # fmt: skip


def _hotlines(store: Store, household: Record) -> tuple[tuple[str, str], ...]:
    """Return the telephones of village, township and county that are known: settings `hotline_<code>`."""
    codes = {household.get("group")[:digits]: office for digits, office in _OFFICES}
    numbers = ((code, office, store.setting(f"hotline_{code}")) for code, office in codes.items())
    return tuple((_named(store, code) + office, number) for code, office, number in numbers if number)


def _member(member: Record, day: date) -> card.CardMember:
    words = [_word(name, member.get(name)) for name in ("relation", "labour", "student")]
    return card.CardMember(
        member.get("full_name"), words[0], _band(member.get("birth_date"), day), *words[1:]
    )


def _band(birth_date: str, day: date) -> str:
    years = age(birth_date, day)
    return "" if years is None else card.age_band(years)


def area(store: Store, household: Record) -> tuple[str, ...]:
    """Return the names of county, township, village and 屯, those that are known."""
    group = household.get("group")
    names = (_named(store, group[:digits]) for digits in _AREA_DIGITS if len(group) >= digits)
    return tuple(filter(None, names)) or tuple(filter(None, (household.get("group_name"),)))


def _named(store: Store, code: str) -> str:
    division = store.get("division", code)
    return division.get("name") if division else ""


def _money(text: str) -> str:
    value = number_of(text)
    return "" if value is None else f"{value:.2f}"


def minute(iso: str) -> str:
    """Return a moment as paper shows it: `2015-11-15 10:30`."""
    return iso[:_MINUTE].replace("T", " ")


def _word(list_name: str, value: str) -> str:
    known = _words().get(list_name, {})
    return "、".join(known.get(code, code) for code in value.split())


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """List → code → word, of the questionnaire that comes with the program."""
    found: dict[str, dict[str, str]] = {}
    file = resources.path("questionnaires", builtin.DEFAULT, "choices.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.DictReader(lines):
            found.setdefault(line["list_name"], {})[line["name"]] = line["label"]
    return found
