"""Settings, questionnaires, attachments and the log of who looked at what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import IO

from sqlalchemy import select

from storage import questionnaires, rows, tables
from storage.doors.record_door import RecordDoor
from storage.questionnaires import Publication
from storage.records import LogLine

LOG = tables.table(tables.LogRow)
ATTACHMENT = tables.table(tables.AttachmentRow)


class KeepingDoor(RecordDoor):
    """What is kept beside the survey itself."""

    def setting(self, name: str, default: str = "") -> str:
        """Return a setting that the county distributes, such as `cut_line`."""
        record = self.get("setting", name)
        return record.get("value", default) if record else default

    def settings(self) -> dict[str, str]:
        """Return all distributed settings."""
        return {record.id: record.get("value") for record in self.find("setting")}

    def put_setting(self, name: str, value: str) -> None:
        """Change a distributed setting; it travels like every record."""
        with self.transaction():
            self.put("setting", name, {"value": value})
            self.seal([("setting", name)])

    def log(self, action: str, subject: str, purpose: str) -> None:
        """Record a print, an export or an unmasking with its purpose."""
        line = {
            "at": self.now(),
            "person": self.person,
            "action": action,
            "subject": subject,
            "purpose": purpose,
        }
        with self.database.write() as connection:
            connection.execute(LOG.insert().values(line))

    def logged(self) -> tuple[LogLine, ...]:
        """Return the log, oldest first."""
        columns = [LOG.c[name] for name in LogLine.__slots__]
        with self.database.read() as connection:
            return tuple(LogLine(*row) for row in connection.execute(select(*columns).order_by(LOG.c.id)))

    def keep_questionnaire(
        self, name: str, version: str, title: str, xform: str,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        """Keep a compiled questionnaire for ever under its name and version; it does not travel."""
        kept = questionnaires.StoredQuestionnaire(name, version, title, xform, files)
        with self.database.write() as connection:
            questionnaires.keep(connection, kept)

    def stored_questionnaire(
        self, name: str, version: str | None = None
    ) -> questionnaires.StoredQuestionnaire | None:
        """Return a compiled questionnaire without its files, the newest version if none is named."""
        with self.database.read() as connection:
            return questionnaires.get(connection, name, version)

    def questionnaire_file(self, name: str, version: str, file: str) -> bytes | None:
        """Return a list or picture that a questionnaire brings along, None if it has none of this name."""
        with self.database.read() as connection:
            return questionnaires.file(connection, name, version, file)

    def questionnaire_files(self, name: str, version: str) -> dict[str, bytes]:
        """Return all files that a questionnaire brings along, by name."""
        with self.database.read() as connection:
            return questionnaires.files(connection, name, version)

    def questionnaires(self) -> tuple[tuple[str, str, str], ...]:
        """Return (name, version, title), newest first."""
        with self.database.read() as connection:
            return questionnaires.listed(connection)

    def publications(self) -> tuple[Publication, ...]:
        """Return what was published here or elsewhere, newest first."""
        with self.database.read() as connection:
            return questionnaires.publications(connection)

    def judge_publication(self, record: str, state: str, fault: str) -> None:
        """Remember whether a publication can be opened."""
        with self.database.write() as connection:
            questionnaires.judge(connection, record, state, fault)

    def attach(self, source: IO[bytes], media_type: str = "") -> str:
        """Keep a file; return its SHA-256, by which a record names it."""
        digest, size_bytes = self.attachments.add(source)
        values = {"sha256": digest, "size_bytes": size_bytes, "media_type": media_type}
        with self.database.write() as connection:
            known = connection.execute(
                select(ATTACHMENT.c.sha256).where(ATTACHMENT.c.sha256 == digest)
            ).first()
            if known is None:
                rows.upsert(connection, ATTACHMENT, [{**values, "added_at": self.now(), "centre_at": ""}])
        return digest

    def attachment(self, sha256: str) -> Iterator[bytes]:
        """Yield a kept file piece by piece; see `Attachments.read`."""
        return self.attachments.read(sha256)
