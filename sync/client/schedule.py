"""When to try next: after a failure with growing patience, in calm now and then. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from sync.errors import (
    Cancelled,
    CentreTrouble,
    NotACentre,
    NotEnrolled,
    Offline,
    Refused,
    RoundError,
    SlowCentre,
    WrongVersion,
)

FIRST_WAIT_SECONDS: Final = 2.0
MOST_WAIT_SECONDS: Final = 300.0
#: With nothing wrong and nothing to send, to fetch what others did.
CALM_WAIT_SECONDS: Final = 900.0


class Outcome(Enum):
    """How an attempt ended, as far as the next one depends on it."""

    DONE = "done"
    AGAIN = "again"
    """The world may be better in a moment: no line, a slow or troubled centre, a log-in page."""
    STOP = "stop"
    """Trying again cannot help before a person does something: revoked, wrong version, not joined."""


@dataclass(frozen=True)
class State:
    """What the schedule remembers.

    Attributes:
        failures: Attempts in a row that failed.
        stopped: Waits for a person.
    """

    failures: int = 0
    stopped: bool = False


def outcome_of(error: RoundError | None, /) -> Outcome:
    """Sort a failure; None is success."""
    match error:
        case None:
            return Outcome.DONE
        case Refused(code="busy") | Offline() | SlowCentre() | NotACentre() | CentreTrouble():
            return Outcome.AGAIN
        case Refused() | WrongVersion() | NotEnrolled() | Cancelled():
            return Outcome.STOP
        case _:
            return Outcome.AGAIN


def next_attempt(
    state: State, outcome: Outcome, random_fraction: float, *, asked_seconds: float = 0
) -> tuple[State, float | None]:
    """Return the new state and after how many seconds to try again, None for not before a person asks.

    Doubles from 2 s to 5 min; anywhere within that, so that a township's laptops do not call together when
    the line comes back.

    Args:
        state: As this function left it, `State()` at first.
        outcome: Of the attempt just made.
        random_fraction: From 0 to 1, handed in.
        asked_seconds: What the centre asked for (`Retry-After`); obeyed as the least.
    """
    if outcome is Outcome.STOP:
        return State(state.failures, stopped=True), None
    if outcome is Outcome.DONE:
        return State(), CALM_WAIT_SECONDS * (0.5 + random_fraction / 2)
    longest = min(MOST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(state.failures, 20))
    return State(state.failures + 1), max(asked_seconds, longest * random_fraction)
