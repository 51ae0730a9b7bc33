"""Where an expression is evaluated, and what of the world it may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Protocol

from forms.xpath.convert import Value
from forms.xpath.nodes import TEXT_LIMIT, Node, size
from forms.xpath.tree import EvaluationLimit

VISITS_LIMIT = 2_000_000
"""Nodes that one evaluation may look at: a few seconds, far more than any form needs."""
_CHARACTERS_A_VISIT = 64


class World(Protocol):
    """What expressions may ask for beyond nodes; handed in, so that nothing here has a clock or chance."""

    @property
    def today(self) -> date:
        """The day of the interview."""

    @property
    def version(self) -> str:
        """Version of the questionnaire."""

    @property
    def properties(self) -> Mapping[str, str]:
        """What is known of device and user, for `property()`."""

    @property
    def language(self) -> str:
        """The language that is shown, "" for the form's only one; dates are written in it."""

    def now(self) -> datetime:
        """The moment, with zone if known."""

    def new_id(self) -> str:
        """A fresh id of 32 hex characters."""

    def instance(self, name: str) -> Node | None:
        """The document node of a secondary instance."""

    def itext(self, name: str) -> str:
        """The words of a translation id (`jr:itext`), "" if there is none."""

    def index(self, rows: list[Node], column: str) -> Mapping[str, list[Node]]:
        """Rows of a secondary instance by the text of a column; made once."""

    def choice_label(self, question: Node, value: str) -> str:
        """The label that a select question shows for a value, "" if it has no such choice."""


class Meter:
    """Counts what one evaluation costs: in visits and not in time, so that every machine ends the same.

    Attributes:
        left: Visits.
        seconds: Spent on patterns, which nothing can be counted of.
    """

    __slots__ = ("left", "seconds")

    def __init__(self) -> None:
        self.left = VISITS_LIMIT
        self.seconds = 0.0

    def spend(self, visits: int) -> None:
        """Count nodes looked at, or work that takes as long.

        Raises:
            EvaluationLimit: There were too many.
        """
        self.left -= visits
        if self.left < 0:
            raise EvaluationLimit("visits", VISITS_LIMIT)

    def room(self, length: int) -> None:
        """Count a text that is about to be put together; raises EvaluationLimit if it is too long."""
        if length > TEXT_LIMIT:
            raise EvaluationLimit("text", TEXT_LIMIT)
        self.spend(length // _CHARACTERS_A_VISIT)

    def looked(self, text: str) -> None:
        """Count a text that is looked at from end to end."""
        if len(text) >= _CHARACTERS_A_VISIT:
            self.spend(len(text) // _CHARACTERS_A_VISIT)

    def read(self, node: Node) -> None:
        """Count what the text of a branch costs: everything below it."""
        if node.branch:
            self.spend(size(node, self.left))


class Context:
    """The node an expression is evaluated for.

    Attributes:
        node: The context node; inside a predicate the node being tested.
        current: The node that the whole expression belongs to.
        position: From 1, among `size` nodes; inside a predicate only.
        meter: Counts what the evaluation costs, predicates included.
        kept: Inside a predicate, what is the same for every node.
        prepared: Inside a predicate, comparisons with what is the same for every node.
    """

    __slots__ = ("current", "kept", "meter", "node", "position", "prepared", "size", "world")

    def __init__(self, world: World, node: Node, current: Node | None = None) -> None:
        self.world = world
        self.node = node
        self.current = node if current is None else current
        self.position = 1
        self.size = 1
        self.meter = Meter()
        self.kept: dict[object, Value] = {}
        self.prepared: dict[object, Callable[[Value], bool]] = {}

    def within(self, size: int) -> Context:
        """Return the context of a predicate over some nodes, to be set to each of them."""
        inner = Context.__new__(Context)
        inner.world = self.world
        inner.node = self.node
        inner.current = self.current
        inner.position = 1
        inner.size = size
        inner.meter = self.meter
        inner.kept = {}
        inner.prepared = {}
        return inner


Closure = Callable[[Context], Value]


def once_for_all(closure: Closure) -> Closure:
    """Return a closure that runs once for all nodes of a predicate."""

    def run(context: Context) -> Value:
        found = context.kept.get(run)
        if found is None:
            found = context.kept[run] = closure(context)
        return found

    return run
