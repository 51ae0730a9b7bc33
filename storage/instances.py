"""What a questionnaire may look up outside its own answers: secondary instances by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.records import Neighbour, Record
from storage.store import Store

Rows = Sequence[Mapping[str, str]]


def of_household(store: Store, household: Record) -> dict[str, Rows]:
    """Return `settings`, `tun`, `neighbours` and `register` for a household."""
    return {
        "settings": [{"name": name, "value": value} for name, value in store.settings().items()],
        "tun": [_tun(store, household)],
        "neighbours": _neighbours(store, household),
        "register": _register(store, household),
    }


def _tun(store: Store, household: Record) -> dict[str, str]:
    group = household.get("group")
    division = store.get("division", group)
    known = dict(division.body) if division else {}
    return {"name": household.get("group_name"), **known, "id": group}


def _neighbours(store: Store, household: Record) -> Rows:
    surveyed = store.group_statistics(household.get("group"), household.id).surveyed
    records = {record.id: record for record in store.get_many("household", [n.id for n in surveyed])}
    return [_neighbour(neighbour, records[neighbour.id]) for neighbour in surveyed]


def _neighbour(neighbour: Neighbour, record: Record) -> dict[str, str]:
    shown = ("score", "per_capita", "size", "area_per_person", "letters")
    return {"id": neighbour.id, "label": neighbour.head_name, **{name: record.get(name) for name in shown}}


def _register(store: Store, household: Record) -> Rows:
    # only this village: a county's worth of rows would make every answer slow; the centre compares all
    people = store.id_numbers(household.get("village"), household.id)
    return [{"id_number": number, "household": other, "head_name": head} for number, other, head in people]
