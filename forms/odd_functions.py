"""Functions that are known here and not to ODK Collect and Validate: a form with them cannot be shared."""

from __future__ import annotations

from collections.abc import Iterator

from forms.faults import Fault, FaultCode
from forms.questionnaire import Definition, Expression, Questionnaire
from forms.xpath.grammar import parse
from forms.xpath.tree import Call, ExpressionError, walk

_INSTEAD = {
    "substring": "substr（从 0 数起，第三项是结束的位置）",
    "ceiling": "int(x) + if(x > int(x), 1, 0)",
    "floor": "int(x) - if(x < int(x), 1, 0)",
    "sort-by": "在表里就排好的顺序",
}
"""`geofence`, `intersects` and `extract-signed` are known to both by now."""


def odd_functions(form: Questionnaire) -> Iterator[Fault]:
    """Yield a warning for each such function of each cell; `where` names the question and the column."""
    for definition in form.definitions:
        for what, expression in _expressions(form, definition):
            for name in dict.fromkeys(_called(expression.source)):
                if name in _INSTEAD:
                    where, detail = f"{definition.name} · {what}", f"{name} → {_INSTEAD[name]}"
                    yield Fault(FaultCode.FOREIGN_FUNCTION, where, detail)


def _expressions(form: Questionnaire, definition: Definition) -> Iterator[tuple[str, Expression]]:
    bind, control = form.binds[definition.index], form.controls[definition.index]
    found = [
        ("relevant", bind.relevant),
        ("required", bind.required),
        ("readonly", bind.readonly),
        ("constraint", bind.constraint),
        ("calculation", bind.calculate),
    ]
    if control is not None:
        found += [("repeat_count", control.count)]
        found += [("choice_filter", control.itemset.nodes)] if control.itemset is not None else []
        found += [("label", each) for each in control.label.expressions()]
    for action in form.actions:
        if action.target is definition:
            found.append(("default" if action.trigger is None else "calculation", action.value))
    return ((what, expression) for what, expression in found if expression is not None)


def _called(source: str) -> Iterator[str]:
    try:
        trees = walk(parse(source))
    except ExpressionError:
        return iter(())
    return (tree.name for tree in trees if isinstance(tree, Call))
