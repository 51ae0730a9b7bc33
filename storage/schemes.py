"""Whose result a household shows: one of a single questionnaire, since two schemes cannot be compared."""

from __future__ import annotations

from forms import Interview, Questionnaire
from storage import builtin
from storage.errors import Refused
from storage.records import Record
from storage.store import Store

SCORED_BY = "scored_by"
"""Household key: form name whose result it shows; not there for the program's first questionnaire."""
_RESULT = ("score", "letters", "vetoes")


def scored_by(household: Record) -> str:
    """Return the form whose score and figures a household shows, "" while it has none."""
    shows_any = household.get("letters") or household.get("score") or household.get("per_capita")
    return household.get(SCORED_BY) or (builtin.DEFAULT if shows_any else "")


def mark(form: str) -> str:
    """Return what lists hold for a form: "" for the program's first questionnaire."""
    return "" if form == builtin.DEFAULT else form


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
