"""Questionnaires of a file: kept by name and version for ever; what was published, as lists need it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from forms.package import Package
from storage import contents, rows, tables
from storage.errors import Refused
from storage.rows import State

QUESTIONNAIRE = tables.table(tables.QuestionnaireRow)
FILE = tables.table(tables.QuestionnaireFileRow)
PUBLICATION = tables.table(tables.PublicationRow)

KIND = "questionnaire"
NEW, SOUND, DAMAGED, CLASH, FAULTY = "", "sound", "damaged", "clash", "faulty"
"""What is known of a publication; a `NEW` one was not looked at yet."""
USABLE = frozenset({NEW, SOUND})


@dataclass(frozen=True, slots=True)
class StoredQuestionnaire:
    """A compiled questionnaire as kept: XForm XML with its name and version, and the files it brings."""

    name: str
    version: str
    title: str
    xform: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publication:
    """A published questionnaire, without its contents.

    Attributes:
        state: `NEW`, `SOUND`, or why it cannot be used.
        fault: What is wrong with it, for people.
        arrived: A later one is newer.
    """

    record: str
    name: str
    version: str
    title: str
    digest: str
    note: str
    published_by: str
    published_at: str
    state: str
    fault: str
    arrived: int


def keep(connection: Connection, questionnaire: StoredQuestionnaire) -> None:
    """Keep a questionnaire; one that is there stays as it is.

    Raises:
        Refused: `questionnaire_changed`: other content under the same name and version.
    """
    package = Package(questionnaire.xform, questionnaire.files)
    known = digest_of(connection, questionnaire.name, questionnaire.version)
    if known and known != package.digest:
        raise Refused("questionnaire_changed", f"{questionnaire.name} {questionnaire.version}")
    if not known:
        _insert(connection, questionnaire, package.digest)


def digest_of(connection: Connection, name: str, version: str) -> str:
    """Return the digest of what is kept under a name and version, "" for nothing."""
    wanted = select(QUESTIONNAIRE.c.digest).where(*_is(name, version))
    return connection.execute(wanted).scalar_one_or_none() or ""


def _insert(connection: Connection, kept: StoredQuestionnaire, digest: str) -> None:
    newest = connection.execute(select(func.coalesce(func.max(QUESTIONNAIRE.c.added), 0))).scalar_one()
    connection.execute(
        QUESTIONNAIRE.insert().values(
            name=kept.name, version=kept.version, title=kept.title,
            digest=digest, xform=kept.xform, added=newest + 1,
        )
    )  # fmt: skip
    files = [
        {"name": kept.name, "version": kept.version, "file": name, "content": contents.deflated(raw)}
        for name, raw in kept.files.items()
    ]
    if files:
        connection.execute(FILE.insert(), files)


def get(connection: Connection, name: str, version: str | None) -> StoredQuestionnaire | None:
    """Return a questionnaire without its files, the newest version if none is named, None for none."""
    own = QUESTIONNAIRE.c
    wanted = select(own.name, own.version, own.title, own.xform).where(*_is(name, version))
    row = connection.execute(wanted.order_by(own.added.desc()).limit(1)).first()
    return StoredQuestionnaire(*row) if row else None


def file(connection: Connection, name: str, version: str, file_name: str) -> bytes | None:
    """Return a file that a questionnaire brings along, None if it has none of this name."""
    own = FILE.c
    wanted = select(own.content).where(own.name == name, own.version == version, own.file == file_name)
    packed = connection.execute(wanted).scalar_one_or_none()
    return None if packed is None else contents.inflated(packed)


def files(connection: Connection, name: str, version: str) -> dict[str, bytes]:
    """Return all files that a questionnaire brings along, by name."""
    wanted = select(FILE.c.file, FILE.c.content).where(FILE.c.name == name, FILE.c.version == version)
    return {row.file: contents.inflated(row.content) for row in connection.execute(wanted)}


def listed(connection: Connection) -> tuple[tuple[str, str, str], ...]:
    """Return (name, version, title), newest first."""
    own = QUESTIONNAIRE.c
    found = connection.execute(select(own.name, own.version, own.title).order_by(own.added.desc()))
    return tuple((name, version, title) for name, version, title in found)


def _is(name: str, version: str | None) -> list[ColumnElement[bool]]:
    named: list[ColumnElement[bool]] = [QUESTIONNAIRE.c.name == name]
    return named if version is None else [*named, QUESTIONNAIRE.c.version == version]


# Publications -------------------------------------------------------------------------------------


def publications(connection: Connection) -> tuple[Publication, ...]:
    """Return what was published, newest first."""
    columns = (PUBLICATION.c[name] for name in Publication.__slots__)
    found = connection.execute(select(*columns).order_by(PUBLICATION.c.arrived.desc()))
    return tuple(Publication(*row) for row in found)


def judge(connection: Connection, record: str, state: str, fault: str) -> None:
    """Remember what looking at a publication showed."""
    found = update(PUBLICATION).where(PUBLICATION.c.record == record, PUBLICATION.c.state == NEW)
    connection.execute(found.values(state=state, fault=fault))


def refresh(connection: Connection, states: Iterable[State]) -> None:
    """Bring the publications in line with their records, and keep the questionnaires they hold.

    Nothing that a record holds is a fault here: what cannot be used is listed as such, and keeps nothing from
    being saved.
    """
    for state in states:
        if state.kind == KIND:
            _refresh(connection, state)


def _refresh(connection: Connection, state: State) -> None:
    known = connection.execute(select(PUBLICATION).where(PUBLICATION.c.record == state.id)).mappings().first()
    newest = select(func.coalesce(func.max(PUBLICATION.c.arrived), 0))
    arrived = known["arrived"] if known else connection.execute(newest).scalar_one() + 1
    found, digest = _kept(connection, state)
    if known and found == NEW and known["state"] in {SOUND, FAULTY}:
        found = known["state"]  # the content is the one that was looked at: the record's id is its digest
    line: dict[str, Any] = {
        "record": state.id, "digest": digest, "state": found, "arrived": arrived,
        "fault": known["fault"] if known and found == known["state"] else "",
        **{name: state.body.get(name, "") for name in
           ("name", "version", "title", "note", "published_by", "published_at")},
    }  # fmt: skip
    rows.upsert(connection, PUBLICATION, [line])


def _kept(connection: Connection, state: State) -> tuple[str, str]:
    """Keep what a record holds, unless other content came first; return its state and digest."""
    name, version = state.body.get("name", ""), state.body.get("version", "")
    try:
        package = contents.package_of(state.id, state.body)
    except contents.Unreadable:
        return DAMAGED, ""
    if not name or not version:
        return DAMAGED, package.digest
    known = digest_of(connection, name, version)
    if not known:
        held = StoredQuestionnaire(name, version, state.body.get("title", ""), package.xform, package.files)
        _insert(connection, held, package.digest)
    return (CLASH if known and known != package.digest else NEW), package.digest
