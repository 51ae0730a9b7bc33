"""Columns of lists that expressions ask for and lists do not have: a filter that leaves nothing to choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forms.external import columns_of
from forms.faults import Fault, FaultCode
from forms.questionnaire import Definition, Expression, Questionnaire
from forms.spelling import nearest
from forms.xpath.grammar import parse
from forms.xpath.tree import Call, ExpressionError, Literal, Path, Step, Tree, walk

_ROWS = ("root", "item")
_PULLED = 3
"""`pulldata(list, column, key column, …)`: so many of its arguments name something."""


def odd_lists(form: Questionnaire, files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Yield columns that are asked for in vain; lists that nobody knows here are left alone.

    Args:
        form: The questionnaire.
        files: The lists beside it, by file name.
    """
    known = {
        name: columns for name in (*form.instances, *form.sources) if (columns := _columns(form, files, name))
    }
    for definition in form.definitions:
        for what, expression in _expressions(form, definition):
            for name, column in dict.fromkeys(_asked(expression.source)):
                if name in known and column not in known[name]:
                    where = f"{definition.name} · {what}"
                    near = nearest(column, known[name])
                    yield Fault(FaultCode.UNKNOWN_FILTER, where, f"{name} · {column}", near=near)
        yield from _options(form, definition, known)


def _columns(form: Questionnaire, files: Mapping[str, bytes], name: str) -> frozenset[str]:
    """Return the columns of a list, none where it cannot be told."""
    file = form.sources.get(name, "").rpartition("/")[2]
    if file:
        raw = files.get(file)
        return columns_of(raw) if raw is not None and file.lower().endswith(".csv") else frozenset()
    rows = (row for root in form.instances[name].children for row in root.children)
    return frozenset(column for row in rows for column in row.named)


def _expressions(form: Questionnaire, definition: Definition) -> Iterator[tuple[str, Expression]]:
    bind, control = form.binds[definition.index], form.controls[definition.index]
    found = (
        ("relevant", bind.relevant),
        ("required", bind.required),
        ("readonly", bind.readonly),
        ("constraint", bind.constraint),
        ("calculation", bind.calculate),
        (
            "choice_filter",
            control.itemset.nodes if control is not None and control.itemset is not None else None,
        ),
    )
    return ((what, expression) for what, expression in found if expression is not None)


def _asked(source: str) -> Iterator[tuple[str, str]]:
    """Yield (list, column) for all columns that an expression looks at."""
    try:
        trees = list(walk(parse(source)))
    except ExpressionError:
        return
    for tree in trees:
        if isinstance(tree, Path) and isinstance(tree.start, Call) and tree.start.name == "instance":
            yield from _of_path(tree, tree.start)
        elif isinstance(tree, Call) and tree.name == "pulldata" and len(tree.arguments) >= _PULLED:
            names = [each.value for each in tree.arguments[:_PULLED] if isinstance(each, Literal)]
            yield from ((names[0], column) for column in names[1:] if len(names) == _PULLED)


def _of_path(path: Path, start: Call) -> Iterator[tuple[str, str]]:
    name = start.arguments[0] if start.arguments else None
    if not isinstance(name, Literal) or tuple(step.test for step in path.steps[:2]) != _ROWS:
        return
    for predicate in path.steps[1].predicates:
        yield from ((name.value, column) for column in _beside(predicate))
    if len(path.steps) > len(_ROWS) and _is_name(path.steps[2]):
        yield name.value, path.steps[2].test


def _beside(predicate: Tree) -> Iterator[str]:
    """Yield the columns of the row at hand that a predicate names."""
    for tree in walk(predicate):
        alone = isinstance(tree, Path) and tree.start is None and not tree.absolute and len(tree.steps) == 1
        if isinstance(tree, Path) and alone and _is_name(tree.steps[0]):
            yield tree.steps[0].test


def _is_name(step: Step) -> bool:
    return step.axis == "child" and step.test != "*" and not step.test.endswith(")")


def _options(
    form: Questionnaire, definition: Definition, known: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    """Yield the columns of values and labels that a list from a file lacks."""
    control = form.controls[definition.index]
    if control is None or control.itemset is None:
        return
    for name in dict.fromkeys(name for name, _ in _lists_in(control.itemset.nodes.source)):
        for column in (control.itemset.value, control.itemset.label):
            if name in known and form.sources.get(name) and column not in known[name]:
                where = f"{definition.name} · type"
                yield Fault(
                    FaultCode.UNKNOWN_FILTER, where, f"{name} · {column}", near=nearest(column, known[name])
                )


def _lists_in(source: str) -> Iterator[tuple[str, Tree]]:
    for tree in walk(parse(source)):
        if isinstance(tree, Call) and tree.name == "instance" and isinstance(tree.arguments[0], Literal):
            yield tree.arguments[0].value, tree
