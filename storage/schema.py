"""Which shape the database has: numbered steps, each one transaction with the number that records it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from storage.database import Database
from storage.errors import NewerFile, NotAVault
from storage.migrations import m0001_first, m0002_publications

APPLICATION_ID = 0x52754875
"""`RuHu` in the file's header."""

STEPS: tuple[Callable[[Connection], None], ...] = (m0001_first.step, m0002_publications.step)
"""Step i brings a database from version i to i + 1. A released step is never changed."""

VERSION = len(STEPS)


def migrate(database: Database) -> int:
    """Bring the database to the newest version; return how many steps that took.

    Raises:
        NewerFile: A newer program wrote it; nothing was touched.
        NotAVault: The file is a database of another program.
    """
    with database.read() as connection:
        found = _version(connection)
        own = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if found and own != APPLICATION_ID:
        raise NotAVault(database.path, f"application_id={own}")
    if found > VERSION:
        raise NewerFile(database.path, found, VERSION)
    for number, step in enumerate(STEPS[found:], start=found + 1):
        with database.write() as connection:
            step(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {number}")
    return VERSION - found


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
