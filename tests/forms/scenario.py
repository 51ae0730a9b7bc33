"""A questionnaire as a table in the test, and an interview with it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from forms import Changes, Interview, NodeKind, Questionnaire, load
from forms.recompute import Outside
from forms.xlsform import Sheets, converted_sheets

TODAY = date(2015, 11, 15)
Instances = Mapping[str, Outside]


def rows_of(table: str) -> list[dict[str, str]]:
    r"""Read a Markdown table; the first line names the columns. A cell may hold `\|` for a bar."""
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    cells = [
        [cell.strip().replace("\0", "|") for cell in line.replace("\\|", "\0").strip("|").split("|")]
        for line in lines
    ]
    return [{name: cell for name, cell in zip(cells[0], row, strict=False) if cell} for row in cells[1:]]


@lru_cache(maxsize=256)
def xform(survey: str, choices: str = "", entities: str = "", settings: str = "") -> str:
    """Convert tables to an XForm."""
    sheets: Sheets = {"survey": [_labelled(row) for row in rows_of(survey)]}
    for name, table in (("choices", choices), ("entities", entities)):
        if table:
            sheets[name] = rows_of(table)
    given = rows_of(settings)[0] if settings else {}
    sheets["settings"] = [{"form_id": "test", "version": "1", "form_title": "测试", **given}]
    return converted_sheets(sheets, "test").xform


def _labelled(row: dict[str, str]) -> dict[str, str]:
    """Questions need a label; calculations and translated forms do without."""
    plain = row.get("type") != "calculate" and not any(key.startswith("label") for key in row)
    return {"label": row.get("name", ""), **row} if plain else row


def questionnaire(survey: str, choices: str = "", entities: str = "", settings: str = "") -> Questionnaire:
    """Convert and load tables."""
    return load(xform(survey, choices, entities, settings))


def ids() -> Callable[[], str]:
    """Return a maker of ids that count from 1."""
    numbers: Iterator[int] = itertools.count(1)
    return lambda: f"{next(numbers):032x}"


class Scenario:
    """An interview that reads like a sentence; the real one is `interview`."""

    def __init__(
        self,
        form: Questionnaire,
        answers: Mapping[str, str],
        instances: Instances,
        *,
        first: bool,
        **world: Any,
    ) -> None:
        self.form = form
        self.interview = Interview(
            form, answers, today=TODAY, new_id=ids(), instances=instances, first_load=first, **world
        )
        self.changes: Changes = self.interview.opening

    def answer(self, key: str, value: object) -> Scenario:
        """Answer a question; rows by position: `member[1].age`."""
        self.changes = self.interview.answer(self.key(key), None if value is None else str(value))
        return self

    def add(self, repeat: str, **answers: object) -> Scenario:
        """Add a row and answer its questions."""
        key = self.key(repeat)
        self.changes = self.interview.add_row(key)
        last = self.rows(repeat)[-1]
        for name, value in answers.items():
            self.interview.answer(f"{last}.{name}", str(value))
        return self

    def remove(self, row: str) -> Scenario:
        """Remove a row."""
        self.changes = self.interview.remove_row(self.key(row))
        return self

    def rows(self, repeat: str) -> list[str]:
        """Return the keys of a repeat's rows."""
        return [node.key for node in self.interview.layout(self.key(repeat)).children]

    def key(self, key: str) -> str:
        """Return a key with positions in place of ids: `member[2].age`."""
        head, found, rest = key.partition("[")
        prefix = ""
        while found:
            position, _, rest = rest.partition("]")
            rows = [node.key for node in self.interview.layout(prefix + head).children]
            prefix = rows[int(position) - 1]
            if not rest:
                return prefix
            prefix, rest = f"{prefix}.", rest.removeprefix(".")
            head, found, rest = rest.partition("[")
        return prefix + head

    def value(self, key: str) -> str:
        """Return an answer or calculated value."""
        return self.interview.view(self.key(key)).value

    @property
    def visible(self) -> list[str]:
        """Names of relevant questions, in order."""
        nodes = self.interview.layout().walk()
        return [node.name for node in nodes if node.kind is NodeKind.FIELD and node.relevant]

    @property
    def codes(self) -> list[str]:
        """Codes of the problems, in order."""
        return [problem.code for problem in self.interview.problems()]

    def kept(self, key: str) -> str:
        """Return what is stored, whether it applies or not."""
        return self.interview.answers("*").get(self.key(key), "")

    def reopened(self) -> Scenario:
        """Return the same visit opened again from what was stored."""
        return Scenario(self.form, self.interview.answers("*"), MappingProxyType({}), first=False)


def scenario(
    survey: str,
    choices: str = "",
    entities: str = "",
    settings: str = "",
    *,
    answers: Mapping[str, str] = MappingProxyType({}),
    instances: Instances = MappingProxyType({}),
    first: bool = True,
    **world: Any,
) -> Scenario:
    """Open a questionnaire written as tables; `world` as `Interview` takes it."""
    form = questionnaire(survey, choices, entities, settings)
    return Scenario(form, answers, instances, first=first, **world)


def evaluate(expression: str, **answers: object) -> str:
    """Return what a calculation gives, other questions being answered by name."""
    names = "\n".join(
        f"| {'text' if isinstance(value, str) else 'decimal'} | {name} | |" for name, value in answers.items()
    )
    escaped = expression.replace("|", "\\|")
    table = f"| type | name | calculation |\n{names}\n| calculate | result | {escaped} |"
    opened = scenario(table)
    for name, value in answers.items():
        opened.answer(name, value)
    return opened.value("result")
