"""What expressions walk over: elements with a name, a text and named children."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from forms.xpath.tree import EvaluationLimit

TEXT_LIMIT = 1_000_000
"""Characters that a text within an evaluation may have."""
_NONE: list[Node] = []


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
    def branch(self) -> bool:
        """Whether it has children."""
        return bool(self.named)

    @property
    def attributes(self) -> Mapping[str, str]:
        """Attributes by name."""
        return {}

    def child(self, name: str) -> list[Node]:
        """Return the children of a name; not to be changed."""
        return self.named.get(name, _NONE)

    def cell(self, name: str) -> str:
        """Return the text of the first child of a name, "" if there is none."""
        found = self.named.get(name)
        return found[0].text if found else ""

    def cells(self) -> dict[str, str]:
        """Return the text of the first child of each name."""
        return {name: found[0].text for name, found in self.named.items() if found}

    def content(self, name: str) -> str | list[Node]:
        """Return the children of a name; of a single leaf that applies just its text."""
        found = self.named.get(name, _NONE)
        if len(found) == 1:
            only = found[0]
            if only.relevant and not only.numeric and not only.named:
                return only.text
        return [node for node in found if node.relevant]

    def append(self, child: Node) -> None:
        """Add a child behind the others of its name."""
        self.named.setdefault(child.name, []).append(child)


class Element(Node):
    """An element of a secondary instance, read from XML; a leaf costs little."""

    __slots__ = ("_attributes", "_order")

    def __init__(
        self,
        name: str,
        parent: Node | None = None,
        text: str = "",
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name, parent, text)
        self.named = _NOTHING
        self._attributes = attributes or _NO_ATTRIBUTES
        self._order = _NONE

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
        if self.named is _NOTHING:
            self.named, self._order = {}, []
        super().append(child)
        self._order.append(child)


class Columns:
    """The columns of a list, shared by its rows, and the texts that occur in it again and again."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}
        self._texts: dict[str, str] = {}

    def cells(self, values: Iterable[tuple[str, str]]) -> tuple[str | None, ...]:
        """Return values in the order of the columns, None where a row does without; learns new columns."""
        found: list[str | None] = [None] * len(self.index)
        for column, value in values:
            at = self.index.setdefault(column, len(self.index))
            found.extend([None] * (at + 1 - len(found)))
            found[at] = self._kept(str(value))
        return tuple(found)

    def _kept(self, text: str) -> str:
        if len(text) > _WORTH_KEEPING:
            return text
        if len(self._texts) > _TEXTS_KEPT:
            self._texts.clear()
        return self._texts.setdefault(text, text)


class Cell(Node):
    """A column of a row as a node: a leaf for good."""

    __slots__ = ()

    def __init__(self, name: str, parent: Node, text: str) -> None:  # sets all slots itself: many are made
        self.name = name
        self.parent = parent
        self.text = text
        self.relevant = True
        self.named = _NOTHING


class Record(Node):
    """A row of a list, of leaves only; its columns become nodes only when an expression asks for them."""

    __slots__ = ("_columns", "_made", "_values")

    def __init__(  # sets all slots itself but `named`, which is worked out
        self, parent: Node, columns: Columns, values: Iterable[tuple[str, str]], name: str = "item"
    ) -> None:
        self.name = name
        self.parent = parent
        self.text = ""
        self.relevant = True
        self._columns = columns.index
        self._values = columns.cells(values)
        self._made: dict[str, list[Node]] | None = None

    @property
    def named(self) -> dict[str, list[Node]]:  # type: ignore[override]  # never set
        """Children by name."""
        return {column: self.child(column) for column in self.cells()}

    @property
    def branch(self) -> bool:
        """Whether it has children; it may be asked often, so a row without any cell counts too."""
        return True

    def __len__(self) -> int:
        return len(self._values)

    def child(self, name: str) -> list[Node]:
        """Return the cell of a column as a node, always the same one."""
        if self._made is not None and name in self._made:
            return self._made[name]
        text = self.content(name)
        if isinstance(text, list):
            return _NONE
        if self._made is None:
            self._made = {}
        made = self._made[name] = [Cell(name, self, text)]
        return made

    def cell(self, name: str) -> str:
        """Return the text of a column, "" if there is none."""
        return self.content(name) or ""  # type: ignore[return-value]  # a list is empty here

    def cells(self) -> dict[str, str]:
        """Return the text of each column that the row has."""
        pairs = zip(self._columns, self._values, strict=False)
        return {column: text for column, text in pairs if text is not None}

    def content(self, name: str) -> str | list[Node]:
        """Return the text of a column, an empty list if the row has no such column."""
        at = self._columns.get(name)
        if at is None or at >= len(self._values):
            return _NONE
        text = self._values[at]
        return _NONE if text is None else text


def table(rows: Iterable[Mapping[str, str]]) -> Node:
    """Return the document node of an external list: `root/item/…`, as ODK reads a CSV file."""
    document = Node("")
    root = Node("root", document)
    document.append(root)
    columns = Columns()
    root.named["item"] = [Record(root, columns, row.items()) for row in rows]
    return document


def by_column(rows: Iterable[Node], column: str) -> dict[str, list[Node]]:
    """Return rows by the text of a column, "" for those without; one with several cells stands at each."""
    found: dict[str, list[Node]] = {}
    for row in rows:
        content = row.content(column)
        if isinstance(content, str):
            alike = found.get(content)
            if alike is None:
                found[content] = [row]
            else:
                alike.append(row)
        else:
            for text in {cell.text for cell in content} or {""}:
                found.setdefault(text, []).append(row)
    return found


def string_value(node: Node) -> str:
    """Return the text of a leaf, or of everything below a branch.

    Raises:
        EvaluationLimit: It is longer than `TEXT_LIMIT`.
    """
    if not node.branch:
        return node.text
    found: list[str] = []
    length, waiting = 0, [node]
    while waiting:
        here = waiting.pop()
        texts = here.cells().values() if isinstance(here, Record) else (here.text,)
        found.extend(texts)
        length += sum(map(len, texts))
        if length > TEXT_LIMIT:
            raise EvaluationLimit("text", TEXT_LIMIT)
        if here.branch and not isinstance(here, Record):
            waiting.extend(reversed(here.children))
    return "".join(found)


def size(node: Node, most: int) -> int:
    """Return how many nodes are below a node; counting ends above `most`."""
    found, waiting = 0, [node]
    while waiting and found <= most:
        for child in waiting.pop().children:
            if isinstance(child, Record):
                found += 1 + len(child)
            else:
                found += 1
                if child.branch:
                    waiting.append(child)
    return found


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
        if here.branch:
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
    return among, place_of(node, among)


def place_of(node: Node, among: Sequence[Node]) -> int:
    """Return where a node stands, from 0, behind all if it does not; `index` would compare with `==`."""
    for place, other in enumerate(among):
        if other is node:
            return place
    return len(among)


def in_document_order(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes without duplicates, in document order."""
    unique = list({id(node): node for node in nodes}.values())
    if len(unique) < 2:  # noqa: PLR2004 - one is in order
        return unique
    places: dict[int, dict[int, int]] = {}
    return sorted(unique, key=lambda node: _place(node, places))


def _place(node: Node, places: dict[int, dict[int, int]]) -> tuple[int, ...]:
    """Return where a node stands on each level; `places` keeps the order of children by their parent."""
    found = []
    here = node
    while here.parent is not None:
        order = places.get(id(here.parent))
        if order is None:
            order = {id(child): at for at, child in enumerate(here.parent.children)}
            places[id(here.parent)] = order
        found.append(order.get(id(here), len(order)))
        here = here.parent
    return tuple(reversed(found))


_NOTHING: dict[str, list[Node]] = {}
_NO_ATTRIBUTES: Mapping[str, str] = {}
_WORTH_KEEPING = 40
_TEXTS_KEPT = 200_000
