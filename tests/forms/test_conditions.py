"""A condition is called impossible only if no answer meets it: tried with every small answer there is."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.conditions import Conditions, never
from forms.domains import needs_other_than
from forms.xpath.compile import compiled
from forms.xpath.context import Context
from forms.xpath.convert import to_boolean
from forms.xpath.nodes import Element
from tests.forms.scenario import questionnaire
from tests.forms.xpath.world import StillWorld

FORM = questionnaire(
    "| type | name |\n| integer | n |\n| integer | m |\n| select_one c | s |",
    "| list_name | name | label |\n| c | 1 | A |\n| c | 2 | B |",
)
NUMBERS = st.integers(-1, 3)
COMPARED = st.builds(
    lambda name, operator, number, flip: (
        f"{number} {operator} /data/{name}" if flip else f"/data/{name} {operator} {number}"
    ),
    st.sampled_from(("n", "m")),
    st.sampled_from(("=", "!=", "<", "<=", ">", ">=")),
    NUMBERS,
    st.booleans(),
)
CHOSEN = st.builds(
    lambda form, value: form.format(value),
    st.sampled_from(
        ("/data/s = '{}'", "/data/s != '{}'", "selected(/data/s, '{}')", "not(selected(/data/s, '{}'))")
    ),
    st.sampled_from(("1", "2")),
)
CONSTANT = st.sampled_from(("true()", "false()", "1 = 1", "'a' = 'b'", "0"))
EXPRESSIONS = st.recursive(
    st.one_of(COMPARED, CHOSEN, CONSTANT),
    lambda inner: st.one_of(
        st.builds(lambda a, b: f"({a} and {b})", inner, inner),
        st.builds(lambda a, b: f"({a} or {b})", inner, inner),
        st.builds(lambda a: f"not({a})", inner),
    ),
    max_leaves=6,
)


def holds(source: str, values: dict[str, str]) -> bool:
    """Run an expression over one set of answers."""
    document = Element("")
    data = Element("data", document)
    document.append(data)
    for name, value in values.items():
        data.append(Element(name, data, value))
    return to_boolean(compiled(source)(Context(StillWorld(), data)))


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS)
def test_what_is_called_impossible_is_met_by_no_answer(source: str) -> None:
    cases = Conditions(FORM, FORM.root).cases(source)
    if never(FORM, [cases]):
        for n, m, s in product(
            ("", "-2", "-1", "0", "1", "2", "3", "4"), ("", "-1", "0", "2", "4"), ("", "1", "2")
        ):
            assert not holds(source, {"n": n, "m": m, "s": s}), (n, m, s)


@pytest.mark.parametrize(
    "pattern, needs",
    [
        ("[a-z]+", True),
        ("[a-z]*", False),
        ("a|1", False),
        ("(a|b)1", True),
        ("[^a]", False),
        (".", False),
        (r"\w+", False),
        ("[0-9]{3}", False),
        ("x?1", False),
        ("(", False),
    ],
)
def test_patterns_that_digits_alone_never_meet(pattern: str, needs: bool) -> None:
    assert needs_other_than(pattern, frozenset("0123456789")) is needs
