"""An open visit goes on with a newer version: answers follow their questions, and none is lost."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import Interview, Questionnaire, QuestionnaireFault
from forms.upgrade import Upgrade, upgrade
from forms.wording import kept_sentence, moved_sentence, to_ask_sentence, unfit_sentence
from tests.forms.scenario import TODAY, ids, questionnaire

CHOICES = "| list_name | name | label |\n| c | 1 | 甲 |\n| c | 2 | 乙 |"
FEWER = "| list_name | name | label |\n| c | 1 | 甲 |\n| c | 3 | 丙 |"
OLD = """
    | type         | name   |
    | text         | a      |
    | begin repeat | member |
    | text         | full   |
    | begin repeat | ill    |
    | text         | what   |
    | end repeat   |        |
    | end repeat   |        |
    | text         | gone   |
"""
ANSWERS = {
    "a": "x",
    "member[1]": "0001",
    "member[1].full": "An",
    "member[1].ill[7]": "0001",
    "member[1].ill[7].what": "flu",
    "gone": "kept",
    "remark[member[1].full]": "checked",
    "remark[R41@member[1]]": "explained",
    "remark[R9]": "as is",
    "@state": "surveying",
    "elsewhere": "unknown",
}


def applied(answers: Mapping[str, str], found: Upgrade) -> dict[str, str]:
    """Put a patch into the answers, as storage does."""
    after = dict(answers)
    for key, (old, new) in found.patch.items():
        assert after.get(key) == old
        if new is None:
            del after[key]
    after.update({key: new for key, (_, new) in found.patch.items() if new is not None})
    return after


def opened(form: Questionnaire, answers: Mapping[str, str]) -> Interview:
    return Interview(form, answers, today=TODAY, new_id=ids())


def test_the_same_version_changes_nothing() -> None:
    form = questionnaire(OLD)
    found = upgrade(form, form, ANSWERS)

    assert (found.patch, found.moved, found.kept, found.unfit, found.to_ask) == ({}, (), (), (), ())


def test_answers_follow_a_question_into_a_group() -> None:
    new = questionnaire("| type | name |\n| begin group | g |\n| text | a |\n| end group | |")
    found = upgrade(questionnaire("| type | name |\n| text | a |"), new, {"a": "x"})

    assert found.patch == {}
    assert opened(new, {"a": "x"}).view("a").value == "x"


def test_answers_follow_into_a_longer_key() -> None:
    new = questionnaire(
        "| type | name |\n| begin group | g |\n| text | a |\n| end group | |\n| begin group | h |\n| text | a |\n| end group | |"
    )
    old = questionnaire("| type | name |\n| begin group | g |\n| text | a |\n| end group | |")
    found = upgrade(old, new, {"a": "x"})

    assert found.patch == {"a": ("x", None), "g/a": (None, "x")}
    assert found.to_ask == ("h/a",)
    assert upgrade(new, old, applied({"a": "x"}, found)).patch == {"g/a": ("x", None), "a": (None, "x")}


def test_a_renamed_question_and_its_remark_move() -> None:
    new = questionnaire("| type | name | ruhu:was |\n| text | b | z a |")
    found = upgrade(questionnaire("| type | name |\n| text | a |"), new, {"a": "x", "remark[a]": "why"})

    assert applied({"a": "x", "remark[a]": "why"}, found) == {"b": "x", "remark[b]": "why"}
    assert [(moved.old_key, moved.new_key, moved.label) for moved in found.moved] == [
        ("a", "b", "b"),
        ("remark[a]", "remark[b]", "b"),
    ]
    assert found.to_ask == ()


def test_names_that_move_up_one_by_one_keep_their_answers() -> None:
    old = questionnaire("| type | name |\n| text | a |\n| text | b |")
    new = questionnaire("| type | name | ruhu:was |\n| text | b | a |\n| text | c | b |\n| text | a | |")
    found = upgrade(old, new, {"a": "1", "b": "2"})

    assert applied({"a": "1", "b": "2"}, found) == {"b": "1", "c": "2"}
    assert found.to_ask == ("a",)


def test_an_earlier_name_counts_only_until_the_version_that_took_the_new_one() -> None:
    middle = questionnaire("| type | name | ruhu:was |\n| text | b | a |\n| text | a | |")
    latest = questionnaire("| type | name | ruhu:was |\n| text | b | a |\n| text | a | |")

    assert upgrade(middle, latest, {"a": "new", "b": "old"}).patch == {}


def test_a_renamed_repeat_takes_its_rows_and_all_below() -> None:
    new = questionnaire("""
        | type         | name   | ruhu:was |
        | begin group  | g      |          |
        | begin repeat | person | member   |
        | text         | name_  | full     |
        | begin repeat | ill    |          |
        | text         | what   |          |
        | end repeat   |        |          |
        | end repeat   |        |          |
        | end group    |        |          |
    """)
    after = applied(ANSWERS, upgrade(questionnaire(OLD), new, ANSWERS))

    assert after == {
        "a": "x",
        "person[1]": "0001",
        "person[1].name_": "An",
        "person[1].ill[7]": "0001",
        "person[1].ill[7].what": "flu",
        "gone": "kept",
        "remark[person[1].name_]": "checked",
        "remark[R41@person[1]]": "explained",
        "remark[R9]": "as is",
        "@state": "surveying",
        "elsewhere": "unknown",
    }
    assert opened(new, after).view("person[1].ill[7].what").value == "flu"


def test_explanations_carry_the_label_of_what_they_explain() -> None:
    new = questionnaire(
        "| type | name | label | ruhu:was |\n| begin repeat | person | 人 | member |\n| text | full | 姓名 | |\n| end repeat | | | |"
    )
    moved = upgrade(questionnaire(OLD), new, ANSWERS).moved

    assert [(each.new_key, each.label) for each in moved if each.new_key.startswith("remark")] == [
        ("remark[person[1].full]", "姓名"),
        ("remark[R41@person[1]]", "人"),
    ]


@pytest.mark.parametrize(
    "old, new, key",
    [
        (
            "| type | name |\n| text | a |",
            "| type | name |\n| begin repeat | r |\n| text | a |\n| end repeat | |",
            "a",
        ),
        (
            "| type | name |\n| begin repeat | r |\n| text | a |\n| end repeat | |",
            "| type | name |\n| text | a |\n| begin repeat | r |\n| text | z |\n| end repeat | |",
            "r[1].a",
        ),
    ],
)
def test_an_answer_cannot_follow_into_a_repeat_or_out_of_one(old: str, new: str, key: str) -> None:
    answers = {"r[1]": "0001", key: "x"} if "[" in key else {key: "x"}
    found = upgrade(questionnaire(old), questionnaire(new), answers)

    assert found.patch == {}
    assert [kept.key for kept in found.kept] == [key]
    assert "a" in found.to_ask
    assert opened(questionnaire(new), answers).answers("*") == answers


def test_answers_to_questions_that_are_gone_are_kept_and_shown_in_words() -> None:
    old = questionnaire("| type | name | label |\n| select_multiple c | s | 选 |\n| text | a | 甲 |", CHOICES)
    found = upgrade(old, questionnaire("| type | name |\n| text | a |"), {"s": "1 2", "a": "x"})

    (kept,) = found.kept
    assert (kept.key, kept.label, kept.display) == ("s", "选", "甲、乙")
    assert kept_sentence(kept) == "选：新版没有这道题，答案“甲、乙”保留，可以查看"


def test_an_answer_that_comes_back_with_its_question_needs_no_asking() -> None:
    without = questionnaire("| type | name |\n| text | a |")
    with_it = questionnaire("| type | name |\n| text | a |\n| text | q |\n| text | r |")

    assert upgrade(without, with_it, {"a": "1", "q": "from before"}).to_ask == ("r",)


@pytest.mark.parametrize(
    "old_type, value, new_type, why",
    [
        ("text", "12", "integer", ""),
        ("text", "twelve", "integer", "type"),
        ("integer", "12", "decimal", ""),
        ("decimal", "1.5", "integer", "type"),
        ("text", "2015-11-15", "date", ""),
        ("select_one c", "1", "select_multiple c", ""),
        ("select_multiple c", "1 2", "select_one c", "choice"),
        ("text", "1", "select_one c", ""),
        ("text", "9", "select_one c", "choice"),
        ("integer", "7", "range", ""),
        ("integer", "70", "range", "range"),
    ],
)
def test_a_value_stays_where_its_type_changed_and_is_told_where_it_does_not_fit(
    old_type: str, value: str, new_type: str, why: str
) -> None:
    old = questionnaire(f"| type | name |\n| {old_type} | a |", CHOICES)
    new = questionnaire(f"| type | name |\n| {new_type} | a |", CHOICES)
    found = upgrade(old, new, {"a": value})

    assert found.patch == {}
    assert [unfit.why for unfit in found.unfit] == ([why] if why else [])
    problems = opened(new, {"a": value}).problems()
    assert [problem.code for problem in problems if problem.code != "required"] == ([why] if why else [])


def test_an_option_that_is_gone_is_kept_and_reported() -> None:
    form = "| type | name | label |\n| select_one c | s | 选 |"
    found = upgrade(questionnaire(form, CHOICES), questionnaire(form, FEWER), {"s": "2"})

    (unfit,) = found.unfit
    assert (found.patch, found.kept) == ({}, ())
    assert unfit_sentence(unfit) == "选：“乙”已不在选项中，原样保留，需要重选"


def test_new_questions_are_to_be_asked_but_not_notes_and_calculations() -> None:
    new = questionnaire("""
        | type      | name | label | calculation | readonly |
        | text      | a    | 甲    |             |          |
        | text      | b    | 乙    |             |          |
        | note      | n    | 说明  |             |          |
        | calculate | c    |       | 1           |          |
        | integer   | d    | 丁    |             | yes      |
    """)
    found = upgrade(questionnaire("| type | name |\n| text | a |"), new, {})

    assert found.to_ask == ("b",)
    assert to_ask_sentence("乙") == "待问：乙"


def test_a_question_that_becomes_a_calculation_keeps_its_answer_in_sight() -> None:
    new = questionnaire("| type | name | calculation |\n| calculate | a | 1 + 1 |")
    found = upgrade(questionnaire("| type | name |\n| text | a |"), new, {"a": "5"})

    assert [kept.key for kept in found.kept] == ["a"]
    assert found.patch == {}


def test_a_calculation_that_becomes_a_question_is_to_be_asked() -> None:
    old = questionnaire("| type | name | calculation |\n| calculate | a | 1 |\n| text | b | |")

    assert upgrade(old, questionnaire("| type | name |\n| text | a |\n| text | b |"), {}).to_ask == ("a",)


def test_a_place_that_is_taken_is_not_written_over() -> None:
    old = questionnaire("| type | name |\n| text | a |")
    new = questionnaire("| type | name | ruhu:was |\n| text | b | a |")
    answers = {"a": "mine", "b": "left by an earlier version"}
    found = upgrade(old, new, answers)

    assert applied(answers, found) == answers
    assert [kept.key for kept in found.kept] == ["a"]


def test_a_move_is_told_in_words() -> None:
    new = questionnaire("| type | name | label | ruhu:was |\n| text | b | 学校 | a |")
    (moved,) = upgrade(questionnaire("| type | name |\n| text | a |"), new, {"a": "一小"}).moved

    assert moved_sentence(moved) == "学校：a → b，答案“一小”跟着过去"


NAMES = ("a", "b", "c", "d")
LATER = ("a", "e", "f", "g")
KINDS = ("text", "integer", "select_one c", "select_multiple c", "date", "calculate")


@st.composite
def tables(draw: st.DrawFn, names: tuple[str, ...] = NAMES) -> str:
    """Draw a form: some of four names, in groups and repeats, each perhaps said to have been another."""
    lines = ["| type | name | calculation | ruhu:was |"]
    open_ends: list[str] = []
    for name in draw(st.permutations(names))[: draw(st.integers(1, 4))]:
        around = draw(st.sampled_from(("", "group", "repeat", "close")))
        if around == "close" and open_ends:
            lines.append(f"| {open_ends.pop()} | | | |")
        elif around in ("group", "repeat"):
            inside = f"{around[0]}{len(lines)}" if draw(st.booleans()) else f"{around[0]}x{len(open_ends)}"
            lines.append(f"| begin {around} | {inside} | | |")
            open_ends.append(f"end {around}")
        kind = draw(st.sampled_from(KINDS))
        was = draw(st.sampled_from(("", *NAMES)))
        lines.append(
            f"| {kind} | {name} | {'1' if kind == 'calculate' else ''} | {was if was != name else ''} |"
        )
    return "\n".join((*lines, *(f"| {end} | | | |" for end in reversed(open_ends))))


def keys_of(form: Questionnaire) -> list[str]:
    """Return a key of every question, and of one row of every repeat."""
    found = []
    for definition in form.definitions[1:]:
        if "/meta" in definition.path:
            continue
        rows = "".join(f"{repeat.key}[r1]." for repeat in definition.repeats)
        if definition.shape.value == "repeat":
            found.append(rows[:-1])
        elif definition.shape.value == "field":
            found.append(rows + definition.key)
    return found


@settings(max_examples=40, deadline=None)
@given(tables(), tables(LATER), st.data())
def test_no_value_is_ever_lost_and_upgrading_twice_is_upgrading_once(
    old_table: str, new_table: str, data: st.DataObject
) -> None:
    try:
        old, new = questionnaire(old_table, CHOICES), questionnaire(new_table, FEWER)
    except QuestionnaireFault:  # an empty repeat, say: not every drawing is a form
        return
    keys = [*keys_of(old), *keys_of(new), "elsewhere", *(f"remark[{key}]" for key in keys_of(old))]
    chosen = data.draw(st.lists(st.sampled_from(keys), unique=True))
    answers = {key: "0001" if key.endswith("[r1]") else f"v{at}" for at, key in enumerate(chosen)}
    found = upgrade(old, new, answers)
    after = applied(answers, found)

    assert sorted(after.values()) == sorted(answers.values())
    assert upgrade(new, new, after).patch == {}
    again = applied(after, upgrade(old, new, after))
    assert sorted(again.values()) == sorted(answers.values())
    interview = opened(new, after)
    assert interview.layout() is not None
