"""Revisions for the tests of the wire: arbitrary ones for properties, real ones for sizes."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from storage.records import Patch, Revision
from storage.revisions import make

IDS = [f"{number:032x}" for number in range(0x019A_0000, 0x019A_0008)]
KEYS = (
    "head_name", "house_area", "@household", f"member[{IDS[0]}]", f"member[{IDS[0]}].full_name",
    f"member[{IDS[1]}].full_name", f"member[{IDS[1]}].job[{IDS[2]}].pay", f"remark[R41@member[{IDS[3]}]]",
    "odd[]", "[]", "remark[R41]", f"[{IDS[0]}][{IDS[1]}]", "", "member[short].x",
)  # fmt: skip
KINDS = ("visit", "household", "member")
WORDS = st.one_of(
    st.sampled_from(("", "12", "韦秀英", "[]", "\n", "null", "𬀩", "\u2028", "é", "e\u0301")),
    st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0x24FF), max_size=8),
)
SIDES = st.one_of(st.none(), WORDS)
PATCHES = st.dictionaries(st.one_of(st.sampled_from(KEYS), WORDS), st.tuples(SIDES, SIDES), max_size=6)


@st.composite
def chains(draw: st.DrawFn, most: int = 12) -> tuple[Revision, ...]:
    """Revisions of up to three devices, interleaved, with gaps, and parents in and out of the list."""
    found: list[Revision] = []
    last: dict[str, tuple[int, str]] = {}
    for _ in range(draw(st.integers(0, most))):
        device = draw(st.sampled_from(("d1", "d2", "d3")))
        number, previous = last.get(device, (0, ""))
        if draw(st.integers(0, 4)) == 0:
            number, previous = number + 3, IDS[7]
        known = [revision.id for revision in found] + IDS[:2]
        revision = make(
            kind=draw(st.sampled_from(KINDS)),
            record=draw(st.sampled_from(IDS)),
            parents=set(draw(st.lists(st.sampled_from(known), max_size=2))),
            patch=draw(PATCHES),
            person=draw(st.sampled_from(("韦小芳", "农志强"))),
            device=device,
            made_at=draw(st.sampled_from(("2015-10-20T09:12:33+08:00", "2015-10-20T09:14:01+08:00"))),
            number=number + 1,
            previous=previous,
            reason=draw(st.sampled_from(("", "更正审批单 3 号"))),
        )
        last[device] = (revision.number, revision.id)
        found.append(revision)
    return tuple(found)


def chain(
    patches: Sequence[tuple[str, str, Patch]], device: str = "d1", person: str = "韦小芳"
) -> tuple[Revision, ...]:
    """One device's revisions from 1 on, each (kind, record, patch); a record's later ones on its earlier."""
    found: list[Revision] = []
    heads: dict[tuple[str, str], str] = {}
    for kind, record, patch in patches:
        before = found[-1] if found else None
        revision = make(
            kind=kind, record=record, patch=patch, person="韦小芳", device=device,
            parents=[heads[kind, record]] if (kind, record) in heads else [],
            made_at="2015-10-20T09:12:33+08:00",
            number=before.number + 1 if before else 1, previous=before.id if before else "",
        )  # fmt: skip
        heads[kind, record] = revision.id
        found.append(revision)
    return tuple(found)
