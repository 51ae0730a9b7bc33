"""Comparison of values and node-sets (XPath 1.0 §3.4)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from forms.xpath.convert import Value, number_text, to_boolean, to_number
from forms.xpath.nodes import Node, string_value


def equal(left: Value, right: Value) -> bool:
    """`=`: with node-sets, whether any pair is equal."""
    if isinstance(left, list) or isinstance(right, list):
        return _any_equal(left, right, same=True)
    return _atoms_equal(left, right)


def unequal(left: Value, right: Value) -> bool:
    """`!=`: with node-sets, whether any pair differs, which is not the opposite of `=`."""
    if isinstance(left, list) or isinstance(right, list):
        return _any_equal(left, right, same=False)
    return not _atoms_equal(left, right)


def _any_equal(left: Value, right: Value, *, same: bool) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_boolean(left) == to_boolean(right)) is same
    lefts, rights = _atoms(left), _atoms(right)
    if same and len(lefts) > 1 and len(rights) > 1:
        return _share(lefts, rights)
    return any(_atoms_equal(a, b) is same for a in lefts for b in rights)


class _NumericText(str):
    """The text of a node that is a number by its type."""

    __slots__ = ()


def _atoms(value: Value) -> list[Value]:
    """Return the different values of a node-set, or the one value there is."""
    if not isinstance(value, list):
        return [value]
    if not value:
        # An unanswered question that does not apply is a missing node in ODK and counts as "".
        return [""]
    if len(value) == 1:
        return [_atom(value[0])]
    return list({(node.numeric, text): text for node in value for text in [_atom(node)]}.values())


def _atom(node: Node) -> str:
    return _NumericText(node.text) if node.numeric else string_value(node)


def _share(lefts: list[Value], rights: list[Value]) -> bool:
    """Whether a text is in both, or a number by its type is in one and equal to a text of the other."""
    if not set(lefts).isdisjoint(rights):
        return True
    return not (
        _numbers(lefts, by_type=True).isdisjoint(_numbers(rights))
        and _numbers(lefts).isdisjoint(_numbers(rights, by_type=True))
    )


def _numbers(atoms: list[Value], *, by_type: bool = False) -> set[Decimal]:
    numbers = {to_number(each) for each in atoms if each and (not by_type or isinstance(each, _NumericText))}
    return {number for number in numbers if not number.is_nan()}


def _atoms_equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return to_number(left) == to_number(right)
    if left == right:
        return True
    if isinstance(left, _NumericText) or isinstance(right, _NumericText):
        return bool(left and right) and to_number(left) == to_number(right)
    return False


def _below(left: Value, right: Value, test: Callable[[Decimal, Decimal], bool]) -> bool:
    """Whether any number on the left stands below any on the right: the least does, or none."""
    if not isinstance(left, list) and not isinstance(right, list):
        a, b = to_number(left), to_number(right)
        return not a.is_nan() and not b.is_nan() and test(a, b)
    lefts, rights = _numbers_of(left), _numbers_of(right)
    return bool(lefts and rights) and test(min(lefts), max(rights))


def _numbers_of(value: Value) -> list[Decimal]:
    return [number for each in _atoms(value) if not (number := to_number(each)).is_nan()]


COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "=": equal,
    "!=": unequal,
    "<": lambda left, right: _below(left, right, Decimal.__lt__),
    "<=": lambda left, right: _below(left, right, Decimal.__le__),
    ">": lambda left, right: _below(right, left, Decimal.__lt__),
    ">=": lambda left, right: _below(right, left, Decimal.__le__),
}
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The comparison that says the same with its sides exchanged."""
_ORDERS = {"<": Decimal.__lt__, "<=": Decimal.__le__, ">": Decimal.__gt__, ">=": Decimal.__ge__}


def against(operator: str, right: Value) -> Callable[[Value], bool]:
    """Return the comparison with a right side that stays, prepared for many texts on the left."""
    test = COMPARISONS[operator]
    prepared = _order(operator, right) if operator in _ORDERS else _equality(operator == "=", right)
    if prepared is None:
        return lambda left: test(left, right)
    of_text = prepared
    return lambda left: of_text(left) if isinstance(left, str) else test(left, right)


def _order(operator: str, right: Value) -> Callable[[str], bool]:
    order = _ORDERS[operator]
    numbers = _numbers_of(right)
    if not numbers:
        return lambda _: False
    bound = max(numbers) if operator in ("<", "<=") else min(numbers)
    return lambda left: not (number := to_number(left)).is_nan() and order(number, bound)


def _equality(same: bool, right: Value) -> Callable[[str], bool] | None:  # noqa: FBT001 - one of two
    if isinstance(right, bool):
        return None
    if isinstance(right, Decimal):
        is_number = _number_equality(right)
        return lambda left: is_number(left) is same
    atoms = _atoms(right)
    if len(atoms) == 1 and isinstance(atoms[0], _NumericText) and atoms[0]:
        text, is_number = str(atoms[0]), _number_equality(to_number(atoms[0]))
        return lambda left: (left == text or is_number(left)) is same
    if any(isinstance(each, _NumericText) and each for each in atoms):
        return None
    texts = {str(each) for each in atoms}
    if same:
        return lambda left: left in texts
    return lambda left: len(texts) > 1 or left not in texts


def _number_equality(number: Decimal) -> Callable[[str], bool]:
    """Whether a text is a number; whole numbers, as they are usually written, are told by their digits."""
    text = number_text(number)
    if not text.isdigit():
        return lambda left: to_number(left) == number

    def equal_to(left: str) -> bool:
        return left == text or (not (left.isdigit() and left[0] != "0") and to_number(left) == number)

    return equal_to
