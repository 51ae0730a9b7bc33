"""What a person may print, gathered from the store as plain values that travel to the child process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QCoreApplication

from storage import Store, builtin, visit_papers, visits
from storage import papers as stored
from storage.records import Record
from ui import press
from ui.tasks import Report


class Paper(StrEnum):
    """What a person may print in this version."""

    FILLED = "D02"
    """The paper of the visit's own questionnaire."""
    BLANK = "D02-blank"
    CARD = "D13a"
    PLATE = "D13b"
    SHEET = "sheet"
    """The sheet that any questionnaire has."""
    FORM = "form"
    """An empty form of a questionnaire that the person names."""


WITHOUT_HOUSEHOLD = frozenset({Paper.BLANK, Paper.FORM})
"""Papers that need no household."""


@dataclass(frozen=True, slots=True)
class Job:
    """Sheets ready to be drawn by `draw(report, *arguments)`, and the names of those left out."""

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
        Paper.SHEET: QCoreApplication.translate("papers", "调查表（通用）"),
        Paper.FORM: QCoreApplication.translate("papers", "空白调查表"),
    }


def file_name(paper: Paper) -> str:
    """Propose a file name."""
    return f"{names()[paper]}.pdf"


def questionnaires(store: Store) -> dict[str, str]:
    """Return name → title of the questionnaires that an empty form can be printed of, the county's first."""
    known = {name: title for name, _, title in reversed(store.questionnaires())}
    known |= {each.name: each.title for each in builtin.built_ins() if each.name not in known}
    first = builtin.main_name(store)
    return {name: known[name] for name in sorted(known, key=lambda name: (name != first, name))}


def compose(
    store: Store, paper: Paper, ids: tuple[str, ...], day: date, report: Report, *, questionnaire: str = ""
) -> Job:
    """Gather what is to be printed; on a thread.

    Args:
        store: Where it is.
        paper: What.
        ids: Of which households.
        day: Today.
        report: Told how many households are done.
        questionnaire: Name of the form, of a `FORM`; "" for the county's.

    Raises:
        Cancelled: `report` said so.
        Refused: A household has no code yet, or its questionnaire is not here.
    """
    households = [household for one in ids if (household := store.get("household", one)) is not None]
    if paper in WITHOUT_HOUSEHOLD:
        first = households[0] if households else None
        blank = visit_papers.blank_form(
            store, first, today=day, questionnaire=questionnaire, generic=paper is Paper.FORM
        )
        return Job(press.draw_sheets, ([blank],), 1)
    if paper in {Paper.FILLED, Paper.SHEET}:
        return _sheets(store, households, day, report, generic=paper is Paper.SHEET)
    variant = "a" if paper is Paper.CARD else "b"
    faces = list(stored.faces(store, _counted(households, report), on=day, variant=variant))
    return Job(press.draw_cards, (faces, variant), len(faces))


def _sheets(store: Store, households: list[Record], day: date, report: Report, *, generic: bool) -> Job:
    visited = [one for one in households if visits.latest(store, one.id) is not None]
    made = visit_papers.documents(store, _counted(visited, report), today=day, generic=generic)
    documents = list(made)
    skipped = tuple(one.get("head_name") for one in households if one not in visited)
    return Job(press.draw_sheets, (documents,), len(documents), skipped)


def _counted(households: list[Record], report: Report) -> Iterator[Record]:
    for done, household in enumerate(households):
        report(done, len(households))
        yield household
