"""Stores that write, seal and meet at random hold equal records in the end, and what the pure merge says."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Record, Revision, Store, new_id
from storage.merge import merge

KEYS = ("name", "area", "m[1]", "m[1].age", "m[2]", "m[2].age")


@pytest.fixture(scope="module")
def laptops() -> Iterator[tuple[Store, ...]]:
    """Three laptops; each example works on a record of its own."""
    stores = tuple(Store.memory(person=name) for name in ("甲", "乙", "丙"))
    yield stores
    for store in stores:
        store.close()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "seal", "send", "send one"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.dictionaries(
            st.sampled_from(KEYS), st.none() | st.sampled_from(["1", "2"]), min_size=1, max_size=3
        ),
    ),
    max_size=25,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STEPS, st.randoms(use_true_random=False))
def test_all_laptops_end_equal(
    laptops: tuple[Store, ...],
    steps: list[tuple[str, int, int, dict[str, str | None]]],
    chance: random.Random,
) -> None:
    record = new_id()
    for step, one, other, patch in steps:
        if step == "put":
            laptops[one].put("visit", record, patch)
        elif step == "seal":
            laptops[one].seal([("visit", record)])
        elif one != other:
            sent = laptops[one].history("visit", record)
            take(laptops[other], sent if step == "send" else sent[-1:], chance)
    for store in laptops:
        store.seal([("visit", record)])
    everything = {made.id: made for store in laptops for made in store.history("visit", record)}
    for store in laptops:
        take(store, tuple(everything.values()), chance)

    ends = [store.get("visit", record) for store in laptops]
    assert ends[0] == ends[1] == ends[2]
    if everything:
        assert ends[0] is not None
        check_against_the_pure_merge(ends[0], everything)


def test_a_field_put_into_a_row_that_the_same_revision_removes_ends_the_same_everywhere(
    laptops: tuple[Store, ...],
) -> None:
    one, other, _ = laptops
    record = new_id()
    one.put("visit", record, {"m[1]": "1"})
    one.seal([("visit", record)])

    one.put("visit", record, {"m[1]": None})
    one.put("visit", record, {"m[1].age": "1"})
    one.seal([("visit", record)])
    take(other, one.history("visit", record), random.Random(1))

    assert one.get("visit", record) == other.get("visit", record)


def check_against_the_pure_merge(end: Record, everything: dict[str, Revision]) -> None:
    merged = merge(everything.values())
    assert (dict(end.body), end.heads) == (dict(merged.body), merged.heads)
    assert {key: {rival.value for rival in rivals} for key, rivals in end.conflicts.items()} == {
        key: {rival.value for rival in rivals} for key, rivals in merged.conflicts.items()
    }
    assert merged.waiting == ()


def take(store: Store, sent: tuple[Revision, ...], chance: random.Random) -> None:
    shuffled = list(sent)
    chance.shuffle(shuffled)
    assert store.apply(shuffled, origin="stick").refused == ()
