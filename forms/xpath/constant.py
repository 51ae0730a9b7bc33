"""Which parts of a predicate are the same for every node it tests."""

from __future__ import annotations

from forms.xpath.tree import Call, Literal, Number, Path, Tree, parts, walk

_AT_NODE = frozenset("string number name local-name normalize-space string-length position last".split())
"""Without an argument these look at the node at hand."""
_CHANCE = frozenset("random uuid randomize once".split())
"""Something else each time, or told apart by where it stands."""


def same_everywhere(tree: Tree) -> bool:
    """Whether an expression is worth the same for every node that a predicate around it tests."""
    return not any(isinstance(each, Call) and each.name in _CHANCE for each in walk(tree)) and _settled(tree)


def trivial(tree: Tree) -> bool:
    """Whether an expression costs nothing."""
    return isinstance(tree, Number | Literal) or (isinstance(tree, Call) and tree.name in ("true", "false"))


def _settled(tree: Tree) -> bool:
    if isinstance(tree, Path):
        # Predicates look at nodes of this path, never at the node that the predicate around it tests.
        return tree.absolute if tree.start is None else _settled(tree.start)
    if isinstance(tree, Call) and not tree.arguments:
        return tree.name not in _AT_NODE
    return all(map(_settled, parts(tree)))
