"""A second copy of the vault, and what to do with a file that is damaged: set it aside, never delete it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from storage.database import connect, fault_of
from storage.errors import DamagedFile
from storage.files import known_faults, replace, settle, write_atomically
from storage.store import Store
from storage.vault import DATABASE_FILE, VAULT_FILE

PAGES_PER_STEP = 256
Report = Callable[[int, int], None]
"""Pages done, pages in all; may raise to stop, which leaves the older copy as it was."""


def _silent(_done: int, _all: int) -> None:
    pass


def copy(store: Store, folder: Path, key: bytes, *, report: Report = _silent) -> Path:
    """Copy database and key file to another folder while work goes on; return the database's copy.

    The copy is complete or not there, and opens with the same passwords. Attachments are not in it.

    Raises:
        DiskFull, ReadOnly, DriveTrouble: The other medium; an older copy there stays.
    """
    source_path = store.database.path
    if source_path is None:
        raise ValueError("a store in memory has no file to copy")
    with known_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
    target = folder / DATABASE_FILE
    temporary = folder / f".{DATABASE_FILE}.{secrets.token_hex(4)}"
    try:
        _copy_pages(source_path, temporary, key, report)
        with known_faults(target):
            with temporary.open("r+b") as file:
                settle(file)
            replace(temporary, target)
    finally:
        for left in (temporary, *folder.glob(f"{temporary.name}-*")):
            left.unlink(missing_ok=True)
    write_atomically(folder / VAULT_FILE, (source_path.parent / VAULT_FILE).read_bytes())
    return target


def _copy_pages(source_path: Path, temporary: Path, key: bytes, report: Report) -> None:
    source, target = connect(str(source_path), key), connect(str(temporary), key)
    try:
        source.backup(
            target, pages=PAGES_PER_STEP, progress=lambda _status, left, total: report(total - left, total)
        )
        target.execute("PRAGMA journal_mode = DELETE")
        _require_sound(target, temporary)
    except dbapi2.Error as error:
        fault = fault_of(error, temporary)
        if fault is None:
            raise
        raise fault from error
    finally:
        source.close()
        target.close()


def check(store: Store) -> None:
    """Read the whole database and its indexes; seconds for a large one, so not on the screen's thread.

    Raises:
        DamagedFile: Something does not read as it was written.
    """
    with store.database.read() as connection:
        answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if answer != "ok":
        raise DamagedFile(store.database.path, str(answer))
    store.verify_chain()


def _require_sound(connection: dbapi2.Connection, path: Path) -> None:
    (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise DamagedFile(path, str(answer))


def set_aside(folder: Path) -> Path:
    """Move a damaged database, with its log files, out of the way; return where it is now.

    What it holds can often be saved by an expert, so it is kept for ever.
    """
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    aside = folder / f"damaged-{stamp}"
    with known_faults(folder):
        aside.mkdir()
        for file in sorted(folder.glob(f"{DATABASE_FILE}*")):
            file.rename(aside / file.name)
    return aside / DATABASE_FILE


def restore(copy_folder: Path, folder: Path) -> None:
    """Put a copy in the place of a database that is gone or was set aside; the copy stays where it is.

    Raises:
        FileExistsError: A database is there; it has to be set aside first.
    """
    target = folder / DATABASE_FILE
    if target.exists():
        raise FileExistsError(target)
    with known_faults(target):
        content = (copy_folder / DATABASE_FILE).read_bytes()
    write_atomically(target, content)
    if not (folder / VAULT_FILE).exists():
        write_atomically(folder / VAULT_FILE, (copy_folder / VAULT_FILE).read_bytes())
