"""A questionnaire on the table of its author: everything that is wrong with it, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from forms.columns import cell_of
from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.odd_functions import odd_functions
from forms.odd_lists import odd_lists
from forms.odd_logic import odd_logic
from forms.odd_sheets import odd_sheets
from forms.oddities import oddities
from forms.package import Collected, Package, collect
from forms.questionnaire import Questionnaire
from forms.sheets import Book


@dataclass(frozen=True, slots=True)
class Review:
    """What was found.

    Attributes:
        package: To be published; None if and only if there are faults, and so is `questionnaire`.
        faults: Must be put right before it opens.
        warnings: Ought to be looked at; the questionnaire works without.
    """

    package: Package | None
    questionnaire: Questionnaire | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def review(source: Path, in_use: Questionnaire | None = None) -> Review:
    """Read a workbook, a folder of sheets or an XForm with the files beside it; never raises for bad input.

    Args:
        source: The file or folder.
        in_use: The version that it is to follow, for what can only be told by comparing.
    """
    if not source.exists():
        return Review(None, None, (Fault(FaultCode.UNREADABLE, source.name, "没有这个文件"),), ())
    try:
        found = collect(source)
    except QuestionnaireFault as error:
        return Review(None, None, error.faults, error.warnings)
    return Review(found.package, found.questionnaire, (), _warnings(found, in_use))


def _warnings(found: Collected, in_use: Questionnaire | None) -> tuple[Fault, ...]:
    book = found.converted.book
    told = [*found.converted.warnings, *oddities(found.questionnaire, in_use)]
    told += odd_logic(found.questionnaire)
    told += odd_functions(found.questionnaire)
    told += odd_lists(found.questionnaire, found.package.files)
    if book is None:
        return (*told, *found.missing)
    placed = [found.converted.placed(fault) for fault in (*told, *_files(found.missing, book))]
    placed = [_in_settings(fault, book) for fault in (*placed, *odd_sheets(book))]
    order = [sheet.title for sheet in book.sheets.values()]
    return tuple(sorted(placed, key=lambda fault: (_at(order, fault.sheet), fault.row)))


def _at(order: list[str], sheet: str) -> int:
    return order.index(sheet) if sheet in order else len(order)


def _in_settings(fault: Fault, book: Book) -> Fault:
    settings = book.sheets.get("settings")
    sheet, _, what = fault.where.partition(" · ")
    if sheet != "settings" or settings is None:
        return fault
    cell = cell_of(settings, 2, what)
    return replace(fault, where=what, sheet=settings.title, row=2, cell=cell)


def _files(missing: Iterable[Fault], book: Book) -> Iterator[Fault]:
    """Place missing files in the first cell that names them."""
    cells = {
        fault.detail: (sheet.title, number, sheet.cell(number, head))
        for sheet in reversed(book.sheets.values())
        for number, row in reversed(list(enumerate(sheet.rows, 2)))
        for head, text in row.items()
        for fault in missing
        if fault.detail in text
    }
    for fault in missing:
        sheet, row, cell = cells.get(fault.detail, ("", 0, ""))
        yield replace(fault, where="", sheet=sheet, row=row, cell=cell) if sheet else fault
