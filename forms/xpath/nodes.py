"""What expressions walk over: elements with a name, a text and named children."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence


class Node:
    """An element of an instance.

    Attributes:
        named: Children by name, each list in document order.
        text: The value of a leaf; of a node that does not apply always "".
        relevant: False where the node does not count in expressions.
        numeric: The value is a number by its type, so that 5 equals 5.0.
    """

    __slots__ = ("name", "named", "parent", "relevant", "text")
    numeric = False

    def __init__(self, name: str, parent: Node | None = None, text: str = "") -> None:
        self.name = name
        self.parent = parent
        self.text = text
        self.relevant = True
        self.named: dict[str, list[Node]] = {}

    @property
    def children(self) -> list[Node]:
        """All children in document order."""
        return [child for group in self.named.values() for child in group]

    @property
    def attributes(self) -> Mapping[str, str]:
        """Attributes by name."""
        return {}

    def append(self, child: Node) -> None:
        """Add a child behind the others of its name."""
        self.named.setdefault(child.name, []).append(child)


class Element(Node):
    """An element of an internal secondary instance, read from the form's XML."""

    __slots__ = ("_attributes", "_order")

    def __init__(
        self,
        name: str,
        parent: Node | None = None,
        text: str = "",
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name, parent, text)
        self._attributes = attributes or {}
        self._order: list[Node] = []

    @property
    def children(self) -> list[Node]:
        """All children in document order, also where names alternate."""
        return self._order

    @property
    def attributes(self) -> Mapping[str, str]:
        """Attributes by name."""
        return self._attributes

    def append(self, child: Node) -> None:
        """Add a child behind all others."""
        super().append(child)
        self._order.append(child)


class Record(Node):
    """A row of an external list; its columns become nodes only when an expression asks for them."""

    __slots__ = ("values",)

    def __init__(self, parent: Node, values: Mapping[str, str]) -> None:  # sets all but `named`, see below
        self.values = values
        self.name = "item"
        self.parent = parent
        self.text = ""
        self.relevant = True

    def __getattr__(self, name: str) -> dict[str, list[Node]]:
        """Make the columns when `named` is asked for the first time: Python calls this for an unset slot."""
        if name != "named":
            raise AttributeError(name)
        self.named = {column: [Node(column, self, str(value))] for column, value in self.values.items()}
        return self.named


def table(rows: Iterable[Mapping[str, str]]) -> Node:
    """Return the document node of an external list: `root/item/…`, as ODK reads a CSV file."""
    document = Node("")
    root = Node("root", document)
    document.append(root)
    root.named["item"] = [Record(root, row) for row in rows]
    return document


def string_value(node: Node) -> str:
    """Return the text of a leaf, or of everything below a branch."""
    named = node.named
    if not named:
        return node.text
    return node.text + "".join(string_value(child) for child in node.children)


def top(node: Node) -> Node:
    """Return the document node above a node."""
    while node.parent is not None:
        node = node.parent
    return node


def descendants(node: Node) -> Iterator[Node]:
    """Yield everything below a node in document order."""
    waiting = list(reversed(node.children))
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(here.children))


def ancestors(node: Node) -> Iterator[Node]:
    """Yield the nodes above, nearest first."""
    here = node.parent
    while here is not None:
        yield here
        here = here.parent


def siblings(node: Node) -> tuple[list[Node], int]:
    """Return all children of the parent, and where the node stands among them (behind all if it does not)."""
    if node.parent is None:
        return [node], 0
    among = node.parent.children
    for index, other in enumerate(among):
        if other is node:
            return among, index
    return among, len(among)


def in_document_order(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes without duplicates, in document order."""
    unique = list({id(node): node for node in nodes}.values())
    return sorted(unique, key=_place) if len(unique) > 1 else unique


def _place(node: Node) -> tuple[int, ...]:
    places = []
    here = node
    while here.parent is not None:
        places.append(siblings(here)[1])
        here = here.parent
    return tuple(reversed(places))
