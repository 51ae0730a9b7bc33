"""What is visible, calculated and wrong depends on the answers alone, not on the way they came."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

from functools import lru_cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forms import Interview, NodeKind, Questionnaire, QuestionnaireFault, load
from tests.forms.scenario import TODAY, ids, questionnaire, xform

FORM = """
    | name   | type            | relevant                    | calculation                          | required  | constraint | choice_filter | ruhu:rule | ruhu:at |
    | a      | integer         |                             |                                      | yes       | . < 5      |               |           |         |
    | b      | decimal         | ${a} > 1                    |                                      | ${a} > 2  | . != ${a}  |               |           |         |
    | c      | calculate       |                             | coalesce(${a}, 0) + coalesce(${b}, 0) |          |            |               |           |         |
    | g      | begin group     | ${c} > 2                    |                                      |           |            |               |           |         |
    | d      | select_one x    |                             |                                      |           |            | n <= ${c}     |           |         |
    | e      | calculate       |                             | if(${d} = 'p', ${c}, '')             |           |            |               |           |         |
    |        | end group       |                             |                                      |           |            |               |           |         |
    | row    | begin repeat    | ${a} != 4                   |                                      |           |            |               |           |         |
    | f      | integer         |                             |                                      | yes       |            |               |           |         |
    | h      | calculate       |                             | ${f} * ${c}                          |           |            |               |           |         |
    | i      | text            | ${f} > 1 and ${e} != ''     |                                      |           |            |               |           |         |
    |        | end repeat      |                             |                                      |           |            |               |           |         |
    | sum    | calculate       |                             | sum(${h})                            |           |            |               |           |         |
    | r      | calculate       |                             | ${sum} > 10                          |           |            |               | R1        | f a     |
    | note   | note            | ${sum} > 5                  |                                      |           |            |               |           |         |
"""
LISTS = "| list_name | name | label | n |\n| x | p | P | 3 |\n| x | q | Q | 5 |"
KEYS = ["a", "b", "d", "row[r1].f", "row[r1].i", "row[r2].f", "row[r2].i"]
ROWS = {"row[r1]": "0001", "row[r2]": "0002"}
values = st.sampled_from(["", "0", "1", "2", "3", "4", "7", "p", "q", "x"])
changes = st.lists(st.tuples(st.sampled_from(KEYS), values), max_size=14)


@lru_cache(maxsize=1)
def form() -> Questionnaire:
    return questionnaire(FORM, LISTS)


def opened(answers: dict[str, str]) -> Interview:
    return Interview(form(), answers, today=TODAY, new_id=ids())


def picture(interview: Interview) -> tuple[Any, ...]:
    """Everything anybody can see."""
    layout = interview.layout()
    views = [interview.view(node.key) for node in layout.walk() if node.kind is NodeKind.FIELD]
    return (
        layout,
        views,
        interview.problems(),
        interview.answers(),
        [interview.progress(node.key) for node in layout.walk() if node.kind is not NodeKind.FIELD],
        interview.view("sum").value,
    )


@settings(max_examples=120, deadline=None)
@given(changes)
def test_the_way_to_the_answers_leaves_no_trace(steps: list[tuple[str, str]]) -> None:
    walked = opened(ROWS)
    final = dict(ROWS)
    for key, value in steps:
        walked.answer(key, value)
        picture(walked)  # what was seen on the way may be kept, but must not be told again
        final[key] = value

    at_once = opened({key: value for key, value in final.items() if value})

    assert picture(walked) == picture(at_once)


@settings(max_examples=80, deadline=None)
@given(changes, st.randoms(use_true_random=False))
def test_any_order_of_the_same_answers_ends_in_the_same_state(
    steps: list[tuple[str, str]], chance: Any
) -> None:
    final = list(dict(steps).items())
    shuffled = final.copy()
    chance.shuffle(shuffled)
    one, other = opened(ROWS), opened(ROWS)
    for key, value in final:
        one.answer(key, value)
    for key, value in shuffled:
        other.answer(key, value)

    assert picture(one) == picture(other)


@settings(max_examples=80, deadline=None)
@given(changes)
def test_changes_name_every_field_that_looks_different(steps: list[tuple[str, str]]) -> None:
    interview = opened(ROWS)
    fields = [node.key for node in interview.layout().walk() if node.kind is NodeKind.FIELD]
    for key, value in steps:
        before = {field: interview.view(field) for field in fields}
        changed = interview.answer(key, value)

        different = [field for field in fields if interview.view(field) != before[field]]
        assert set(different) <= set(changed.shown)
        assert set(changed.shown) & set(fields) <= {*different, key}


@settings(max_examples=60, deadline=None)
@given(changes)
def test_patches_lead_from_the_stored_answers_to_the_new_ones(steps: list[tuple[str, str]]) -> None:
    interview = opened(ROWS)
    stored = interview.answers()
    for key, value in steps:
        for name, (old, new) in interview.answer(key, value).patch.items():
            assert stored.get(name) == old
            if new is None:
                del stored[name]
            else:
                stored[name] = new

    assert stored == interview.answers()


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(0, 12),
    st.binary(max_size=4) | st.sampled_from([b"<", b">", b'"', b"&", b"</bind>"]),
)
def test_a_damaged_form_is_refused_or_opens(start: int, length: int, instead: bytes) -> None:
    raw = xform(FORM, LISTS).encode()
    start %= len(raw)

    try:
        damaged = load(raw[:start] + instead + raw[start + length :])
    except QuestionnaireFault:
        return
    Interview(damaged, ROWS, today=TODAY, new_id=ids(), first_load=True).layout()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["add", "first", "last"]), max_size=8))
def test_rows_come_and_go_without_a_trace(steps: list[str]) -> None:
    interview = opened({"a": "3"})
    for step in steps:
        rows = interview.layout("row").children
        picture(interview)
        if step == "add":
            changed = interview.add_row("row")
            interview.answer(f"{next(iter(changed.patch))}.f", str(len(rows)))
        elif rows:
            interview.remove_row(rows[0 if step == "first" else -1].key)

    assert picture(interview) == picture(opened(interview.answers()))
