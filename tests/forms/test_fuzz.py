"""A short run of what `make fuzz` does for as long as one likes: only faults come out, soon."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from forms import QuestionnaireFault, external
from tools import fuzz, fuzz_lists, fuzz_workbooks, fuzz_xforms


@pytest.mark.parametrize("part", range(4))
def test_a_damaged_form_is_a_fault_or_can_be_filled_in(part: int, tmp_path: Path) -> None:
    forms = fuzz_xforms.Forms(small=True)

    for number in range(part * 15, part * 15 + 15):
        fuzz_xforms.take(forms.make(Random(number)), tmp_path)


@pytest.mark.parametrize("part", range(4))
def test_a_damaged_workbook_is_reviewed(part: int, tmp_path: Path) -> None:
    workbooks = fuzz_workbooks.Workbooks(small=True)

    for number in range(part * 8, part * 8 + 8):
        fuzz_workbooks.take(workbooks.make(Random(number)), tmp_path)


def test_a_damaged_list_is_read_or_a_fault(tmp_path: Path) -> None:
    for number in range(300):
        fuzz_lists.take(fuzz_lists.make(Random(number)), tmp_path)


def test_what_fails_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(raw: bytes, folder: Path) -> None:
        raise LookupError(raw.decode())

    monkeypatch.setattr(fuzz, "OUT", tmp_path)
    monkeypatch.setattr(fuzz, "ROOT", tmp_path)
    failures = fuzz.run("thing", fuzz.Target(lambda _: b"odd", take, 1.0), seconds=5.0)

    assert failures == fuzz.SHOWN
    assert (tmp_path / "thing-0.input").read_bytes() == b"odd"
    assert "LookupError: odd" in (tmp_path / "thing-0.txt").read_text("utf-8")


@pytest.mark.parametrize(
    "coordinates", ["[109.1]", "[1e999999, 25]", f"[{'9' * 400}, 1]", "[[1, 2]]", "null", "{}"]
)
def test_a_place_without_two_numbers_is_a_fault(coordinates: str) -> None:
    raw = f'{{"features": [{{"geometry": {{"type": "Point", "coordinates": {coordinates}}}}}]}}'

    with pytest.raises(QuestionnaireFault, match="unreadable"):
        external.read("places.geojson", raw.encode())
