"""Open visits go over to a newer version of their questionnaire: first as a dry run, then for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import forms.upgrade
from forms import Questionnaire
from forms.keeping import Records
from forms.upgrade import Kept, Upgrade
from storage import builtin, in_use, visits
from storage.errors import Refused
from storage.records import HouseholdLine, HouseholdQuery, Record
from storage.store import Store

UPGRADED_FROM, TO_ASK = "@upgraded_from", "@to_ask"
_OPEN = "surveying"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Upgradable:
    """An open visit that could go over to the version in use."""

    visit_id: str
    household_id: str
    head_name: str
    from_version: str
    to_version: str


def preview(store: Store, visit_id: str, version: str | None = None) -> Upgrade | None:
    """Return what an upgrade would do, None if there is nothing to go over to; nothing is changed.

    Args:
        store: Where the visit is.
        visit_id: An open visit, also one that came from another laptop.
        version: Of the visit's questionnaire; if not named, the one that new visits take, should it be newer.

    Raises:
        Refused: `unknown_visit`, `not_open` (it was completed), `unknown_questionnaire`, `faulty`.
    """
    visit = _open_visit(store, visit_id)
    target = version or _newer(store, visit)
    if target in {"", visit.get("@version")}:
        return None
    old, new = _forms(store, visit, target)
    return forms.upgrade.upgrade(old, new, _answers(store, visit))


def upgrade(store: Store, visit_id: str, version: str | None = None) -> Record:
    """Let an open visit go on with a newer version, in one transaction; no answer is lost.

    The version it had is kept in `@upgraded_from` (all of them, apart by 、), the questions nobody was asked
    in `@to_ask` (names apart by spaces). A visit with nothing to go over to is returned as it is.

    Raises:
        Refused: As `preview`.
    """
    with store.transaction():
        visit = _open_visit(store, visit_id)
        target = version or _newer(store, visit)
        if target in {"", visit.get("@version")}:
            return visit
        old, new = _forms(store, visit, target)
        return _applied(store, visit, new, forms.upgrade.upgrade(old, new, _answers(store, visit)))


def upgradable(store: Store) -> tuple[Upgradable, ...]:
    """Return the open visits whose questionnaire has a newer version in use here, by household code."""
    return tuple(filter(None, (_upgradable(store, household) for household in _surveying(store))))


def former(
    store: Store, visit: Record, form: Questionnaire, answers: Mapping[str, str]
) -> Iterator[tuple[Questionnaire, Kept]]:
    """Yield answers that the version of a visit has no place for, with the version that asked, newest first.

    An earlier version that is not here says nothing: what its questions were called is not known.
    """
    earlier = visit.get(UPGRADED_FROM).split(visits.NAMES_APART)
    told: set[str] = set()
    for version in reversed([each for each in earlier if each]):
        try:
            old = visits.questionnaire(store, form.name, version)
        except Refused:
            continue
        for kept in forms.upgrade.upgrade(old, form, answers).kept:
            if kept.key not in told:
                told.add(kept.key)
                yield old, kept


def _open_visit(store: Store, visit_id: str) -> Record:
    visit = store.get("visit", visit_id)
    if visit is None:
        raise Refused("unknown_visit", visit_id)
    if visit.get("@state") != _OPEN:
        raise Refused("not_open", visit_id)
    return visit


def _newer(store: Store, visit: Record) -> str:
    """Return the version that new visits take, "" unless it is newer than that of a visit.

    A visit may come from a laptop that is further ahead.
    """
    name, version = builtin.in_use_of(store, visit.get("@questionnaire"))
    return version if in_use.is_newer(store, name, version, visit.get("@version")) else ""


def _forms(store: Store, visit: Record, version: str) -> tuple[Questionnaire, Questionnaire]:
    name = visit.get("@questionnaire")
    old = visits.questionnaire(store, name, visit.get("@version"))
    return old, visits.questionnaire(store, name, version)


def _answers(store: Store, visit: Record) -> dict[str, str]:
    """Return all answers of a visit and its appraisal, which is upgraded with it."""
    return {key: value for body in _bodies(store, visit).values() for key, value in body.items()}


def _bodies(store: Store, visit: Record) -> dict[str, dict[str, str]]:
    appraisal = store.get(visits.APPRAISAL, visit.id)
    records = {"visit": visit, visits.APPRAISAL: appraisal}
    return {
        kind: {key: value for key, value in record.body.items() if not key.startswith("@")}
        for kind, record in records.items()
        if record is not None
    }


def _applied(store: Store, visit: Record, new: Questionnaire, change: Upgrade) -> Record:
    """Put each answer where the newer version keeps it; what it has no place for stays where it is."""
    bodies = _bodies(store, visit)
    patches = _patches(bodies, Records(new), change)
    asked = dict.fromkeys([*visit.get(TO_ASK).split(), *change.to_ask])
    known = {definition.key for definition in new.definitions}
    patches["visit"] |= {
        "@version": new.version,
        UPGRADED_FROM: visits.NAMES_APART.join(
            filter(None, (visit.get(UPGRADED_FROM), visit.get("@version")))
        ),
        TO_ASK: " ".join(name for name in asked if name in known),
    }
    if patches[visits.APPRAISAL]:
        patches[visits.APPRAISAL] |= {"@visit": visit.id, "@household": visit.get("@household")}
    changed = store.put_many([(kind, visit.id, patch) for kind, patch in patches.items() if patch])
    return changed[0]


def _patches(
    bodies: Mapping[str, Mapping[str, str]], records: Records, change: Upgrade
) -> dict[str, dict[str, str | None]]:
    """Return what changes in visit and appraisal: keys that move, also from one of the two to the other."""
    patches: dict[str, dict[str, str | None]] = {"visit": {}, visits.APPRAISAL: {}}
    for kind, body in bodies.items():
        for key, value in body.items():
            _, after = change.patch.get(key, (value, value))
            home = _kind(records, key) or kind
            if after is None or home != kind:
                patches[kind][key] = None
            if after is not None and home != kind:
                patches[home][key] = after
    for key, (_, put) in change.patch.items():
        if put is not None:
            patches[_kind(records, key) or "visit"][key] = put
    return patches


def _kind(records: Records, key: str) -> str:
    """Return the kind of record that a key belongs to, "" if the form does not know it."""
    found = records.of(key)
    return "" if found is None else found or "visit"


def _surveying(store: Store) -> Iterator[HouseholdLine]:
    query = HouseholdQuery(states=(_OPEN,), limit=_PAGE)
    while True:
        page = store.households(query)
        yield from page.lines
        if not page.next:
            return
        query = replace(query, after=page.next)


def _upgradable(store: Store, line: HouseholdLine) -> Upgradable | None:
    visit_id = visits.latest(store, line.id)
    visit = store.get("visit", visit_id) if visit_id else None
    if visit is None or visit.get("@state") != _OPEN:
        return None
    try:
        newer = _newer(store, visit)
    except Refused:
        return None
    if not newer:
        return None
    return Upgradable(visit.id, line.id, line.head_name, visit.get("@version"), newer)
