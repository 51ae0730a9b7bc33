"""Sticks: the same packets in a file; late, twice, with a laptop that only carries."""

from __future__ import annotations

import collections
import shutil
from pathlib import Path

import pytest

from sync.client import membership, stick
from sync.errors import NotARecipient, PacketDamaged, PacketError, Refused, StickFull, StickUnreadable
from tests.sync.world import VILLAGE, Laptop, World, picture


def to_centre(world: World, laptop: Laptop, folder: Path) -> Path:
    """Carry a laptop's stick to the centre; return the file that is to be carried back."""
    stick.export(laptop.store, folder / "up.packet")
    (folder / "down.packet").write_bytes(world.centre.take_file((folder / "up.packet").read_bytes()))
    return folder / "down.packet"


def test_a_stick_has_the_effect_of_the_line(world: World, tmp_path: Path) -> None:
    by_line, by_stick = world.laptop(), world.laptop()
    own, other = by_stick.household(), by_line.household()
    by_line.sync()

    back = to_centre(world, by_stick, tmp_path)
    assert by_stick.store.delivery(own).stick
    assert not by_stick.store.delivery(own).centre
    taken = stick.take(by_stick.store, back)
    by_line.sync()

    assert taken.acknowledged == 3
    assert by_stick.store.delivery(own).centre
    assert by_stick.head_name(other) == "韦秀英"
    assert picture(by_line.store) == picture(by_stick.store) == picture(world.centre.store)
    assert by_stick.store.cursor(by_stick.enrolment.centre) == by_line.store.cursor(by_line.enrolment.centre)


def test_a_file_taken_again_or_late_changes_nothing(world: World, tmp_path: Path) -> None:
    laptop = world.laptop()
    laptop.household()
    back = to_centre(world, laptop, tmp_path)
    laptop.household()
    laptop.sync()
    cursor, before = laptop.store.cursor(laptop.enrolment.centre), picture(laptop.store)

    for _ in range(3):
        stick.take(laptop.store, back)
        world.centre.take_file((tmp_path / "up.packet").read_bytes())

    assert (laptop.store.cursor(laptop.enrolment.centre), picture(laptop.store)) == (cursor, before)
    assert picture(world.centre.store) == before


def test_a_preview_tells_what_a_file_would_do_and_does_nothing(world: World, tmp_path: Path) -> None:
    laptop, second = world.laptop(), world.laptop()
    laptop.household()
    back = to_centre(world, laptop, tmp_path)
    second.household()
    second.sync()

    seen = stick.preview(laptop.store, back)

    assert (seen.is_centre, seen.receipts, seen.had) == (True, 3, 0)
    assert seen.new >= 2
    assert len(laptop.store.outbox()) == 3


def test_two_laptops_meet_without_the_centre(world: World, tmp_path: Path) -> None:
    first, second = world.laptop(), world.laptop()
    first.sync()  # learns of the second's keys
    second.sync()
    household = first.household()
    readers = membership.other_laptops(first.store)
    assert readers == (membership.trusted(first.store, second.store.device_id),)
    stick.export(first.store, tmp_path / "x.packet", readers=readers)

    taken = stick.take(second.store, tmp_path / "x.packet")
    second.write("household", household, phone="1")
    second.sync()

    assert taken.stored == 3
    assert world.centre.store.get("household", household)
    first.sync()
    assert picture(first.store) == picture(second.store) == picture(world.centre.store)
    assert first.store.outbox() == ()


def test_a_laptop_that_is_no_reader_carries_and_sees_the_manifest(world: World, tmp_path: Path) -> None:
    first, carrier = world.laptop(), world.laptop()
    first.household()
    carrier.sync()
    stick.export(first.store, tmp_path / "x.packet")

    (shown,) = stick.inspect(tmp_path / "x.packet")

    assert (shown.sender, shown.revisions) == (first.store.device_id, 3)
    with pytest.raises(NotARecipient):
        stick.take(carrier.store, tmp_path / "x.packet")
    with pytest.raises(Refused):
        stick.take(first.store, tmp_path / "x.packet")


def test_a_large_outbox_is_a_file_of_several_packets(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick, "ROUND_REVISIONS", 10)
    world.centre.round_revisions = 4
    first, second = world.laptop(), world.laptop()
    for number in range(9):
        first.household(head_name=f"韦{number}")
    second.household()
    second.sync()

    written = stick.export(first.store, tmp_path / "up.packet")
    (tmp_path / "down.packet").write_bytes(world.centre.take_file((tmp_path / "up.packet").read_bytes()))
    taken = stick.take(first.store, tmp_path / "down.packet")

    assert (written.packets, taken.acknowledged) == (3, 27)
    second.sync()
    assert picture(first.store) == picture(second.store) == picture(world.centre.store)


@pytest.mark.parametrize("cut", [0, 5, 100, -1, -200])
def test_a_cut_file_is_refused_whole(world: World, tmp_path: Path, cut: int) -> None:
    laptop = world.laptop()
    laptop.household()
    back = to_centre(world, laptop, tmp_path)
    up = (tmp_path / "up.packet").read_bytes()
    head, before = world.centre.store.last_sequence(), picture(laptop.store)
    back.write_bytes(back.read_bytes()[:cut])

    with pytest.raises(PacketError):
        stick.take(laptop.store, back)
    with pytest.raises(PacketDamaged):
        world.centre.take_file(up[:cut])

    assert picture(laptop.store) == before
    assert world.centre.store.last_sequence() == head


def test_what_cannot_be_written_leaves_nothing_marked(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = world.laptop()
    household = laptop.household()

    with pytest.raises(StickUnreadable):
        stick.export(laptop.store, tmp_path / "gone" / "x.packet")
    usage = collections.namedtuple("usage", "total used free")  # noqa: PYI024  # as the library's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100, 90, 10))
    with pytest.raises(StickFull) as full:
        stick.export(laptop.store, tmp_path / "x.packet")

    assert full.value.free_bytes == 10
    assert list(tmp_path.iterdir()) == []
    assert not laptop.store.delivery(household).stick


@pytest.mark.expect_logs
def test_a_stick_of_a_revoked_laptop_is_refused(world: World, tmp_path: Path) -> None:
    laptop = world.laptop(VILLAGE)
    laptop.household()
    stick.export(laptop.store, tmp_path / "x.packet")
    world.centre.store.revoke_device(laptop.store.device_id)

    with pytest.raises(Refused):
        world.centre.take_file((tmp_path / "x.packet").read_bytes())
