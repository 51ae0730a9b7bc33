"""Entity lists of questionnaires' own, such as wells or plots: made by visits, looked up by later ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from forms import EntityWrite
from storage.store import Store

KIND = "entity"
_DATASET, _HOUSEHOLD, _LABEL = "@dataset", "@household", "@label"
_VALUE = "value."
"""Before the name of a property: a list may well have one called `household`, which means another thing."""


def body(store: Store, write: EntityWrite, household_id: str) -> dict[str, str | None]:
    """Return what a visit says about an entity; it stays with the household it was first met at."""
    known = store.get(KIND, write.id)
    found: dict[str, str | None] = {_VALUE + name: value for name, value in write.properties.items()}
    found[_DATASET] = write.dataset
    if known is None:
        found[_HOUSEHOLD] = household_id
    if write.label:
        found[_LABEL] = write.label
    return found


def rows(store: Store, village: str, names: Iterable[str]) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Return the entities of some lists that belong to a village, oldest first, as ODK shows them.

    Each has `name` (its id), `label` and its properties; a list that nobody has filled is empty.
    """
    found: dict[str, list[Mapping[str, str]]] = {name: [] for name in names}
    for record in store.records_of_village(KIND, village) if found else ():
        if record.get(_DATASET) in found:
            values = {
                key.removeprefix(_VALUE): text for key, text in record.body.items() if key.startswith(_VALUE)
            }
            shown = {**values, "name": record.id, "label": record.get(_LABEL) or record.id}
            found[record.get(_DATASET)].append(shown)
    return found
