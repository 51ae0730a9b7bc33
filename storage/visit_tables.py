"""Visits of one questionnaire as tables for other programs: chosen, laid out, written, logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from forms import codebook
from forms.flat import PLAIN, Flat, Options, Table, Visit
from forms.flat_columns import patterns, shape_of
from forms.interview import Interview
from forms.submission_out import instance_id_of
from forms.xpath.nodes import Node
from storage import exports, instances, table_files, visits
from storage.errors import Refused
from storage.ids import new_id
from storage.records import HouseholdQuery, Record
from storage.store import Store
from storage.visit_day import day_of

if TYPE_CHECKING:
    from forms import Questionnaire

META = (
    "_household_code", "_head_name", "_questionnaire", "_version", "_state", "_surveyors", "_started_at",
    "_completed_at",
)  # fmt: skip
"""What is told of every visit besides its answers, after `KEY`."""
OPEN = "surveying"
_DATE_SIGNS = len("2015-11-15")

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which visits.

    Attributes:
        questionnaire: Name of the form; "" for the one the county uses.
        area: Beginning of a division code; "" for all.
        first: Day of completion (of the start, while a visit is open) from which on, ISO; "" for any.
        last: The last such day.
        with_open: Visits that are not completed, too.
    """

    questionnaire: str = ""
    area: str = ""
    first: str = ""
    last: str = ""
    with_open: bool = False


@dataclass(slots=True)
class Written:
    """What became of an export.

    Attributes:
        files: Number of tables.
        open: Visits left out because they are not completed.
        unreadable: Visits left out because the version they were made with is not here.
        doubtful: See `table_files`.
    """

    visits: int = 0
    rows: int = 0
    files: int = 0
    open: int = 0
    unreadable: int = 0
    doubtful: int = 0


@dataclass(slots=True)
class _Found:
    """What a first look at the visits shows."""

    versions: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)


def export(  # noqa: PLR0913 - all by name
    store: Store, to: Path, wanted: Wanted, *, today: date, purpose: str = "", options: Options = PLAIN,
    report: Report = lambda _done, _total: None,
) -> Written:  # fmt: skip
    """Write visits as tables; who exported what and why is logged. `report` gets households done and in all.

    The vault is gone through twice, so that memory does not grow with the number of visits.

    Raises:
        Refused: `unknown_questionnaire`; `too_wide` or `too_many_rows` for Excel.
        StorageFault: It could not be written; older files stay.
    """
    form = visits.questionnaire(store, wanted.questionnaire)
    name, written = form.name, Written()
    known = _Versions(store, name)
    total = store.count_households(HouseholdQuery(area=wanted.area)) * 2
    found = _looked_at(_of(store, name, wanted, written, _halves(report, 0, total)), known, written)
    forms = [known.form(version) for version in known.newest_first if version in found.versions] or [form]
    flat = Flat(forms, meta=META, kept=known.sensitive(found.kept), options=options)
    outside = _Outside(store)
    book = Table(codebook.NAME, codebook.HEADINGS)
    with table_files.opened([*flat.tables, book], name, to) as tables:
        for household, record in _of(store, name, wanted, Written(), _halves(report, total // 2, total)):
            if record.get("@version") not in found.versions:
                continue
            interview = _interview(store, household, record, known, outside, today)
            written.visits += 1
            for place, cells in flat.rows(Visit(record.id, interview, _meta(household, record))):
                tables.add(place, cells)
                written.rows += 1
        for row in codebook.rows(forms, flat.headings()):
            tables.add(len(flat.tables), row)
        store.log("export", f"visits {name} {wanted.area} {to.name}", purpose)
        tables.finish()
    written.files, written.doubtful = len(flat.tables), tables.doubtful
    return written


def _halves(report: Report, before: int, total: int) -> Callable[[int], None]:
    return lambda done: report(before + done, total)


def _of(
    store: Store, name: str, wanted: Wanted, left_out: Written, progress: Callable[[int], None]
) -> Iterator[tuple[Record, Record]]:
    """Yield households with their visits, as wanted."""
    for done, household in enumerate(exports.households(store, wanted.area), 1):
        for visit in store.find("visit", household=household.id):
            if visit.get("@questionnaire") != name or not _in_time(visit, wanted):
                continue
            if visit.get("@state") == OPEN and not wanted.with_open:
                left_out.open += 1
            else:
                yield household, visit
        progress(done)


def _in_time(visit: Record, wanted: Wanted) -> bool:
    day = (visit.get("@completed_at") or visit.get("@started_at"))[:_DATE_SIGNS]
    return (not wanted.first or day >= wanted.first) and (not wanted.last or day <= wanted.last)


class _Versions:
    """The versions of one questionnaire that are here."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._shapes: dict[str, Mapping[str, bool]] = {}
        self.newest_first = tuple(version for other, version, _ in store.questionnaires() if other == name)

    def form(self, version: str) -> Questionnaire:
        """Return a version; raises as `visits.questionnaire`."""
        return visits.questionnaire(self._store, self._name, version)

    def shapes(self, version: str) -> Mapping[str, bool]:
        """Return the shapes of keys that a version knows; raises as `form`."""
        if version not in self._shapes:
            self._shapes[version] = patterns(self.form(version))
        return self._shapes[version]

    def sensitive(self, shapes: set[str]) -> dict[str, bool]:
        """Tell which shapes are of sensitive questions; one that no version here knows counts as such."""
        known = [self.shapes(version) for version in self.newest_first] if shapes else []
        return {shape: any(each.get(shape, False) for each in known)
                or not any(shape in each for each in known) for shape in shapes}  # fmt: skip


def _looked_at(chosen: Iterator[tuple[Record, Record]], known: _Versions, written: Written) -> _Found:
    found = _Found()
    for _, visit in chosen:
        version = visit.get("@version")
        try:
            shapes = known.shapes(version)
        except Refused:
            written.unreadable += 1
            continue
        found.versions.add(version)
        found.kept.update(
            shape
            for key in visit.body
            if key not in shapes and (shape := shape_of(key)) not in shapes and shape
        )
    return found


def _meta(household: Record, visit: Record) -> dict[str, str]:
    return {
        "_household_code": household.get("code"), "_head_name": household.get("head_name"),
        "_questionnaire": visit.get("@questionnaire"), "_version": visit.get("@version"),
        "_state": visit.get("@state"), "_surveyors": visit.get("@surveyors"),
        "_started_at": visit.get("@started_at"), "_completed_at": visit.get("@completed_at"),
    }  # fmt: skip


class _Outside:
    """What interviews look up; read once for all households of a 屯 and a version."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[str, str] | None = None
        self._found: Mapping[str, instances.Outside] = {}

    def of(self, household: Record, form: Questionnaire) -> dict[str, instances.Outside]:
        """Return the instances of a household: neighbours and people but its own."""
        wanted = household.get("group"), form.version
        if wanted != self._known:
            anybody = Record("household", "", household.body)
            self._found, self._known = instances.of_visit(self._store, anybody, form), wanted
        return {name: _without(household.id, name, rows) for name, rows in self._found.items()}


_OWN_ID = {"neighbours": "id", "register": "household"}


def _without(household_id: str, name: str, rows: instances.Outside) -> instances.Outside:
    """Return a list without the rows of a household, where it is one of other households."""
    if isinstance(rows, Node) or name not in _OWN_ID:
        return rows
    return [row for row in rows if row.get(_OWN_ID[name]) != household_id]


def _interview(  # noqa: PLR0917 - what an interview is made of
    store: Store, household: Record, visit: Record, known: _Versions, outside: _Outside, today: date
) -> Interview:
    """Open a visit to be read; unlike `visits.resume` it saves nothing."""
    appraisal = store.get(visits.APPRAISAL, visit.id)
    bodies = [visit.body, appraisal.body if appraisal else {}]
    answers = {key: value for body in bodies for key, value in body.items() if not key.startswith("@")}
    form = known.form(visit.get("@version"))
    return Interview(
        form, answers, today=day_of(visit, today), new_id=new_id, instances=outside.of(household, form),
        properties={"instanceID": instance_id_of(visit.id)},
    )  # fmt: skip
