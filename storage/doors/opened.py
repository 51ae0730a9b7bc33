"""What every part of a store has at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection

from storage import rows
from storage.attachments import Attachments
from storage.database import Database


def now() -> str:
    """Return this device's time, ISO with its offset; shown to people, never compared."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


class Opened:
    """An open database, with who works on it."""

    database: Database
    person: str
    device_id: str
    now: Callable[[], str]
    attachments: Attachments

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Make all changes of a block one transaction."""
        with self.database.write() as connection:
            yield connection

    def local(self, name: str) -> str:
        """Return what this file alone remembers (keys, cursors, leases), "" if nothing; it never travels."""
        with self.database.read() as connection:
            return rows.local(connection, name)

    def set_local(self, name: str, value: str) -> None:
        """Remember something that never travels."""
        with self.database.write() as connection:
            rows.set_local(connection, name, value)
