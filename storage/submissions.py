"""Visits as OpenRosa submissions for other tools; `storage.arrivals` takes them in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from forms import Interview, openrosa
from forms.state import below, fields_of
from forms.values import ATTACHED
from storage import carriers, visits
from storage.carriers import SUBMISSION
from storage.store import Store
from storage.visit_day import day_of

INSTANCE = "@instance"
"""Meta field of a visit that came in: the instance id it came with."""
_SHA256_DIGITS, _SHOWN_DIGITS = 64, 12
_ANY = "uuid:"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        deprecated_id: The submission that this one replaces, "" if the visit was not written before.
        unwritable: Keys of answers with signs that XML cannot hold; U+FFFD stands for these.
        missing: Keys of answers whose file is not on this laptop.
    """

    folder: Path
    instance_id: str
    deprecated_id: str
    unwritable: tuple[str, ...]
    missing: tuple[str, ...]


def export(store: Store, visit_id: str, folder: Path, *, today: date, purpose: str = "") -> Exported:
    """Write a visit as `submission.xml` with its attachments into a folder of its own below `folder`.

    Written again unchanged, it has the same instance id; changed, a new one that names the one before as
    deprecated. This laptop remembers which it wrote; who wrote what and why is logged.

    Raises:
        Refused: `unknown_visit`, `unknown_questionnaire` and what else `visits.resume` raises.
        StorageFault: It could not be written; what was there before stays.
    """
    visit = visits.resume(store, visit_id, today=day_of(store.get("visit", visit_id), today))
    names = {place: file_name(place, value) for place, value in attached(visit.interview)}
    kept = {
        names[key]: _sha256(value)
        for key, value in attached(visit.interview)
        if _sha256(value) and store.attachments.has(_sha256(value))
    }
    content = content_of(visit, names)
    instance_id, deprecated_id = _named(store, visit_id, content)
    files: dict[str, Iterable[bytes]] = {
        SUBMISSION: [_written(visit, names, instance_id, deprecated_id)],
        **{name: store.attachment(sha256) for name, sha256 in kept.items()},
    }
    target = carriers.write(folder, openrosa.plain_id(instance_id) or visit_id, files)
    remember(store, visit_id, instance_id, content, deprecated_id)
    store.log("export", f"submission {visit_id}", purpose)
    missing = tuple(key for key, name in names.items() if name not in kept)
    return Exported(target, instance_id, deprecated_id, openrosa.unwritable(visit.interview), missing)


def _written(
    visit: visits.OpenVisit, names: Mapping[str, str], instance_id: str, deprecated_id: str = ""
) -> bytes:
    return openrosa.submission(
        visit.interview,
        instance_id=instance_id,
        deprecated_id=deprecated_id,
        ids={"household": visit.household},
        attachments=names,
    )


def content_of(visit: visits.OpenVisit, names: Mapping[str, str]) -> str:
    """Return what a visit's submission says, whatever its id, as a SHA-256."""
    return hashlib.sha256(_written(visit, names, _ANY)).hexdigest()


def _named(store: Store, visit_id: str, content: str) -> tuple[str, str]:
    """Return the instance id for a visit's present content, and the one it replaces."""
    last, known, replaced = [*store.local(f"submission {visit_id}").split("\n"), "", ""][:3]
    if last and known == content:
        return last, replaced
    visit = store.get("visit", visit_id)
    last = last or (visit.get(INSTANCE) if visit else "")
    if not last:
        return openrosa.instance_id_of(visit_id), ""
    return openrosa.instance_id_of(openrosa.digest_id(visit_id, last, content)), last


def remember(store: Store, visit_id: str, instance_id: str, content: str, replaced: str = "") -> None:
    """Keep in mind what a visit's submission said and how it was named."""
    store.set_local(f"submission {visit_id}", f"{instance_id}\n{content}\n{replaced}")


def attached(interview: Interview) -> Iterator[tuple[str, str]]:
    """Yield key and value of answers that name a file."""
    kinds = interview.questionnaire.kinds
    for place in fields_of(below(interview.state.root)):
        if place.stored and place.relevant and kinds[place.definition.index] in ATTACHED:
            yield place.key, place.stored


def _sha256(value: str) -> str:
    """Return the digest that an answer names, "" if it names none."""
    start = value[:_SHA256_DIGITS]
    return start if len(start) == _SHA256_DIGITS and not set(start) - set("0123456789abcdef") else ""


def file_name(key: str, value: str) -> str:
    """Return a name that tells the question, and the same file from another."""
    if not _sha256(value):
        return PurePosixPath(value).name
    question = key.rpartition(".")[2].rpartition("/")[2]
    return f"{question}-{value[:_SHOWN_DIGITS]}{value[_SHA256_DIGITS:]}"
