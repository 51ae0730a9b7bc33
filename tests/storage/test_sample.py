"""The sample village: the same bytes again, the same records everywhere, ready to work with."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import date

import resources
from storage import Store, sample, visits
from storage.revisions import broken_at
from tools import build_sample

INSTALLED_WITHIN_S = 1.0


def _installed() -> Store:
    store = Store.memory()
    sample.install(store)
    return store


def test_making_it_again_gives_the_same_bytes() -> None:
    made = build_sample.lines(build_sample.build())
    assert made.encode() == resources.path("sample", "qingzhu.jsonl").read_bytes()


def test_it_is_there_at_once_and_only_once() -> None:
    sample.revisions()  # reading the file is not the store's work
    with Store.memory() as store:
        started = time.perf_counter()
        sample.install(store)
        assert time.perf_counter() - started < INSTALLED_WITHIN_S
        sequence = store.last_sequence()
        sample.install(store)
        assert store.last_sequence() == sequence
        assert sample.is_installed(store)
    with Store.memory() as empty:
        assert not sample.is_installed(empty)


def test_forty_households_of_every_kind() -> None:
    with _installed() as store:
        households = store.find("household")
        states = Counter(household.get("state") for household in households)
        scores = sorted(int(household.get("score")) for household in households if household.get("score"))
        vetoed = [household for household in households if household.get("vetoes")]
        five = [visit for visit in store.find("visit") if visit.get("attribute") == "3"]
    assert len(households) == 40
    assert states["unreached"] == 2
    assert states["surveying"] == 1
    assert states["listed"] == 7
    assert scores[0] < 30
    assert scores[-1] > 85
    assert len(scores) == 30
    assert len(vetoed) >= 5
    assert len(five) == 2


def test_nothing_in_it_is_altered_or_disputed() -> None:
    assert broken_at(sample.revisions()) == 0
    with _installed() as store:
        assert not any(record.conflicts or record.open for record in store.find("household"))
        assert not store.quarantined()


def test_its_revisions_are_known_by_content() -> None:
    first = sample.revisions()[0]
    assert sample.holds(first)
    assert not sample.holds(replace(first, id="0" * 32))


def test_an_open_visit_goes_on_and_a_new_one_knows_the_register() -> None:
    with _installed() as store:
        [open_one] = store.find("household", state="surveying")
        visit = visits.resume(store, open_one.get("visit"), today=date(2015, 11, 16))
        assert visit.interview.view("house_source").value == "own"
        listed = store.find("household", state="listed")[0]
        begun = visits.begin(store, listed.id, today=date(2015, 11, 16), surveyors=["韦勇", "陆小曼"])
        assert begun.interview.view("address").value == listed.get("address")
        assert begun.interview.fields("M01")[0].value == listed.get("head_name")
        assert begun.interview.view("tun_name").value == listed.get("group_name")


def test_every_score_follows_from_its_visit() -> None:
    with _installed() as store:
        for household in store.find("household", state="completed")[:5]:
            visit = visits.resume(store, household.get("visit"), today=date(2015, 11, 15))
            assert f"{visit.interview.score().total}" == household.get("score")
