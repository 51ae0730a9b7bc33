"""Whose result a household shows: one of a single questionnaire, since two schemes cannot be compared."""

from __future__ import annotations

import re

from forms import Interview, Questionnaire
from storage import builtin
from storage.errors import Refused
from storage.records import Record
from storage.store import Store

SCORED_BY = "scored_by"
"""Household key: form name whose result it shows; not there for the program's first questionnaire."""
_RESULT = ("score", "letters", "vetoes")
_SCHEME_ID = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*-v[0-9]+")
_MOST_ID = 40
"""Signs of an id that still make a code that scans well."""


def scored_by(household: Record) -> str:
    """Return the form whose score and figures a household shows, "" while it has none."""
    shows_any = household.get("letters") or household.get("score") or household.get("per_capita")
    return household.get(SCORED_BY) or (builtin.DEFAULT if shows_any else "")


def mark(form: str) -> str:
    """Return what lists hold for a form: "" for the program's first questionnaire."""
    return "" if form == builtin.DEFAULT else form


def label(store: Store, household: Record) -> str:
    """Return what stands beside the score that a household shows, "" while it has none."""
    form = scored_by(household)
    return builtin.questionnaire(store, form, None).scheme if form else ""


def scheme_id(store: Store, household: Record, otherwise: str) -> str:
    """Return the id and version in the label of a household's scheme, such as `REF-18x90-v1`.

    Args:
        store: Where the household is.
        household: Whose score it is.
        otherwise: For a household scored by the program's first questionnaire, or by none yet.
    """
    form = scored_by(household)
    if form in {"", builtin.DEFAULT}:
        return otherwise  # nothing is read for what is known
    found = _SCHEME_ID.search(label(store, household))
    return (found[0] if found else form)[:_MOST_ID]


def outcome(store: Store, household: Record | None, interview: Interview) -> dict[str, str | None]:
    """Return what a household is to show of a finished visit: all of its result, or nothing of it.

    A form that scores as well as the one shown takes its place only if it is the county's; one that does not
    score, such as a monitoring sheet, never does.
    """
    form, sheet = interview.questionnaire, interview.score()
    values: dict[str, str | None] = {name: figure.value for name, figure in sheet.figures.items()}
    if sheet.items:
        values |= {
            "score": "" if sheet.total is None else f"{sheet.total:f}",
            "letters": sheet.letters,
            "vetoes": " ".join(veto.code for veto in sheet.vetoes if veto.proposed),
        }
    shown = scored_by(household) if household is not None else ""
    if shown in {"", form.name}:
        return {**values, **_of_form(form)} if values else {}
    has_score = household is not None and bool(household.get("letters"))
    if sheet.items and (not has_score or form.name == builtin.main_name(store)):
        return {**dict.fromkeys(_keys(store, shown)), **values, **_of_form(form)}
    return {}  # it stays in the visit


def _of_form(form: Questionnaire) -> dict[str, str | None]:
    return {SCORED_BY: mark(form.name) or None}


def _keys(store: Store, form: str) -> list[str]:
    """Return the household keys that the result of a form fills."""
    try:
        figures = builtin.questionnaire(store, form, None).figures
    except Refused:
        figures = ()
    return [*_RESULT, *(figure.name for figure in figures)]
