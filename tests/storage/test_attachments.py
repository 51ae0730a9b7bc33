"""Photos and scans."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from storage.attachments import PIECE_BYTES, Attachments
from storage.errors import DamagedFile, MissingFile


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_goes_in_comes_out(tmp_path: Path, size: int) -> None:
    kept = Attachments(tmp_path, bytes(32))
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)

    digest, counted = kept.add(io.BytesIO(content))

    assert (b"".join(kept.read(digest)), counted) == (content, size)
    assert kept.add(io.BytesIO(content))[0] == digest
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_was_cut_or_changed_is_refused(tmp_path: Path) -> None:
    kept = Attachments(tmp_path, bytes(32))
    digest, _ = kept.add(io.BytesIO(b"y" * (2 * PIECE_BYTES)))
    whole = (tmp_path / digest).read_bytes()
    for broken in (
        whole[: PIECE_BYTES + 30],
        whole[:-1],
        whole[:100] + b"?" + whole[101:],
        b"RuhuA2" + whole[6:],
    ):
        (tmp_path / digest).write_bytes(broken)
        with pytest.raises(DamagedFile):
            list(kept.read(digest))


def test_names_are_hashes_and_nothing_else(tmp_path: Path) -> None:
    kept = Attachments(tmp_path, bytes(32))

    with pytest.raises(ValueError, match="passwd"):
        kept.has("../../etc/passwd")
    with pytest.raises(MissingFile):
        list(kept.read("0" * 64))
