"""Interviews with any questionnaire that comes with the program, and its worked cases."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from forms import Interview, Questionnaire, load
from forms.xlsform import convert
from resources import path

Rows = Sequence[Mapping[str, str]]


@lru_cache(maxsize=4)
def questionnaire(name: str) -> Questionnaire:
    """Return a built-in questionnaire, converted and read once."""
    return load(convert(path("questionnaires", name)))


def case(name: str) -> dict[str, Any]:
    """Return a worked case: title, survey_date, tun, facts, expected."""
    text = Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def opened(
    name: str,
    today: str,
    *,
    tun: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> Interview:
    """Begin an interview, or open one again that has these answers."""
    numbers = itertools.count(1)
    instances: dict[str, Rows] = {
        "settings": [{"name": key, "value": value} for key, value in (settings or {}).items()],
        "tun": [tun or {}],
        "register": [],
    }
    return Interview(
        questionnaire(name),
        answers or {},
        today=date.fromisoformat(today),
        new_id=lambda: f"{next(numbers):032x}",
        instances=instances,
        first_load=answers is None,
    )
