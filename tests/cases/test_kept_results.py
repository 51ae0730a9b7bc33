"""Score, problems and progress are kept between answers; what is kept is what a fresh look finds."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forms import Interview, NodeKind
from tests.cases.household import case, first, reopened, surveyed

NUMBER = "02"
CHANGES = {
    "house_area": ("", "20", "64.5", "200"),
    "house_structure": ("earth_wood", "brick_concrete"),
    "appliances": ("", "tv", "tv fridge"),
    "water_minutes": ("", "0", "25"),
    "power": ("low", "normal"),
    "paddy_mu": ("", "0", "3"),
    "pig_n": ("", "4", "400"),
    "attribute": ("1", "2a"),
    "booklet_size": ("1", "6"),
    "member/labour": ("01", "02"),
    "member/health": ("01", "02"),
    "member/work_months": ("", "6.5", "14"),
    "member/id_number": ("", "1"),
    "debt/balance": ("", "8000"),
}
steps = st.lists(
    st.one_of(
        st.sampled_from([(name, value) for name, values in CHANGES.items() for value in values]),
        st.sampled_from([("add", "member"), ("add", "debt"), ("remove", "member"), ("explain", "已问清")]),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(steps)
def test_what_is_kept_is_what_a_fresh_look_finds(taken: list[tuple[str, str]]) -> None:
    walked = surveyed(NUMBER)
    for name, value in taken:
        outcome(walked)
        take(walked, name, value)

    assert outcome(walked) == outcome(reopened(walked, case(NUMBER)["tun"]))


def test_an_answer_that_nothing_rests_on_leaves_the_sheet_as_it_is() -> None:
    interview = surveyed(NUMBER)
    before = interview.score()
    interview.answer("address", "村尾老榕树下3号")

    assert interview.score() is before


def take(interview: Interview, name: str, value: str) -> None:
    """Answer, add or remove a row, or explain the first thing that may be explained."""
    repeat, _, question = name.rpartition("/")
    if name == "add":
        interview.add_row(value)
    elif name == "remove":
        interview.remove_row(first(interview, value))
    elif name == "explain":
        keys = [problem.remark_key for problem in interview.problems() if problem.remark_key]
        interview.explain(keys[0], value) if keys else None
    elif not repeat:
        interview.answer(name, value)
    elif interview.layout(repeat).children:
        interview.answer(f"{first(interview, repeat)}.{question}", value)


def outcome(interview: Interview) -> tuple[Any, ...]:
    """Return all that is kept between answers."""
    nodes = [node for node in interview.layout().walk() if node.kind is not NodeKind.FIELD]
    progress = {node.key: interview.progress(node.key) for node in nodes}
    return interview.score(), interview.problems(), interview.problems("appraisal"), progress
