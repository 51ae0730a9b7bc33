"""Rounds in one process: the real client, the real centre, both over real stores."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage import Store, sample, vault
from storage.ids import new_id
from sync import packet
from sync.client import membership
from sync.client import round as rounds
from sync.client.outgoing import outgoing
from sync.errors import Cancelled, CentreTrouble, NotEnrolled, Refused, SlowCentre
from sync.keys import DeviceKeys
from sync.packet import Sender
from sync.sentences import why_set_aside
from tests.sync.world import COUNTY, NEIGHBOUR, VILLAGE, Cut, Laptop, World, lost, picture


def test_a_pushed_household_is_at_the_centre_and_acknowledged(world: World) -> None:
    laptop = world.laptop()
    household = laptop.household()

    result = laptop.sync()

    assert (result.pushed, result.acknowledged, result.refused) == (3, 3, 0)
    assert laptop.store.outbox() == ()
    assert laptop.store.delivery(household).centre
    assert world.centre.store.get("household", household) == laptop.store.get("household", household)


def test_a_second_laptop_that_starts_empty_becomes_equal(world: World) -> None:
    first = world.laptop()
    for number in range(5):
        first.household(head_name=f"韦{number}")
    first.sync()
    second = world.laptop()

    assert second.sync().received >= 15
    first.sync()

    assert picture(second.store) == picture(first.store) == picture(world.centre.store)


def test_a_round_with_nothing_to_do_is_one_small_request(world: World) -> None:
    laptop = world.laptop()
    laptop.sync()

    result = laptop.sync()

    assert (result.requests, result.pushed, result.received) == (1, 0, 0)
    assert result.bytes_up + result.bytes_down < 700


def test_the_same_packet_twenty_times_changes_nothing(world: World) -> None:
    laptop = world.laptop()
    laptop.household()
    laptop.sync()
    before, head = picture(world.centre.store), world.centre.store.last_sequence()

    for _ in range(20):
        world.centre.round(laptop.line.packets[0])

    assert (picture(world.centre.store), world.centre.store.last_sequence()) == (before, head)
    assert world.centre.store.quarantined() == ()


def test_a_lost_answer_heals_by_itself(world: World) -> None:
    laptop = world.laptop()
    household = laptop.household()
    laptop.line.after = lost
    with pytest.raises(Cut):
        laptop.sync()
    assert not laptop.store.delivery(household).centre

    laptop.line.after = bytes
    laptop.sync()

    assert laptop.store.delivery(household).centre
    assert len(world.centre.store.history("household", household)) == 1


def test_many_revisions_go_in_several_requests_and_come_down_in_several(world: World) -> None:
    world.centre.round_revisions = 7
    first, second = world.laptop(), world.laptop()
    for number in range(25):
        first.household(head_name=f"韦{number}")
    seen: list[tuple[int, int]] = []
    pushed = rounds.run(first.store, first.line, report=lambda done, total: seen.append((done, total)))

    pulled = second.sync()

    assert pushed.acknowledged == 75
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert pulled.requests > 9
    assert picture(second.store) == picture(world.centre.store)


def test_nothing_is_sent_twice_though_the_next_packet_is_packed_while_one_is_under_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "ROUND_REVISIONS", 7)
    laptop = world.laptop()
    for number in range(10):
        laptop.household(head_name=f"韦{number}")

    result = laptop.sync()

    assert (result.pushed, result.acknowledged, result.requests) == (30, 30, 5)
    assert [packet.inspect(data).revisions for data in laptop.line.packets] == [7, 7, 7, 7, 2]


def test_a_packet_that_was_too_slow_goes_again_in_smaller_ones(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "FIRST_CHUNK_BYTES", 2000)
    monkeypatch.setattr(rounds, "LEAST_CHUNK_BYTES", 100)
    laptop = world.laptop()
    for number in range(10):
        laptop.household(head_name=f"韦{number}")

    def slow_at_first(data: bytes) -> bytes:
        if len(laptop.line.packets) <= 3:
            raise SlowCentre(60)
        return data

    laptop.line.before = slow_at_first

    assert laptop.sync().acknowledged == 30
    sizes = [packet.inspect(data).revisions for data in laptop.line.packets]
    assert max(sizes[3:]) < min(sizes[:3])
    assert picture(laptop.store) == picture(world.centre.store)


def test_a_line_that_breaks_halfway_loses_nothing_that_was_acknowledged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "ROUND_REVISIONS", 7)
    laptop = world.laptop()
    for number in range(10):
        laptop.household(head_name=f"韦{number}")
    laptop.line.before = lambda data: lost(data) if len(laptop.line.packets) == 3 else data
    with pytest.raises(Cut):
        laptop.sync()
    assert laptop.store.outbox_count() == 16

    assert laptop.sync().pushed == 16
    assert picture(laptop.store) == picture(world.centre.store)


def test_what_is_sealed_while_a_packet_is_under_way_goes_in_the_same_round(world: World) -> None:
    laptop = world.laptop()
    laptop.household()
    late: list[str] = []

    def sealed_meanwhile(data: bytes) -> bytes:
        if not late:
            late.append(laptop.household(head_name="韦晚"))
        return data

    laptop.line.before = sealed_meanwhile

    assert laptop.sync().acknowledged == 6
    assert world.centre.store.get("household", late[0])


def test_a_round_can_be_stopped_between_requests_and_goes_on_where_it_was(world: World) -> None:
    world.centre.round_revisions = 7
    first, second = world.laptop(), world.laptop()
    for _ in range(10):
        first.household()
    first.sync()

    with pytest.raises(Cancelled):
        rounds.run(second.store, second.line, report=lambda _done, _total: False)
    came = len(second.store.find("household"))

    assert 0 < came < 10
    second.sync()
    assert len(second.store.find("household")) == 10


def test_an_open_visit_stays_at_home(world: World) -> None:
    laptop = world.laptop()
    laptop.store.put("visit", new_id(), {"@household": new_id(), "house_area": "80"})

    assert laptop.sync().pushed == 0


def test_two_laptops_that_change_different_fields_agree(world: World) -> None:
    first, second = world.laptop(), world.laptop()
    household = first.household()
    first.sync()
    second.sync()
    first.write("household", household, phone="1")
    second.write("household", household, address="青竹屯 3 号")

    for laptop in (first, second, first):
        laptop.sync()

    assert picture(first.store) == picture(second.store) == picture(world.centre.store)
    record = first.store.get("household", household)
    assert record
    assert (record.get("phone"), record.get("address"), record.conflicts) == ("1", "青竹屯 3 号", {})


def test_two_laptops_that_change_the_same_field_both_see_both_values(world: World) -> None:
    first, second = world.laptop(), world.laptop()
    household = first.household()
    first.sync()
    second.sync()
    first.write("household", household, head_name="韦一")
    second.write("household", household, head_name="韦二")

    for laptop in (first, second, first):
        laptop.sync()

    record = first.store.get("household", household)
    assert record
    assert {rival.value for rival in record.conflicts["head_name"]} == {"韦一", "韦二"}
    assert picture(first.store) == picture(second.store) == picture(world.centre.store)


@pytest.mark.expect_logs
def test_another_area_is_neither_written_nor_read(world: World) -> None:
    here, there = world.laptop(VILLAGE), world.laptop(NEIGHBOUR)
    private = there.household(NEIGHBOUR)
    there.sync()
    own, foreign = here.household(VILLAGE), here.household(NEIGHBOUR)

    result = here.sync()

    assert (result.acknowledged, result.refused) == (3, 3)
    assert world.centre.store.get("household", own)
    assert world.centre.store.get("household", foreign) is None
    assert here.store.get("household", private) is None
    assert {each.code for each in world.centre.store.quarantined()} == {"other_area"}
    assert {each.code for each in here.store.quarantined()} == {"other_area"}


@pytest.mark.expect_logs
def test_what_belongs_to_another_area_cannot_be_changed_by_who_knows_its_id(world: World) -> None:
    here, there, county = world.laptop(VILLAGE), world.laptop(NEIGHBOUR), world.laptop(COUNTY)
    private = there.household(NEIGHBOUR)
    there.sync()
    county.sync()
    visit = county.store.find("visit")[0].id
    for kind, record, values in (
        ("household", private, {"village": VILLAGE}),
        ("household", private, {"phone": "1"}),
        ("visit", visit, {"house_area": "1"}),
        ("member", new_id(), {"household": private}),
        ("division", "459982100203", {"name": "别村"}),
        ("setting", "cut_line", {"value": "99"}),
        ("device", there.store.device_id, {"revoked": "1"}),
    ):
        here.write(kind, record, **values)
    before = picture(world.centre.store)

    result = here.sync()

    assert result.refused == 7
    assert picture(world.centre.store) == before
    assert county.sync().refused == 0


@pytest.mark.expect_logs
def test_a_refused_revision_holds_nothing_up_and_does_not_go_out_again(world: World) -> None:
    laptop = world.laptop()
    foreign, own = laptop.household(NEIGHBOUR), laptop.household(VILLAGE)

    assert laptop.sync().refused == 3

    assert laptop.sync().pushed == 0
    assert outgoing(laptop.store) == ()
    assert not laptop.store.delivery(foreign).centre
    assert laptop.store.delivery(own).centre


@pytest.mark.expect_logs
def test_a_stranger_and_a_revoked_laptop_are_refused_and_told_why(world: World) -> None:
    laptop, stranger = world.laptop(), world.stranger()
    household = laptop.household()
    with pytest.raises(NotEnrolled):
        stranger.sync()
    world.centre.store.revoke_device(laptop.store.device_id)

    with pytest.raises(Refused) as refused:
        laptop.sync()

    assert refused.value.code == "device_revoked"
    assert world.centre.store.get("household", household) is None
    assert len(laptop.store.outbox()) == 3


def test_a_packet_signed_by_nobody_known_is_refused(world: World) -> None:
    laptop = world.laptop()
    laptop.household()
    own = laptop.line.before
    forger = Sender(laptop.store.device_id, DeviceKeys.generate())
    key = world.centre.identity.sender.keys.public
    revisions = laptop.store.outbox()
    laptop.line.before = lambda _: packet.make(revisions, sender=forger, recipients=[key])

    with pytest.raises(Refused) as refused:
        laptop.sync()
    assert refused.value.code == "packet_forged"
    laptop.line.before = lambda _: packet.make(
        revisions, sender=Sender("nobody", forger.keys), recipients=[key]
    )
    with pytest.raises(Refused) as refused:
        laptop.sync()
    assert refused.value.code == "device_unknown"

    laptop.line.before = own
    assert laptop.sync().acknowledged == 3


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:-1], lambda d: d[: len(d) // 2], lambda _: b"", lambda d: d + d]
)
def test_a_packet_damaged_on_the_way_changes_nothing(world: World, spoil: object) -> None:
    laptop = world.laptop()
    laptop.household()
    head = world.centre.store.last_sequence()
    laptop.line.before = spoil  # type: ignore[assignment]

    with pytest.raises(Refused) as refused:
        laptop.sync()

    assert refused.value.code == "packet_damaged"
    assert world.centre.store.last_sequence() == head
    assert len(laptop.store.outbox()) == 3


def test_an_answer_that_is_not_the_centres_marks_nothing_delivered(world: World) -> None:
    laptop, other = world.laptop(), world.laptop()
    household = laptop.household()
    other.sync()
    impostor = Sender(world.centre.store.device_id, DeviceKeys.generate())
    mine = laptop.store.outbox()
    for answer in (
        lambda data: data[:-1],
        lambda _: other.line.answers[-1],
        lambda _: packet.make(mine, sender=impostor, recipients=[]),
        lambda _: laptop.line.packets[-1],
    ):
        laptop.line.after = answer
        with pytest.raises(CentreTrouble):
            laptop.sync()

    assert not laptop.store.delivery(household).centre
    laptop.line.after = bytes
    laptop.sync()
    assert laptop.store.delivery(household).centre


def test_packets_out_of_order_and_twice_come_to_the_same(world: World) -> None:
    laptop, second = world.laptop(), world.laptop()
    household = laptop.household()
    packets = []
    for name in ("韦二", "韦三", "韦四"):
        laptop.write("household", household, head_name=name)
        known = laptop.store.outbox()[-1:]
        key = world.centre.identity.sender.keys.public
        sender = Sender(laptop.store.device_id, _keys(laptop))
        packets.append(packet.make(known, sender=sender, recipients=[key]))
    for data in (packets[2], packets[0], packets[2], packets[1]):
        world.centre.round(data)
        second.sync()

    laptop.sync()
    second.sync()

    assert picture(world.centre.store) == picture(laptop.store) == picture(second.store)
    assert second.head_name(household) == "韦四"


def test_a_revision_that_waited_for_its_parent_reaches_those_who_looked_meanwhile(world: World) -> None:
    laptop, second = world.laptop(), world.laptop()
    household = laptop.household()
    laptop.sync()
    second.sync()
    for name in ("韦二", "韦三"):
        laptop.write("household", household, head_name=name)
    older, newer = laptop.store.outbox()
    key = world.centre.identity.sender.keys.public
    for revision in (newer, older):
        sender = Sender(laptop.store.device_id, _keys(laptop))
        world.centre.round(packet.make([revision], sender=sender, recipients=[key]))
        second.sync()

    assert second.head_name(household) == "韦三"


def _keys(laptop: Laptop) -> DeviceKeys:
    return membership.sender(laptop.store).keys


def test_a_restarted_centre_is_the_same_centre(world: World) -> None:
    laptop = world.laptop()
    laptop.household()
    laptop.sync()
    cursor = laptop.store.cursor(laptop.enrolment.centre)

    world.restart()
    laptop.household()

    assert laptop.sync().acknowledged == 3
    assert cursor.split(".")[0] == laptop.store.cursor(laptop.enrolment.centre).split(".")[0]


def test_a_centre_with_another_history_is_read_again_from_the_start(world: World) -> None:
    laptop = world.laptop()
    laptop.store.set_cursor(laptop.enrolment.centre, "00000000.4599.999")

    assert laptop.sync().received > 0
    assert laptop.sync().received == 0


def test_the_sample_village_is_the_same_on_every_laptop_and_may_be_brought_by_any(world: World) -> None:
    first, second = world.laptop(), world.laptop()
    for laptop in (first, second):
        sample.install(laptop.store)
        assert laptop.sync().refused == 0
    third = world.laptop(COUNTY)
    for laptop in (third, first, second):
        laptop.sync()

    assert third.store.find("household") == first.store.find("household")
    assert picture(first.store) == picture(second.store) == picture(world.centre.store)


@pytest.mark.expect_logs
def test_the_sample_village_does_not_reach_a_real_county(world: World) -> None:
    laptop = world.laptop("459981")
    sample.install(laptop.store)

    assert laptop.sync().acknowledged == 0
    assert world.centre.store.find("household") == ()


@pytest.mark.expect_logs
def test_a_copied_vault_is_refused_and_the_person_is_told_why(world: World, tmp_path: Path) -> None:
    made, _ = vault.create(tmp_path / "v", person="韦小芳", password="pw", kdf=vault.CHEAP)
    with Store.create(tmp_path / "v", made.key, person="韦小芳") as store:
        joined = world.laptop_over(store)
        household = joined.household()
        joined.sync()
    shutil.copytree(tmp_path / "v", tmp_path / "copy")
    with Store.open(tmp_path / "v", made.key, person="韦小芳") as store:
        world.with_line(store).write("household", household, phone="1")
        world.with_line(store).sync()

    with Store.open(tmp_path / "copy", made.key, person="韦小芳") as store:
        copied = world.with_line(store)
        copied.write("household", household, phone="2")
        copied.write("household", household, bank="3")
        result = copied.sync()
        codes = [each.code for each in store.quarantined()]
        record = store.get("household", household)

    assert (result.pushed, result.acknowledged, result.refused) == (2, 0, 2)
    assert codes == ["number", "chain"]
    assert "旧备份" in why_set_aside(codes)
    assert record
    assert (record.get("phone"), record.get("bank")) == ("2", "3")
    stored = world.centre.store.get("household", household)
    assert stored
    assert stored.get("phone") == "1"
    assert [each.code for each in world.centre.store.quarantined()] == ["number", "chain"]


def test_every_reason_for_setting_aside_has_words() -> None:
    codes = [
        "number",
        "chain",
        "other_area",
        "not_yours_to_change",
        "device_unknown",
        "hash",
        "kind",
        "shape",
    ]

    assert all("请" in why_set_aside([code]) for code in codes)
    assert why_set_aside(codes).count("旧备份") == 1
