"""The door to one database: a laptop's vault, or the centre's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from storage import rows, schema
from storage.attachments import Attachments
from storage.database import Database, check_header
from storage.doors.enrolment_door import EnrolmentDoor
from storage.doors.keeping_door import KeepingDoor
from storage.doors.list_door import ListDoor
from storage.doors.opened import now
from storage.doors.travel_door import TravelDoor
from storage.errors import MissingFile, VaultExists
from storage.files import FileLock
from storage.ids import new_id
from storage.vault import ATTACHMENTS_FOLDER, DATABASE_FILE

LOCK_FILE = "ruhu.lock"


class Store(TravelDoor, ListDoor, KeepingDoor, EnrolmentDoor):
    """Everything that is kept, for one signed-in person on one device.

    Every change is one transaction that is on the medium when the method returns, or has not happened.
    May be used from several threads.
    """

    def __init__(
        self, database: Database, *, person: str, attachments: Attachments, lock: FileLock | None = None,
        now: Callable[[], str] = now,
    ) -> None:  # fmt: skip
        self.database = database
        self.person = person
        self.now = now
        self.forms: dict[tuple[str, str], Any] = {}
        """Loaded questionnaires by name and version; they are frozen and dear to load."""
        self.lists: dict[tuple[str, str], Mapping[str, Any]] = {}
        """The lists they bring along, read, by the same."""
        self.attachments = attachments
        self._lock = lock
        schema.migrate(database)
        self.device_id = self._own_device()

    @classmethod
    def create(cls, folder: Path, key: bytes, *, person: str) -> Self:
        """Make the database of a fresh vault and open it.

        Raises:
            VaultExists: There is one.
        """
        if (folder / DATABASE_FILE).exists():
            raise VaultExists(folder)
        return cls._opened(folder, key, person)

    @classmethod
    def open(cls, folder: Path, key: bytes, *, person: str) -> Self:
        """Open a vault's database.

        Raises:
            MissingFile: It is not there.
            InUse: Another window or process has it open.
            DamagedFile, NotAVault, NewerFile: It cannot be opened; nothing was touched.
        """
        if not (folder / DATABASE_FILE).exists():
            raise MissingFile(folder / DATABASE_FILE)
        check_header(folder / DATABASE_FILE)
        return cls._opened(folder, key, person)

    @classmethod
    def _opened(cls, folder: Path, key: bytes, person: str) -> Self:
        lock = FileLock(folder / LOCK_FILE)
        database = Database.file(folder / DATABASE_FILE, key)
        try:
            attachments = Attachments(folder / ATTACHMENTS_FOLDER, key)
            return cls(database, person=person, attachments=attachments, lock=lock)
        except BaseException:
            database.close()
            lock.release()
            raise

    @classmethod
    def memory(cls, *, person: str = "测试员", folder: Path | None = None) -> Self:
        """Return an empty store in memory; attachments need a folder."""
        attachments = Attachments(folder or Path("attachments-of-memory"), bytes(32))
        return cls(Database.memory(), person=person, attachments=attachments)

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _own_device(self) -> str:
        with self.database.read() as connection:
            known = rows.local(connection, "device")
        if known:
            return known
        with self.database.write() as connection:
            rows.set_local(connection, "device", new_id())
            return rows.local(connection, "device")
