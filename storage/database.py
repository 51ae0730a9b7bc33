"""The only file that opens connections and transactions."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2

from storage.errors import DamagedFile, DiskFull, DriveTrouble, InUse, NotAVault, ReadOnly, StorageFault
from storage.files import known_faults

CACHE_KIB = 65_536
BUSY_TIMEOUT_MS = 5_000
CHECKPOINT_PAGES = 4_000
"""16 MiB of log before it is moved into the file: that takes 70 ms and more while somebody waits."""
MIN_FILE_BYTES = 4_096
LOG_INDEX_BYTES = 32_768
"""The write-ahead log's index needs this much at once."""

_FAULTS: tuple[tuple[str, type[StorageFault]], ...] = (
    ("disk is full", DiskFull),
    ("readonly database", ReadOnly),
    ("database is locked", InUse),
    ("database table is locked", InUse),
    ("malformed", DamagedFile),
    ("not a database", DamagedFile),
    ("hmac check failed", DamagedFile),
    ("disk I/O error", DriveTrouble),
    ("unable to open", DriveTrouble),
)
"""sqlcipher3 gives no error codes, only SQLite's fixed English texts."""


class Database:
    """One database: `read()` sees one moment, `write()` is one transaction or nothing.

    Both may be entered again by the same thread and then belong to the outer one. Writers of one process
    queue on a lock, since SQLite would make them poll.
    """

    def __init__(self, engine: Engine, path: Path | None = None) -> None:
        self.engine = engine
        self.path = path
        self._lock = threading.RLock()
        self._thread = threading.local()
        # one connection in memory cannot serve two threads at a time
        self._reads_queue = isinstance(engine.pool, StaticPool)

    @classmethod
    def file(cls, path: Path, key: bytes) -> Database:
        """Return the encrypted database at a path; 32 bytes of key. Nothing is read yet."""
        return cls(_engine(str(path), key, path), path)

    @classmethod
    def memory(cls) -> Database:
        """Return an empty database in memory."""
        return cls(_engine(":memory:", None, None))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees the database as of one moment.

        Raises:
            StorageFault: The file cannot be read.
        """
        outer = getattr(self._thread, "connection", None)
        if outer is not None:
            yield outer
        elif self._reads_queue:
            with self._lock, self._transaction("BEGIN") as connection:
                yield connection
        else:
            with self._transaction("BEGIN") as connection:
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together when the block ends, or not at all.

        Raises:
            StorageFault: They could not be kept; the database is as before.
        """
        outer = getattr(self._thread, "connection", None)
        if outer is not None:
            if not getattr(self._thread, "writing", False):
                raise RuntimeError("write() inside read()")
            with outer.begin_nested():
                yield outer
            return
        with self._lock:
            self._thread.writing = True
            try:
                with self._transaction("BEGIN IMMEDIATE") as connection:
                    yield connection
            finally:
                self._thread.writing = False

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with self._known_faults(), self.engine.connect() as connection:
            connection.exec_driver_sql(begin)
            self._thread.connection = connection
            try:
                yield connection
                connection.commit()
            finally:
                self._thread.connection = None

    @contextmanager
    def _known_faults(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, dbapi2.Error) as error:
            fault = fault_of(error, self.path)
            if fault is None:
                raise
            raise fault from error

    def close(self) -> None:
        """Close all connections; the write-ahead log goes into the file."""
        self.engine.dispose()


def check_header(path: Path) -> None:
    """Refuse what SQLCipher would take for a fresh database, or another program wrote.

    Raises:
        DamagedFile: The file is empty or cut off within its first page.
        NotAVault: It is a plain SQLite database; an encrypted one begins with chance.
    """
    with known_faults(path), path.open("rb") as file:
        head = file.read(MIN_FILE_BYTES)
    if head.startswith(b"SQLite format 3"):
        raise NotAVault(path, "not encrypted")
    if len(head) < MIN_FILE_BYTES:
        raise DamagedFile(path, "empty")


def fault_of(error: Exception, path: Path | None) -> StorageFault | None:
    """Return the known fault of the world behind a driver's error, None if it is a fault of ours."""
    text = str(getattr(error, "orig", None) or error)
    for sign, fault in _FAULTS:
        if sign in text:
            return (DiskFull if fault is DriveTrouble and _is_full(path) else fault)(path, text)
    return None


def _is_full(path: Path | None) -> bool:
    """Whether there is no room for the log beside the file: SQLite calls that a failing drive."""
    try:
        return path is not None and shutil.disk_usage(path.parent).free < LOG_INDEX_BYTES
    except OSError:
        return False


def connect(path: str, key: bytes | None) -> Any:
    """Open one connection; the raw key has to be the first statement."""
    connection = dbapi2.connect(path, isolation_level=None, check_same_thread=False)
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")
    return connection


def _engine(path: str, key: bytes | None, file: Path | None) -> Engine:
    engine = create_engine(
        "sqlite:///" + ("" if file is None else file.as_posix()),
        creator=lambda: connect(path, key),
        module=dbapi2,
        poolclass=StaticPool if file is None else QueuePool,
        hide_parameters=True,  # they are answers, and a fault's text goes into logs
        json_serializer=_compact,
        json_deserializer=orjson.loads,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        f"cache_size = -{CACHE_KIB}",
        "temp_store = MEMORY",
        f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
    ):
        connection.execute("PRAGMA " + pragma).close()


def _compact(value: Any) -> str:
    return orjson.dumps(value).decode()
