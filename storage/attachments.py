"""Photos and scans: named by their SHA-256, encrypted piece by piece, never whole in memory."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import DamagedFile, MissingFile
from storage.files import known_faults, replace, settle

PIECE_BYTES = 65_536
_TAG_BYTES = 16
_MAGIC = b"RuhuA1"
_PREFIX_BYTES = 8


class Attachments:
    """The encrypted files of one vault.

    A file is a magic, 8 random bytes, then pieces of AES-GCM. The nonce is the random bytes and the piece's
    number; whether it is the last is authenticated, so that a file cut short does not pass for a whole one.
    """

    def __init__(self, folder: Path, database_key: bytes) -> None:
        self.folder = folder
        derived = HKDF(SHA256(), 32, salt=None, info=b"ruhu attachments").derive(database_key)
        self._cipher = AESGCM(derived)

    def add(self, source: IO[bytes]) -> tuple[str, int]:
        """Keep a copy of a stream; return its SHA-256 and size. The same content is kept once."""
        temporary = self.folder / f".{secrets.token_hex(8)}"
        with known_faults(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as target:
                    digest, size = self._encrypt(source, target)
                    settle(target)
                replace(temporary, self._path(digest))
            finally:
                temporary.unlink(missing_ok=True)
        return digest, size

    def read(self, sha256: str) -> Iterator[bytes]:
        """Yield the content piece by piece.

        Raises:
            MissingFile: It is not here.
            DamagedFile: It does not read as it was written; what was yielded before must not be used.
        """
        path = self._path(sha256)
        if not path.exists():
            raise MissingFile(path)
        found = hashlib.sha256()
        with known_faults(path), path.open("rb") as file:
            for piece in self._decrypt(file, path):
                found.update(piece)
                yield piece
        if found.hexdigest() != sha256:
            raise DamagedFile(path, "content")

    def has(self, sha256: str) -> bool:
        """Whether the file is here."""
        return self._path(sha256).exists()

    def size(self, sha256: str) -> int | None:
        """Return the bytes of the content without reading it, None if it is not here."""
        path = self._path(sha256)
        if not path.exists():
            return None
        sealed = path.stat().st_size - len(_MAGIC) - _PREFIX_BYTES
        pieces = max(-(-sealed // (PIECE_BYTES + _TAG_BYTES)), 1)
        return sealed - pieces * _TAG_BYTES

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):  # noqa: PLR2004  # hex digits of SHA-256
            raise ValueError(sha256)
        return self.folder / sha256

    def _encrypt(self, source: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
        prefix = secrets.token_bytes(_PREFIX_BYTES)
        target.write(_MAGIC + prefix)
        digest, size, number = hashlib.sha256(), 0, 0
        piece = source.read(PIECE_BYTES)
        while True:
            following = source.read(PIECE_BYTES)
            digest.update(piece)
            size += len(piece)
            target.write(
                self._cipher.encrypt(prefix + number.to_bytes(4, "big"), piece, _last(not following))
            )
            if not following:
                return digest.hexdigest(), size
            piece, number = following, number + 1

    def _decrypt(self, file: IO[bytes], path: Path) -> Iterator[bytes]:
        head = file.read(len(_MAGIC) + _PREFIX_BYTES)
        if not head.startswith(_MAGIC):
            raise DamagedFile(path, "magic")
        prefix, number = head[len(_MAGIC) :], 0
        piece = file.read(PIECE_BYTES + _TAG_BYTES)
        while True:
            following = file.read(PIECE_BYTES + _TAG_BYTES)
            try:
                yield self._cipher.decrypt(prefix + number.to_bytes(4, "big"), piece, _last(not following))
            except InvalidTag as error:
                raise DamagedFile(path, f"piece={number}") from error
            if not following:
                return
            piece, number = following, number + 1


def _last(is_last: bool) -> bytes:  # noqa: FBT001  # one bit of the format
    return b"last" if is_last else b"more"
