"""Records, open revisions, sealing and what others' changes do to them; in memory and on file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from storage import Revision, Store, new_id
from storage.errors import BrokenChain
from storage.revisions import fault_of, from_dict, make, to_dict
from storage.rows import REVISION


def test_an_answer_is_there_at_once_and_its_revision_is_open(store: Store) -> None:
    record = store.put("visit", "v1", {"house_area": (None, "60.5")})

    assert (record.body["house_area"], record.open, record.heads) == ("60.5", True, ())
    assert store.get("visit", "v1") == record
    assert store.history("visit", "v1") == ()


def test_sealing_keeps_old_and_new_values(store: Store) -> None:
    store.put("visit", "v1", {"area": "60", "kind": "砖混"})
    (first,) = store.seal([("visit", "v1")])
    store.put("visit", "v1", {"area": "61"})
    store.put("visit", "v1", {"area": "62", "kind": None})
    (second,) = store.seal([("visit", "v1")], reason="重新丈量")

    assert dict(second.patch) == {"area": ("60", "62"), "kind": ("砖混", None)}
    assert (second.parents, second.number, second.previous, second.reason) == (
        (first.id,),
        2,
        first.id,
        "重新丈量",
    )
    assert store.history("visit", "v1") == (first, second)


def test_what_came_back_to_its_old_value_makes_no_revision(store: Store) -> None:
    store.put("visit", "v1", {"area": "60"})
    store.seal([("visit", "v1")])
    store.put("visit", "v1", {"area": "61"})
    store.put("visit", "v1", {"area": "60"})

    assert store.seal([("visit", "v1")]) == ()
    record = store.get("visit", "v1")
    assert record is not None
    assert not record.open


def test_a_row_takes_its_fields_along(store: Store) -> None:
    store.put("visit", "v1", {"m[1]": "0001", "m[1].name": "阿妹", "m[10]": "0002"})
    store.put("visit", "v1", {"m[1]": None})
    (made,) = store.seal([("visit", "v1")])

    assert dict(made.patch) == {"m[10]": (None, "0002")}


def test_several_changes_are_one_transaction(store: Store) -> None:
    def half_done() -> None:
        with store.transaction():
            store.put("household", "h1", {"state": "completed"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()

    assert store.get("household", "h1") is None


def test_an_inner_step_that_fails_leaves_no_half_of_itself(store: Store) -> None:
    with store.transaction():
        store.put("household", "h1", {"state": "listed"})
        with pytest.raises(ValueError, match="ghost"):
            store.put_many([("household", "h2", {"state": "listed"}), ("ghost", "g", {"a": "1"})])

    assert store.get("household", "h1") is not None
    assert store.get("household", "h2") is None


def test_the_chain_of_a_device_has_no_gap_and_cannot_be_rewritten(store: Store) -> None:
    for area in ("60", "61", "62"):
        store.put("visit", "v1", {"area": area})
        store.seal([("visit", "v1")])
    assert store.verify_chain() == 3

    with store.transaction() as connection:
        connection.execute(REVISION.update().where(REVISION.c.number == 2).values(person="别人"))

    with pytest.raises(BrokenChain) as broken:
        store.verify_chain()
    assert broken.value.number == 2


def test_others_changes_arrive_in_any_order_any_number_of_times(
    store: Store, memory: Callable[[], Store]
) -> None:
    other = memory()
    sent: list[Revision] = []
    for area in ("60", "61", "62"):
        other.put("visit", "v1", {"area": area})
        sent += other.seal([("visit", "v1")])

    late = store.apply([sent[2]], origin="stick")
    assert (late.waiting, store.get("visit", "v1")) == ((sent[2].id,), None)
    store.apply(sent[:2], origin="stick")
    again = store.apply(reversed(sent), origin="centre")

    assert set(again.had) == {revision.id for revision in sent}
    assert store.get("visit", "v1") == other.get("visit", "v1")


def test_typing_goes_on_undisturbed_while_others_changes_arrive(
    store: Store, memory: Callable[[], Store]
) -> None:
    store.put("household", "h1", {"phone": "1", "address": "村头"})
    base = store.seal([("household", "h1")])
    other = memory()
    other.apply(base, origin="stick")
    other.put("household", "h1", {"address": "村尾", "phone": "2"})
    theirs = other.seal([("household", "h1")])

    store.put("household", "h1", {"phone": "3"})
    store.apply(theirs, origin="centre")
    typing = store.get("household", "h1")
    assert typing is not None
    assert (typing.body["phone"], typing.body["address"], typing.open) == ("3", "村头", True)

    mine = store.seal([("household", "h1")])
    other.apply(mine, origin="centre")
    joined = store.get("household", "h1")
    assert joined is not None
    assert joined.body["address"] == "村尾"
    assert {rival.value for rival in joined.conflicts["phone"]} == {"2", "3"}
    assert joined == other.get("household", "h1")


def test_a_person_settles_a_conflict_and_all_devices_agree(memory: Callable[[], Store]) -> None:
    mine, theirs = memory(), memory()
    mine.put("visit", "v", {"m[1]": "0001", "m[1].name": "阿妹"})
    theirs.apply(mine.seal([("visit", "v")]), origin="stick")
    mine.put("visit", "v", {"m[1]": None})
    theirs.put("visit", "v", {"m[1].school": "村小"})
    gone, kept = mine.seal([("visit", "v")]), theirs.seal([("visit", "v")])
    mine.apply(kept, origin="stick")
    theirs.apply(gone, origin="stick")
    disputed = mine.get("visit", "v")
    assert disputed is not None
    assert "m[1]" in disputed.conflicts

    restored = {"m[1]": "0001", "m[1].name": "阿妹", "m[1].school": "村小"}
    mine.put("visit", "v", restored)
    theirs.apply(mine.seal([("visit", "v")]), origin="stick")

    settled = theirs.get("visit", "v")
    assert settled is not None
    assert (dict(settled.body), dict(settled.conflicts)) == (restored, {})
    assert settled == mine.get("visit", "v")


def test_forged_and_cloned_revisions_are_set_aside_and_block_nothing(
    store: Store, memory: Callable[[], Store]
) -> None:
    other = memory()
    other.put("visit", "v1", {"area": "60"})
    (good,) = other.seal([("visit", "v1")])
    forged = from_dict({**to_dict(good), "person": "别人"})
    cloned = make(
        kind="visit", record="v2", parents=(), patch={"a": (None, "1")}, person="p", device=good.device,
        made_at=good.made_at, number=1, previous="",
    )  # fmt: skip

    first = store.apply([good, forged], origin="x")
    then = store.apply([cloned, forged], origin="x")

    assert (fault_of(forged), first.stored) == ("hash", (good.id,))
    assert [(refusal.revision, refusal.code) for refusal in then.refused] == [
        (forged, "hash"),
        (cloned, "number"),
    ]
    assert [entry.code for entry in store.quarantined()] == ["hash", "number"]


def test_finding_by_value(store: Store, household_body: dict[str, str]) -> None:
    store.put("household", "h1", household_body)
    ids = sorted(new_id() for _ in range(3))
    for member in ids:
        store.put("member", member, {"household": "h1", "relation": "01" if member == ids[0] else "03"})

    assert [record.id for record in store.find("member", household="h1")] == ids
    assert [record.id for record in store.find("member", household="h1", relation="01")] == ids[:1]
    assert store.find("member", household="h1", relation="99") == ()


def test_the_people_of_a_household_are_found_by_its_index(store: Store) -> None:
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, text: str, values: Any, *_more: Any) -> None:
        if text.startswith("SELECT record.") and "household = ?" in text:
            plan = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {text}", values)
            plans.extend(row[3] for row in plan)

    event.listen(store.database.engine, "before_cursor_execute", explain)
    store.find("member", household="h1")

    assert plans == ["SEARCH record USING INDEX record_household (household=? AND kind=?)"]


def test_settings_local_values_and_the_log(store: Store) -> None:
    store.put_setting("cut_line", "58")
    store.set_local("serial_from", "1001")
    store.log("print", "D02 h1", "签字")

    assert (store.setting("cut_line"), store.setting("poverty_line", "2800")) == ("58", "2800")
    assert store.settings() == {"cut_line": "58"}
    assert store.local("serial_from") == "1001"
    assert [(line.action, line.purpose) for line in store.logged()] == [("print", "签字")]


def test_ids_sort_in_the_order_they_were_made() -> None:
    ids = [new_id() for _ in range(5_000)]

    assert ids == sorted(set(ids))
    assert {(len(made), made[12]) for made in ids} == {(32, "7")}
