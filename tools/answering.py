"""Enter the facts of a household into an interview, question by question, as a person would."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from forms import Changes, Interview

Rows = Sequence[Mapping[str, str]]
Facts = Mapping[str, str | Rows]
"""Question → answer; name of a repeat → its rows."""


def enter(interview: Interview, facts: Facts, keep: Callable[[Changes], object] = bool) -> None:
    """Answer every question of `facts` in their order; rows that are already there are used first.

    Args:
        interview: Takes the answers.
        facts: What to answer.
        keep: Gets what each answer changed, as a screen would to save it.
    """
    for name, value in facts.items():
        if isinstance(value, str):
            keep(interview.answer(name, value))
        else:
            _enter_rows(interview, name, value, keep)


def _enter_rows(interview: Interview, repeat: str, rows: Rows, keep: Callable[[Changes], object]) -> None:
    while len(row_keys(interview, repeat)) < len(rows):
        keep(interview.add_row(repeat))
    for key, row in zip(row_keys(interview, repeat), rows, strict=False):
        for name, value in row.items():
            keep(interview.answer(f"{key}.{name}", value))


def row_keys(interview: Interview, repeat: str) -> list[str]:
    """Return the keys of the rows of a repeat, in their order."""
    return [row.key for row in interview.layout(repeat).children]
