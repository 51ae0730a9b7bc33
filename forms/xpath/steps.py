"""Steps of a path: from nodes to nodes along an axis, with predicates."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from forms.xpath.context import Closure, Context
from forms.xpath.convert import to_boolean
from forms.xpath.nodes import Node, ancestors, descendants, siblings, top
from forms.xpath.tree import Step

Walk = Callable[[Context, list[Node]], list[Node]]
_NONE: list[Node] = []


def _children(node: Node, name: str) -> Iterable[Node]:
    return node.children if name == "*" else node.named.get(name, _NONE)


def _attributes(node: Node, name: str) -> Iterable[Node]:
    return [Node(key, node, value) for key, value in node.attributes.items() if name in ("*", key)]


def _following_siblings(node: Node) -> list[Node]:
    among, index = siblings(node)
    return among[index + 1 :]


def _preceding_siblings(node: Node) -> list[Node]:
    among, index = siblings(node)
    return among[:index][::-1]


def _with_descendants(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from descendants(node)


def _following(node: Node) -> Iterable[Node]:
    for here in (node, *ancestors(node)):
        yield from _with_descendants(_following_siblings(here))


def _preceding(node: Node) -> Iterable[Node]:
    for here in (node, *ancestors(node)):
        for before in _preceding_siblings(here):
            yield from reversed(list(_with_descendants([before])))


_AXES: dict[str, Callable[[Node], Iterable[Node]]] = {
    "ancestor": ancestors,
    "ancestor-or-self": lambda node: (node, *ancestors(node)),
    "child": lambda node: node.children,
    "descendant": descendants,
    "descendant-or-self": lambda node: (node, *descendants(node)),
    "following": _following,
    "following-sibling": _following_siblings,
    "parent": lambda node: (node.parent,) if node.parent is not None else (),
    "preceding": _preceding,
    "preceding-sibling": _preceding_siblings,
    "self": lambda node: (node,),
}


def local(name: str) -> str:
    """Return a name without its prefix: instances hold local names."""
    return name.rpartition(":")[2]


def walk(step: Step, predicates: list[Closure]) -> Walk:
    """Compile one step."""
    find = _finder(step)
    if predicates:
        return _filtered(find, predicates)
    if step.axis == "child" and not step.test.endswith(")") and step.test != "*":
        return _child_walk(local(step.test))
    if step.axis in ("child", "self", "attribute"):
        return lambda _, nodes: [found for node in nodes for found in find(node)]
    return lambda _, nodes: _unique(found for node in nodes for found in find(node))


def _child_walk(name: str) -> Walk:
    return lambda _, nodes: [found for node in nodes for found in node.named.get(name, _NONE)]


def _finder(step: Step) -> Callable[[Node], Iterable[Node]]:
    name = local(step.test)
    if step.test == "text()":
        # The text of a leaf stands for the leaf itself: nothing in a form has mixed content.
        return lambda node: [node] if node.text else []
    if step.axis == "attribute":
        return lambda node: _attributes(node, name)
    along = _AXES[step.axis]
    if name == "node()":
        return along
    if step.axis == "child":
        return lambda node: _children(node, name)
    if name == "*":
        return lambda node: [found for found in along(node) if found.name]
    return lambda node: [found for found in along(node) if found.name == name]


def _unique(nodes: Iterable[Node]) -> list[Node]:
    return list({id(node): node for node in nodes}.values())


def _filtered(find: Callable[[Node], Iterable[Node]], predicates: list[Closure]) -> Walk:
    def run(context: Context, nodes: list[Node]) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            found.extend(keep(context, list(find(node)), predicates))
        return found if len(nodes) == 1 else _unique(found)

    return run


def keep(context: Context, nodes: list[Node], predicates: list[Closure]) -> list[Node]:
    """Return the nodes that meet all predicates; a number means a position."""
    for predicate in predicates:
        kept = []
        # One context for all: whoever is handed it looks at once and keeps nothing.
        inner = context.within(len(nodes))
        for position, node in enumerate(nodes, 1):
            inner.node = node
            inner.position = position
            value = predicate(inner)
            if value is True or (value is not False and _meets(value, position)):
                kept.append(node)
        nodes = kept
    return nodes


def _meets(value: object, position: int) -> bool:
    if isinstance(value, (str, list, bool)):
        return to_boolean(value)
    return value == position


def from_root(names: tuple[str, ...]) -> Closure:
    """Compile an absolute path of plain names, which means the row at hand (ODK's deviation)."""

    def run(context: Context) -> list[Node]:
        nodes = [top(context.current)]
        for name in names:
            nodes = [found for node in nodes for found in node.named.get(name, _NONE)]
            if len(nodes) > 1:
                nodes = in_same_row(context.current, nodes)
        return nodes

    return run


def in_same_row(current: Node, nodes: list[Node]) -> list[Node]:
    """Return only the node that `current` stands in, if there is one."""
    here: Node | None = current
    depth_name = nodes[0].name
    while here is not None:
        if here.name == depth_name:
            for node in nodes:
                if node is here:
                    return [node]
        here = here.parent
    return nodes
