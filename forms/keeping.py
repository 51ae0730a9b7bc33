"""What is kept of an interview, and in which record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forms.questionnaire import Definition, Questionnaire, Shape
from forms.state import Row, State

REMARK = "remark["
_ROW_ID = re.compile(r"\[[^\]]*\]")


class Records:
    """Which record each key of a form is saved in."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._rules = {
            rule.code: questionnaire.records[rule.definition.index] for rule in questionnaire.rules
        }
        self._records = {
            _pattern(definition): questionnaire.records[definition.index]
            for definition in questionnaire.definitions
        }

    def of(self, key: str) -> str | None:
        """Return the record, "" for the visit; None for a key that the form does not know."""
        if key.startswith(REMARK):
            inner = key[len(REMARK) : -1]
            code = inner.partition("@")[0]
            return self._rules[code] if code in self._rules else self.of(inner)
        return self._records.get(_ROW_ID.sub("[]", key).removesuffix("[]"))


class Keeping:
    """Reads the stored side of an interview: answers, rows, explanations."""

    def __init__(self, questionnaire: Questionnaire, state: State, remarks: Mapping[str, str]) -> None:
        self._questionnaire = questionnaire
        self._state = state
        self._remarks = remarks
        self._records = Records(questionnaire)

    def answers(self, record: str = "") -> dict[str, str]:
        """Return what is kept of the visit, of another record such as `appraisal`, or with `*` of all.

        Answers (also those that do not apply at the moment), rows, explanations, values of `once()`; not what
        follows from answers by calculation.
        """
        kept = {row.key: row.order for row in self._state.rows.values()}
        for place in self._state.places.values():
            if place.stored and self._questionnaire.kept[place.definition.index]:
                kept[place.key] = place.stored
        kept.update((key, value) for key, value in self._state.extra.items() if not key.startswith(REMARK))
        kept.update(self._remarks)
        if record == "*":
            return kept
        return {key: value for key, value in kept.items() if self.record_of(key) == record}

    def record_of(self, key: str) -> str:
        """Return the record that a key is saved in, also for a row that is gone: "" for the visit."""
        return self._records.of(key) or ""

    def under(self, row: Row) -> Iterator[tuple[str, str]]:
        """Yield all that is kept under a row: itself, rows and answers in it, explanations."""
        yield row.key, row.order
        for key, value in self.answers("*").items():
            if key.startswith((row.prefix, f"{REMARK}{row.prefix}")) or f"@{row.key}" in key:
                yield key, value


def _pattern(definition: Definition) -> str:
    """Return the shape of a node's keys: `member[].full_name`; of a repeat, without the last brackets."""
    around = definition.repeats[:-1] if definition.shape is Shape.REPEAT else definition.repeats
    return "".join(f"{repeat.key}[]." for repeat in around) + definition.key
