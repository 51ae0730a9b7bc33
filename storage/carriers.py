"""Where submissions lie outside of the store: a folder, a zip or one XML file, with their attachments."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from storage.errors import DamagedFile, NoSuchFile, Refused
from storage.files import known_faults, replace, settle

SUBMISSION = "submission.xml"
MOST_SUBMISSIONS = 10_000
XML_LIMIT_BYTES = 64_000_000
FILE_LIMIT_BYTES = 256 << 20
"""Of one attachment."""
_ZIP = ".zip"

Pieces = Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Source:
    """One submission as it lies there.

    Attributes:
        name: For people: the file's name within what was chosen.
    """

    name: str
    place: Path
    inside: str = ""
    """Folder within a zip, with a slash at its end."""

    def xml(self) -> bytes:
        """Return the submission.

        Raises:
            Refused: `too_large`.
            StorageFault: It cannot be read.
        """
        with self._opened(self.name if self._is_zipped else self.place.name, XML_LIMIT_BYTES) as stream:
            return stream.read()

    @contextmanager
    def attachment(self, name: str) -> Iterator[IO[bytes]]:
        """Open an attached file.

        Raises:
            NoSuchFile: It is not beside the submission.
            Refused: `too_large`.
        """
        if not name or name != PurePosixPath(name).name or "\\" in name or name in (".", ".."):
            raise NoSuchFile(self.place, name)  # a name must not lead out of the folder
        with self._opened(self.inside + name, FILE_LIMIT_BYTES) as stream:
            yield stream

    def has(self, name: str) -> bool:
        """Whether a file of this name is attached."""
        try:
            with self.attachment(name):
                return True
        except NoSuchFile:
            return False

    @property
    def _is_zipped(self) -> bool:
        return self.place.suffix.lower() == _ZIP

    @contextmanager
    def _opened(self, name: str, limit_bytes: int) -> Iterator[IO[bytes]]:
        if self._is_zipped:
            with _archive(self.place) as archive:
                yield io.BytesIO(_member(archive, self.place, name, limit_bytes))
            return
        file = self.place.parent / name
        with known_faults(file):
            if not file.is_file():
                raise NoSuchFile(file)
            if file.stat().st_size > limit_bytes:
                raise Refused("too_large", name)
            with file.open("rb") as stream:
                yield stream


def sources(path: Path) -> tuple[Source, ...]:
    """Return the submissions in a file, folder (and the folders in it) or zip, in the order of their names.

    Raises:
        NoSuchFile: There is nothing at this place, or no submission in it.
        DamagedFile: It is no zip.
    """
    if path.is_dir():
        files = sorted({*path.glob("*.xml"), *path.glob("*/*.xml")})
        found = [Source(file.relative_to(path).as_posix(), file) for file in files]
    elif path.suffix.lower() == _ZIP and path.is_file():
        with _archive(path) as archive:
            names = sorted(name for name in archive.namelist() if name.lower().endswith(".xml"))
        found = [Source(name, path, name[: name.rfind("/") + 1]) for name in names]
    else:
        found = [Source(path.name, path)] if path.is_file() else []
    if not found:
        raise NoSuchFile(path)
    return tuple(found[:MOST_SUBMISSIONS])


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    with known_faults(path):
        try:
            archive = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise DamagedFile(path, "zip") from error
        with archive:
            yield archive


def _member(archive: zipfile.ZipFile, path: Path, name: str, limit_bytes: int) -> bytes:
    try:
        with archive.open(name) as stream:
            content = stream.read(limit_bytes + 1)  # what it says of its size may be a lie
    except KeyError as error:
        raise NoSuchFile(path, name) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise DamagedFile(path, name) from error
    if len(content) > limit_bytes:
        raise Refused("too_large", name)
    return content


def write(target: Path, folder: str, files: Mapping[str, Pieces]) -> Path:
    """Write files into a folder below `target`, all of them or none; what was there before is replaced.

    Returns:
        The folder.
    """
    final, temporary, old = (target / f"{start}{folder}" for start in ("", ".new-", ".old-"))
    with known_faults(target):
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        try:
            for name, pieces in files.items():
                with (temporary / name).open("wb") as file:
                    file.writelines(pieces)
                    settle(file)
            shutil.rmtree(old, ignore_errors=True)
            if final.exists():
                final.rename(old)
            temporary.rename(final)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)
    return final


@contextmanager
def place_for(target: Path) -> Iterator[Path]:
    """Give a folder to write into: the target itself; for a zip one beside it that is packed in the end."""
    if target.suffix.lower() != _ZIP:
        yield target
        return
    folder, packed = (target.with_name(f".{target.name}.{end}") for end in ("folder", "new"))
    with known_faults(target):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                    archive.write(file, file.relative_to(folder).as_posix())
            replace(packed, target)
        finally:
            packed.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
