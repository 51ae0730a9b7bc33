"""What an entry of the function table is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from forms.xpath.convert import Value
from forms.xpath.tree import ExpressionError, Tree

MANY = 10_000


class Function(NamedTuple):
    """One function.

    Attributes:
        call: Takes the context, then the evaluated arguments.
        least: The fewest arguments.
        most: The most arguments.
        rows: Node-set arguments mean all rows of a repeat, not only the row where the expression stands.
        nodes: Nodes are wanted as they are; otherwise a leaf may come as its text.
        inspect: Looks at the arguments before anything runs; raises ExpressionError.
    """

    call: Callable[..., Value]
    least: int
    most: int
    rows: bool = False
    nodes: bool = False
    inspect: Callable[[tuple[Tree, ...]], None] | None = None

    def check(self, name: str, count: int) -> None:
        """Raise ExpressionError unless the number of arguments fits."""
        if not self.least <= count <= self.most:
            raise ExpressionError("wrong_arguments", f"{name}(): {count} ≠ {self.least}–{self.most}")
