"""What can be printed: gathered from the store as plain values that travel to the child process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QCoreApplication

from forms import Interview
from forms.paper import assessment, card
from forms.paper.document import SheetHead
from storage import Store, cards, new_id, results, visits
from storage.records import Record, number_of
from ui import codes, press
from ui.ages import age
from ui.tasks import Report


class Paper(StrEnum):
    """What a person may print in this version."""

    FILLED = "D02"
    BLANK = "D02-blank"
    CARD = "D13a"
    PLATE = "D13b"


@dataclass(frozen=True, slots=True)
class Job:
    """Sheets ready to be drawn by `draw(report, *arguments)`, and whom they leave out."""

    draw: Callable[..., bytes]
    arguments: tuple[Any, ...]
    sheets: int
    skipped: tuple[str, ...] = ()


def names() -> dict[Paper, str]:
    """Return what each paper is called."""
    return {
        Paper.FILLED: QCoreApplication.translate("papers", "评估表（已填）"),
        Paper.BLANK: QCoreApplication.translate("papers", "评估表（空白）"),
        Paper.CARD: QCoreApplication.translate("papers", "户卡（对折 A5）"),
        Paper.PLATE: QCoreApplication.translate("papers", "门牌"),
    }


def file_name(paper: Paper) -> str:
    """Propose a file name."""
    return f"{names()[paper]}.pdf"


def compose(store: Store, paper: Paper, ids: tuple[str, ...], day: date, report: Report) -> Job:
    """Gather what is to be printed; on a thread.

    Raises:
        Cancelled: `report` said so.
        Refused: A household has no code yet, or its questionnaire is not here.
    """
    households = [household for one in ids if (household := store.get("household", one)) is not None]
    if paper is Paper.BLANK:
        return Job(press.draw_sheets, ((_blank(store, households, day),),), 1)
    if paper is Paper.FILLED:
        return _sheets(store, households, day, report)
    faces = [_face(store, one, day) for one in _counted(households, report)]
    return Job(press.draw_cards, (faces, "a" if paper is Paper.CARD else "b"), len(faces))


def _counted(households: list[Record], report: Report) -> Iterable[Record]:
    for done, household in enumerate(households):
        report(done, len(households))
        yield household


def _sheets(store: Store, households: list[Record], day: date, report: Report) -> Job:
    documents, skipped = [], []
    for household in _counted(households, report):
        visit_id = visits.latest(store, household.id)
        if visit_id is None:
            skipped.append(household.get("head_name"))
        else:
            documents.append(_filled(store, household, visit_id, day))
    return Job(press.draw_sheets, (documents,), len(documents), tuple(skipped))


def _filled(store: Store, household: Record, visit_id: str, day: date) -> Any:
    visit = visits.resume(store, visit_id, today=day)
    record = store.get("visit", visit_id)
    body = record.body if record is not None else {}
    scheme = visit.interview.score().scheme
    about = assessment.Visit(
        household_code=household.get("code"),
        surveyors=tuple(filter(None, body.get("@surveyors", "").split(visits.NAMES_APART))),
        started_at=minute(body.get("@started_at", "")),
        ended_at=minute(body.get("@completed_at", "")),
    )
    head = _head(store, household.get("group"), visit_id, body.get("@version", ""), scheme)
    return assessment.compose(visit.interview, head, about)


def _blank(store: Store, households: list[Record], day: date) -> Any:
    form = visits.questionnaire(store)
    interview = Interview(form, {}, today=day, new_id=new_id, instances={})
    group = households[0].get("group") if households else ""
    head = _head(store, group, new_id(), form.version, interview.score().scheme)
    return assessment.blank(interview, head)


def _head(store: Store, group: str, document_id: str, version: str, scheme: str) -> SheetHead:
    return SheetHead(
        document_id=document_id,
        version=version,
        scheme=scheme,
        area=area(store, group),
        printed_at=minute(store.now()),
        printed_by=store.person,
        sample=is_sample(store),
    )


def _face(store: Store, household: Record, day: date) -> card.CardFace:
    issued = cards.issue(store, household.id, office_key=None, on=day)
    members = results.current_members(store, household.id)
    size = number_of(household.get("size"))
    imprint = card.Imprint(
        scheme=store.setting("scheme_label") or issued.get("scheme"),
        version=issued.get("scheme"),
        printed_at=minute(store.now()),
        printed_by=store.person,
        office=store.setting("office_name"),
        sample=bool(issued.get("sample")),
    )
    return card.CardFace(
        card_no=issued.id,
        code=issued.get("text"),
        imprint=imprint,
        area=area(store, household.get("group")),
        head_name=household.get("head_name"),
        size=int(size) if size is not None else len(members),
        attribute=codes.word("attribute", household.get("attribute")),
        main_cause=codes.word("cause", household.get("main_cause")),
        year=str(day.year),
        issued_on=issued.get("issued_on"),
        members=tuple(_card_member(member, day) for member in members),
        incomes=_incomes(household, day),
    )


def _card_member(member: Record, day: date) -> card.CardMember:
    years = age(member.get("birth_date"), day)
    return card.CardMember(
        name=member.get("full_name"),
        relation=codes.word("relation", member.get("relation")),
        age_band=card.age_band(years) if years is not None else "",
        labour=codes.word("labour", member.get("labour")),
        student=codes.word("student", member.get("student")),
    )


def _incomes(household: Record, day: date) -> tuple[card.YearIncome, ...]:
    if not household.get("net_income"):
        return ()
    amounts = household.get("net_income"), household.get("per_capita")
    return (card.YearIncome(str(day.year), *map(_two_places, amounts)),)


def _two_places(text: str) -> str:
    value = number_of(text)
    return "" if value is None else f"{value:.2f}"


def area(store: Store, group: str) -> tuple[str, ...]:
    """Return the names of county, township, village and 屯, those that are known, in this order."""
    found = (store.get("division", group[:digits]) for digits in (6, 9, 12, 14) if len(group) >= digits)
    return tuple(one.get("name") for one in found if one is not None and one.get("name"))


def is_sample(store: Store) -> bool:
    """Tell whether papers of this vault are for practice only: no office has given it a key."""
    return not cards.office_keys(store)


def minute(iso: str) -> str:
    """Show a time of day as people write it."""
    return iso[:16].replace("T", " ")
