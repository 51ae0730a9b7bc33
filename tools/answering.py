"""Enter the facts of a household into an interview, question by question, as a person would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms import Interview

Rows = Sequence[Mapping[str, str]]
Facts = Mapping[str, str | Rows]
"""Question → answer; name of a repeat → its rows."""


def enter(interview: Interview, facts: Facts) -> None:
    """Answer every question of `facts` in their order; rows that are already there are used first."""
    for name, value in facts.items():
        if isinstance(value, str):
            interview.answer(name, value)
        else:
            _enter_rows(interview, name, value)


def _enter_rows(interview: Interview, repeat: str, rows: Rows) -> None:
    keys = row_keys(interview, repeat)
    while len(keys) < len(rows):
        interview.add_row(repeat)
        keys = row_keys(interview, repeat)
    for key, row in zip(keys, rows, strict=False):
        for name, value in row.items():
            interview.answer(f"{key}.{name}", value)


def row_keys(interview: Interview, repeat: str) -> list[str]:
    """Return the keys of the rows of a repeat, in their order."""
    return [row.key for row in interview.layout(repeat).children]
