"""Functions that put nodes or values into an order: `randomize`, `sort-by`."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from forms.xpath.context import Context
from forms.xpath.convert import Value, number_from_text, to_boolean, to_number, to_string
from forms.xpath.nodes import Node, string_value

_MODULUS, _FACTOR = 2_147_483_647, 16_807
"""Park and Miller's generator."""
_LONG = 2**63
_SORTING = 4
"""What putting a node in order costs, in visits."""
_SEED_BYTES = 8


def randomize(context: Context, nodes: Value, *seed: Value) -> Value:
    """Shuffle (inside-out Fisher–Yates over Park–Miller): a seed means one order in every ODK tool."""
    source = nodes if isinstance(nodes, list) else []
    state = _seed(seed[0]) if seed else int(context.world.new_id()[-_SEED_BYTES:], 16)
    state = abs(state) % _MODULUS * (1 if state > 0 else -1)  # as Java does it: the sign stays
    state = state if state > 0 else state + _MODULUS - 1
    shuffled: list[Node] = []
    for at, node in enumerate(source):
        state = state * _FACTOR % _MODULUS
        other = math.floor((state - 1) / (_MODULUS - 1) * (at + 1))
        if other == at:
            shuffled.append(node)
        else:
            shuffled.append(shuffled[other])
            shuffled[other] = node
    return shuffled


def _seed(value: Value) -> int:
    """Return a number as Java's `long`; a text that is none counts by its SHA-256."""
    number = to_number(value)
    if not number.is_nan():
        whole = number.to_integral_value(ROUND_DOWN)
        return int(min(max(whole, Decimal(-_LONG)), Decimal(_LONG - 1)))
    text = "" if isinstance(value, Decimal) else to_string(value)
    if not text:
        return 0
    digest = hashlib.sha256(text.encode(errors="replace")).digest()
    return int.from_bytes(digest[:_SEED_BYTES], "big", signed=True)


def sorted_nodes(context: Context, nodes: list[Node], key: Callable[[Context], Value]) -> list[Node]:
    """Return nodes in the order of a key that is worked out for each of them."""
    context.meter.spend(len(nodes) * _SORTING)
    inner = context.within(len(nodes))
    keys = []
    for position, node in enumerate(nodes, 1):
        inner.node, inner.position = node, position
        keys.append(to_string(key(inner)))
    return [nodes[at] for at in _order(keys)]


def sorted_values(context: Context, values: Value, keys: Value) -> list[str]:
    """Return values (nodes, or separated by spaces) in the order of as many keys; those without one last."""
    texts, sought = _texts(context, values), _texts(context, keys)
    count = min(len(texts), len(sought))
    return [texts[at] for at in _order(sought[:count])] + texts[count:]


def ascending(value: Value | None) -> bool:
    """Whether the last argument of `sort-by` says so: nothing, true or a text other than `false`."""
    return value is None or (to_boolean(value) and to_string(value).strip().lower() not in ("false", "desc"))


def _texts(context: Context, value: Value) -> list[str]:
    if isinstance(value, list) and len(value) != 1:
        context.meter.spend(len(value))
        return [string_value(node) for node in value]
    whole = to_string(value)
    context.meter.looked(whole)
    return whole.split()


def _order(keys: list[str]) -> list[int]:
    """Return positions by key: numbers by their size before texts by their signs, equal ones as they came."""
    numbers = [number_from_text(key) for key in keys]

    def place(at: int) -> tuple[bool, Decimal, str]:
        number = numbers[at]
        return (True, Decimal(0), keys[at]) if number.is_nan() else (False, number, "")

    return sorted(range(len(keys)), key=place)
