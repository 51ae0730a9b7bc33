"""What the register keeps: the types of its properties, as the built-in questionnaire writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import resources
from forms.sheets import folder
from forms.views import Kind

BUILT_IN = "guangxi-2015"
REGISTER = frozenset(("household", "member"))
_KINDS = {
    "text": Kind.TEXT,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "select_one": Kind.SELECT_ONE,
    "select_multiple": Kind.SELECT_MULTIPLE,
}


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its kind, and for selects the values it may have."""

    kind: Kind
    values: frozenset[str] = frozenset()


@cache
def properties() -> Mapping[tuple[str, str], Property]:
    """Return by (list, property) what is known; those that are calculated have no type."""
    book = folder(resources.path("questionnaires", BUILT_IN))
    values: dict[str, set[str]] = {}
    for row in book.sheets["choices"].rows:
        values.setdefault(row.get("list_name", ""), set()).add(row.get("name", ""))
    found = {}
    for row in book.sheets["survey"].rows:
        dataset, _, name = row.get("save_to", "").partition("#")
        kind, _, options = row.get("type", "").partition(" ")
        if name and kind in _KINDS:
            found[dataset, name] = Property(_KINDS[kind], frozenset(values.get(options, ())))
    return found
