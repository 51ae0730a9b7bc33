"""Ages from dates of birth."""

from __future__ import annotations

from datetime import date


def age(birth_date: str, today: date) -> int | None:
    """Return full years on a day, None where the date (ISO) is not one."""
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
