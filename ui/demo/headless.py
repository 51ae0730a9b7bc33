"""The same story told to the engine without any screen, to hold what the screen shows against it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ui.demo.interviewer import Story
from ui.demo.report import check

if TYPE_CHECKING:
    from forms import Interview, ScoreSheet
    from storage import Store


def retold(store: Store, household_id: str, story: Story, today: date) -> Interview:
    """Return an interview of a household that gave the story's answers."""
    from forms import Interview
    from storage import instances, visits
    from storage.ids import new_id

    household = store.get("household", household_id)
    if household is None:
        raise LookupError(household_id)
    interview = Interview(
        visits.questionnaire(store), {}, today=today, new_id=new_id,
        instances=instances.of_household(store, household), first_load=True,
    )  # fmt: skip
    for name, value in story.answers.items():
        interview.answer(name, value)
    for repeat, rows in story.rows.items():
        for place, row in enumerate(rows):
            key = _row(interview, repeat, place)
            for name, value in row.items():
                interview.answer(f"{key}.{name}", value)
    return interview


def _row(interview: Interview, repeat: str, place: int) -> str:
    while len(rows := interview.layout(repeat).children) <= place:
        interview.add_row(repeat)
    return rows[place].key


def check_equal(shown: ScoreSheet, told: ScoreSheet) -> None:
    """Go on only if two outcomes are the same in options, points, facts, figures and vetoes."""
    check(shown.letters == told.letters, f"options differ: {shown.letters} and {told.letters}")
    check(shown.total == told.total, f"sums differ: {shown.total} and {told.total}")
    for one, other in zip(shown.items, told.items, strict=True):
        check(one.points == other.points, f"points of {one.item} differ")
        check(one.basis == other.basis, f"facts of {one.item} differ: {one.basis} and {other.basis}")
    figures = {name: figure.value for name, figure in shown.figures.items()}
    check(figures == {name: figure.value for name, figure in told.figures.items()}, "figures differ")
    vetoes = [(veto.code, veto.proposed) for veto in shown.vetoes]
    check(vetoes == [(veto.code, veto.proposed) for veto in told.vetoes], "vetoes differ")
