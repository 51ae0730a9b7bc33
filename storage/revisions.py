"""The form of a revision: canonical JSON, its hash, a device's chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from storage.records import KINDS, Patch, Revision

ID_DIGITS = 32
_FIELDS = (
    "kind",
    "record",
    "parents",
    "patch",
    "person",
    "device",
    "made_at",
    "number",
    "previous",
    "reason",
)


def to_dict(revision: Revision) -> dict[str, Any]:
    """Return the revision as plain JSON values, its id included."""
    return {"id": revision.id, **_content(revision)}


def from_dict(value: Mapping[str, Any]) -> Revision:
    """Return the revision that a plain mapping describes; unknown keys are an error, since they are hashed.

    Raises:
        ValueError: A key is missing, unknown or of another type.
    """
    if set(value) != {"id", *_FIELDS}:
        raise ValueError("keys")
    texts = {name: _text(value[name]) for name in _FIELDS if name not in {"parents", "patch", "number"}}
    if not isinstance(value["number"], int):
        raise ValueError("number")  # noqa: TRY004  # one error for every kind of malformed wire value
    return Revision(
        id=_text(value["id"]),
        parents=tuple(_text(parent) for parent in value["parents"]),
        patch={_text(key): _change(change) for key, change in value["patch"].items()},
        number=value["number"],
        **texts,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("text")  # noqa: TRY004
    return value


def _change(value: Any) -> tuple[str | None, str | None]:
    old, new = value
    if not all(side is None or isinstance(side, str) for side in (old, new)):
        raise ValueError("change")
    return old, new


def _content(revision: Revision) -> dict[str, Any]:
    return {
        "kind": revision.kind,
        "record": revision.record,
        "parents": list(revision.parents),
        "patch": dict(revision.patch),  # pairs are written as arrays
        "person": revision.person,
        "device": revision.device,
        "made_at": revision.made_at,
        "number": revision.number,
        "previous": revision.previous,
        "reason": revision.reason,
    }


def canonical(revision: Revision) -> bytes:
    """Return the bytes that are hashed: JSON of all but the id, keys sorted, no spaces, UTF-8.

    Raises:
        TypeError: A text is not Unicode (half a surrogate pair).
    """
    return _written(_content(revision))


def _written(content: Mapping[str, Any]) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_written(content)).hexdigest()[:ID_DIGITS]


def id_of(revision: Revision) -> str:
    """Return the id that the content gives."""
    return _digest(_content(revision))


def make(  # noqa: PLR0913  # a revision has these parts
    *,
    kind: str,
    record: str,
    parents: Iterable[str],
    patch: Patch,
    person: str,
    device: str,
    made_at: str,
    number: int,
    previous: str,
    reason: str = "",
) -> Revision:
    """Return a sealed revision with its id; parents are kept sorted, so that equal content is equal bytes."""
    content: dict[str, Any] = {
        "kind": kind, "record": record, "parents": sorted(parents), "patch": dict(patch), "person": person,
        "device": device, "made_at": made_at, "number": number, "previous": previous, "reason": reason,
    }  # fmt: skip
    return Revision(
        _digest(content), kind, record, tuple(content["parents"]), content["patch"], person, device, made_at,
        number, previous, reason,
    )  # fmt: skip


def fault_of(revision: Revision, *, is_hashed: bool = False) -> str:
    """Return why a revision cannot be taken, "" if it can: `kind`, `shape` or `hash`.

    `is_hashed` says that its id was worked out from its content just now, by `make`.
    """
    if revision.kind not in KINDS:
        return "kind"
    if not revision.record or revision.number < 1 or not revision.device:
        return "shape"
    if list(revision.parents) != sorted(set(revision.parents)) or (revision.number == 1) == bool(
        revision.previous
    ):
        return "shape"
    return "" if is_hashed or id_of(revision) == revision.id else "hash"


def broken_at(chain: Iterable[Revision]) -> int:
    """Return the first number of a device's chain that does not fit, 0 if the chain holds.

    Args:
        chain: All revisions of one device in the order of their numbers, from 1.
    """
    previous = ""
    for expected, revision in enumerate(chain, start=1):
        if revision.number != expected or revision.previous != previous or id_of(revision) != revision.id:
            return expected
        previous = revision.id
    return 0
