"""Submissions that no tool wrote: good ones with parts lost, doubled, moved and filled with anything."""

from __future__ import annotations

import itertools
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from forms import Interview, NodeKind, Questionnaire, QuestionnaireFault, load, openrosa
from tools.fuzz_xforms import ROOT, damaged

INSTANCE = "uuid:01234567-89ab-4def-8123-456789abcdef"
_ROUNDS, _ANSWERS = 3, 40
_VALUES = ("", "1", "2.5", "a b", "x" * 300, "25 109 0 0", "OK", "<&>")
"""No large numbers: a form of thousands of counted rows is slow to make."""


@cache
def _form() -> Questionnaire:
    return load((ROOT / "tools" / "fuzz_form.xml").read_text("utf-8"))


def _interview(answers: dict[str, str]) -> Interview:
    numbers = itertools.count(1)
    return Interview(
        _form(),
        answers,
        today=date(2015, 11, 15),
        new_id=lambda: f"{next(numbers):032x}",
        instances={name: [{"a": "1"}, {"a": "2"}] for name in _form().sources},
        first_load=not answers,
    )


class Submissions:
    """A source of damaged submissions of the small form."""

    def __init__(self) -> None:
        self._texts = [self._filled(Random(number)) for number in range(_ROUNDS)]  # noqa: S311 - no secret

    def _filled(self, chance: Random) -> bytes:
        interview = _interview({})
        for _ in range(_ANSWERS):
            node = chance.choice([each for each in interview.layout().walk() if each.key])
            try:
                if node.kind is NodeKind.REPEAT:
                    interview.add_row(node.key)
                elif node.kind is NodeKind.FIELD:
                    interview.answer(node.key, chance.choice(_VALUES))
            except ValueError:
                continue  # nobody can answer it
        return openrosa.submission(interview, instance_id=INSTANCE)

    def make(self, chance: Random) -> bytes:
        """Return a submission in which a few things are wrong."""
        return damaged(chance, chance.choice(self._texts))


def take(raw: bytes, _folder: Path) -> None:
    """Read a submission; what it says comes out again, and comes in the same."""
    try:
        found = openrosa.answers_of(_form(), raw)
    except QuestionnaireFault:
        return
    written = openrosa.submission(_interview({"": "", **found.answers}), instance_id=found.instance_id)
    again = openrosa.answers_of(_form(), written)
    if openrosa.submission(_interview({"": "", **again.answers}), instance_id=again.instance_id) != written:
        raise AssertionError(written.decode())
