"""Where a household stands: the lines it is held against and the other households of its 屯."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from forms.views import Problem, ScoreSheet
from storage import Store, schemes

CONTRADICTIONS: Final = frozenset({"R53", "R54"})
"""Rules whose breach is no fault but something the appraisal has to talk about."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the live panel compares with; empty tuples and None where nothing is known yet."""

    cut_line: Decimal | None = None
    poverty_line: Decimal | None = None
    scores: tuple[Decimal, ...] = ()
    incomes: tuple[Decimal, ...] = ()


def standing_of(store: Store, group: str, household_id: str, form: str = "") -> Standing:
    """Read the lines and the other surveyed households of a 屯, those with a result of the form if named."""
    others = store.group_statistics(
        group, exclude=household_id, scored_by=schemes.mark(form) if form else None
    )
    return Standing(
        number(store.setting("cut_line")),
        number(store.setting("poverty_line")),
        tuple(others.scores),
        tuple(others.per_capita),
    )


def figure(sheet: ScoreSheet, name: str) -> Decimal | None:
    """Return a figure of the sheet as a number, None while it has none."""
    found = sheet.figures.get(name)
    return number(found.value) if found else None


def number(text: str | None) -> Decimal | None:
    """Return a finite number, None for anything else."""
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def contradictions(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Pick out what the appraisal has to minute."""
    return tuple(problem for problem in problems if problem.code in CONTRADICTIONS)
