"""What never ends, or grows without end, is given up: in bounded time, with one exception and no other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.xpath.compile import compiled
from forms.xpath.context import VISITS_LIMIT, Context
from forms.xpath.nodes import table
from forms.xpath.patterns import PATTERN_LIMIT, SECONDS_LIMIT, SUBJECT_LIMIT, unfolded
from forms.xpath.tree import EvaluationLimit, ExpressionError
from tests.forms.xpath.world import StillWorld, run, tree


class Large(StillWorld):
    """A world with a list of some thousand rows."""

    def __init__(self, rows: int = 3_000) -> None:
        super().__init__()
        self._instances["large"] = table({"name": f"n{at}", "kind": str(at % 3)} for at in range(rows))


def in_large(expression: str) -> object:
    """Evaluate with a twentieth of the visits: what ends at all ends soon."""
    context = Context(Large(), tree())
    context.meter.left //= 20
    return compiled(expression)(context)


LARGE = "instance('large')"
_LONG = f"join('{'x' * 200}', {LARGE}/root/item/name)"
EVIL = [
    f"count({LARGE}//*[count({LARGE}//*) > 0 and count(.//..//*) > 0])",
    f"count({LARGE}/root/item[following-sibling::item[name = 'x']])",
    f"count({LARGE}//*[count(preceding::*) > 100000])",
    f"{LARGE}/root/item[position(../item[last()]) = 1]",
    f"count({LARGE}/root/item[string(..) = 'x'])",
    f"count({LARGE}/root/item[contains(concat(., string(..)), 'x')])",
    f"count({LARGE}/root/item[. = ../item/name])",
    f"count({LARGE}/root/item[join('', ../item/name) = 'x'])",
    f"count({LARGE}/root/item[sum(../item/kind) = 5])",
    f"count({LARGE}/root/item[count(sort-by(../item, name)) = 5])",
    f"count({LARGE}/root/item[count(randomize(../item, 3)) = 5])",
    f"count({LARGE}/root/item[count(../item | ../item) = 5])",
    f"count({LARGE}/root/item[if(true(), .., 1) = 'x'])",
    f"count({LARGE}/root/item[checklist(1, 2, ../item/kind)])",
]


@pytest.mark.parametrize("expression", EVIL)
def test_an_evaluation_that_looks_at_everything_for_everything_is_given_up(expression: str) -> None:
    with pytest.raises(EvaluationLimit, match="visits"):
        in_large(expression)


@pytest.mark.parametrize(
    "expression",
    [
        f"join('{'x' * 400}', {LARGE}/root/item/name)",
        "uuid(99999999999)",
        f"concat({', '.join([_LONG] * 2)})",
    ],
)
def test_a_text_without_end_is_given_up(expression: str) -> None:
    with pytest.raises(EvaluationLimit, match="text"):
        in_large(expression)


def test_what_a_form_needs_is_far_from_the_limit() -> None:
    context = Context(Large(40_000), tree())

    compiled(f"count({LARGE}/root/item[contains(name, '9') and not(selected(kind, '1')) or kind != '2'])")(
        context
    )

    assert context.meter.left > VISITS_LIMIT * 0.8


def test_a_pattern_that_tries_everything_is_given_up() -> None:
    context = Context(StillWorld(), tree())
    context.meter.seconds = SECONDS_LIMIT - 0.05

    with pytest.raises(EvaluationLimit, match="regex"):
        compiled(f"regex('{'1,' * 900}', '(.*?,){{11}}P')")(context)


@pytest.mark.parametrize(
    "pattern",
    [
        "a" * (PATTERN_LIMIT + 1),
        "((((a{10}){10}){10}){10}){10}",
        "a{999999999}",
        "(?R)+",
        "(a(?1)?)*",
        "[",
        "*",
    ],
)
def test_a_pattern_that_cannot_be_compiled_in_time_is_a_fault(pattern: str) -> None:
    with pytest.raises(ExpressionError, match="bad_regex"):
        compiled(f"regex(/data/name, '{pattern}')")


def test_a_text_longer_than_any_answer_matches_no_pattern() -> None:
    assert run(f"regex('{'a' * (SUBJECT_LIMIT + 1)}', 'a*')") is False


@pytest.mark.parametrize(
    "pattern, parts",
    [("abc", 3), ("a{5}", 5), ("(ab){3}", 9), ("(a{4}b){2,3}", 18), (r"\{\}", 2), ("1[3-9]\\d{9}", 15)],
)
def test_the_size_of_a_pattern_is_known_before_it_is_compiled(pattern: str, parts: int) -> None:
    assert unfolded(pattern) == parts


@settings(max_examples=150, deadline=None)
@given(st.text("ab()[]{}?*+|\\^$.,0159-d:=!<>P", max_size=24), st.text("ab0 ", max_size=12))
def test_any_pattern_matches_or_not_or_is_a_fault(pattern: str, subject: str) -> None:
    try:
        found = compiled(f'regex("{subject}", "{pattern}")')(Context(StillWorld(), tree()))
    except (ExpressionError, EvaluationLimit):
        return
    assert found in (True, False)


def test_lookups_within_lookups_are_compiled_once_each() -> None:
    item = "instance('towns')/root/item[name = "

    assert run(f"{item * 35}'n5'{']/name' * 35}/kind") == []


@pytest.mark.parametrize(
    "opening, closing",
    [("(0 or 0 and 1 = 1 < 1 + 1 * -", ")"), ("/data/member[0 or 0 = ", "]"), ("(", " = 1 = 1 = 1)")],
)
def test_operators_within_parentheses_are_limited_together(opening: str, closing: str) -> None:
    with pytest.raises(ExpressionError, match="too_deep"):
        compiled(opening * 55 + "1" + closing * 55)
