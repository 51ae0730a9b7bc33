"""A form with everything in it, damaged anywhere: it is refused with faults, or it opens and can be filled."""

# ruff: noqa: E501 - XML is wider than code
from __future__ import annotations

from functools import lru_cache

from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms import Interview, NodeKind, QuestionnaireFault, load
from tests.forms.scenario import TODAY, ids, xform

EVERYTHING = """
    | type                  | name   | label::zh    | label::en | calculation                | relevant      | required | constraint | constraint_message::zh | choice_filter    | appearance                                     | parameters                    | default           | trigger  | repeat_count | save_to     | guidance_hint::zh |
    | start                 | start  |              |           |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | username              | user   |              |           |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | start-geopoint        | spot   |              |           |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | background-audio      | talk   |              |           |                            |               |          |            |                        |                  |                                                | quality=low                   |                   |          |              |             |                   |
    | integer               | n      | 数           | N         |                            |               | yes      | . < 9      | ${n} 太大              |                  |                                                |                               | 2                 |          |              | house#n     | 问清楚            |
    | range                 | far    | 远           | Far       |                            |               |          |            |                        |                  |                                                | start=10 end=0 step=-2        |                   |          |              |             |                   |
    | rank s                | rank   | 排           | Rank      |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | select_one f          | fruit  | 果           | Fruit     |                            |               |          |            |                        |                  | minimal search('fruits', 'contains', 'id', 'm') |                              |                   |          |              |             |                   |
    | select_one_from_file x.csv | file | 表         | File      |                            |               |          |            |                        | kind = ${n}      |                                                | value=id label=nm randomize=true seed=4 |         |          |              |             |                   |
    | begin group           | g      | ${n} 组      | G         |                            | ${n} > 1      |          |            |                        |                  | field-list                                     |                               |                   |          |              |             |                   |
    | begin repeat          | r      | 行           | R         |                            |               |          |            |                        |                  |                                                |                               |                   |          | ${n}         |             |                   |
    | select_one s or_other | a      | 甲           | A         |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | integer               | b      | 乙           | B         |                            | ${a} != ''    |          |            |                        |                  |                                                |                               | position(..)      |          |              |             |                   |
    | begin repeat          | t      | 内           | T         |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | decimal               | d      | 丙           | D         |                            |               |          |            |                        |                  |                                                |                               | ${last-saved#n}   |          |              |             |                   |
    | end repeat            |        |              |           |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | end repeat            |        |              |           |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | end group             |        |              |           |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | select_one ${b}       | which  | 哪           | Which     |                            |               |          |            |                        | ${b} > 0         |                                                |                               |                   |          |              |             |                   |
    | date                  | day    | 日           | Day       | today() + ${n}             |               |          |            |                        |                  |                                                |                               |                   | ${n}     |              |             |                   |
    | calculate             | sum    |              |           | sum(${d}) + count(${r})    |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | calculate             | said   |              |           | jr:choice-name(${which}, '${which}') |     |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
    | image                 | pic    | 照           | Pic       |                            |               |          |            |                        |                  |                                                | max-pixels=640                |                   |          |              |             |                   |
    | end                   | end    |              |           |                            |               |          |            |                        |                  |                                                |                               |                   |          |              |             |                   |
"""
LISTS = """
    | list_name | name | label::zh | label::en |
    | s         | 1    | ${n} 一   | one       |
    | s         | 2    | 二        | two       |
    | f         | id   | title     | title     |
    | f         | 9    | 无        | none      |
"""
ENTITIES = "| list_name | label | create_if |\n| house | ${n} | ${n} > 1 |"
SPLINTERS = [
    b"",
    b"<",
    b">",
    b'"',
    b"&",
    b"</bind>",
    b"(",
    b")",
    b"[",
    b"]",
    b"'",
    b"/",
    b"..",
    b"@",
    b":",
    b"$",
    b",",
    b"\xff",
    b"-1",
    b"1e9",
    "　".encode(),
]


@lru_cache(maxsize=1)
def whole() -> bytes:
    """Return the form as it should be."""
    return xform(EVERYTHING, LISTS, ENTITIES).encode()


def filled(raw: bytes) -> Interview:
    """Open a form and go through it once."""
    rows = [{"id": "melon", "title": "瓜", "nm": "M", "kind": "2"}]
    interview = Interview(
        load(raw), {}, today=TODAY, new_id=ids(), first_load=True, instances={"fruits": rows, "x": rows},
        last_saved={"n": "3"}, properties={"username": "li"},
    )  # fmt: skip
    for node in list(interview.layout().walk()):
        if node.kind is NodeKind.REPEAT and "fixed-rows" not in node.appearance:
            interview.add_row(node.key)
    for node in list(interview.layout().walk()):
        view = interview.view(node.key) if node.kind is NodeKind.FIELD else None
        if view is not None and not view.readonly:
            interview.answer(node.key, view.choices[0].value if view.choices else "2")
    for key in interview.wanted_positions():
        interview.locate(key, "25 102 0 0")
    interview.end()
    interview.problems()
    return interview


def test_the_whole_form_opens_and_can_be_filled() -> None:
    interview = filled(whole())

    assert next(len(node.children) for node in interview.layout().walk() if node.name == "r") == 2
    assert interview.questionnaire.recordings == ("talk",)
    assert {problem.code for problem in interview.problems()} <= {"type", "rank", "choice", "required"}


@settings(max_examples=150, deadline=None)
@example(0, 0, b"")
@given(st.integers(0, 1 << 20), st.integers(0, 12), st.sampled_from(SPLINTERS))
def test_a_form_damaged_anywhere_is_refused_or_can_be_filled(start: int, length: int, instead: bytes) -> None:
    raw = whole()
    start %= len(raw)
    try:
        filled(raw[:start] + instead + raw[start + length :])
    except QuestionnaireFault as fault:
        assert fault.faults  # noqa: PT017 - any other error fails the test
