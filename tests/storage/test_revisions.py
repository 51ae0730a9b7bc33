"""Tests of the canonical form that revision ids rest on."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from storage.revisions import canonical, id_of, make

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(TEXTS, st.tuples(st.none() | TEXTS, st.none() | TEXTS)), TEXTS, st.integers(1, 2**53))
def test_the_canonical_form_is_plain_sorted_json(
    patch: dict[str, tuple[str | None, str | None]], reason: str, number: int
) -> None:
    made = make(
        kind="household", record="1", parents=["b", "a"], patch=patch, person="韦", device="d",
        made_at="2015-11-15", number=number, previous="p", reason=reason,
    )  # fmt: skip
    plain = {
        "kind": "household", "record": "1", "parents": ["a", "b"], "patch": patch, "person": "韦",
        "device": "d", "made_at": "2015-11-15", "number": number, "previous": "p", "reason": reason,
    }  # fmt: skip

    expected = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert (canonical(made).decode(), id_of(made)) == (expected, made.id)
