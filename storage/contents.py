"""A published questionnaire as a flat record: form and files compressed, as text, beside what lists show."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping

import zstandard

from forms.package import Package

COMPRESSED_LIMIT_BYTES = 8 << 20
"""Form and files together, as they travel."""
INFLATED_LIMIT_BYTES = 64 << 20
ID_DIGITS = 32
_LEVEL = 12
_XFORM = "xform"
_FILE, _CLOSE = "file[", "]"
_UNFIT = frozenset("[]/\\")


class Unreadable(ValueError):
    """A record that holds no questionnaire: broken, larger than allowed, or another than it says."""


def record_id(package: Package) -> str:
    """Return the id under which every copy of this very content is one record."""
    return package.digest[:ID_DIGITS]


def body(package: Package) -> dict[str, str]:
    """Return what the record holds of a package."""
    packed = {_XFORM: _packed(package.xform.encode())}
    for name in sorted(package.files):
        packed[f"{_FILE}{name}{_CLOSE}"] = _packed(package.files[name])
    return packed


def compressed_bytes(packed: Mapping[str, str]) -> int:
    """Return how much the contents of a body are, compressed, in bytes."""
    return sum(len(text) * 3 // 4 for key, text in packed.items() if _is_content(key))


def fits_a_key(name: str) -> bool:
    """Whether a file name can be part of a record's key."""
    return bool(name) and name.isprintable() and not _UNFIT & set(name)


def package_of(record: str, packed: Mapping[str, str]) -> Package:
    """Return the package that a record of this id holds.

    Raises:
        Unreadable: It cannot be read, is too large, or its content is not the one that the id stands for.
    """
    if compressed_bytes(packed) > COMPRESSED_LIMIT_BYTES + len(packed) or _XFORM not in packed:
        raise Unreadable("size")
    contents = dict(_inflated(packed))
    try:
        found = Package(contents.pop(_XFORM).decode(), {_name(key): raw for key, raw in contents.items()})
    except UnicodeDecodeError as error:
        raise Unreadable(_XFORM) from error
    if record_id(found) != record:
        raise Unreadable("digest")
    return found


def _inflated(packed: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    left = INFLATED_LIMIT_BYTES
    for key, text in packed.items():
        if _is_content(key):
            raw = inflated(_decoded(key, text), left)
            left -= len(raw)
            yield key, raw


def _decoded(key: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(key) from error


def deflated(raw: bytes) -> bytes:
    """Compress; the frame says how large it will be again."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(raw)


def inflated(packed: bytes, limit_bytes: int = INFLATED_LIMIT_BYTES) -> bytes:
    """Undo `deflated`.

    Raises:
        Unreadable: It is broken, or would be larger than the limit.
    """
    try:
        if not 0 <= zstandard.frame_content_size(packed) <= limit_bytes:
            raise Unreadable("size")
        # the buffer is as large as the frame promises and not a byte more
        return zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Unreadable("zstd") from error


def _packed(raw: bytes) -> str:
    return base64.b64encode(deflated(raw)).decode()


def _is_content(key: str) -> bool:
    return key == _XFORM or (key.startswith(_FILE) and key.endswith(_CLOSE))


def _name(key: str) -> str:
    return key.removeprefix(_FILE).removesuffix(_CLOSE)
