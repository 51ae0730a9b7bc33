"""When to try again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.client.schedule import (
    CALM_WAIT_SECONDS,
    MOST_WAIT_SECONDS,
    Outcome,
    State,
    next_attempt,
    outcome_of,
)
from sync.errors import CentreTrouble, NotACentre, NotEnrolled, Offline, Refused, SlowCentre, WrongVersion


def test_patience_doubles_up_to_five_minutes() -> None:
    state, waits = State(), []
    for _ in range(10):
        state, wait = next_attempt(state, Outcome.AGAIN, 1.0)
        waits.append(wait)

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_success_forgets_failures() -> None:
    state, _ = next_attempt(State(failures=7), Outcome.DONE, 0.5)

    assert state == State()


@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1000))
def test_the_wait_is_spread_and_never_below_what_the_centre_asked(
    failures: int, fraction: float, asked: float
) -> None:
    _, wait = next_attempt(State(failures), Outcome.AGAIN, fraction, asked_seconds=asked)

    assert wait is not None
    assert asked <= wait <= max(asked, MOST_WAIT_SECONDS)


def test_calm_is_a_quarter_of_an_hour_at_most() -> None:
    assert next_attempt(State(), Outcome.DONE, 1.0) == (State(), CALM_WAIT_SECONDS)


@pytest.mark.parametrize(
    "error, outcome",
    [
        (None, Outcome.DONE),
        (Offline(), Outcome.AGAIN),
        (SlowCentre(60), Outcome.AGAIN),
        (NotACentre(), Outcome.AGAIN),
        (CentreTrouble(500), Outcome.AGAIN),
        (Refused("busy", 30), Outcome.AGAIN),
        (Refused("device_revoked"), Outcome.STOP),
        (WrongVersion(1, "2"), Outcome.STOP),
        (NotEnrolled(), Outcome.STOP),
    ],
)
def test_only_what_may_mend_itself_is_tried_again(error: object, outcome: Outcome) -> None:
    assert outcome_of(error) is outcome  # type: ignore[arg-type]


def test_after_a_stop_a_person_has_to_ask() -> None:
    assert next_attempt(State(2), Outcome.STOP, 0.5) == (State(2, stopped=True), None)
