"""The state of one interview: places for answers, rows of repeats, and where everything is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forms.questionnaire import Definition, Questionnaire, Shape
from forms.values import NUMERIC
from forms.views import FieldView, Problem, Progress
from forms.xpath.nodes import Node

_ROW = re.compile(r"(?:.*\])?[^\[\]@]+\[([0-9A-Za-z_-]+)\]")
_ORDER_DIGITS = 4
NOT_ANSWERS = ("remark[", "attempt[", "@")
"""Starts of keys that storage or `explain` keep beside the answers."""


class Place(Node):
    """A node of the primary instance as it stands.

    Attributes:
        stored: The answer, "" if there is none; kept while the node does not apply.
        own: Whether its own relevance holds; `relevant` is this and everything above it.
        scope: The row it stands in; of a row, the row itself.
        view: The last view that anybody saw; None when it may be out of date.
        problems: Of its own answer; None when they may be out of date.
        progress: How far it is with all below it; None when that may be out of date.
    """

    __slots__ = (
        "definition",
        "key",
        "numeric",
        "own",
        "problems",
        "progress",
        "readonly",
        "required",
        "scope",
        "stored",
        "view",
    )

    def __init__(self, definition: Definition, parent: Node | None, scope: Row | None, key: str) -> None:
        super().__init__(definition.name, parent)
        self.definition = definition
        self.key = key
        self.stored = ""
        self.own = True
        self.required = False
        self.readonly = False
        self.numeric = False
        self.problems: tuple[Problem, ...] | None = None
        self.progress: Progress | None = None
        self.view: FieldView | None = None
        self.scope: Row = scope if scope is not None else self  # type: ignore[assignment]  # the root is a Row

    @property
    def locked(self) -> bool:
        """Whether it, or anything around it, is read-only."""
        here: Node | None = self
        while isinstance(here, Place):
            if here.readonly:
                return True
            here = here.parent
        return False

    def __lt__(self, other: Place) -> bool:
        """Order within a queue is of no meaning, but it has to exist."""
        return self.definition.index < other.definition.index


class Row(Place):
    """A row of a repeat, or the whole form.

    Attributes:
        id: The id of the row, also of its entity; "" for the form.
        order: Sort key among its siblings, as it is stored.
        members: Places directly in this row, by index of their definition.
        repeats: Nested repeats, by index of their definition.
        parked: It was set aside by a row count; nothing in it is worked out until it comes back.
    """

    __slots__ = ("id", "members", "order", "parked", "prefix", "repeats", "rows_above")

    def __init__(
        self, definition: Definition, parent: Node | None, above: Row | None, key: str, row_id: str
    ) -> None:
        super().__init__(definition, parent, None, key)
        self.id = row_id
        self.order = ""
        self.parked = False
        self.prefix = f"{key}." if key else ""
        self.members: dict[int, Place] = {definition.index: self}
        self.repeats: dict[int, Rows] = {}
        self.rows_above: tuple[Row, ...] = (*above.rows_above, self) if above is not None else ()


class Rows:
    """A repeat within its surrounding row.

    Attributes:
        active: Its rows, in order.
        parked: Rows beyond a row count: kept, not part of the form until the count grows again.
        ghost: Stands where a row would, for expressions of the repeat itself.
    """

    __slots__ = ("active", "definition", "ghost", "key", "parent", "parked", "scope")

    def __init__(self, definition: Definition, parent: Place, scope: Row) -> None:
        self.definition = definition
        self.parent = parent
        self.scope = scope
        self.key = scope.prefix + definition.key
        self.ghost = Place(definition, parent, scope, self.key)
        self.active: list[Row] = []
        self.parked: list[Row] = []
        parent.named[definition.name] = self.active  # type: ignore[assignment]  # a list of Row is a list of Node

    def next_order(self) -> str:
        """Return a sort key behind all rows, parked ones included."""
        numbers = [int(row.order) for row in (*self.active, *self.parked) if row.order.isdecimal()]
        return f"{max(numbers, default=0) + 1:0{_ORDER_DIGITS}d}"


class State:
    """All places of an interview, built from stored answers."""

    def __init__(self, questionnaire: Questionnaire, answers: Mapping[str, str]) -> None:
        """Build the form with the rows that the answers hold."""
        self.questionnaire = questionnaire
        self.places: dict[str, Place] = {}
        self.repeats: dict[str, Rows] = {}
        self.rows: dict[str, Row] = {}
        self._order: list[Place] | None = None
        self._answers = answers
        self._stored_rows = _stored_rows(answers)
        document = Node("")
        self.root = Row(questionnaire.root, document, None, "", "")
        document.append(self.root)
        self._fill(self.root, self.root)
        self.extra = {key: value for key, value in answers.items() if not self._is_known(key)}
        """Answers to questions that this questionnaire does not have, remarks aside: kept as they came."""

    def _is_known(self, key: str) -> bool:
        place = self.places.get(key)
        return key in self.rows or (place is not None and place.definition.shape is Shape.FIELD)

    def _fill(self, place: Place, scope: Row) -> None:
        for definition in place.definition.children:
            if definition.shape is Shape.REPEAT:
                self._fill_repeat(definition, place, scope)
            else:
                child = self._add(definition, place, scope)
                if definition.shape is Shape.GROUP:
                    self._fill(child, scope)

    def _add(self, definition: Definition, parent: Place, scope: Row) -> Place:
        place = Place(definition, parent, scope, scope.prefix + definition.key)
        place.numeric = self.questionnaire.kinds[definition.index] in NUMERIC
        scope.members[definition.index] = place
        parent.append(place)
        self.places[place.key] = place
        if definition.shape is Shape.FIELD:
            place.stored = place.text = self._answers.get(place.key, "")
        return place

    def _fill_repeat(self, definition: Definition, parent: Place, scope: Row) -> None:
        rows = Rows(definition, parent, scope)
        scope.repeats[definition.index] = rows
        self.repeats[rows.key] = rows
        for order, row_id in self._stored_rows.get(rows.key, ()):
            self.add_row(rows, row_id, order)

    def in_order(self) -> list[Place]:
        """Return everything in the form, in form order; made again only after rows came or went."""
        if self._order is None:
            self._order = list(below(self.root))
        return self._order

    def add_row(self, rows: Rows, row_id: str, order: str) -> Row:
        """Add a row at the end."""
        self._order = None
        row = Row(rows.definition, rows.parent, rows.scope, f"{rows.key}[{row_id}]", row_id)
        row.order = order
        row.relevant = rows.parent.relevant
        rows.active.append(row)
        self.rows[row.key] = row
        self._fill(row, row)
        return row

    def park(self, rows: Rows) -> None:
        """Set the last row aside with all that is in it."""
        self._order = None
        row = rows.active.pop()
        row.parked = True
        rows.parked.insert(0, row)

    def unpark(self, rows: Rows) -> Row:
        """Bring back the row that was set aside last."""
        self._order = None
        row = rows.parked.pop(0)
        row.parked = False
        rows.active.append(row)
        return row

    def forget(self, row: Row) -> None:
        """Take a row and all below it out of the form."""
        self._order = None
        rows = self.repeats[row.key.rpartition("[")[0]]
        for kept in (rows.active, rows.parked):
            if row in kept:
                kept.remove(row)
        self.rows.pop(row.key, None)
        # Rows that a count set aside hang below no longer, but are kept: they go by their keys.
        _drop(self.places, row.prefix)
        _drop(self.repeats, row.prefix)
        _drop(self.rows, row.prefix)
        # Rows made later with the same id start empty.
        self._answers = {key: value for key, value in self._answers.items() if not key.startswith(row.prefix)}

    def instances_of(self, index: int, start: Row, depth: int) -> Iterator[Place]:
        """Yield all places of a definition below a row that stands `depth` repeats deep."""
        definition = self.questionnaire.definitions[index]
        waiting = [start]
        last = definition if definition.shape is Shape.REPEAT else None
        for repeat in definition.repeats[depth:]:
            containers = [row.repeats[repeat.index] for row in waiting]
            if repeat is last:
                yield from (container.ghost for container in containers)
            waiting = [row for container in containers for row in container.active]
        for row in waiting:
            yield row.members[index]

    def anchor(self, place: Place, depth: int) -> Row:
        """Return the row around a place that stands `depth` repeats deep."""
        if depth <= 0:
            return self.root
        above = place.scope.rows_above
        return above[min(depth, len(above)) - 1] if above else self.root


def _drop(kept: dict[str, Any], prefix: str) -> None:
    for key in [key for key in kept if key.startswith(prefix)]:
        del kept[key]


def within(place: Place) -> Iterator[Place]:
    """Yield what lies directly in a place, in form order, rows included."""
    return (child for group in place.named.values() for child in group if isinstance(child, Place))


def below(place: Place) -> Iterator[Place]:
    """Yield everything in a place, in form order; rows come with what is in them."""
    for child in within(place):
        yield child
        yield from below(child)


def _stored_rows(answers: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for key, order in answers.items():
        if key.endswith("]") and not key.startswith(NOT_ANSWERS):
            match = _ROW.fullmatch(key)
            if match:
                found.setdefault(key[: -len(match[1]) - 2], []).append((order, match[1]))
    for rows in found.values():
        rows.sort()
    return found


def fields_of(places: Iterable[Place]) -> Iterator[Place]:
    """Keep only questions and calculations."""
    return (place for place in places if place.definition.shape is Shape.FIELD)
