"""Functions over node-sets and over the space-separated values of select_multiple."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from forms.xpath.context import Context
from forms.xpath.convert import NUMBERS, Value, to_boolean, to_number, to_string
from forms.xpath.function import MANY, Function
from forms.xpath.nodes import Node, string_value

_EARTH_RADIUS_M = 6_378_100.0


def _nodes(value: Value) -> list[Node]:
    return value if isinstance(value, list) else []


def _count(_: Context, nodes: Value) -> Value:
    return Decimal(len(_nodes(nodes)))


def _count_non_empty(_: Context, nodes: Value) -> Value:
    return Decimal(sum(1 for node in _nodes(nodes) if string_value(node)))


def _selected(_: Context, values: Value, value: Value) -> Value:
    return to_string(value).strip() in to_string(values).split()


def _count_selected(_: Context, values: Value) -> Value:
    return Decimal(len(to_string(values).split()))


def _selected_at(_: Context, values: Value, index: Value) -> Value:
    chosen, at = to_string(values).split(), to_number(index)
    whole = at.is_finite() and 0 <= at < len(chosen)
    return chosen[int(at)] if whole else ""


def _name(context: Context, *nodes: Value) -> Value:
    found = _nodes(nodes[0]) if nodes else [context.node]
    return found[0].name if found else ""


def _checklist(_: Context, least: Value, most: Value, *values: Value) -> Value:
    """ODK: whether the number of true values lies between two bounds; -1 means no bound."""
    return _between(Decimal(sum(_truths(values))), least, most)


def _truths(values: tuple[Value, ...]) -> list[bool]:
    found: list[bool] = []
    for value in values:
        found.extend(_truth(string_value(node)) for node in _nodes(value))
        if not isinstance(value, list):
            found.append(to_boolean(value))
    return found


def _truth(text: str) -> bool:
    return text.strip().lower() in ("true", "1", "yes")


def _weighted_checklist(_: Context, least: Value, most: Value, *values: Value) -> Value:
    total = Decimal(0)
    for value, weight in zip(values[::2], values[1::2], strict=False):
        truths, weights = _truths((value,)), _weights(weight)
        for true, heavy in zip(truths, weights, strict=False):
            total = NUMBERS.add(total, heavy) if true else total
    return _between(total, least, most)


def _weights(value: Value) -> list[Decimal]:
    return [to_number(node.text) for node in value] if isinstance(value, list) else [to_number(value)]


def _between(number: Decimal, least: Value, most: Value) -> bool:
    low, high = to_number(least), to_number(most)
    return (low == -1 or _at_most(low, number)) and (high == -1 or _at_most(number, high))


def _at_most(left: Decimal, right: Decimal) -> bool:
    return not left.is_nan() and not right.is_nan() and left <= right


def _randomize(context: Context, nodes: Value, *seed: Value) -> Value:
    """Shuffle with the specification's generator (Park–Miller): a seed means one order everywhere."""
    shuffled = list(_nodes(nodes))
    number = to_number(seed[0]) if seed else Decimal(int(context.world.new_id()[-8:], 16))
    state = int(number) % 2147483647 if number.is_finite() else 1
    state = state if state > 0 else state + 2147483646
    for at in range(len(shuffled) - 1, 0, -1):
        state = state * 16807 % 2147483647
        other = math.floor((state - 1) / 2147483646 * (at + 1))
        shuffled[at], shuffled[other] = shuffled[other], shuffled[at]
    return list(shuffled)


def _points(value: Value) -> list[tuple[float, float]]:
    texts = [node.text for node in value] if isinstance(value, list) else [to_string(value)]
    found = []
    for text in ";".join(texts).split(";"):
        numbers = text.split()
        if len(numbers) >= 2:  # noqa: PLR2004 - latitude and longitude
            try:
                found.append((math.radians(float(numbers[0])), math.radians(float(numbers[1]))))
            except ValueError:
                return []
    return found


def _distance(_: Context, *values: Value) -> Value:
    """Length in metres along a trace or a list of points, on a sphere."""
    points = [point for value in values for point in _points(value)]
    metres = sum(_metres(a, b) for a, b in pairwise(points))
    return NUMBERS.create_decimal(repr(round(metres, 2)))


def _metres(start: tuple[float, float], end: tuple[float, float]) -> float:
    north, east = (end[0] - start[0]) / 2, (end[1] - start[1]) / 2
    chord = math.sin(north) ** 2 + math.cos(start[0]) * math.cos(end[0]) * math.sin(east) ** 2
    return 2 * _EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def _area(_: Context, value: Value) -> Value:
    """Area in square metres of a closed shape, on a sphere."""
    points = _points(value)
    total = sum(
        (b[1] - a[1]) * (2 + math.sin(a[0]) + math.sin(b[0])) for a, b in pairwise([*points, *points[:1]])
    )
    return NUMBERS.create_decimal(repr(round(abs(total) * _EARTH_RADIUS_M**2 / 2, 2)))


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
    "weighted-checklist": Function(_weighted_checklist, 4, MANY, nodes=True, rows=True),
    "randomize": Function(_randomize, 1, 2, nodes=True, rows=True),
    "area": Function(_area, 1, 1, nodes=True, rows=True),
    "enclosed-area": Function(_area, 1, 1, nodes=True, rows=True),
    "distance": Function(_distance, 1, MANY, nodes=True, rows=True),
}
