"""Any expression at all: read as it was printed, run to a value of XPath, refused, or given up."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.xpath.compile import compiled
from forms.xpath.context import Context
from forms.xpath.dates import moment_text
from forms.xpath.grammar import parse
from forms.xpath.tree import ExpressionError
from tests.forms.xpath.world import StillWorld, text, tree
from tools.fuzz_expressions import Expressions, evaluated, printed, reads_as_printed

CHANCE = st.randoms(use_true_random=False)


def in_village() -> Context:
    """A context whose evaluations end soon."""
    context = Context(StillWorld(), tree())
    context.meter.left = 20_000
    return context


@settings(max_examples=100, deadline=None)
@given(CHANCE)
def test_a_tree_is_read_as_it_was_printed(chance: Random) -> None:
    reads_as_printed(Expressions(chance).tree())


@settings(max_examples=120, deadline=None)
@given(CHANCE)
def test_a_tree_runs_to_a_value_or_is_given_up(chance: Random) -> None:
    evaluated(printed(Expressions(chance).tree()), in_village())


@settings(max_examples=100, deadline=None)
@given(CHANCE)
def test_what_is_the_same_for_every_row_may_be_worked_out_once(chance: Random) -> None:
    """Inside a predicate parts are worked out once and rows looked up: the result is that of `or false()`."""
    condition = printed(Expressions(chance).tree(2))
    rows = "instance('towns')/root/item"
    if any(name in condition for name in ("random", "uuid", "position", "last")):
        return
    kept = evaluated(f"{rows}[boolean({condition})]", in_village())
    plain = evaluated(f"{rows}[if(name = '', 0, boolean({condition}))]", in_village())

    if isinstance(kept, list) and isinstance(plain, list):
        assert [node.cell("name") for node in kept] == [node.cell("name") for node in plain]


@settings(max_examples=100, deadline=None)
@given(CHANCE, st.text(max_size=30), st.binary(max_size=30))
def test_what_is_no_expression_is_a_fault(chance: Random, signs: str, raw: bytes) -> None:
    source = Expressions(chance)
    for each in (source.soup(), source.broken(), signs, raw.decode("latin-1")):
        with suppress(ExpressionError):
            parse(each)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_a_date_turned_into_days_turns_back(day: date) -> None:
    assert text(f"date(number('{day.isoformat()}'))") == day.isoformat()


@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)),  # noqa: DTZ001 - the zone comes next
    st.integers(-12 * 60, 14 * 60),
)
def test_a_moment_turned_into_days_turns_back_to_the_same_moment(moment: datetime, minutes: int) -> None:
    there = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    written, utc = moment_text(there), moment_text(there.astimezone(UTC).replace(tzinfo=None))

    assert text(f"date-time(decimal-date-time('{written}')) = date-time('{utc}')") == "true"


@given(st.text("%YymnbdeWaHhMS3q ", max_size=20), st.text(max_size=12))
def test_any_pattern_of_a_date_writes_some_text(pattern: str, signs: str) -> None:
    closure = compiled("format-date-time(/data/name, /data/empty)")
    document = tree()
    data = document.children[0]
    data.child("name")[0].text, data.child("empty")[0].text = "2015-11-15T09:30:00.012+08:00", pattern + signs

    assert isinstance(closure(Context(StillWorld(), document)), str)
