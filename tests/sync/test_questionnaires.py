"""Questionnaires on their way: from the centre or a county's laptop, by line and by stick."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

import pytest

from forms.paper import page
from storage import Store, publishing, upgrading, visit_papers, visits
from sync.client import membership, stick
from sync.protocol import MAX_PACKET_BYTES, PORTION_BYTES
from tests.storage.published import package
from tests.sync.world import COUNTY, VILLAGE, Laptop, World

TODAY = date(2015, 11, 15)
AT = datetime(2015, 11, 15, 10, 30)  # noqa: DTZ001  # a laptop's clock
LIST = "name,label\n" + "".join(f"{n:05d},青竹村{n}号\n" for n in range(40_000))
WITH_LIST = "| select_one_from_file places.csv | place |\n"


def begun(laptop: Laptop) -> visits.OpenVisit:
    """A visit of a new household of the laptop's village."""
    household = laptop.household()
    return visits.begin(laptop.store, household, today=TODAY, surveyors=())


def carried(world: World, laptop: Laptop, folder: Path) -> stick.Taken:
    """A laptop's stick to the centre and back."""
    stick.export(laptop.store, folder / "up")
    (folder / "down").write_bytes(world.centre.take_file((folder / "up").read_bytes()))
    return stick.take(laptop.store, folder / "down")


def test_the_centre_publishes_and_open_visits_go_over_to_the_new_version(
    world: World, tmp_path: Path
) -> None:
    by_line, by_stick, centre = world.laptop(), world.laptop(), world.centre.store
    centre.put_setting("questionnaire", "small")
    publishing.publish(centre, package("1"))
    by_line.sync()
    carried(world, by_stick, tmp_path)
    finished, opened = begun(by_line), begun(by_stick)
    assert isinstance(visits.complete(by_line.store, finished, at=AT), visits.Completed)
    opened.save(opened.interview.answer("remark", "屋顶漏雨"))

    publishing.publish(centre, package("2", "| text | more |\n"), note="加了一问")
    by_line.sync()
    carried(world, by_stick, tmp_path)

    for laptop in (by_line, by_stick):
        [offer] = publishing.waiting(laptop.store)
        assert (offer.version, offer.note, offer.by) == ("2", "加了一问", "centre")
        publishing.apply_version(laptop.store, "small", "2")
        assert begun(laptop).interview.questionnaire.version == "2"
    [upgradable] = [one for one in upgrading.upgradable(by_stick.store) if one.visit_id == opened.id]
    assert (upgradable.from_version, upgradable.to_version) == ("1", "2")
    upgrading.upgrade(by_stick.store, opened.id)
    again = visits.resume(by_stick.store, opened.id, today=TODAY)
    again.save(again.interview.answer("more", "第二问的答案"))
    visits.complete(by_stick.store, again, at=AT)
    carried(world, by_stick, tmp_path)

    kept = centre.get("visit", opened.id)
    assert kept is not None
    assert (kept.get("remark"), kept.get("more")) == ("屋顶漏雨", "第二问的答案")
    assert (kept.get("@version"), kept.get("@upgraded_from"), kept.get("@to_ask")) == ("2", "1", "more")
    old = visits.resume(by_line.store, finished.id, today=TODAY)
    assert old.interview.questionnaire.version == "1"
    assert page.render(visit_papers.document(by_line.store, finished.id, today=TODAY)).startswith(b"%PDF")


def test_a_visit_from_another_laptop_is_upgraded_where_it_is(world: World) -> None:
    first, second, centre = world.laptop(), world.laptop(), world.centre.store
    centre.put_setting("questionnaire", "small")
    for version in ("1", "2"):
        publishing.publish(centre, package(version, "| text | more |\n" if version == "2" else ""))
    first.sync()
    publishing.apply_version(first.store, "small", "1")
    visit = begun(first)
    visit.save(visit.interview.answer("remark", "屋顶漏雨"))
    visits.hand_over(first.store, visit.id)
    first.sync()
    second.sync()
    publishing.apply_version(second.store, "small", "2")

    upgrading.upgrade(second.store, visit.id)
    visits.hand_over(second.store, visit.id)
    second.sync()
    first.sync()

    there = visits.resume(first.store, visit.id, today=TODAY).interview
    assert (there.questionnaire.version, there.view("remark").value) == ("2", "屋顶漏雨")


def test_a_visit_waits_for_the_questionnaire_it_was_made_with(world: World) -> None:
    county = world.laptop(COUNTY)
    publishing.publish(county.store, package())
    publishing.apply_version(county.store, "small", "1")
    visit = visits.begin(county.store, county.household(), today=TODAY, surveyors=(), questionnaire="small")
    visits.hand_over(county.store, visit.id)
    other = Store.memory()
    try:
        sent = [each for each in county.store.outbox() if each.kind != "questionnaire"]
        other.apply(sent, origin="stick")
        with pytest.raises(Exception, match="unknown_questionnaire"):
            visits.resume(other, visit.id, today=TODAY)
        other.apply(county.store.outbox(), origin="stick")
        assert visits.resume(other, visit.id, today=TODAY).interview.questionnaire.name == "small"
    finally:
        other.close()


def test_a_laptop_of_the_county_publishes_for_all(world: World) -> None:
    county, village = world.laptop(COUNTY), world.laptop()
    publishing.publish(county.store, package())
    assert county.sync().refused == 0
    village.sync()

    assert [offer.version for offer in publishing.offered(village.store) if offer.name == "small"] == ["1"]
    assert village.sync().pushed == 0


def test_a_stick_brings_it_from_the_county_without_the_centre(world: World, tmp_path: Path) -> None:
    county, village = world.laptop(COUNTY), world.laptop()
    for laptop in (county, village):
        laptop.sync()
    made = publishing.publish(county.store, package())
    stick.export(county.store, tmp_path / "x", readers=membership.other_laptops(county.store))
    stick.take(village.store, tmp_path / "x")
    publishing.apply_version(village.store, "small", "1")
    assert village.sync().pushed == 0  # only the county's laptop may carry it up

    county.sync()
    village.sync()

    assert world.centre.store.get("questionnaire", made.id) == village.store.get("questionnaire", made.id)
    assert village.store.outbox() == ()


@pytest.mark.expect_logs
def test_what_a_village_publishes_is_set_aside_with_a_reason(world: World) -> None:
    stranger = world.stranger()
    made = publishing.publish(stranger.store, package())  # without a centre everybody may
    village = world.laptop_over(stranger.store)
    assert village.sync().pushed == 0
    village.store.set_local("area", COUNTY)  # a laptop that lies about itself

    result = village.sync()

    assert result.refused == 1
    assert {each.code for each in world.centre.store.quarantined()} == {"not_yours_to_change"}
    assert world.centre.store.get("questionnaire", made.id) is None
    village.household()
    assert village.sync().acknowledged == 3


@pytest.mark.expect_logs
def test_other_content_under_a_published_version_is_refused_at_the_centre(world: World) -> None:
    county = world.laptop(COUNTY)
    publishing.publish(world.centre.store, package())
    publishing.publish(county.store, package(rows="| text | more |\n"))

    assert county.sync().refused == 1
    assert [each.code for each in county.store.quarantined()] == ["questionnaire_changed"]
    offers = [each for each in publishing.offered(county.store) if each.name == "small"]
    assert sorted(bool(each.fault) for each in offers) == [False, True]


def test_a_list_of_forty_thousand_rows_travels_by_line_and_by_stick(world: World, tmp_path: Path) -> None:
    by_line, by_stick = world.laptop(), world.laptop()
    world.centre.store.put_setting("questionnaire", "small")
    publishing.publish(world.centre.store, package(rows=WITH_LIST, files={"places.csv": LIST.encode()}))
    by_line.sync()
    carried(world, by_stick, tmp_path)

    for laptop in (by_line, by_stick):
        visit = begun(laptop)
        visit.save(visit.interview.answer("place", "39999"))
        assert visit.interview.view("place").display == "青竹村39999号"


def test_the_largest_questionnaires_travel_one_to_a_packet(world: World, tmp_path: Path) -> None:
    county, by_stick = world.laptop(COUNTY), world.laptop()
    by_stick.sync()
    for version in ("1", "2", "3"):
        noise = random.Random(version).randbytes((8 << 20) - 20_000)
        publishing.publish(county.store, package(version, files={"map.png": noise}))
    readers = membership.other_laptops(by_stick.store)
    assert readers
    assert county.sync().refused == 0
    late = world.laptop()
    late.sync()
    carried(world, by_stick, tmp_path)

    assert len(publishing.waiting(late.store)) == 3
    assert len(publishing.offered(by_stick.store)) == len(publishing.offered(late.store))
    largest = max(len(each) for each in (*county.line.packets, *late.line.answers))
    assert PORTION_BYTES // 2 < largest < MAX_PACKET_BYTES
    assert stick.inspect(tmp_path / "down")[0].part == (1, 3)
    assert VILLAGE.startswith(COUNTY)
