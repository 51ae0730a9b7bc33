"""What a person may print, gathered from the store as plain values that travel to the child process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QCoreApplication

from storage import Store, visits
from storage import papers as stored
from storage.records import Record
from ui import press
from ui.tasks import Report


class Paper(StrEnum):
    """What a person may print in this version."""

    FILLED = "D02"
    BLANK = "D02-blank"
    CARD = "D13a"
    PLATE = "D13b"


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
        first = households[0] if households else None
        return Job(press.draw_sheets, ([stored.blank_sheet(store, first, today=day)],), 1)
    if paper is Paper.FILLED:
        return _sheets(store, households, day, report)
    variant = "a" if paper is Paper.CARD else "b"
    faces = list(stored.faces(store, _counted(households, report), on=day, variant=variant))
    return Job(press.draw_cards, (faces, variant), len(faces))


def _sheets(store: Store, households: list[Record], day: date, report: Report) -> Job:
    visited = [one for one in households if visits.latest(store, one.id) is not None]
    documents = list(stored.sheets(store, _counted(visited, report), today=day))
    skipped = tuple(one.get("head_name") for one in households if one not in visited)
    return Job(press.draw_sheets, (documents,), len(documents), skipped)


def _counted(households: list[Record], report: Report) -> Iterator[Record]:
    for done, household in enumerate(households):
        report(done, len(households))
        yield household
