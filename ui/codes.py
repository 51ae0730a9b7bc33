"""Words for the codes of the register, from the choice lists of the built-in questionnaire."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

import resources

QUESTIONNAIRE = "guangxi-2015"


def word(list_name: str, value: str) -> str:
    """Return what a code means, several separated by spaces joined by 、; an unknown one as it is."""
    known = choices().get(list_name, {})
    return "、".join(known.get(code, code) for code in value.split())


@cache
def choices() -> Mapping[str, Mapping[str, str]]:
    """Return list → code → word."""
    found: dict[str, dict[str, str]] = {}
    file = resources.path("questionnaires", QUESTIONNAIRE, "choices.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.DictReader(lines):
            found.setdefault(line["list_name"], {})[line["name"]] = line["label"]
    return found
