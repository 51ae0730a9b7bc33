"""What a questionnaire may look up outside its own answers: secondary instances by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from forms import Questionnaire, QuestionnaireFault, external
from forms.xpath.nodes import Node
from storage import lists, results, schemes
from storage.errors import Refused
from storage.records import Neighbour, Record
from storage.store import Store

Rows = Sequence[Mapping[str, str]]
Outside = Rows | Node


def of_visit(store: Store, household: Record, form: Questionnaire) -> dict[str, Outside]:
    """Return the outside instances that a form declares: its own lists, and what the register answers.

    The register goes before a file of the same name; a file before entities that visits made.

    Raises:
        Refused: `faulty`: a list cannot be read.
    """
    answered = {name: rows for name, rows in _REGISTER.items() if name in form.external}
    files = _lists(store, form)
    entities = [name for name in form.external if name not in files and name not in answered]
    return {
        **files,
        **lists.rows(store, household.get("village"), entities),
        **{name: rows(store, household, form.name) for name, rows in answered.items()},
    }


def of_household(store: Store, household: Record, form: str = "") -> dict[str, Rows]:
    """Return `settings`, `tun`, `neighbours` and `register` for a household.

    Neighbours show the scores of the form named, of any if none is: those of two schemes cannot be compared.
    """
    names = ("settings", "tun", "neighbours", "register")
    return {name: _REGISTER[name](store, household, form) for name in names}


def _lists(store: Store, form: Questionnaire) -> Mapping[str, Node]:
    """Return the lists of the form's package; read once, since the largest takes a quarter of a second."""
    made_with = (form.name, form.version)
    known = store.lists.get(made_with)
    if known is None:
        try:
            known = external.instances(form, store.questionnaire_files(*made_with)) if form.sources else {}
        except QuestionnaireFault as error:
            raise Refused("faulty", f"{form.name} {form.version}: {error}") from error
        store.lists[made_with] = known
    return known


def _settings(store: Store, _household: Record, _form: str) -> Rows:
    return [{"name": name, "value": value} for name, value in store.settings().items()]


def _tun(store: Store, household: Record, _form: str) -> Rows:
    group = household.get("group")
    division = store.get("division", group)
    known = dict(division.body) if division else {}
    return [{"name": household.get("group_name"), **known, "id": group}]


def _neighbours(store: Store, household: Record, form: str) -> Rows:
    scheme = schemes.mark(form) if form else None
    surveyed = store.group_statistics(household.get("group"), household.id, scored_by=scheme).surveyed
    records = {record.id: record for record in store.get_many("household", [n.id for n in surveyed])}
    return [_neighbour(neighbour, records[neighbour.id]) for neighbour in surveyed]


def _neighbour(neighbour: Neighbour, record: Record) -> dict[str, str]:
    shown = ("score", "per_capita", "size", "area_per_person", "letters")
    return {"id": neighbour.id, "label": neighbour.head_name, **{name: record.get(name) for name in shown}}


def _register(store: Store, household: Record, _form: str) -> Rows:
    # only this village: a county's worth of rows would make every answer slow; the centre compares all
    people = store.id_numbers(household.get("village"), household.id)
    return [{"id_number": number, "household": other, "head_name": head} for number, other, head in people]


def _households(store: Store, household: Record, _form: str) -> Rows:
    return [
        _entity(each, "head_name") for each in store.records_of_village("household", household.get("village"))
    ]


def _members(store: Store, household: Record, _form: str) -> Rows:
    people = store.records_of_village("member", household.get("village"))
    return [_entity(each, "full_name") for each in people if not results.has_left(each)]


def _entity(record: Record, label: str) -> dict[str, str]:
    """Return a record of the register as ODK shows an entity: `name` is its id."""
    return {**record.body, "name": record.id, "label": record.get(label)}


_REGISTER: Mapping[str, Callable[[Store, Record, str], Rows]] = {
    "settings": _settings,
    "tun": _tun,
    "neighbours": _neighbours,
    "register": _register,
    "household": _households,
    "member": _members,
}
