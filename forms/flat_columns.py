"""Which columns a flat table has: of all versions of a questionnaire together, in the order of the form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forms import lists
from forms.masking import is_sensitive
from forms.questionnaire import Definition, Questionnaire, Shape
from forms.state import NOT_ANSWERS
from forms.values import NUMERIC
from forms.views import Kind

MAIN = ""
"""Path of the main table."""
GEOPOINT = ("Latitude", "Longitude", "Altitude", "Accuracy")
MOST_SPLIT = 200
"""A select with more options keeps one column: a sheet has 16,384."""
_ROW_ID = re.compile(r"\[[^\]]*\]")


class Part(StrEnum):
    """What of an answer a column holds."""

    WHOLE = "whole"
    OPTION = "option"
    """1 or 0: whether one option was chosen."""
    AXIS = "axis"
    """One number of a geopoint."""
    SET_OF = "set-of"
    """The key that the rows of a repeat share."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, the same one in every version of the form.

    Attributes:
        path: Names of the groups, repeats and the question, without the form's own.
        detail: The option, or the axis of a geopoint.
    """

    path: tuple[str, ...]
    part: Part = Part.WHOLE
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """How one question of one version fills its columns."""

    index: int
    kind: Kind
    columns: tuple[Column, ...]
    sensitive: bool

    @property
    def typed(self) -> bool:
        """Whether its answers are numbers by their type."""
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Nested:
    """A repeat inside a table."""

    index: int
    name: str
    path: tuple[str, ...]


def path_of(definition: Definition) -> tuple[str, ...]:
    """Return the names from below the form's root down to a node."""
    return tuple(definition.path.split("/")[2:])


def table_of(definition: Definition) -> tuple[str, ...]:
    """Return the path of the repeat whose rows hold a question, () for the main table."""
    around = definition.repeats[:-1] if definition.shape is Shape.REPEAT else definition.repeats
    return path_of(around[-1]) if around else ()


def sources(form: Questionnaire, *, split: bool) -> Iterator[tuple[tuple[str, ...], Source | Nested]]:
    """Yield, by table, what fills a version's columns, in form order; notes and the form's own data aside."""
    for definition in form.definitions:
        if "/meta/" in f"{definition.path}/" or definition.name.startswith("@"):
            continue
        if definition.shape is Shape.REPEAT:
            yield (
                table_of(definition),
                Nested(definition.index, definition.name, path_of(definition)),
            )
        elif definition.shape is Shape.FIELD and form.kinds[definition.index] is not Kind.NOTE:
            yield table_of(definition), _source(form, definition, split=split)


def _source(form: Questionnaire, definition: Definition, *, split: bool) -> Source:
    kind, path = form.kinds[definition.index], path_of(definition)
    if kind is Kind.GEOPOINT:
        columns = tuple(Column(path, Part.AXIS, axis) for axis in GEOPOINT)
    else:
        columns = (Column(path), *(_split(form, definition) if split else ()))
    return Source(definition.index, kind, columns, is_sensitive(form, definition.index))


def _split(form: Questionnaire, definition: Definition) -> Iterator[Column]:
    """Yield a column for each option of a select_multiple; the whole answer keeps its own before them."""
    if form.kinds[definition.index] is not Kind.SELECT_MULTIPLE:
        return
    values = dict.fromkeys(choice.value for choice in lists.offered(form, definition.index) or ())
    if len(values) <= MOST_SPLIT:
        yield from (Column(path_of(definition), Part.OPTION, value) for value in values)


_Behind = defaultdict["Column | None", list[Column]]


def merged(versions: Iterable[Sequence[Column]]) -> list[Column]:
    """Return the columns of all versions; what only a later one has stands behind its neighbour there."""
    found: list[Column] = []
    for columns in versions:
        known, behind, anchor = set(found), _Behind(list), None
        for column in columns:
            if column in known:
                anchor = column
            else:
                behind[anchor].append(column)
        woven = (each for column in found for each in (column, *behind[column]))
        found = [*behind[None], *woven]
    return found


def names(columns: Sequence[Column], below: int, taken: Iterable[str], *, short: bool) -> list[str]:
    """Return the heading of each column, no two alike.

    Args:
        columns: Of one table.
        below: How many names of their paths belong to the table itself.
        taken: Headings that the table has already.
        short: The last name only, where no other column has it.
    """
    paths: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for column in columns:
        paths[column.path[-1]].add(column.path)
    used, found = set(taken), []
    for column in columns:
        own = column.path[below:]
        tries = (own[-1:],) if short and len(paths[own[-1]]) == 1 else ()
        found.append(_unused([_named(column, words, "-") for words in (*tries, own)], column, own, used))
    return found


def _unused(tries: list[str], column: Column, own: tuple[str, ...], used: set[str]) -> str:
    tries = [*tries, _named(column, own, "/")]
    tries += [f"{tries[-1]}_{number}" for number in range(2, len(used) + 3)]
    name = next(each for each in tries if each not in used)
    used.add(name)
    return name


def _named(column: Column, words: tuple[str, ...], separator: str) -> str:
    name = separator.join(words)
    if column.part is Part.SET_OF:
        return f"SET-OF-{name}"
    if column.part is Part.WHOLE:
        return name
    return f"{name}{'/' if column.part is Part.OPTION else '-'}{column.detail}"


def pattern(definition: Definition) -> str:
    """Return the shape of a node's answer keys: `member[].full_name`; of a repeat `member[]`."""
    own = "[]" if definition.shape is Shape.REPEAT else ""
    around = definition.repeats[:-1] if own else definition.repeats
    return "".join(f"{repeat.key}[]." for repeat in around) + definition.key + own


def patterns(form: Questionnaire) -> dict[str, bool]:
    """Return the shapes of all answer keys that a version knows, each with whether it is sensitive."""
    return {
        pattern(definition): is_sensitive(form, definition.index)
        for definition in form.definitions
        if definition.shape is not Shape.GROUP
    }


def shape_of(key: str) -> str:
    """Return the shape of an answer key, "" for what is kept beside the answers and for rows themselves."""
    shape = _ROW_ID.sub("[]", key)
    return "" if key.startswith(NOT_ANSWERS) or shape.endswith("[]") else shape
