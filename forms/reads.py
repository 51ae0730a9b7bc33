"""What an expression reads, found without running it: the edges of the dependency graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from forms.xpath.functions import FUNCTIONS
from forms.xpath.special import quoted_path, sorts_nodes
from forms.xpath.steps import local
from forms.xpath.tree import Call, ExpressionError, Literal, Path, Step, Tree, Union, parts

if TYPE_CHECKING:
    from forms.questionnaire import Definition

_SHALLOW = {"count", "position", "indexed-repeat"}
"""Calls that look at rows, not at what is in them."""


class Read(NamedTuple):
    """One node that an expression looks at.

    Attributes:
        target: The node's definition.
        shared: How many enclosing rows reader and node have in common for certain; all rows below count.
    """

    target: Definition
    shared: int


class _Foreign:
    """A node of a secondary instance: nothing there changes during an interview."""


_FOREIGN = _Foreign()
_DOCUMENT = _Foreign()
_Place = tuple["Definition | _Foreign", int]


class Reader:
    """Finds reads of one expression.

    Raises ExpressionError (unknown_path, unknown_instance) where a path leads nowhere.
    """

    def __init__(
        self,
        here: Definition,
        root: Definition,
        known: Callable[[str], bool],
        choices: Mapping[int, tuple[Read, ...]],
    ) -> None:
        """Look from `here`; `known` tells names of instances, `choices` what the options of a select read."""
        self._here = here
        self._root = root
        self._known = known
        self._choices = choices
        self._found: dict[Read, None] = {}

    def reads(self, tree: Tree) -> tuple[Read, ...]:
        """Return what the expression reads, each once."""
        self._visit(tree, [(self._here, len(self._here.repeats))], rows=False, shallow=False)
        return tuple(self._found)

    def _visit(self, tree: Tree, context: list[_Place], *, rows: bool, shallow: bool) -> list[_Place]:
        if isinstance(tree, Path):
            found = self._path(tree, context, rows=rows)
            self._record(found, shallow=shallow)
            return found
        if isinstance(tree, Call):
            return self._call(tree, context)
        found = []
        for part in parts(tree):
            found.extend(self._visit(part, context, rows=isinstance(tree, Union), shallow=shallow))
        return found if isinstance(tree, Union) else []

    def _record(self, places: Iterable[_Place], *, shallow: bool) -> None:
        for target, shared in places:
            if isinstance(target, _Foreign):
                continue
            for each in [target] if shallow else _below(target):
                self._found.setdefault(Read(each, shared))

    def _call(self, tree: Call, context: list[_Place]) -> list[_Place]:
        if tree.name == "current":
            return [(self._here, len(self._here.repeats))]
        if tree.name == "instance":
            return self._instance(tree)
        if tree.name == "jr:choice-name" and len(tree.arguments) > 1:
            return self._choice_name(tree, context)
        if tree.name == "sort-by" and len(tree.arguments) > 1 and sorts_nodes(tree.arguments):
            nodes = self._visit(tree.arguments[0], context, rows=True, shallow=False)
            self._visit(tree.arguments[1], nodes, rows=False, shallow=False)
            for argument in tree.arguments[2:]:
                self._visit(argument, context, rows=False, shallow=False)
            return nodes
        function = FUNCTIONS.get(tree.name)
        rows = function.rows if function else tree.name in ("indexed-repeat", "sort-by")
        found: list[_Place] = []
        for argument in tree.arguments:
            found.extend(self._visit(argument, context, rows=rows, shallow=tree.name in _SHALLOW))
        if tree.name == "indexed-repeat":
            self._record(found, shallow=False)
        return found if tree.name in ("randomize", "indexed-repeat") else []

    def _instance(self, tree: Call) -> list[_Place]:
        name = tree.arguments[0] if tree.arguments else None
        if isinstance(name, Literal) and not self._known(name.value):
            raise ExpressionError("unknown_instance", name.value)
        return [(_FOREIGN, 0)]

    def _choice_name(self, tree: Call, context: list[_Place]) -> list[_Place]:
        self._visit(tree.arguments[0], context, rows=False, shallow=False)
        for target, _ in self._visit(quoted_path(tree.arguments[1]), context, rows=False, shallow=False):
            if not isinstance(target, _Foreign):
                for read in self._choices.get(target.index, ()):
                    self._found.setdefault(Read(read.target, 0))
        return []

    def _path(self, tree: Path, context: list[_Place], *, rows: bool) -> list[_Place]:
        places = self._start(tree, context)
        for predicate in tree.predicates:
            self._visit(predicate, places, rows=False, shallow=False)
        for step in tree.steps:
            places = self._step(step, places, same_row=tree.absolute and not rows)
            for predicate in step.predicates:
                self._visit(predicate, places, rows=False, shallow=False)
        return places

    def _start(self, tree: Path, context: list[_Place]) -> list[_Place]:
        if tree.start is not None:
            return self._visit(tree.start, context, rows=True, shallow=True)
        return [(_DOCUMENT, 0)] if tree.absolute else context

    def _step(self, step: Step, places: list[_Place], *, same_row: bool) -> list[_Place]:
        found: dict[_Place, None] = {}
        for target, shared in places:
            for place in self._move(step, target, shared):
                found.setdefault(self._in_row(place) if same_row and not step.predicates else place)
        named = step.axis == "child" and step.test not in ("*", "node()", "text()")
        if named and not found and places and not any(target is _FOREIGN for target, _ in places):
            raise ExpressionError("unknown_path", _described(places, step))
        return list(found)

    def _in_row(self, place: _Place) -> _Place:
        target, shared = place
        if isinstance(target, _Foreign) or target not in target.repeats:
            return place
        depth = len(target.repeats)
        if depth == shared + 1 and self._here.repeats[:depth] == target.repeats:
            return target, depth
        return place

    def _move(self, step: Step, target: Definition | _Foreign, shared: int) -> Iterable[_Place]:
        if target is _FOREIGN or step.axis == "attribute":
            return [(_FOREIGN, 0)]
        if isinstance(target, _Foreign):
            below = [self._root] if step.axis == "child" else list(_below(self._root))
            return [(each, 0) for each in below if _matches(step, each)]
        if step.axis == "child" and step.test not in ("*", "node()", "text()"):
            found = target.child(local(step.test))  # a form of thousands of questions names each of them
            return [(found, min(shared, len(target.repeats)))] if found is not None else []
        along = _AXES[step.axis](target)
        return [(each, min(shared, _kept(step, target, each))) for each in along if _matches(step, each)]


def _kept(step: Step, target: Definition, found: Definition) -> int:
    """Return how many rows stay the same on the way from one node to another."""
    if step.axis in ("parent", "ancestor", "ancestor-or-self"):
        return len(found.repeats)
    if step.axis in ("self", "child", "descendant", "descendant-or-self"):
        return len(target.repeats)
    if step.axis in ("following", "preceding"):
        return 0
    return len(target.parent.repeats) if target.parent else 0


def _matches(step: Step, definition: Definition) -> bool:
    return step.test in ("*", "node()", "text()") or local(step.test) == definition.name


def _described(places: list[_Place], step: Step) -> str:
    above = next((target.path for target, _ in places if not isinstance(target, _Foreign)), "")
    return f"{above}/{step.test}"


def _below(definition: Definition) -> Iterable[Definition]:
    yield definition
    for child in definition.children:
        yield from _below(child)


def _above(definition: Definition) -> Iterable[Definition]:
    here = definition.parent
    while here is not None:
        yield here
        here = here.parent


def _top(definition: Definition) -> Definition:
    return definition if definition.parent is None else _top(definition.parent)


def _siblings(definition: Definition) -> list[Definition]:
    return definition.parent.children if definition.parent else [definition]


_AXES: dict[str, Callable[[Definition], Iterable[Definition]]] = {
    "ancestor": _above,
    "ancestor-or-self": lambda definition: [definition, *_above(definition)],
    "child": lambda definition: definition.children,
    "descendant": lambda definition: list(_below(definition))[1:],
    "descendant-or-self": _below,
    "following": lambda definition: _below(_top(definition)),
    "following-sibling": _siblings,
    "parent": lambda definition: [definition.parent] if definition.parent else [],
    "preceding": lambda definition: _below(_top(definition)),
    "preceding-sibling": _siblings,
    "self": lambda definition: [definition],
}
