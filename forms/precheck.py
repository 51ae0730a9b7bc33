"""What is wrong with the sheets, all of it at once: pyxform stops at the first fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from forms.columns import SURVEY, canonical, cell_of, heads_of, value
from forms.faults import Fault, FaultCode
from forms.question_types import Types, is_name
from forms.sheets import Book, Sheet
from forms.spelling import nearest
from forms.written import expression_faults, reference_faults

FAULTS_LIMIT = 300
"""Faults of one sort that are looked for: nobody reads more before putting them right."""
_NOT_ROWS = frozenset(("remark", "attempt"))
"""Keys `remark[…]` and `attempt[…]` are ours; a repeat of that name could not keep its rows."""
_WORDLESS = ("label", "hint", "image", "big-image", "audio", "video")
_WANTED = {"survey": ("type", "name"), "choices": ("list_name", "name")}
Row = Mapping[str, str]


@dataclass(slots=True)
class _Level:
    """A group or repeat whose end has not come yet; the form itself."""

    kind: str = ""
    name: str = ""
    row: int = 0
    names: set[str] = field(default_factory=set)


def precheck(book: Book) -> tuple[Fault, ...]:
    """Return the faults of all sheets, in the order of sheets and rows."""
    survey = book.sheets["survey"]
    missing = tuple(_missing_columns(book))
    if missing:
        return missing  # whatever else is wrong follows from it
    names = Counter(name for row in survey.rows if (name := value(row, "name")))
    found = list(islice(_Survey(survey, _lists(book)).faults(), FAULTS_LIMIT))
    for sheet in book.sheets.values():
        found += islice(reference_faults(sheet, names), FAULTS_LIMIT)
    for name in ("survey", "entities"):
        if name in book.sheets:
            found += islice(expression_faults(book.sheets[name]), FAULTS_LIMIT)
    if "choices" in book.sheets:
        found += islice(_choices(book.sheets["choices"], _allows_duplicates(book)), FAULTS_LIMIT)
    order = [sheet.title for sheet in book.sheets.values()]
    return tuple(
        sorted(found, key=lambda fault: (order.index(fault.sheet), fault.row, len(fault.cell), fault.cell))
    )


def _missing_columns(book: Book) -> Iterator[Fault]:
    """Yield columns that a sheet cannot do without; a misspelt one is the nearest of those there are."""
    for name, wanted in _WANTED.items():
        sheet = book.sheets.get(name)
        if sheet is None or not any(sheet.rows):
            continue
        for what in wanted:
            if not heads_of(sheet, what):
                near = nearest(what, [head for head in sheet.heads if canonical(head) not in SURVEY])
                yield Fault(FaultCode.MISSING_COLUMN, "", what, sheet.title, 1, near=near)


def _lists(book: Book) -> frozenset[str]:
    choices = book.sheets.get("choices")
    return (
        frozenset(name for row in choices.rows if (name := value(row, "list_name")))
        if choices
        else frozenset()
    )


def _allows_duplicates(book: Book) -> bool:
    settings = book.sheets.get("settings")
    rows = settings.rows if settings else []
    return bool(rows) and value(rows[0], "allow_choice_duplicates").lower() in ("yes", "true", "true()")


class _Survey:
    """The survey sheet, read from top to bottom."""

    def __init__(self, sheet: Sheet, lists: frozenset[str]) -> None:
        self._sheet = sheet
        self._lists = lists
        self._types = Types()
        self._open = [_Level()]
        self._repeats: set[str] = set()
        self._told = False
        self._worded = any(heads_of(sheet, what) for what in _WORDLESS)

    def faults(self) -> Iterator[Fault]:
        for number, row in enumerate(self._sheet.rows, 2):
            if not is_comment(row):
                yield from self._row(number, row)
        yield from map(self._unclosed, self._open[1:])

    def _unclosed(self, level: _Level) -> Fault:
        place = (level.row, "type", level.name)
        return self._fault(FaultCode.UNMATCHED_BEGIN, place, f"{level.kind}“{level.name}”")

    def _fault(self, code: FaultCode, place: tuple[int, str, str], detail: str = "", near: str = "") -> Fault:
        """Return a fault at (row, column, name of the question)."""
        row, what, name = place
        where = f"{name} · {what}" if name else what
        return Fault(code, where, detail, self._sheet.title, row, cell_of(self._sheet, row, what), near)

    def _row(self, number: int, row: Row) -> Iterator[Fault]:
        kind, name = value(row, "type"), value(row, "name")
        if not kind:
            yield self._fault(FaultCode.MISSING_TYPE, (number, "type", name))
            return
        ending = self._types.ends(kind)
        if ending:
            yield from self._end(number, ending, name)
            return
        if self._types.is_setting(kind):
            return
        yield from self._type(number, kind, name)
        yield from self._name(number, row, kind, name)
        yield from self._contents(number, row, kind, name)
        beginning = self._types.begins(kind)
        if beginning:
            self._open.append(_Level(beginning, name, number))

    def _end(self, number: int, kind: str, name: str) -> Iterator[Fault]:
        if self._open[-1].kind == kind:
            self._open.pop()
            return
        yield self._fault(FaultCode.UNMATCHED_END, (number, "type", name), kind)
        # The end of something further out ends what was left open within it, which is told as such.
        outer = next((at for at, level in enumerate(self._open) if at and level.kind == kind), 0)
        if outer:
            yield from map(self._unclosed, self._open[outer + 1 :])
            del self._open[outer:]

    def _type(self, number: int, kind: str, name: str) -> Iterator[Fault]:
        if not self._types.knows(kind):
            near = self._types.nearest(kind)
            yield self._fault(FaultCode.UNKNOWN_TYPE, (number, "type", name), kind, near)
            return
        wanted = self._types.list_of(kind)
        if wanted and wanted not in self._lists:
            near = nearest(wanted, self._lists)
            yield self._fault(FaultCode.MISSING_LIST, (number, "type", name), wanted, near)

    def _name(self, number: int, row: Row, kind: str, name: str) -> Iterator[Fault]:
        if not name:
            if not self._types.names_itself(kind):
                yield self._fault(FaultCode.MISSING_NAME, (number, "name", value(row, "label")[:20]))
            return
        level = self._open[-1]
        repeat = self._types.begins(kind) == "repeat"
        if not is_name(name):
            yield self._fault(FaultCode.BAD_NAME, (number, "name", name), name)
        elif repeat and name in _NOT_ROWS:
            yield self._fault(FaultCode.RESERVED_NAME, (number, "name", name), name)
        elif name in level.names or (repeat and name in self._repeats):
            yield self._fault(FaultCode.DUPLICATE_NAME, (number, "name", name), name)
        level.names.add(name)
        if repeat:
            self._repeats.add(name)

    def _contents(self, number: int, row: Row, kind: str, name: str) -> Iterator[Fault]:
        if self._types.is_shown(kind) and not any(value(row, what) for what in _WORDLESS):
            if self._worded:
                yield self._fault(FaultCode.MISSING_LABEL, (number, "label", name), name)
            elif not self._told:
                self._told = True
                near = nearest("label", [head for head in self._sheet.heads if canonical(head) not in SURVEY])
                yield Fault(FaultCode.MISSING_COLUMN, "", "label", self._sheet.title, 1, near=near)
        if kind == "calculate" and not (value(row, "calculation") or value(row, "default")):
            yield self._fault(FaultCode.MISSING_CALCULATION, (number, "calculation", name))


def is_comment(row: Row) -> bool:
    """Whether nothing is made of a row: empty, switched off, or only remarks."""
    if value(row, "disabled").lower() in ("yes", "true", "true()"):
        return True
    return not any(value(row, what) for what in ("type", "name", "label"))


def _choices(sheet: Sheet, duplicates: bool) -> Iterator[Fault]:  # noqa: FBT001 - a setting of the workbook
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(sheet.rows, 2):
        name, choice = value(row, "list_name"), value(row, "name")
        if not name:
            continue
        if not choice:
            cell = cell_of(sheet, number, "name")
            yield Fault(FaultCode.MISSING_VALUE, f"{name} · name", "", sheet.title, number, cell)
        elif (name, choice) in seen and not duplicates:
            cell = cell_of(sheet, number, "name")
            yield Fault(FaultCode.DUPLICATE_CHOICE, f"{name} · name", choice, sheet.title, number, cell)
        seen.add((name, choice))
