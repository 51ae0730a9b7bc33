"""Many visits of one questionnaire as flat tables, in the layout that survey programs read.

One row a visit in the main table; each repeat, also inside another, is a table of its own. The names of the
linking columns are those of ODK Briefcase and Central: `KEY`, `PARENT_KEY`, `SET-OF-<repeat>`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from forms import lists
from forms.flat_columns import (
    GEOPOINT,
    Column,
    Nested,
    Part,
    Source,
    merged,
    names,
    path_of,
    pattern,
    shape_of,
    sources,
)
from forms.interview import Interview
from forms.masking import masked
from forms.questionnaire import Questionnaire, Shape
from forms.state import Place, Row
from forms.values import SELECTS, SEVERAL
from forms.views import Kind

KEY, PARENT_KEY, ROW_ID = "KEY", "PARENT_KEY", "_id"
KEPT = "kept-"
"""Begins the name of a column with answers to a question that the visit's version no longer has."""
LABELS_APART = "; "
_EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; longer ones are written as text."""
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)

Value = str | Decimal
"""A cell: a number only where its type says so and it reads back as written; else the answer's text."""


@dataclass(frozen=True, slots=True)
class Options:
    """How tables are written.

    Attributes:
        split: For each option of a select_multiple a column with 1 or 0, empty where nobody answered.
        labels: Labels of options instead of their values.
        short: Headings without the names of groups.
        unmasked: Sensitive answers as they are.
    """

    split: bool = False
    labels: bool = False
    short: bool = False
    unmasked: bool = False


PLAIN = Options()


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit; `meta` has the same names, all beginning with `_`, for all visits of an export."""

    id: str
    interview: Interview
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table without its rows; `name` is "" for the main one, else the repeat's, groups included."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that a question fills, by the name it has in its table."""

    table: str
    name: str
    column: Column


@dataclass(slots=True)
class _Sheet:
    """A table while it is planned."""

    path: tuple[str, ...]
    columns: list[Column] = field(default_factory=list)
    places: dict[Column, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    width: int = 0
    table: Table = field(default_factory=lambda: Table("", ()))


class Flat:
    """The layout of an export, and the rows of each visit in it."""

    def __init__(
        self,
        forms: Sequence[Questionnaire],
        *,
        meta: Sequence[str] = (),
        kept: Mapping[str, bool] = MappingProxyType({}),
        options: Options = PLAIN,
    ) -> None:
        """Plan the tables.

        Args:
            forms: The versions that the visits were made with, newest first; their columns are joined.
            meta: Names of `Visit.meta`, in order.
            kept: Shapes of keys (`old_phone`, `member[].old`) that visits hold though their version has no
                such question, each with whether it is sensitive.
            options: How.
        """
        self._options = options
        self._meta = tuple(meta)
        self._kept_is_sensitive = kept
        self._plans = {_known_as(form): _Plan(form, options) for form in forms}
        self._sheets: dict[tuple[str, ...], _Sheet] = {}
        by_table: defaultdict[tuple[str, ...], list[Sequence[Column]]] = defaultdict(list)
        by_table[()] = []
        for plan in self._plans.values():
            for path, columns in plan.columns().items():
                by_table[path].append(columns)
        for path, versions in by_table.items():
            self._sheets[path] = _Sheet(path, merged(versions))
        self._place_kept(kept)
        for sheet in self._sheets.values():
            self._finish(sheet)
        self._numbers = {path: number for number, path in enumerate(self._sheets)}

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, the main one first; `rows` refers to them by their place here."""
        return tuple(sheet.table for sheet in self._sheets.values())

    def headings(self) -> Iterator[Heading]:
        """Yield the columns that questions fill, table by table."""
        for sheet in self._sheets.values():
            for column, place in sheet.places.items():
                yield Heading(sheet.table.name, sheet.table.columns[place], column)

    def _place_kept(self, kept: Mapping[str, bool]) -> None:
        repeats = {each: path for plan in self._plans.values() for each, path in plan.repeats.items()}
        for shape in sorted(kept):
            around, dot, _ = shape.rpartition(".")
            self._sheets[repeats.get(around, ()) if dot else ()].kept[shape] = -1

    def _finish(self, sheet: _Sheet) -> None:
        first = [PARENT_KEY, KEY] if sheet.path else [KEY, *self._meta]
        heads = first + names(sheet.columns, len(sheet.path), first, short=self._options.short)
        sheet.places = {column: number for number, column in enumerate(sheet.columns, len(first))}
        if sheet.path:
            heads += [f"SET-OF-{sheet.path[-1]}", ROW_ID]
        for shape in sheet.kept:
            sheet.kept[shape] = len(heads)
            name = shape.rpartition(".")[2] if sheet.path else shape
            heads.append(f"{KEPT}{name}" if f"{KEPT}{name}" not in heads else f"{KEPT}{shape}")
        sheet.width = len(heads)
        sheet.table = Table("-".join(sheet.path), tuple(heads))

    def rows(self, visit: Visit) -> Iterator[tuple[int, list[Value]]]:
        """Yield the rows of a visit, each with the place of its table; a row before those inside it.

        Raises:
            KeyError: The visit's version was not among those that the export was planned for.
        """
        plan = self._plans[_known_as(visit.interview.questionnaire)]
        reading = _Reading(plan, self._sheets, self._options, visit, self._kept(visit))
        for path, cells in reading.rows(visit.interview.state.root, visit.id, ()):
            if not path:
                cells[1 : 1 + len(self._meta)] = [visit.meta.get(name, "") for name in self._meta]
            yield self._numbers[path], cells

    def _kept(self, visit: Visit) -> Mapping[str, Mapping[str, str]]:
        """Return answers to questions that are gone, by row, "" for the visit; each by its key's shape."""
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        of_visit = self._sheets[()].kept
        for key, text in visit.interview.state.extra.items():
            shape = shape_of(key)
            if shape not in self._kept_is_sensitive or not text:
                continue
            hidden = self._kept_is_sensitive[shape] and not self._options.unmasked
            at = found["" if shape in of_visit else key.rpartition(".")[0]]
            shown = masked(Kind.TEXT, text) if hidden else text
            # several of one shape in the visit: their repeat is gone too
            at[shape] = f"{at[shape]}{LABELS_APART}{shown}" if shape in at else shown
        return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """One visit being laid out."""

    plan: _Plan
    sheets: Mapping[tuple[str, ...], _Sheet]
    options: Options
    visit: Visit
    kept: Mapping[str, Mapping[str, str]]

    def rows(
        self, row: Row, key: str, path: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], list[Value]]]:
        """Yield a row of a table and all rows inside it."""
        sheet = self.sheets[path]
        cells: list[Value] = [""] * sheet.width
        cells[0] = key
        for source in self.plan.sources[path]:
            self._fill(cells, sheet, source, row.members[source.index])
        for nested in self.plan.nested[path]:
            cells[sheet.places[Column(nested.path, Part.SET_OF)]] = f"{key}/{nested.name}"
        for shape, text in self.kept.get(row.key, {}).items():
            cells[sheet.kept[shape]] = text
        yield path, cells
        for nested in self.plan.nested[path]:
            yield from self._inside(row, key, nested)

    def _inside(self, row: Row, key: str, nested: Nested) -> Iterator[tuple[tuple[str, ...], list[Value]]]:
        sheet = self.sheets[nested.path]
        own = sheet.table.columns.index(ROW_ID)
        active = (each for each in row.repeats[nested.index].active if each.relevant)
        for position, each in enumerate(active, 1):
            found = self.rows(each, f"{key}/{nested.name}[{position}]", nested.path)
            path, cells = next(found)
            cells[0:2] = [key, cells[0]]
            cells[own - 1 : own + 1] = [f"{key}/{nested.name}", each.id]
            yield path, cells
            yield from found

    def _fill(self, cells: list[Value], sheet: _Sheet, source: Source, place: Place) -> None:
        text = place.text
        first = sheet.places[source.columns[0]]
        if not text:
            return
        if source.sensitive and not self.options.unmasked:
            cells[first] = masked(source.kind, text)
        elif source.kind is Kind.GEOPOINT:
            for column, number in zip(source.columns, _axes(text), strict=True):
                cells[sheet.places[column]] = typed(number)
        else:
            shown = self._labelled(source, text, place) if self.options.labels else text
            cells[first] = typed(shown) if source.typed else shown
            chosen = text.split()
            for column in source.columns[1:]:
                cells[sheet.places[column]] = Decimal(column.detail in chosen)

    def _labelled(self, source: Source, text: str, place: Place) -> str:
        if source.kind not in SELECTS:
            return text
        labels = self.plan.labels(source.index)
        if not labels:  # the options are in a file, or follow from other answers
            view = self.visit.interview.view(place.key)
            labels = {choice.value: choice.label for choice in view.choices}
        values = text.split() if source.kind in SEVERAL else [text]
        return LABELS_APART.join(labels.get(value) or value for value in values)


class _Plan:
    """How one version of the questionnaire fills the tables."""

    def __init__(self, form: Questionnaire, options: Options) -> None:
        self._form = form
        self._labels: dict[int, Mapping[str, str]] = {}
        self.sources: defaultdict[tuple[str, ...], list[Source]] = defaultdict(list)
        self.nested: defaultdict[tuple[str, ...], list[Nested]] = defaultdict(list)
        self.repeats = {
            pattern(each): path_of(each) for each in form.definitions if each.shape is Shape.REPEAT
        }
        self._in_order: defaultdict[tuple[str, ...], list[Column]] = defaultdict(list)
        for path, each in sources(form, split=options.split):
            if isinstance(each, Nested):
                self.nested[path].append(each)
                self._in_order[path].append(Column(each.path, Part.SET_OF))
                self._in_order[each.path] = []
            else:
                self.sources[path].append(each)
                self._in_order[path].extend(each.columns)

    def columns(self) -> Mapping[tuple[str, ...], list[Column]]:
        """Return the columns of each table, in form order."""
        return self._in_order

    def labels(self, index: int) -> Mapping[str, str]:
        """Return the labels of a select by value, empty where its options are not in the form."""
        if index not in self._labels:
            choices = lists.offered(self._form, index) or ()
            self._labels[index] = {choice.value: choice.label for choice in choices}
        return self._labels[index]


def _known_as(form: Questionnaire) -> tuple[str, str]:
    return form.name, form.version


def _axes(text: str) -> list[str]:
    """Return the four numbers of a geopoint; a text that is none stays whole in the first."""
    parts = text.split()
    whole = all(_NUMBER.fullmatch(part) for part in parts) and len(parts) <= len(GEOPOINT)
    found = parts if whole else [text]
    return [*found, *[""] * (len(GEOPOINT) - len(found))]


def typed(text: str) -> Value:
    """Return the number that a text is, or the text where a spreadsheet would not give it back."""
    digits = sum(sign.isdecimal() for sign in text)
    return Decimal(text) if _NUMBER.fullmatch(text) and digits <= _EXACT_DIGITS else text
