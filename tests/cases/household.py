"""Households to be scored: an interview with the built-in questionnaire, and the facts that go in."""

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
from tools.answering import enter, row_keys

Instances = dict[str, Sequence[Mapping[str, str]]]
SURVEY_DATE = "2015-11-15"


@lru_cache(maxsize=1)
def questionnaire() -> Questionnaire:
    """Return the built-in questionnaire, converted and read once."""
    return load(convert(path("questionnaires", "guangxi-2015")))


def case(number: str) -> dict[str, Any]:
    """Return a worked case: title, tun, facts, expected."""
    text = Path(__file__).with_name(f"case_{number}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def open_interview(tun: Mapping[str, str], **settings: str) -> Interview:
    """Begin an empty interview in a 屯; settings default to those of the worked cases."""
    return _opened(tun, {}, settings, first_load=True)


def reopened(interview: Interview, tun: Mapping[str, str]) -> Interview:
    """Open the answers of another interview in the same 屯."""
    return _opened(tun, interview.answers("*"), {}, first_load=False)


def _opened(
    tun: Mapping[str, str], answers: Mapping[str, str], settings: Mapping[str, str], *, first_load: bool
) -> Interview:
    values = {"survey_date": SURVEY_DATE, "cut_line": "60", "poverty_line": "2855", **settings}
    numbers = itertools.count(1)
    instances: Instances = {
        "settings": [{"name": name, "value": value} for name, value in values.items()],
        "tun": [tun],
        "neighbours": [],
        "register": [],
    }
    return Interview(
        questionnaire(),
        answers,
        today=date.fromisoformat(SURVEY_DATE),
        new_id=lambda: f"{next(numbers):032x}",
        instances=instances,
        first_load=first_load,
    )


def surveyed(number: str, **settings: str) -> Interview:
    """Return a worked case after all its facts were entered."""
    content = case(number)
    interview = open_interview(content["tun"], **settings)
    enter(interview, content["facts"])
    return interview


def letter(interview: Interview, item: str) -> str:
    """Return the option of an item, "" while it is 未评."""
    return next(each.option for each in interview.score().items if each.item == item)


def codes(interview: Interview) -> set[str]:
    """Return the codes of all problems that block completion."""
    return {problem.code for problem in interview.problems() if problem.blocks}


def change_rows(interview: Interview, repeat: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Replace all rows of a repeat."""
    for key in row_keys(interview, repeat):
        interview.remove_row(key)
    enter(interview, {repeat: rows})


def first(interview: Interview, repeat: str) -> str:
    """Return the key of the first row of a repeat."""
    return row_keys(interview, repeat)[0]


def change(interview: Interview, changes: Mapping[str, str]) -> None:
    """Change answers; `member 2 labour` is the question `labour` of the second row of `member`."""
    for name, value in changes.items():
        repeat, _, rest = name.partition(" ")
        place, _, question = rest.partition(" ")
        key = f"{row_keys(interview, repeat)[int(place) - 1]}.{question}" if rest else name
        interview.answer(key, value)
