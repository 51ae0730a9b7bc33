"""Merging is a function of the set of revisions: tried over random histories of several devices."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.merge import follows, forwarded, merge
from storage.records import Revision
from storage.revisions import make

EXAMPLES = settings(max_examples=60)
"""Quick here; 1,500 each were tried when the rule was written."""
KEYS = (
    "name",
    "area",
    "m[1]",
    "m[1].age",
    "m[1].name",
    "m[2]",
    "m[2].age",
    "m[2].ill[9]",
    "m[2].ill[9].kind",
)


def revision(device: str, number: int, patch: dict[str, str | None], parents: Sequence[str] = ()) -> Revision:
    return make(
        kind="visit", record="r", parents=parents, patch={key: (None, new) for key, new in patch.items()},
        person="p", device=device, made_at="2015-11-15T09:00:00+08:00", number=number,
        previous="x" if number > 1 else "",
    )  # fmt: skip


@dataclass
class Laptop:
    """A device that knows some revisions and writes on top of what it sees."""

    name: str
    known: dict[str, Revision] = field(default_factory=dict)
    number: int = 0

    def write(self, patch: dict[str, str | None]) -> Revision:
        """Seal a change on top of all that this laptop knows."""
        self.number += 1
        made = revision(self.name, self.number, patch, merge(self.known.values()).heads)
        self.known[made.id] = made
        return made


@st.composite
def histories(draw: st.DrawFn) -> list[Revision]:
    """Up to four laptops that write and meet at random."""
    laptops = [Laptop(name) for name in "abcd"[: draw(st.integers(1, 4))]]
    everything: dict[str, Revision] = {}
    for _ in range(draw(st.integers(1, 12))):
        laptop = draw(st.sampled_from(laptops))
        if draw(st.booleans()):
            laptop.known.update(draw(st.sampled_from(laptops)).known)
        values = st.none() | st.sampled_from(["1", "2"])
        patch = draw(st.dictionaries(st.sampled_from(KEYS), values, min_size=1, max_size=4))
        made = laptop.write(patch)
        everything[made.id] = made
    return list(everything.values())


@EXAMPLES
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_repetition_change_nothing(
    revisions: list[Revision], chance: random.Random
) -> None:
    shuffled = [*revisions, *chance.sample(revisions, len(revisions) // 2)]
    chance.shuffle(shuffled)

    assert merge(shuffled) == merge(revisions)


@EXAMPLES
@given(histories(), st.integers(0, 4096))
def test_parts_may_be_joined_in_any_grouping(revisions: list[Revision], mask: int) -> None:
    """A store that got one half first ends where one that got the other half first ends."""
    half = {r.id: r for place, r in enumerate(revisions) if mask >> place & 1}
    rest = {r.id: r for r in revisions if r.id not in half}

    assert merge({**half, **rest}.values()) == merge({**rest, **half}.values())
    assert set(merge(half.values()).waiting) <= half.keys()


@EXAMPLES
@given(histories())
def test_every_value_that_nobody_overruled_stands_or_is_shown_as_a_rival(revisions: list[Revision]) -> None:
    merged = merge(revisions)
    above = _ancestors(revisions)
    for made in revisions:
        for key, (_, new) in made.patch.items():
            overruled = any(made.id in above[r.id] and _speaks_of(r, key) for r in revisions)
            removed = any(_removes(made, row) for row in _around(key))
            if new is None or overruled or removed:
                continue
            shown = [rival.value for rival in merged.conflicts.get(key, ())]
            assert merged.body.get(key) == new or new in shown, (key, new)


@EXAMPLES
@given(histories())
def test_rivals_differ_and_the_smallest_revision_stands(revisions: list[Revision]) -> None:
    merged = merge(revisions)
    for key, rivals in merged.conflicts.items():
        assert len({rival.value for rival in rivals}) > 1
        if key not in merged.body:
            assert None in [rival.value for rival in rivals]


@EXAMPLES
@given(histories())
def test_a_revision_that_saw_everything_can_be_replayed_on_the_merged_body(revisions: list[Revision]) -> None:
    """The fast path of the store and the full merge agree."""
    before = merge(revisions)
    for patch in ({"name": "9"}, {"m[1]": None}, {"m[3]": "1", "m[3].age": "5"}, {"m[2].age": "7"}):
        last = revision("z", 1, dict(patch), before.heads)
        if not before.conflicts and follows(before.body, last.patch):
            assert merge([*revisions, last]).body == forwarded(before.body, last.patch)


def test_different_fields_join_without_a_word() -> None:
    base = revision("a", 1, {"name": "覃", "area": "60"})
    mine, theirs = revision("a", 2, {"name": "韦"}, [base.id]), revision("b", 1, {"area": "80"}, [base.id])

    merged = merge([base, mine, theirs])

    assert (dict(merged.body), dict(merged.conflicts)) == ({"name": "韦", "area": "80"}, {})
    assert merged.heads == tuple(sorted((mine.id, theirs.id)))


def test_the_same_value_from_two_sides_is_agreement() -> None:
    base = revision("a", 1, {"area": "60"})
    both = [revision("a", 2, {"area": "80"}, [base.id]), revision("b", 1, {"area": "80"}, [base.id])]

    assert merge([base, *both]).conflicts == {}


def test_two_counts_are_shown_to_a_person_and_settled_by_a_revision() -> None:
    base = revision("a", 1, {"children": "2"})
    rivals = [revision("a", 2, {"children": "3"}, [base.id]), revision("b", 1, {"children": "4"}, [base.id])]
    disputed = merge([base, *rivals])
    decision = revision("c", 1, {"children": "4"}, disputed.heads)

    assert {rival.value for rival in disputed.conflicts["children"]} == {"3", "4"}
    assert disputed.body["children"] == min(rivals, key=lambda r: r.id).patch["children"][1]
    settled = merge([base, *rivals, decision])
    assert (settled.body["children"], dict(settled.conflicts), settled.heads) == ("4", {}, (decision.id,))


def test_a_row_removed_here_and_filled_there_is_shown_whole() -> None:
    base = revision("a", 1, {"m[1]": "0001", "m[1].name": "阿妹", "m[1].age": "9"})
    gone = revision("a", 2, {"m[1]": None, "m[1].name": None, "m[1].age": None}, [base.id])
    kept = revision("b", 1, {"m[1].school": "村小"}, [base.id])

    merged = merge([base, gone, kept])

    assert "m[1]" in merged.conflicts
    rest = {key: {rival.value for rival in rivals} for key, rivals in merged.conflicts.items()}
    if "m[1]" in merged.body:
        row = {"m[1]": "0001", "m[1].name": "阿妹", "m[1].age": "9", "m[1].school": "村小"}
        assert merged.body == row
    else:
        assert not merged.body
        assert rest["m[1].name"] == {None, "阿妹"}
        assert rest["m[1].school"] == {None, "村小"}


def test_a_removal_that_everybody_saw_is_final() -> None:
    base = revision("a", 1, {"m[1]": "0001", "m[1].age": "9", "name": "覃"})
    gone = revision("b", 1, {"m[1]": None}, [base.id])

    assert merge([base, gone]).body == {"name": "覃"}


def test_a_revision_whose_parent_is_missing_waits() -> None:
    base = revision("a", 1, {"name": "覃"})
    middle = revision("a", 2, {"name": "韦"}, [base.id])
    last = revision("a", 3, {"name": "黄"}, [middle.id])

    assert merge([base, last]).waiting == (last.id,)
    assert merge([base, last]).body == {"name": "覃"}
    assert merge([base, last, middle]).body == {"name": "黄"}


def _ancestors(revisions: Sequence[Revision]) -> dict[str, set[str]]:
    by_id = {r.id: r for r in revisions}
    found: dict[str, set[str]] = {}
    for r in revisions:
        above = set(r.parents)
        pending = list(r.parents)
        while pending:
            for parent in by_id[pending.pop()].parents:
                if parent not in above:
                    above.add(parent)
                    pending.append(parent)
        found[r.id] = above
    return found


def _around(key: str) -> list[str]:
    return [key[: place + 1] for place, char in enumerate(key) if char == "]" and key[place + 1 :]]


def _removes(made: Revision, row: str) -> bool:
    return row in made.patch and made.patch[row][1] is None


def _speaks_of(made: Revision, key: str) -> bool:
    return key in made.patch or any(_removes(made, row) for row in _around(key))
