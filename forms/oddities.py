"""What is odd about a questionnaire that opens: it works, but hardly as its author meant it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from forms import register_types
from forms.comparison import compare, shown
from forms.conditions import Conditions, comparisons, never
from forms.faults import Fault, FaultCode
from forms.lists import listed, offered
from forms.matching import WAS
from forms.odd_logic import has_value
from forms.questionnaire import Definition, Expression, Questionnaire, Shape
from forms.spelling import nearest
from forms.values import SELECTS
from forms.views import Choice, Kind
from forms.xpath.convert import number_from_text

_FITS = {
    Kind.DECIMAL: frozenset((Kind.DECIMAL, Kind.INTEGER, Kind.RANGE)),
    Kind.TEXT: frozenset(set(Kind) - {Kind.SELECT_MULTIPLE}),
    Kind.SELECT_MULTIPLE: frozenset((Kind.SELECT_MULTIPLE, Kind.SELECT_ONE)),
}
"""Kinds of questions whose answers a property of another kind can keep."""
_Lists = Mapping[Definition, tuple[Choice, ...] | None]
_MARKS = ("score", "veto", "figure", "override", "reason")


def oddities(form: Questionnaire, in_use: Questionnaire | None = None) -> Iterator[Fault]:
    """Yield warnings; `where` names the question, so that they can be placed in its row.

    Args:
        form: The questionnaire under review.
        in_use: The version that it is to follow.
    """
    lists = {
        definition: offered(form, definition.index)
        for definition in form.definitions
        if form.kinds[definition.index] in SELECTS
    }
    for definition in form.definitions:
        if "/meta/" not in f"{definition.path}/":
            yield from _of(form, definition, lists)
    yield from _register(form)
    yield from _marks(form)
    yield from _points(form)
    yield from _version(form, in_use)


def _of(form: Questionnaire, definition: Definition, lists: _Lists) -> Iterator[Fault]:
    yield from _unreachable(form, definition)
    yield from _constraint(form, definition)
    for what, expression in _expressions(form, definition):
        found = comparisons(form, definition, expression.source)
        yield from _unknown_options(f"{definition.name} · {what}", found, lists)
    yield from _required(form, definition)


def _expressions(form: Questionnaire, definition: Definition) -> Iterator[tuple[str, Expression]]:
    bind = form.binds[definition.index]
    named = (
        ("relevant", bind.relevant),
        ("required", bind.required),
        ("readonly", bind.readonly),
        ("constraint", bind.constraint),
        ("calculation", bind.calculate),
    )
    return ((what, expression) for what, expression in named if expression is not None)


def _unreachable(form: Questionnaire, definition: Definition) -> Iterator[Fault]:
    """Tell a condition that cannot hold, by itself or with those above; what is below is told with it."""
    own = form.binds[definition.index].relevant
    if own is None:
        return
    mine = Conditions(form, definition).cases(own.source)
    where = f"{definition.name} · relevant"
    if never(form, [mine]):
        yield Fault(FaultCode.UNREACHABLE, where, f"条件 {shown(own.source)} 不可能成立")
        return
    above = definition.parent
    conditions = []
    while above is not None:
        relevant = form.binds[above.index].relevant
        if relevant is not None:
            conditions.append(Conditions(form, above).cases(relevant.source))
            if never(form, conditions):
                return  # told with the group
            if never(form, [mine, *conditions]):
                detail = (
                    f"条件 {shown(own.source)} 与所在组 {above.name} 的条件 {shown(relevant.source)} 矛盾"
                )
                yield Fault(FaultCode.UNREACHABLE, where, detail)
                return
        above = above.parent


def _constraint(form: Questionnaire, definition: Definition) -> Iterator[Fault]:
    constraint = form.binds[definition.index].constraint
    if constraint is None or definition.shape is not Shape.FIELD:
        return
    cases = Conditions(form, definition).cases(constraint.source)
    if never(form, [cases], definition):
        detail = shown(constraint.source)
        yield Fault(FaultCode.IMPOSSIBLE_CONSTRAINT, f"{definition.name} · constraint", detail)


def _unknown_options(
    where: str, compared: Iterable[tuple[Definition, str]], lists: _Lists
) -> Iterator[Fault]:
    for select, value in dict.fromkeys(compared):
        options = lists.get(select)
        if options is not None and not _is_offered(value, options):
            yield Fault(FaultCode.UNKNOWN_OPTION, where, value, near=_meant(value, options))


def _is_offered(value: str, options: tuple[Choice, ...]) -> bool:
    number = number_from_text(value)
    return any(
        option.value == value or (not number.is_nan() and number_from_text(option.value) == number)
        for option in options
    )


def _meant(value: str, options: tuple[Choice, ...]) -> str:
    """Return the value of the option that was meant: the one with this label, else the most similar."""
    by_label = {option.label: option.value for option in options}
    return by_label.get(value) or nearest(value, [option.value for option in options])


def _required(form: Questionnaire, definition: Definition) -> Iterator[Fault]:
    required = form.binds[definition.index].required
    if required is None or definition.shape is not Shape.FIELD or required.source == "false()":
        return
    where = f"{definition.name} · required"
    note = form.kinds[definition.index] is Kind.NOTE and not has_value(form, definition)
    if note and form.controls[definition.index] is not None:
        yield Fault(FaultCode.REQUIRED_NOTE, where, definition.name)
    elif form.controls[definition.index] is None:
        yield Fault(FaultCode.NEVER_SHOWN, where, definition.name)


def _register(form: Questionnaire) -> Iterator[Fault]:
    for entity in form.entities:
        seen: set[str] = set()
        for name, definition in entity.properties:
            where = f"{definition.name} · save_to"
            if name in seen:
                yield Fault(FaultCode.DOUBLE_PROPERTY, where, f"{entity.dataset}#{name}")
            seen.add(name)
            known = register_types.properties().get((entity.dataset, name))
            if known is not None and form.asked[definition.index]:
                why = _conflict(form, definition, known)
                if why:
                    yield Fault(FaultCode.TYPE_CONFLICT, where, f"{entity.dataset}#{name} {why}")


def _conflict(form: Questionnaire, definition: Definition, known: register_types.Property) -> str:
    kind = form.kinds[definition.index]
    if kind not in _FITS.get(known.kind, {known.kind}):
        return f"是 {known.kind}，这道题是 {kind}"
    options = offered(form, definition.index) if kind in SELECTS and known.values else None
    strange = [each.value for each in options or () if each.value not in known.values]
    return f"没有选项 {'、'.join(strange[:5])}" if strange else ""


def _marks(form: Questionnaire) -> Iterator[Fault]:
    for mark in (*_MARKS, WAS):
        seen: set[str] = set()
        for definition, bind in zip(form.definitions, form.binds, strict=True):
            text = bind.extensions.get(mark, "").strip()
            for each in text.split() if mark == WAS else filter(None, [text]):
                if each in seen:
                    where = f"{definition.name} · ruhu:{mark}"
                    yield Fault(FaultCode.DOUBLE_MARK, where, f"ruhu:{mark}={each}")
                seen.add(each)
    rules: set[tuple[str, tuple[Definition, ...]]] = set()
    for rule in form.rules:
        if (rule.code, rule.at) in rules:
            where = f"{rule.definition.name} · ruhu:rule"
            yield Fault(FaultCode.DOUBLE_MARK, where, f"ruhu:rule={rule.code}")
        rules.add((rule.code, rule.at))


def _points(form: Questionnaire) -> Iterator[Fault]:
    for item in form.items:
        without = [option.value for option in listed(form, item.item) if not _is_number(option.extra)]
        if without:
            where = f"{item.definition.name} · ruhu:score"
            yield Fault(FaultCode.MISSING_POINTS, where, f"{item.item}（{'、'.join(without[:9])}）")


def _is_number(extra: Mapping[str, str]) -> bool:
    try:
        return Decimal(extra.get("points", "")).is_finite()
    except InvalidOperation:
        return False


def _version(form: Questionnaire, in_use: Questionnaire | None) -> Iterator[Fault]:
    if not form.version:
        yield Fault(FaultCode.NO_VERSION, "settings · version")
    elif _same_version(form, in_use) and in_use is not None and compare(in_use, form):
        yield Fault(FaultCode.SAME_VERSION, "settings · version", form.version)


def _same_version(form: Questionnaire, in_use: Questionnaire | None) -> bool:
    return in_use is not None and (form.name, form.version) == (in_use.name, in_use.version)
