"""Everything that a store holds, record by record, in a form that two stores can be compared by."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage import Store


def census(store: Store) -> dict[str, str]:
    """Return kind and id of each record → digest of its body, heads and conflicts."""
    from storage.records import KINDS

    found: dict[str, str] = {}
    for kind in KINDS:
        for record in store.find(kind):
            conflicts = {key: [rival.value for rival in rivals] for key, rivals in record.conflicts.items()}
            plain = [dict(record.body), sorted(record.heads), conflicts, record.open]
            text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
            found[f"{kind} {record.id}"] = hashlib.sha256(text.encode()).hexdigest()
    return found


def difference(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Return the records that only one of two stores holds, or holds otherwise."""
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))
