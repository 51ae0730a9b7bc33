"""Questionnaires of a vault: compiled once, kept by name and version for the visits made with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from storage import tables
from storage.errors import Refused

QUESTIONNAIRE = tables.table(tables.QuestionnaireRow)


@dataclass(frozen=True, slots=True)
class StoredQuestionnaire:
    """A compiled questionnaire as kept: XForm XML with its name and version."""

    name: str
    version: str
    title: str
    xform: str


def keep(connection: Connection, questionnaire: StoredQuestionnaire) -> None:
    """Keep a questionnaire; one that is there stays as it is.

    Raises:
        Refused: `questionnaire_changed`: other content under the same name and version.
    """
    digest = hashlib.sha256(questionnaire.xform.encode()).hexdigest()
    known = connection.execute(
        select(QUESTIONNAIRE.c.digest).where(*_is(questionnaire.name, questionnaire.version))
    ).scalar_one_or_none()
    if known is not None and known != digest:
        raise Refused("questionnaire_changed", f"{questionnaire.name} {questionnaire.version}")
    if known is not None:
        return
    newest = connection.execute(select(func.coalesce(func.max(QUESTIONNAIRE.c.added), 0))).scalar_one()
    connection.execute(
        QUESTIONNAIRE.insert().values(
            name=questionnaire.name, version=questionnaire.version, title=questionnaire.title,
            digest=digest, xform=questionnaire.xform, added=newest + 1,
        )
    )  # fmt: skip


def get(connection: Connection, name: str, version: str | None) -> StoredQuestionnaire | None:
    """Return a questionnaire, the newest version if none is named; None if it is not here."""
    own = QUESTIONNAIRE.c
    wanted = select(own.name, own.version, own.title, own.xform).where(*_is(name, version))
    row = connection.execute(wanted.order_by(own.added.desc()).limit(1)).first()
    return StoredQuestionnaire(*row) if row else None


def listed(connection: Connection) -> tuple[tuple[str, str, str], ...]:
    """Return (name, version, title), newest first."""
    own = QUESTIONNAIRE.c
    found = connection.execute(select(own.name, own.version, own.title).order_by(own.added.desc()))
    return tuple((name, version, title) for name, version, title in found)


def _is(name: str, version: str | None) -> list[ColumnElement[bool]]:
    named: list[ColumnElement[bool]] = [QUESTIONNAIRE.c.name == name]
    return named if version is None else [*named, QUESTIONNAIRE.c.version == version]
