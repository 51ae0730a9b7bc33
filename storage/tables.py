"""The same values as rows; rows never leave this package."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import JSON, Column, Index, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

_JSON = JSON().with_variant(JSONB(), "postgresql")


def _json() -> Any:
    return Field(sa_column=Column(_JSON, nullable=False))


class RecordRow(SQLModel, table=True):
    """A record as it stands."""

    __tablename__ = "record"
    __table_args__ = (Index("record_household", "household", "kind"),)

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    body: dict[str, str] = _json()
    heads: list[str] = _json()
    conflicts: dict[str, Any] = _json()
    household: str = ""
    """The household it belongs to, "" for none."""
    area: str | None = None
    """Division code that decides who may see it; "" = everybody, NULL = not known yet."""
    changed_at: str = ""


class OpenRow(SQLModel, table=True):
    """Changes of a record that are not sealed: the open revision."""

    __tablename__ = "open_revision"

    kind: str = Field(primary_key=True)
    record: str = Field(primary_key=True)
    parents: list[str] = _json()
    patch: dict[str, Any] = _json()
    opened_at: str


class RevisionRow(SQLModel, table=True):
    """A sealed revision and how far it has travelled."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("device", "number"),
        Index("revision_record", "kind", "record"),
        # all that the delivery of a household needs, so that lists read no revisions
        Index("revision_household", "household", "stored_at", "stick_at", "centre_at"),
        Index("revision_outbox", "centre_at", "seq"),
        Index("revision_area", "area", "seq"),
        Index(
            "revision_waiting",
            "kind",
            "record",
            sqlite_where=text("waiting"),
            postgresql_where=text("waiting"),
        ),
    )

    seq: int = Field(primary_key=True)
    """Order of arrival here, from the one-row counter; a cursor, never an argument of merge."""
    id: str = Field(unique=True)
    kind: str
    record: str
    parents: list[str] = _json()
    patch: dict[str, Any] = _json()
    person: str
    device: str
    made_at: str
    number: int
    previous: str
    reason: str
    household: str
    area: str | None = None
    origin: str
    """"" = made here, else how it came: `centre`, `stick`, a device's id."""
    waiting: bool
    stored_at: str
    stick_at: str = ""
    centre_at: str = ""
    centre_seq: int = 0


class CounterRow(SQLModel, table=True):
    """One row per sequence; taken inside the write transaction, so a reader never overtakes a writer."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int


class LocalRow(SQLModel, table=True):
    """What belongs to this file alone and never travels: device id, cursors."""

    __tablename__ = "local"

    name: str = Field(primary_key=True)
    value: str


class QuestionnaireRow(SQLModel, table=True):
    """A compiled questionnaire; a visit keeps the version it was made with for ever."""

    __tablename__ = "questionnaire"

    name: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    title: str
    digest: str
    xform: str = Field(sa_column=Column(Text, nullable=False))
    added: int
    """Order in which versions came."""


class QuestionnaireFileRow(SQLModel, table=True):
    """A list or a picture that a questionnaire brings along, compressed."""

    __tablename__ = "questionnaire_file"

    name: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    file: str = Field(primary_key=True)
    content: bytes


class PublicationRow(SQLModel, table=True):
    """What a `questionnaire` record says, without its contents; made from the record, can be made again."""

    __tablename__ = "publication"

    record: str = Field(primary_key=True)
    name: str
    version: str
    title: str
    digest: str
    note: str
    published_by: str
    published_at: str
    state: str
    """"" = nobody has looked yet, `sound`, `damaged`, `clash`, `faulty`."""
    fault: str
    """What is wrong, for people."""
    arrived: int
    """Order in which publications came here: a later one is newer."""


class HouseholdIndexRow(SQLModel, table=True):
    """What lists and searches need of a household; made from records, can be made again."""

    __tablename__ = "household_index"
    __table_args__ = (
        Index("household_index_code", "village", "group_code", "code", "id"),
        Index("household_index_number", "code"),
        Index("household_index_tail", "code_reversed"),
        Index("household_index_phone", "phone_reversed"),
        Index("household_index_group", "group_name"),
        Index("household_index_state", "state"),
        Index("household_index_head", "head_name", "id"),
    )

    rowid: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    code: str
    code_reversed: str
    village: str
    group_code: str
    group_name: str
    head_name: str
    address: str
    phone_reversed: str
    size: int | None = None
    state: str
    score: str
    per_capita: str
    score_rank: int | None = None
    """Hundredths of a point."""
    income_rank: int | None = None
    """Fen per person and year."""
    letters: str
    in_area: bool = True
    scored_by: str
    """Form whose score this is."""


class PersonIndexRow(SQLModel, table=True):
    """A name by which a household is found: its head's, each member's."""

    __tablename__ = "person_index"
    __table_args__ = (
        Index("person_index_name", "name"),
        Index("person_index_id", "id_reversed"),
        Index("person_index_phone", "phone_reversed"),
        Index("person_index_household", "household"),
    )

    rowid: int | None = Field(default=None, primary_key=True)
    record: str = Field(unique=True)
    household: str
    name: str
    id_reversed: str
    phone_reversed: str
    gone: bool


class ReadingRow(SQLModel, table=True):
    """One way to read a name aloud; a name with a surname of two readings has two."""

    __tablename__ = "person_reading"
    __table_args__ = (
        Index("person_reading_person", "person"),
        Index("person_reading_initials", "initials"),
        Index("person_reading_pinyin", "pinyin"),
    )

    rowid: int | None = Field(default=None, primary_key=True)
    person: int
    initials: str
    pinyin: str


class QuarantineRow(SQLModel, table=True):
    """A revision that could not be taken."""

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("revision", "origin", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    revision: str
    origin: str
    code: str
    at: str
    content: str = Field(sa_column=Column(Text, nullable=False))


class LogRow(SQLModel, table=True):
    """Prints, exports and unmaskings, with purpose."""

    __tablename__ = "log"

    id: int | None = Field(default=None, primary_key=True)
    at: str
    person: str
    action: str
    subject: str
    purpose: str


class AttachmentRow(SQLModel, table=True):
    """A file that a record names by its SHA-256."""

    __tablename__ = "attachment"

    sha256: str = Field(primary_key=True)
    size_bytes: int
    media_type: str
    added_at: str
    centre_at: str = ""


class DeviceRow(SQLModel, table=True):
    """A laptop that the centre knows."""

    __tablename__ = "device"

    id: str = Field(primary_key=True)
    name: str
    area: str
    signing_key: str
    sealing_key: str
    serial_from: int
    serial_to: int
    enrolled_at: str
    revoked_at: str = ""
    seen_at: str = ""


class EnrolmentRow(SQLModel, table=True):
    """A one-time code by which a laptop joins; only its hash is kept."""

    __tablename__ = "enrolment"

    code_hash: str = Field(primary_key=True)
    area: str
    made_at: str
    expires_at: str
    used_by: str = ""


def table(row: type[SQLModel]) -> Table:
    """Return the table behind a row class."""
    return cast("Table", row.__table__)  # type: ignore[attr-defined]
