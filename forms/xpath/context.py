"""Where an expression is evaluated, and what of the world it may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Protocol

from forms.xpath.convert import Value
from forms.xpath.nodes import Node


class World(Protocol):
    """What expressions may ask for beyond nodes; handed in, so that nothing here has a clock or chance."""

    @property
    def today(self) -> date:
        """The day of the interview."""

    @property
    def version(self) -> str:
        """Version of the questionnaire."""

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


class Context:
    """The node an expression is evaluated for.

    Attributes:
        node: The context node; inside a predicate the node being tested.
        current: The node that the whole expression belongs to.
        position: From 1, among `size` nodes; inside a predicate only.
    """

    __slots__ = ("current", "node", "position", "size", "world")

    def __init__(
        self, world: World, node: Node, current: Node | None = None, position: int = 1, size: int = 1
    ) -> None:
        self.world = world
        self.node = node
        self.current = node if current is None else current
        self.position = position
        self.size = size

    def within(self, size: int) -> Context:
        """Return the context of a predicate over some nodes, to be set to each of them."""
        return Context(self.world, self.node, self.current, 1, size)


Closure = Callable[[Context], Value]
