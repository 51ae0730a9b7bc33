"""Questionnaires as records: published, offered, applied; what is broken is listed and never used."""

from __future__ import annotations

import base64
import os
import random
import signal
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import zstandard

from forms.package import Package
from storage import Record, Store, builtin, contents, new_id, publishing, visits
from storage.errors import Refused
from storage.revisions import make
from storage.sentences import sentence
from tests.storage.conftest import GROUP, PERSON, VILLAGE
from tests.storage.published import package

TODAY = date(2015, 11, 15)
BUILT_IN = next(each for each in builtin.built_ins() if each.name == builtin.DEFAULT)
LIST = b"name,label\n1,\xe5\xb2\xad\xe8\x84\x9a\xe5\xb1\xaf\n"
BOMB = base64.b64encode(zstandard.ZstdCompressor().compress(bytes(65 << 20))).decode()
WITH_LIST = "| select_one_from_file places.csv | place |\n"


def arrive(store: Store, record: Record, origin: Store) -> None:
    """Bring a record's revisions to another store."""
    store.apply(origin.history(record.kind, record.id), origin="centre")


def begun(store: Store) -> visits.OpenVisit:
    """A visit of a household that is there, with the questionnaire `small`."""
    store.put_setting("questionnaire", "small")
    store.put(
        "household", "h", {"village": VILLAGE, "group": GROUP, "head_name": "覃建国", "state": "listed"}
    )
    return visits.begin(store, "h", today=TODAY, surveyors=())


def version_of(visit: visits.OpenVisit) -> str:
    return visit.interview.questionnaire.version


def forged(store: Store, content: Package, **said: str) -> None:
    """Bring a questionnaire record that no honest laptop made."""
    record = contents.record_id(content)
    body = {"name": "small", "version": "1", **contents.body(content), **said}
    patch = {key: (None, text) for key, text in body.items()}
    revision = make(
        kind="questionnaire", record=record, parents=(), patch=patch, person="某人", device=new_id(),
        made_at="", number=1, previous="",
    )  # fmt: skip
    assert store.apply([revision], origin="stick").stored == (revision.id,)


BROKEN = Package(package().xform.replace("<bind ", '<bind calculate="nowhere()" ', 1))


def test_what_is_published_is_one_flat_record_with_its_files(store: Store) -> None:
    made = publishing.publish(store, package(rows=WITH_LIST, files={"places.csv": LIST}), note="加了屯名")

    assert set(made.body) == {
        "name", "version", "title", "digest", "note", "published_by", "published_at",
        "xform", "file[places.csv]",
    }  # fmt: skip
    assert store.questionnaire_file("small", "1", "places.csv") == LIST
    assert store.questionnaire_file("small", "1", "other.csv") is None
    [offer] = [each for each in publishing.offered(store) if each.name == "small"]
    assert (offer.version, offer.note, offer.by, offer.fault) == ("1", "加了屯名", PERSON, "")


def test_the_same_content_again_is_the_same_record(store: Store) -> None:
    first = publishing.publish(store, package())
    again = publishing.publish(store, package(), note="再发")

    assert first == again
    assert len(store.history("questionnaire", first.id)) == 1


def test_other_content_needs_another_version(store: Store) -> None:
    publishing.publish(store, package())
    with pytest.raises(Refused, match="questionnaire_changed"):
        publishing.publish(store, package(rows="| text | more |\n"))

    assert len(store.find("questionnaire")) == 1


def test_a_built_in_name_and_version_is_taken(store: Store) -> None:
    with pytest.raises(Refused, match="questionnaire_changed"):
        publishing.publish(store, package(BUILT_IN.version, name=BUILT_IN.name))


def test_what_is_too_large_or_faulty_is_refused(store: Store) -> None:
    noise = random.Random(1).randbytes(9 << 20)
    for content, code in (
        (package(files={"map.png": noise}), "too_large"),
        (Package("<html/>"), "faulty"),
        (Package(package().xform.replace(' version="1"', "", 1)), "faulty"),
        (package(files={"a]b.png": b""}), "faulty"),
        (BROKEN, "faulty"),
        (package(rows=WITH_LIST, files={"places.csv": b"\xff\xfe\xff"}), "faulty"),
    ):
        with pytest.raises(Refused) as refused:
            publishing.publish(store, content)
        assert refused.value.code == code
    assert store.find("questionnaire") == ()


@pytest.mark.parametrize(
    "code",
    [
        "questionnaire_changed",
        "too_large",
        "faulty",
        "publish_at_county",
        "not_open",
        "unknown_questionnaire",
    ],
)
def test_every_refusal_has_a_sentence(code: str) -> None:
    assert code not in sentence(Refused(code))


def test_a_laptop_of_a_village_publishes_nothing(store: Store) -> None:
    store.set_local("centre id", "c" * 32)
    for area, may in ((VILLAGE, False), ("459982100", False), ("459982", True)):
        store.set_local("area", area)
        assert publishing.may_publish(store) is may
        if not may:
            with pytest.raises(Refused, match="publish_at_county"):
                publishing.publish(store, package())


def test_a_newer_version_is_announced_and_used_once_it_is_applied(store: Store) -> None:
    publishing.publish(store, package("1"))
    assert version_of(begun(store)) == "1"
    publishing.publish(store, package("2", "| text | more |\n"))

    assert [offer.version for offer in publishing.waiting(store)] == ["2"]
    assert version_of(begun(store)) == "1"
    publishing.apply_version(store, "small", "2")
    assert version_of(begun(store)) == "2"
    assert publishing.waiting(store) == ()
    assert [(o.version, o.in_use) for o in publishing.offered(store) if o.name == "small"] == [
        ("2", True), ("1", False),
    ]  # fmt: skip


def test_an_older_version_can_be_taken_again(store: Store) -> None:
    for version in ("1", "2"):
        publishing.publish(store, package(version))
        publishing.apply_version(store, "small", version)
    publishing.apply_version(store, "small", "1")

    assert version_of(begun(store)) == "1"
    assert [offer.version for offer in publishing.waiting(store)] == ["2"]


def test_a_county_may_let_versions_be_taken_without_a_click(store: Store) -> None:
    store.put_setting("questionnaire_auto", "1")
    for version in ("1", "2", "3"):
        publishing.publish(store, package(version))
        assert version_of(begun(store)) == version


def test_a_published_version_of_a_built_in_questionnaire_is_announced(store: Store) -> None:
    publishing.publish(store, package("2016", name="guangxi-2015"))

    offers = {each.version: each for each in publishing.offered(store) if each.name == "guangxi-2015"}
    assert (offers[BUILT_IN.version].in_use, offers["2016"].in_use, offers["2016"].announced) == (
        True,
        False,
        True,
    )
    publishing.apply_version(store, "guangxi-2015", "2016")
    assert visits.questionnaire(store).version == "2016"


def test_what_arrives_is_kept_like_what_was_published_here(memory: Callable[[], Store]) -> None:
    county, laptop = memory(), memory()
    made = publishing.publish(county, package(rows=WITH_LIST, files={"places.csv": LIST}))
    arrive(laptop, made, county)

    assert laptop.get("questionnaire", made.id) == made
    visit = begun(laptop)
    assert [choice.label for choice in visit.interview.view("place").choices] == ["岭脚屯"]


def test_two_who_publish_the_same_make_one_record(memory: Callable[[], Store]) -> None:
    first, second = memory(), memory()
    made = [publishing.publish(store, package()) for store in (first, second)]
    arrive(first, made[1], second)
    arrive(second, made[0], first)

    assert first.get("questionnaire", made[0].id) == second.get("questionnaire", made[1].id)
    assert publishing.offered(first)[0].fault == publishing.offered(second)[0].fault == ""


def test_other_content_under_a_known_version_is_seen_and_never_used(memory: Callable[[], Store]) -> None:
    county, laptop = memory(), memory()
    publishing.publish(laptop, package())
    publishing.apply_version(laptop, "small", "1")
    arrive(laptop, publishing.publish(county, package(rows="| text | more |\n")), county)

    clash, own = (each for each in publishing.offered(laptop) if each.name == "small")
    assert (own.in_use, own.fault) == (True, "")
    assert "版本号" in clash.fault
    assert not clash.in_use
    assert not clash.announced
    with pytest.raises(KeyError):
        begun(laptop).interview.view("more")


@pytest.mark.parametrize(
    "said",
    [
        {"xform": "not base64!"},
        {"xform": "AAAA"},
        {"xform": contents.body(package("2"))["xform"]},
        {"xform": BOMB},
        {"version": ""},
        {"file[x.csv]": "KLUv/SAAAQAA"},
    ],
)
def test_a_damaged_record_is_listed_and_never_used(memory: Callable[[], Store], said: dict[str, str]) -> None:
    laptop = memory()
    forged(laptop, package(), **said)

    [offer] = [each for each in publishing.offered(laptop) if each.record]
    assert "损坏" in offer.fault
    assert publishing.waiting(laptop) == ()
    with pytest.raises(Refused, match="unknown_questionnaire"):
        begun(laptop)


def test_a_form_that_says_another_name_is_not_used(memory: Callable[[], Store]) -> None:
    laptop = memory()
    forged(laptop, package(), name="guangxi-2015", version="9")

    [offer] = [each for each in publishing.offered(laptop) if each.record]
    assert "名称或版本号" in offer.fault
    with pytest.raises(Refused, match="faulty"):
        publishing.apply_version(laptop, "guangxi-2015", "9")
    assert visits.questionnaire(laptop).version == BUILT_IN.version


def test_a_form_that_does_not_open_is_listed_with_its_fault(memory: Callable[[], Store]) -> None:
    laptop = memory()
    forged(laptop, BROKEN)

    [offer] = [each for each in publishing.offered(laptop) if each.record]
    assert "nowhere" in offer.fault
    assert publishing.waiting(laptop) == ()
    for use in (lambda: begun(laptop), lambda: publishing.apply_version(laptop, "small", "1")):
        with pytest.raises(Refused):
            use()


def test_everything_is_there_after_reopening(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    with Store.open(folder, key, person=PERSON) as store:
        for version in ("1", "2"):
            publishing.publish(store, package(version, WITH_LIST, files={"places.csv": LIST}))
        publishing.apply_version(store, "small", "1")
        before = publishing.offered(store)
    with Store.open(folder, key, person=PERSON) as store:
        assert publishing.offered(store) == before
        assert version_of(begun(store)) == "1"
        store.rebuild_index()
        assert publishing.offered(store) == before
        assert store.questionnaire_files("small", "2") == {"places.csv": LIST}


def test_killed_while_it_arrives_it_is_there_whole_or_not_at_all(
    vault_folder: tuple[Path, bytes], memory: Callable[[], Store]
) -> None:
    folder, key = vault_folder
    county = memory()
    noise = {"map.png": random.Random(2).randbytes(1 << 20)}
    made = publishing.publish(county, package(files=noise))
    sent = county.history("questionnaire", made.id)
    for wait_ms in (0, 5, 20, 60, 150):
        child = os.fork()
        if child == 0:
            try:
                with Store.open(folder, key, person="同事") as store:
                    store.apply(sent, origin="centre")
            finally:
                os._exit(1)
        time.sleep(wait_ms / 1000)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with Store.open(folder, key, person=PERSON) as store:
            arrived = store.get("questionnaire", made.id) is not None
            assert bool(store.publications()) is arrived
            assert store.questionnaire_files("small", "1") == (noise if arrived else {})
    with Store.open(folder, key, person=PERSON) as store:
        store.apply(sent, origin="centre")
        assert publishing.offered(store)[0].fault == ""
