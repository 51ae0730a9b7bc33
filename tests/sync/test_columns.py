"""Revisions as columns: what goes in comes out, ids included, and nonsense is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.records import Revision
from sync import columns
from sync.errors import PacketDamaged
from tests.sync.revising import IDS, chain, chains


@settings(max_examples=50)
@given(chains())
def test_any_revisions_come_back_with_the_same_ids(revisions: tuple[Revision, ...]) -> None:
    assert columns.decode(columns.encode(revisions)) == revisions


@settings(max_examples=50)
@given(chains())
def test_the_form_is_canonical_writing_what_was_read_gives_the_same_bytes(
    revisions: tuple[Revision, ...],
) -> None:
    written = columns.encode(revisions)

    assert columns.encode(columns.decode(written)) == written


@settings(max_examples=40)
@given(chains(), st.data())
def test_a_line_that_is_missing_doubled_or_cut_is_refused(
    revisions: tuple[Revision, ...], data: st.DataObject
) -> None:
    lines = columns.encode(
        (*revisions, *chain([("household", IDS[0], {"head_name": (None, "韦秀英")})]))
    ).split(b"\n")
    place = data.draw(st.integers(0, len(lines) - 1))
    without, doubled = lines[:place] + lines[place + 1 :], [*lines, lines[place]]
    wrong = data.draw(st.sampled_from([without, doubled, [*lines[:place], lines[place][:-1]]]))

    with pytest.raises(PacketDamaged):
        columns.decode(b"\n".join(wrong))


def test_ids_numbers_and_previous_are_not_sent() -> None:
    revisions = chain(
        [("household", IDS[0], {"head_name": (None, "韦秀英")}), ("household", IDS[0], {"size": (None, "4")})]
    )

    text = columns.encode(revisions).decode()

    assert not any(revision.id in text for revision in revisions)
    assert json.loads(text.split("\n")[1]) == {
        "kind": "household", "ids": [IDS[0], IDS[0]], "on": [None, 0],
        "set": {"head_name": ["韦秀英", None], "size": [None, "4"]},
    }  # fmt: skip


def test_rows_are_columns_and_their_ids_stand_once() -> None:
    visit = {f"member[{IDS[0]}]": (None, "0001"), f"member[{IDS[0]}].full_name": (None, "韦秀英")}

    table = json.loads(columns.encode(chain([("visit", IDS[5], visit)])).split(b"\n")[1])

    assert table["rows"] == {"member[]": [[IDS[0]]]}
    assert table["set"] == {"member[]": ["0001"], "member[].full_name": ["韦秀英"]}


@pytest.mark.parametrize(
    "head",
    [
        {"count": 10**9, "runs": [["d", 10**9, 1, ""]]},
        {"count": 2, "runs": [["d", 10**12, 1, ""]]},
        {"count": -1, "runs": []},
        {"count": 1, "runs": [["d", 1]]},
        {"count": 1, "runs": [["d", True, 1, ""]]},
        [],
        "x",
    ],
)
def test_counts_that_lie_cost_nothing(head: object) -> None:
    with pytest.raises(PacketDamaged):
        columns.decode(json.dumps(head).encode())


def test_a_table_of_too_many_cells_is_refused_before_it_is_built() -> None:
    rows = [[IDS[0]] * 2000]
    table = {
        "kind": "visit",
        "ids": [IDS[0]],
        "rows": {"m[]": rows},
        "set": {f"m[].{n}": {} for n in range(7000)},
    }
    head = {
        "count": 1,
        "runs": [["d", 1, 1, ""]],
        "order": [["visit", 1]],
        "at": [["", 1]],
        "by": [["", 1]],
        "why": [["", 1]],
    }

    with pytest.raises(PacketDamaged) as refused:
        columns.decode(json.dumps(head).encode() + b"\n" + json.dumps(table).encode())

    assert refused.value.where == "limits"
