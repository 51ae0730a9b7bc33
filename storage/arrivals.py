"""Submissions of other tools → visits: looked at first, then kept whole or not at all."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import IO

from forms import Interview, Problem, Questionnaire, openrosa
from forms.openrosa import Heading, Imported
from forms.state import State
from storage import interviewing, submissions, visits
from storage.carriers import Source
from storage.errors import Refused
from storage.ids import new_id
from storage.records import Record
from storage.store import Store
from storage.submissions import INSTANCE

CONTENT = "@submission"
"""Meta field of a visit that came in: SHA-256 of the file as it came, which is kept among the attachments."""
_PIECE_BYTES = 1 << 20
_ID_DIGITS, _CODE_DIGITS = 32, 16
_UNTOUCHED = frozenset(("listed", "unreached"))
_MEDIA = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A submission that was looked at; nothing is kept yet.

    Attributes:
        household: Whose visit it is.
        visit: The visit that it changes, None where it is a new one.
        interview: The answers as they will be kept.
        changed: Keys of answers that differ from what is kept now.
        missing: Names of attached files that are not beside the submission; these answers stay empty.
    """

    source: Source
    xml: bytes = field(repr=False)
    today: date
    household: Record
    visit: Record | None
    visit_id: str
    questionnaire: Questionnaire
    imported: Imported
    interview: Interview
    changed: tuple[str, ...]
    missing: tuple[str, ...]

    def check(self) -> None:
        """See whether it may be kept.

        Raises:
            Refused: `signed`, `not_withdrawn`: the visit is finished and would change.
        """
        state = self.visit.get("@state") if self.visit is not None and self.changed else "surveying"
        if state != "surveying":
            raise Refused("signed" if state in visits.SIGNED_STATES else "not_withdrawn", self.visit_id)

    @property
    def is_news(self) -> bool:
        """Whether keeping it would change anything."""
        return self.visit is None or bool(self.changed)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the answers by our questionnaire, in its order."""
        return self.interview.problems()

    @property
    def recalculated(self) -> tuple[tuple[str, str, str], ...]:
        """What comes out otherwise here: (key, theirs, ours)."""
        places = self.interview.state.places
        return tuple(
            (key, theirs, places[key].stored)
            for key, theirs in self.imported.calculated.items()
            if key in places and "/meta/" not in places[key].definition.path and places[key].stored != theirs
        )


def preview(store: Store, source: Source, *, household: str = "", today: date) -> Incoming:
    """Look at a submission: whose it is, what it changes, what is strange about it.

    Args:
        store: Where the household and the questionnaire are.
        source: One of `carriers.sources`.
        household: Id or code; "" for the household that the visit has here, else the one that the
            submission names as entity.
        today: For questionnaires that ask for the day.

    Raises:
        QuestionnaireFault: It is no submission.
        Refused: `unknown_questionnaire`, `no_household`, `other_household`, `other_questionnaire`.
    """
    xml = source.xml()
    head = openrosa.heading(xml)
    form = visits.questionnaire(store, head.form, head.version or None)
    visit = _known_visit(store, head)
    home = _home(store, household, visit, head)
    if visit is not None and visit.get("@questionnaire") != form.name:
        raise Refused("other_questionnaire", head.form)
    before = _answers(store, visit)
    imported = openrosa.answers_of(form, xml, like=before)
    values = dict(_values(source, imported, before))
    missing = tuple(name for key, name in imported.files.items() if not values[key])
    answers = {**State(form, before).extra, **imported.answers, **values}
    visit_id = visit.id if visit else _visit_id(head.instance_id)
    interview = interviewing.interview(
        store, form, home, {key: value for key, value in answers.items() if value},
        visit_id=visit_id, today=today, new_id=new_id,
    )  # fmt: skip
    after = interview.answers("*")
    changed = tuple(key for key in {**before, **after} if before.get(key) != after.get(key))
    return Incoming(
        source, xml, today, home, visit, visit_id, form, imported, interview, changed, missing
    )  # fmt: skip


def _visit_id(instance_id: str) -> str:
    found = openrosa.plain_id(instance_id)
    return found if len(found) == _ID_DIGITS else openrosa.digest_id(instance_id)


def _known_visit(store: Store, head: Heading) -> Record | None:
    """Return the visit that a submission is a state of, by its own id or that of the one it replaces."""
    for instance_id in filter(None, (head.instance_id, head.deprecated_id)):
        found = store.get("visit", _visit_id(instance_id)) or store.get(
            "visit", openrosa.plain_id(instance_id)
        )
        found = found or next(iter(store.find("visit", **{INSTANCE: instance_id})), None)
        if found is not None:
            return found
    return None


def _home(store: Store, wanted: str, visit: Record | None, head: Heading) -> Record:
    named = _household_id(store, wanted) if wanted else ""
    if wanted and not named:
        raise Refused("no_household", wanted)
    if visit is not None and named not in ("", visit.get("@household")):
        raise Refused("other_household", visit.id)
    known = named or (visit.get("@household") if visit else head.entities.get("household", ""))
    found = store.get("household", known) if known else None
    if found is None:
        raise Refused("no_household", known)
    return found


def _household_id(store: Store, wanted: str) -> str:
    if len(wanted) == _CODE_DIGITS and wanted.isdecimal():
        return next((line.id for line in store.search(wanted, 1) if line.code == wanted), "")
    return wanted if store.get("household", wanted) else ""


def _answers(store: Store, visit: Record | None) -> dict[str, str]:
    if visit is None:
        return {}
    appraisal = store.get(visits.APPRAISAL, visit.id)
    bodies = [visit.body, appraisal.body if appraisal else {}]
    return {key: value for body in bodies for key, value in body.items() if not key.startswith("@")}


def _values(source: Source, imported: Imported, before: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the answers that name files as they are kept here, "" where the file is nowhere."""
    for key, name in imported.files.items():
        kept = before.get(key, "")
        if kept and name in (kept, submissions.file_name(key, kept)):
            yield key, kept  # came back as it went out
        elif source.has(name):
            with source.attachment(name) as stream:
                yield key, _sha256(stream) + PurePosixPath(name).suffix.lower()
        else:
            yield key, ""


def _sha256(stream: IO[bytes]) -> str:
    found = hashlib.sha256()
    while piece := stream.read(_PIECE_BYTES):
        found.update(piece)
    return found.hexdigest()


def take_in(store: Store, incoming: Incoming) -> visits.OpenVisit:
    """Keep a submission that was looked at, with its files, in one transaction; unchanged, nothing happens.

    A new visit is open: a person looks at it and completes it. The file as it came is kept beside it.

    Raises:
        Refused: `signed`, `not_withdrawn`: the visit is finished and would change.
        StorageFault: Nothing was kept.
    """
    incoming.check()
    with store.transaction():
        if incoming.is_news:
            _attach(store, incoming)
            store.put_many(_changes(store, incoming))
        visit = visits.resume(store, incoming.visit_id, today=incoming.today)
        names = {
            key: submissions.file_name(key, value) for key, value in submissions.attached(visit.interview)
        }
        submissions.remember(
            store, visit.id, incoming.imported.instance_id, submissions.content_of(visit, names)
        )
    return visit


def import_(
    store: Store, sources: Iterable[Source], *, household: str = "", today: date
) -> tuple[visits.OpenVisit, ...]:
    """Look at submissions and keep them, all or none, in one transaction; raises as `preview` and `take_in`.

    Each is looked at just before it is kept, since one may follow another.
    """
    with store.transaction():
        return tuple(
            take_in(store, preview(store, source, household=household, today=today)) for source in sources
        )


def _attach(store: Store, incoming: Incoming) -> None:
    for name in dict.fromkeys(incoming.imported.files.values()):
        if incoming.source.has(name):
            with incoming.source.attachment(name) as stream:
                store.attach(stream, _MEDIA.get(PurePosixPath(name).suffix.lower(), ""))
    store.attach(io.BytesIO(incoming.xml), "text/xml")


def _changes(store: Store, incoming: Incoming) -> list[tuple[str, str, Mapping[str, str | None]]]:
    after = incoming.interview.answers("*")
    split: dict[str, dict[str, str | None]] = {"visit": dict(_meta(store, incoming))}
    for key in incoming.changed:
        record = incoming.interview.record_of(key) or incoming.interview.record_of(key.partition("[")[0])
        split.setdefault(record or "visit", {})[key] = after.get(key)
    owner = {"@visit": incoming.visit_id, "@household": incoming.household.id}
    changes: list[tuple[str, str, Mapping[str, str | None]]] = [
        (kind, incoming.visit_id, patch if kind == "visit" else {**owner, **patch})
        for kind, patch in split.items()
    ]
    if incoming.visit is None and incoming.household.get("state", "listed") in _UNTOUCHED:
        begun = {"state": "surveying", "visit": incoming.visit_id}
        changes.append(("household", incoming.household.id, begun))
    return changes


def _meta(store: Store, incoming: Incoming) -> Iterator[tuple[str, str]]:
    yield "@version", incoming.questionnaire.version
    yield INSTANCE, incoming.imported.instance_id
    yield CONTENT, hashlib.sha256(incoming.xml).hexdigest()
    if incoming.visit is None:
        yield "@household", incoming.household.id
        yield "@questionnaire", incoming.questionnaire.name
        yield "@state", "surveying"
        yield "@started_at", _preloaded(incoming, "timestamp start") or store.now()
        yield "@surveyors", _preloaded(incoming, "property username") or store.person


def _preloaded(incoming: Incoming, preload: str) -> str:
    for definition, bind in zip(
        incoming.questionnaire.definitions, incoming.questionnaire.binds, strict=True
    ):
        if bind.preload == preload and definition.key in incoming.imported.answers:
            return incoming.imported.answers[definition.key]
    return ""
