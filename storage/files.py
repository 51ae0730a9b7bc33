"""Plain files beside the database: written whole or not at all, opened by one process at a time."""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from storage.errors import DiskFull, DriveTrouble, InUse, NoSuchFile, ReadOnly, StorageFault

_FAULTS: dict[int, type[StorageFault]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: DiskFull,
    errno.EROFS: ReadOnly,
    errno.EACCES: ReadOnly,
    errno.EPERM: ReadOnly,
    errno.ENOENT: NoSuchFile,
    errno.ENOTDIR: NoSuchFile,
    errno.EISDIR: NoSuchFile,
}


@contextmanager
def known_faults(path: Path) -> Iterator[None]:
    """Turn the operating system's errors into ours."""
    try:
        yield
    except OSError as error:
        raise _FAULTS.get(error.errno or 0, DriveTrouble)(path, error.strerror or "") from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a power cut leaves either the old or the new one."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with known_faults(path):
        try:
            with temporary.open("wb") as file:
                file.write(content)
                settle(file)
            replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def settle(file: IO[bytes]) -> None:
    """Bring what was written onto the medium."""
    file.flush()
    os.fsync(file.fileno())


def replace(temporary: Path, path: Path) -> None:
    """Put a finished file in its place, for good."""
    temporary.replace(path)
    if sys.platform != "win32":  # Windows cannot sync a folder, and does so by itself
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class FileLock:
    """Keeps a second process, or a second window, away from a file; the system lets go of it on any death."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            InUse: Somebody else has it.
        """
        self.path = path
        with known_faults(path):
            self._file = path.open("a+b")
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            raise InUse(path) from error

    def release(self) -> None:
        """Let go; the file stays, since taking it away would race with the next one."""
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
