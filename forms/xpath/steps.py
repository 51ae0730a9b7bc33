"""Steps of a path: from nodes to nodes along an axis, with predicates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from forms.xpath.context import Closure, Context
from forms.xpath.convert import Value, to_boolean
from forms.xpath.nodes import Node, ancestors, descendants, place_of, siblings, top
from forms.xpath.tree import Step

Walk = Callable[[Context, list[Node]], list[Node]]


class Predicate(NamedTuple):
    """A compiled predicate.

    Attributes:
        test: Gives a truth, or a number that means a position.
        cost: What testing one node costs, in visits.
        place: The position, where the predicate is a plain number.
    """

    test: Closure
    cost: int
    place: Decimal | None = None


def _attributes(node: Node, name: str) -> list[Node]:
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


def plain(step: Step) -> bool:
    """Whether a step is nothing but the name of a child."""
    return step.axis == "child" and step.test != "*" and not step.test.endswith(")") and not step.predicates


def walk(step: Step, predicates: Sequence[Predicate]) -> Walk:
    """Compile one step."""
    find = _finder(step)
    name = local(step.test)
    if plain(step):
        return lambda context, nodes: _along(context, nodes, lambda node: node.child(name))

    def run(context: Context, nodes: list[Node]) -> list[Node]:
        return _along(context, nodes, lambda node: keep(context, find(context, node), predicates))

    return run


def _along(context: Context, nodes: list[Node], find: Callable[[Node], list[Node]]) -> list[Node]:
    """Return what is found from each node, each once."""
    if len(nodes) == 1:
        found = find(nodes[0])
        context.meter.spend(len(found))
        return found
    unique: dict[int, Node] = {}
    for node in nodes:
        each = find(node)
        context.meter.spend(len(each) + 1)
        for one in each:
            unique[id(one)] = one
    return list(unique.values())


def _finder(step: Step) -> Callable[[Context, Node], list[Node]]:
    name = local(step.test)
    if step.axis == "attribute":
        return lambda _, node: _attributes(node, name)
    if step.test == "text()":
        return lambda _, node: (
            [node] if step.axis in ("child", "self") and node.text and not node.branch else []
        )
    along = _AXES[step.axis]
    if name == "node()":
        return lambda context, node: _counted(context, along(node))
    if step.axis == "child" and name != "*":
        return lambda _, node: node.child(name)
    if name == "*":
        return lambda context, node: [found for found in _counted(context, along(node)) if found.name]
    return lambda context, node: [found for found in _counted(context, along(node)) if found.name == name]


def _counted(context: Context, nodes: Iterable[Node]) -> list[Node]:
    if isinstance(nodes, (list, tuple)):
        context.meter.spend(len(nodes))
        return list(nodes)
    found = []
    for node in nodes:
        context.meter.spend(1)
        found.append(node)
    return found


def keep(context: Context, nodes: list[Node], predicates: Sequence[Predicate]) -> list[Node]:
    """Return the nodes that meet all predicates; a number means a position."""
    for predicate in predicates:
        nodes = _kept(context, nodes, predicate) if predicate.place is None else _at(nodes, predicate.place)
    return nodes


def _at(nodes: list[Node], place: Decimal) -> list[Node]:
    return [nodes[int(place) - 1]] if 1 <= place <= len(nodes) and place == int(place) else []


def _kept(context: Context, nodes: list[Node], predicate: Predicate) -> list[Node]:
    context.meter.spend(len(nodes) * predicate.cost)
    kept = []
    test = predicate.test
    # One context for all: whoever is handed it looks at once and keeps nothing.
    inner = context.within(len(nodes))
    for position, node in enumerate(nodes, 1):
        inner.node = node
        inner.position = position
        value = test(inner)
        if value is True or (value is not False and _meets(value, position)):
            kept.append(node)
    return kept


def _meets(value: Value, position: int) -> bool:
    return value == position if isinstance(value, Decimal) else to_boolean(value)


def from_root(names: tuple[str, ...]) -> Callable[[Context], list[Node]]:
    """Compile an absolute path of plain names, which means the row at hand (ODK's deviation)."""

    def run(context: Context) -> list[Node]:
        nodes = [top(context.current)]
        for name in names:
            if len(nodes) == 1:
                nodes = nodes[0].child(name)
            else:
                nodes = [found for node in nodes for found in node.child(name)]
            if len(nodes) > 1:
                context.meter.spend(len(nodes))
                nodes = in_same_row(context.current, nodes)
        return nodes

    return run


def in_same_row(current: Node, nodes: list[Node]) -> list[Node]:
    """Return only the node that `current` stands in, if there is one."""
    here: Node | None = current
    name = nodes[0].name
    while here is not None:
        if here.name == name and place_of(here, nodes) < len(nodes):
            return [here]
        here = here.parent
    return nodes
