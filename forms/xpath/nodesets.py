"""Functions over node-sets and over the space-separated values of select_multiple."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from forms.xpath.context import Context
from forms.xpath.convert import NUMBERS, Value, to_number, to_string
from forms.xpath.function import MANY, Function
from forms.xpath.nodes import Node, string_value
from forms.xpath.order import randomize
from forms.xpath.tree import ExpressionError, Tree

_UNTRUE = ("", "false", "no")


def _nodes(value: Value) -> list[Node]:
    return value if isinstance(value, list) else []


def _count(_: Context, nodes: Value) -> Value:
    return Decimal(len(_nodes(nodes)))


def _count_non_empty(context: Context, nodes: Value) -> Value:
    return Decimal(sum(1 for text in _texts(context, nodes) if text))


def _texts(context: Context, nodes: Value) -> list[str]:
    found = _nodes(nodes)
    for node in found:
        context.meter.read(node)
    return [string_value(node) for node in found]


def _chosen(context: Context, values: Value) -> list[str]:
    text = to_string(values)
    context.meter.looked(text)
    return text.split()


def _selected(context: Context, values: Value, value: Value) -> Value:
    return to_string(value).strip() in _chosen(context, values)


def _count_selected(context: Context, values: Value) -> Value:
    return Decimal(len(_chosen(context, values)))


def _selected_at(context: Context, values: Value, index: Value) -> Value:
    chosen, at = _chosen(context, values), to_number(index)
    at = at.to_integral_value(ROUND_DOWN) if at.is_finite() else at
    return chosen[int(at)] if at.is_finite() and 0 <= at < len(chosen) else ""


def _name(context: Context, *nodes: Value) -> Value:
    found = _nodes(nodes[0]) if nodes else [context.node]
    return found[0].name if found else ""


def _checklist(context: Context, least: Value, most: Value, *values: Value) -> Value:
    """ODK: whether the number of true values lies between two bounds; -1 means no bound."""
    return _between(Decimal(sum(_truths(context, values))), least, most)


def _truths(context: Context, values: tuple[Value, ...]) -> list[bool]:
    found: list[bool] = []
    for value in values:
        found.extend(map(_truth, _texts(context, value)))
        if not isinstance(value, list):
            found.append(_truth(value))
    return found


def _truth(value: Value) -> bool:
    """A number is true above 0 (ODK); a text, of which ODK says nothing, unless it is one of a few words."""
    if isinstance(value, bool):
        return value
    number = to_number(value)
    return to_string(value).strip().lower() not in _UNTRUE if number.is_nan() else number > 0


def _weighted_checklist(context: Context, least: Value, most: Value, *values: Value) -> Value:
    total = Decimal(0)
    for value, weight in zip(values[::2], values[1::2], strict=True):
        for true, heavy in zip(_truths(context, (value,)), _weights(weight), strict=False):
            total = NUMBERS.add(total, heavy) if true else total
    return _between(total, least, most)


def _inspect_pairs(arguments: tuple[Tree, ...]) -> None:
    if len(arguments) % 2:
        raise ExpressionError("wrong_arguments", f"weighted-checklist(): {len(arguments)}")


def _weights(value: Value) -> list[Decimal]:
    return [to_number(node.text) for node in value] if isinstance(value, list) else [to_number(value)]


def _between(number: Decimal, least: Value, most: Value) -> bool:
    low, high = to_number(least), to_number(most)
    return (low == -1 or _at_most(low, number)) and (high == -1 or _at_most(number, high))


def _at_most(left: Decimal, right: Decimal) -> bool:
    return not left.is_nan() and not right.is_nan() and left <= right


NODESET_FUNCTIONS: Mapping[str, Function] = {
    "count": Function(_count, 1, 1, nodes=True, rows=True),
    "count-non-empty": Function(_count_non_empty, 1, 1, nodes=True, rows=True),
    "selected": Function(_selected, 2, 2),
    "is-selected": Function(_selected, 2, 2),
    "count-selected": Function(_count_selected, 1, 1),
    "selected-at": Function(_selected_at, 2, 2),
    "name": Function(_name, 0, 1, nodes=True),
    "local-name": Function(_name, 0, 1, nodes=True),
    "checklist": Function(_checklist, 3, MANY, nodes=True, rows=True),
    "weighted-checklist": Function(
        _weighted_checklist, 4, MANY, nodes=True, rows=True, inspect=_inspect_pairs
    ),
    "randomize": Function(randomize, 1, 2, nodes=True, rows=True),
}
