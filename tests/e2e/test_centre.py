"""Two laptops and a centre in a process of its own, over a real line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from storage import Store, sample, visits
from sync.client import round as sync_round
from sync.client.enrol import enrol
from sync.errors import Offline
from ui.demo.census import census, difference
from ui.demo.children import Child

AREA = "459982"


class Centre:
    """A centre that can be ended and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.codes = folder, "0", list[str]()
        self.url = ""
        self._child: Child | None = None

    def start(self) -> None:
        """Start it, at the same address as before."""
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        enrolments = ["--enrol", AREA, "--enrol", AREA] if not self.codes else []
        words = ["serve", "--database", str(self.folder / "centre"), "--port", self.port]
        self._child = Child(*words, "--ready-file", str(ready), *enrolments, log=self.folder / "centre.log")
        self._child.start()
        told = json.loads(self._child.wait_for(ready))
        self.url, self.port = told["url"], str(told["port"])
        self.codes = self.codes or [one["code"] for one in told["codes"]]

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._child is not None:
            self._child.kill()


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "first").mkdir()
    with Store.create(tmp_path / "first", bytes(32), person="韦勇") as store:
        sample.install(store)
        yield store


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "second").mkdir()
    with Store.create(tmp_path / "second", bytes(32), person="黄丽") as store:
        yield store


@pytest.mark.slow
def test_laptops_that_work_apart_end_up_equal(centre: Centre, first: Store, second: Store) -> None:
    for store, code in zip((first, second), centre.codes, strict=True):
        enrol(store, centre.url, code)
        sync_round.run(store)
    household = first.households().lines[0].id
    visits.attempt(first, household, on=date(2015, 11, 16), result="无人")
    visits.attempt(second, household, on=date(2015, 11, 17), result="拒访")
    for store in (first, second, first):
        sync_round.run(store)
    assert difference(census(first), census(second)) == []
    assert first.outbox_count() == second.outbox_count() == 0
    record = first.get("household", household)
    assert record is not None
    assert sorted(value for key, value in record.body.items() if key.endswith(".result")) == ["拒访", "无人"]


@pytest.mark.slow
def test_a_centre_that_is_killed_has_lost_nothing_it_gave_a_receipt_for(
    centre: Centre, first: Store, second: Store
) -> None:
    enrol(first, centre.url, centre.codes[0])
    sync_round.run(first)
    centre.kill()
    household = first.households().lines[0].id
    visits.attempt(first, household, on=date(2015, 11, 16), result="无人")
    with pytest.raises(Offline):
        sync_round.run(first)
    assert first.outbox_count() == 1
    centre.start()
    sync_round.run(first)
    enrol(second, centre.url, centre.codes[1])
    sync_round.run(second)
    sync_round.run(first)
    assert difference(census(first), census(second)) == []
