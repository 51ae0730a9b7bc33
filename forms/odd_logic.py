"""Traps of forms that open and run: truth kept as text, questions that have to be answered and cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forms.conditions import outside_of_paths, target
from forms.faults import Fault, FaultCode
from forms.lists import offered
from forms.questionnaire import Definition, Expression, Questionnaire
from forms.values import SELECTS
from forms.views import Kind
from forms.xpath.grammar import parse
from forms.xpath.tree import Call, Comparison, ExpressionError, Logic, Path, Tree

_TRUTHS = frozenset("not boolean true false selected regex contains starts-with ends-with checklist".split())
_NEITHER = frozenset(("false()", ""))


def odd_logic(form: Questionnaire) -> Iterator[Fault]:
    """Yield warnings; `where` names the question, so that they can be placed in its row."""
    truths = {
        definition: calculate
        for definition in form.definitions
        if (calculate := form.binds[definition.index].calculate) is not None and _is_truth(_tree(calculate))
    }
    for definition in form.definitions:
        yield from _as_text(form, definition, truths)
        yield from _unanswerable(form, definition)


def _tree(expression: Expression) -> Tree | None:
    try:
        return parse(expression.source)
    except ExpressionError:
        return None


def _is_truth(tree: Tree | None) -> bool:
    """Whether an expression is true or false, and so becomes the text `true` or `false` when it is kept."""
    if isinstance(tree, Call) and tree.name == "if" and len(tree.arguments) > 1:
        return all(map(_is_truth, tree.arguments[1:]))
    return isinstance(tree, Comparison | Logic) or (isinstance(tree, Call) and tree.name in _TRUTHS)


def _as_text(
    form: Questionnaire, definition: Definition, truths: Mapping[Definition, Expression]
) -> Iterator[Fault]:
    bind = form.binds[definition.index]
    conditions = (("relevant", bind.relevant), ("required", bind.required), ("readonly", bind.readonly))
    for what, expression in (*conditions, ("constraint", bind.constraint), ("calculation", bind.calculate)):
        tree = _tree(expression) if expression is not None else None
        if tree is None:
            continue
        for path in dict.fromkeys(_tested(tree, whole=what != "calculation")):
            found = target(form, definition, path)
            if found is not None and found in truths:
                yield Fault(FaultCode.TRUTH_AS_TEXT, f"{definition.name} · {what}", found.name)


def _tested(tree: Tree, *, whole: bool) -> Iterator[Path]:
    """Yield the paths that are asked whether they are true."""
    asked = [tree] if whole else []
    for each in outside_of_paths(tree):
        if isinstance(each, Logic):
            asked.extend(each.operands)
        elif isinstance(each, Call) and each.name in ("not", "boolean", "if"):
            asked.extend(each.arguments[:1])
    return (each for each in asked if isinstance(each, Path))


def has_value(form: Questionnaire, definition: Definition) -> bool:
    """Whether a question may have an answer that nobody typed."""
    bind = form.binds[definition.index]
    given = bind.calculate is not None or bool(definition.default or bind.preload)
    return given or any(action.target is definition for action in form.actions)


def _unanswerable(form: Questionnaire, definition: Definition) -> Iterator[Fault]:
    """Tell a question that must be answered, and that nobody can answer."""
    index = definition.index
    bind, control = form.binds[index], form.controls[index]
    if control is None or bind.required is None or bind.required.source in _NEITHER:
        return
    if form.kinds[index] is Kind.NOTE:
        return  # told as such
    if bind.readonly is not None and bind.readonly.source == "true()":
        if not has_value(form, definition):
            yield Fault(
                FaultCode.UNANSWERABLE, f"{definition.name} · required", "它是只读的，又没有默认值和算式"
            )
    elif form.kinds[index] in SELECTS and offered(form, index) == ():
        yield Fault(FaultCode.UNANSWERABLE, f"{definition.name} · type", "它没有任何选项")
