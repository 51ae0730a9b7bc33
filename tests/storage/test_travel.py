"""Outbox, receipts, scope, cursors, laptops."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage import Receipt, Revision, Store
from storage.devices import Device
from storage.errors import Refused

LATER = "2999-01-01T00:00:00+00:00"


def written(store: Store, group: str = "45998210020103") -> tuple[Revision, ...]:
    """A household with one member and a visit, sealed."""
    store.put("household", f"h{group}", {"village": group[:12], "group": group})
    store.put("member", f"m{group}", {"household": f"h{group}", "full_name": "黄小妹"})
    store.put("visit", f"v{group}", {"@household": f"h{group}", "area": "60"})
    return store.seal([("household", f"h{group}"), ("member", f"m{group}"), ("visit", f"v{group}")])


def test_only_a_receipt_takes_a_revision_out_of_the_outbox(store: Store) -> None:
    made = written(store)
    store.mark_on_stick([revision.id for revision in made])
    assert store.outbox() == made
    delivery = store.delivery("h45998210020103")
    assert (delivery.waiting, bool(delivery.stick), delivery.centre) == (3, True, "")

    receipt = Receipt(store.device_id, 1, 3, seq=7)

    assert (store.acknowledge([receipt]), store.acknowledge([receipt])) == (3, 0)
    assert (store.outbox(), store.outbox_count()) == ((), 0)
    assert store.delivery("h45998210020103").centre


def test_what_the_centre_sends_needs_no_sending_back(store: Store, memory: Callable[[], Store]) -> None:
    made = written(memory())
    store.apply(made[:2], origin="stick")
    assert store.outbox_count() == 2

    store.apply(made, origin="centre")

    assert store.outbox_count() == 0


def test_open_changes_are_never_sent(store: Store) -> None:
    store.put("visit", "v1", {"area": "60"})

    assert store.outbox() == ()


def test_a_device_sees_its_own_area_only(store: Store) -> None:
    own, other = written(store), written(store, "45998220020101")
    store.put_setting("cut_line", "58")

    seen = [entry.revision for entry in store.revisions_after(0, scope="459982100")]

    assert {revision.id for revision in own} <= {revision.id for revision in seen}
    assert not {revision.id for revision in other} & {revision.id for revision in seen}
    assert "setting" in {revision.kind for revision in seen}


def test_a_member_that_came_before_its_household_is_not_passed_over(
    store: Store, memory: Callable[[], Store]
) -> None:
    household, member, visit = written(memory())
    store.apply([member, visit], origin="d")
    before = store.revisions_after(0, scope="459982")
    cursor = store.last_sequence()
    store.apply([household], origin="d")

    after = store.revisions_after(cursor, scope="459982")

    assert before == ()
    assert {entry.revision.id for entry in after} == {household.id, member.id, visit.id}


def test_reading_by_cursor_gives_everything_once_and_nothing_of_ones_own(
    store: Store, memory: Callable[[], Store]
) -> None:
    other = memory()
    made = written(other)
    store.apply(made, origin=other.device_id)
    first = store.revisions_after(0, limit=2)
    rest = store.revisions_after(first[-1].seq)

    assert {e.revision.id for e in (*first, *rest)} == {revision.id for revision in made}
    assert store.revisions_after(0, exclude_device=other.device_id) == ()


def laptop(name: str) -> Device:
    return Device(name, name, "", f"sign-{name}", f"seal-{name}", 0, 0, "")


def test_an_enrolment_code_works_once_and_its_answer_can_be_repeated(store: Store) -> None:
    code = store.new_enrolment_code("459982100", expires_at=LATER)
    first = store.enrol_device(code, laptop("a"))

    assert store.enrol_device(code.lower(), laptop("a")) == first
    assert first.area == "459982100"
    with pytest.raises(Refused, match="used_code"):
        store.enrol_device(code, laptop("b"))
    with pytest.raises(Refused, match="unknown_code"):
        store.enrol_device("ABCDEFGHJK", laptop("b"))
    old = store.new_enrolment_code("459982100", expires_at="2000-01-01T00:00:00+00:00")
    with pytest.raises(Refused, match="expired_code"):
        store.enrol_device(old, laptop("c"))


def test_laptops_of_one_area_get_different_serials(store: Store) -> None:
    blocks = []
    for name, area in (("a", "459982100"), ("b", "459982100201"), ("c", "459983")):
        code = store.new_enrolment_code(area, expires_at=LATER)
        device = store.enrol_device(code, laptop(name))
        blocks.append((device.serial_from, device.serial_to))

    assert blocks[0][1] < blocks[1][0]
    assert blocks[2] == blocks[0]
    store.revoke_device("a")
    assert [device.id for device in store.devices() if device.revoked_at] == ["a"]
