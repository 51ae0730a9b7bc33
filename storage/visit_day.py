"""Of which day the facts of a household are: the day of its last completed visit, not that of the clock."""

from __future__ import annotations

from datetime import date

from storage import schemes
from storage.records import Record
from storage.store import Store

SURVEY_DATE = "survey_date"
"""调查时点 (P10), the question that ages and years count from."""
_DATE_DIGITS = len("2015-11-15")


def last_completed(store: Store, household: Record) -> Record | None:
    """Return the last completed visit of a household, None while it has none; an open one does not count.

    Of several questionnaires it is that of the one whose result the household shows.
    """
    form = schemes.scored_by(household)
    newest = store.get("visit", household.get("visit")) if household.get("visit") else None
    if newest is not None and newest.get("@completed_at") and _is_of(newest, form):
        return newest
    finished = [one for one in store.find("visit", household=household.id) if one.get("@completed_at")]
    fitting = [one for one in finished if _is_of(one, form)]
    return next(reversed(fitting or finished), None)


def _is_of(visit: Record, form: str) -> bool:
    return form in {"", visit.get("@questionnaire")}


def day_of(visit: Record | None, otherwise: date) -> date:
    """Return the day that a visit speaks of: its 调查时点, or when it was completed."""
    told = (visit.get(SURVEY_DATE), visit.get("@completed_at")) if visit is not None else ()
    return next((day for text in told if (day := _day(text)) is not None), otherwise)


def age(birth_date: str, day: date) -> int | None:
    """Return full years on a day, None where the date (ISO) is not one."""
    born = _day(birth_date)
    return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso[:_DATE_DIGITS])
    except ValueError:
        return None
