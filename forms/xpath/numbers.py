"""Functions over numbers; only powers with fractions, logarithms and trigonometry pass through float."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_UP,
    Decimal,
)
from decimal import Context as DecimalContext

from forms.xpath.context import Context
from forms.xpath.convert import NAN, NUMBERS, ONE, Value, to_number
from forms.xpath.function import MANY, Function

_PLACES_LIMIT = 30
_WIDE = DecimalContext(prec=80)


def _number(context: Context, *value: Value) -> Value:
    return to_number(value[0] if value else [context.node])


def _rounded_to(direction: str) -> Callable[..., Value]:
    def call(_: Context, value: Value) -> Value:
        number = to_number(value)
        return number.to_integral_value(direction) if number.is_finite() else number

    return call


def _round(_: Context, value: Value, *places: Value) -> Value:
    """Round half up towards +∞ (XPath 1.0 §4.4); ODK adds the number of decimal places."""
    number = to_number(value)
    shift = to_number(places[0]) if places else Decimal(0)
    if not number.is_finite() or shift.is_nan():
        return NAN if number.is_finite() else number
    limit = Decimal(_PLACES_LIMIT)
    step = int(min(max(shift, -limit), limit).to_integral_value(ROUND_DOWN))
    unit = Decimal((0, (1,), -step))
    if number.adjusted() < -step - 1:
        return Decimal(0)
    way = ROUND_HALF_UP if number > 0 else ROUND_HALF_DOWN
    exact = number if number.as_tuple().exponent >= -step else number.quantize(unit, way, _WIDE)  # type: ignore[operator]  # finite
    return NUMBERS.plus(exact)


def _abs(_: Context, value: Value) -> Value:
    return to_number(value).copy_abs()


def _pow(_: Context, base: Value, exponent: Value) -> Value:
    left, right = to_number(base), to_number(exponent)
    if right == 0:
        return ONE
    if left.is_nan() or right.is_nan():
        return NAN
    if left == 0 and right < 0:
        return Decimal("Infinity")
    if left.is_finite() and right.is_finite() and right == right.to_integral_value():
        return NUMBERS.power(left, right)
    return _float(math.pow, left, right)


def _float(operate: Callable[..., float], *numbers: Decimal) -> Decimal:
    """Calculate in binary; what has no result is NaN, what is too large Infinity."""
    try:
        return NUMBERS.create_decimal(repr(operate(*map(float, numbers))))
    except OverflowError:
        return Decimal("Infinity")
    except ValueError:
        return NAN


def _through_float(operate: Callable[..., float]) -> Callable[..., Value]:
    return lambda _, *values: _float(operate, *map(to_number, values))


def _sqrt(_: Context, value: Value) -> Value:
    return NUMBERS.sqrt(to_number(value))


def _logarithm(operate: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: operate(number) if number else -math.inf


def _random(context: Context) -> Value:
    """A number from 0 to 1 out of a fresh id: chance is handed in."""
    digits = 13
    return NUMBERS.divide(Decimal(int(context.world.new_id()[-digits:], 16)), Decimal(16**digits))


def numbers_in(values: tuple[Value, ...]) -> list[Decimal]:
    """Return arguments and nodes as numbers, without those that are empty."""
    found: list[Decimal] = []
    for value in values:
        if isinstance(value, list):
            found.extend(to_number(node.text) for node in value if node.text)
        elif value != "":
            found.append(to_number(value))
    return found


def _sum(_: Context, nodes: Value) -> Value:
    total = Decimal(0)
    for number in numbers_in((nodes,)):
        total = NUMBERS.add(total, number)
    return total


def _extreme(choose: Callable[[list[Decimal]], Decimal]) -> Callable[..., Value]:
    def call(_: Context, *values: Value) -> Value:
        found = numbers_in(values)
        return choose(found) if found and not any(number.is_nan() for number in found) else NAN

    return call


def _trigonometry() -> dict[str, Function]:
    one = {name: getattr(math, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan", "exp")}
    return {name: Function(_through_float(operate), 1, 1) for name, operate in one.items()}


NUMBER_FUNCTIONS: Mapping[str, Function] = {
    **_trigonometry(),
    "atan2": Function(_through_float(math.atan2), 2, 2),
    "exp10": Function(_through_float(lambda number: math.pow(10, number)), 1, 1),
    "log": Function(_through_float(_logarithm(math.log)), 1, 1),
    "log10": Function(_through_float(_logarithm(math.log10)), 1, 1),
    "pi": Function(lambda _: Decimal("3.141592653589793238462643383279503"), 0, 0),
    "sqrt": Function(_sqrt, 1, 1),
    "pow": Function(_pow, 2, 2),
    "abs": Function(_abs, 1, 1),
    "number": Function(_number, 0, 1),
    "int": Function(_rounded_to(ROUND_DOWN), 1, 1),
    "floor": Function(_rounded_to(ROUND_FLOOR), 1, 1),
    "ceiling": Function(_rounded_to(ROUND_CEILING), 1, 1),
    "round": Function(_round, 1, 2),
    "random": Function(_random, 0, 0),
    "sum": Function(_sum, 1, 1, rows=True),
    "min": Function(_extreme(min), 1, MANY, rows=True),
    "max": Function(_extreme(max), 1, MANY, rows=True),
}
