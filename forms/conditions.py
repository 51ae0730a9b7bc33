"""Conditions that no answer can meet, proved from their text; whatever cannot be proved may be met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, product

from forms.domains import Atom, Domain, mirrored
from forms.questionnaire import Definition, Questionnaire
from forms.values import NUMERIC, WHOLE
from forms.views import Kind
from forms.xpath.convert import ARITHMETIC
from forms.xpath.grammar import parse
from forms.xpath.tree import (
    Arithmetic,
    Call,
    Comparison,
    ExpressionError,
    Literal,
    Logic,
    Negation,
    Number,
    Path,
    Tree,
    parts,
)

_CASES_LIMIT = 128
"""Alternatives that are looked at together; beyond it nothing is claimed."""
_COUNTS = frozenset(("string-length", "count-selected", "count"))
_FALSE, _UNKNOWN = Atom("", "false", ""), Atom("", "unknown", "")
Case = tuple[Atom, ...]


def target(form: Questionnaire, here: Definition, path: Tree) -> Definition | None:
    """Return the one node that a plain path means; None if it may be several, or is not plain."""
    if not isinstance(path, Path) or path.predicates:
        return None
    if path.start is not None and not (isinstance(path.start, Call) and path.start.name == "current"):
        return None
    found: Definition | None = None if path.absolute else here
    for step in path.steps:
        if step.predicates:
            return None
        if step.axis == "parent" and found is not None:
            found = found.parent
        elif step.axis == "child":
            name = step.test.rpartition(":")[2]
            found = (
                (form.root if form.root.name == name else None)
                if path.absolute and found is None
                else (found.child(name) if found is not None else None)
            )
        elif step.axis != "self":
            return None
        if found is None:
            return None
    single = found is not None and found.repeats == here.repeats[: len(found.repeats)]
    return found if single else None


class Conditions:
    """Decides for one node; what its expressions compare are nodes seen from there."""

    def __init__(self, form: Questionnaire, here: Definition) -> None:
        self._form = form
        self._here = here

    def cases(self, source: str) -> list[Case]:
        """Return the alternatives under which an expression holds, each a set of comparisons."""
        try:
            tree = parse(source)
        except ExpressionError:
            return [()]
        return self._cases(tree, holds=True)

    def _cases(self, tree: Tree, *, holds: bool) -> list[Case]:
        if isinstance(tree, Logic):
            parts = [self._cases(operand, holds=holds) for operand in tree.operands]
            together = (tree.operator == "and") is holds
            return _product(parts) if together else _limited(list(chain.from_iterable(parts)))
        if isinstance(tree, Call) and tree.name in ("not", "boolean") and len(tree.arguments) == 1:
            return self._cases(tree.arguments[0], holds=holds is not (tree.name == "not"))
        atom = self._atom(tree, holds=holds)
        return [] if atom is _FALSE else [()] if atom is _UNKNOWN else [(atom,)]

    def _atom(self, tree: Tree, *, holds: bool) -> Atom:
        value = constant(tree)
        if value is not None:
            return _UNKNOWN if _truth(value) is holds else _FALSE
        if isinstance(tree, Comparison):
            return self._comparison(tree, holds=holds)
        if isinstance(tree, Call) and tree.name in ("selected", "regex") and len(tree.arguments) > 1:
            return self._call(tree, holds=holds)
        return _UNKNOWN

    def _comparison(self, tree: Comparison, *, holds: bool) -> Atom:
        left, right = constant(tree.left), constant(tree.right)
        if left is not None and right is not None:
            return _UNKNOWN
        flipped = left is not None
        subject = self.subject(tree.right if flipped else tree.left)
        value = left if flipped else right
        operator = mirrored(tree.operator) if flipped else tree.operator
        if not holds:
            # What is no number is neither below nor above: only equality can be turned round.
            operator = {"=": "!=", "!=": "="}.get(operator, "")
        if subject is None or value is None or isinstance(value, bool) or not operator:
            return _UNKNOWN
        return Atom(subject, operator, value)

    def _call(self, tree: Call, *, holds: bool) -> Atom:
        subject, value = self.subject(tree.arguments[0]), constant(tree.arguments[1])
        if subject is None or not isinstance(value, str) or (tree.name == "regex" and not holds):
            return _UNKNOWN
        return Atom(subject, tree.name if holds else "unselected", value)

    def subject(self, tree: Tree) -> str | None:
        """Return what is compared, the same text for the same thing; None if that cannot be told."""
        if isinstance(tree, Call) and tree.name in _COUNTS and len(tree.arguments) == 1:
            inner = self.subject(tree.arguments[0])
            return f"{tree.name}({inner})" if inner else None
        if isinstance(tree, Call) and tree.name in ("number", "string") and len(tree.arguments) == 1:
            return self.subject(tree.arguments[0])
        found = target(self._form, self._here, tree)
        return str(found.index) if found is not None else None


def _product(parts: Sequence[list[Case]]) -> list[Case]:
    size = 1
    for part in parts:
        size *= len(part)
    if size > _CASES_LIMIT:
        return [()]
    return [tuple(chain.from_iterable(combination)) for combination in product(*parts)]


def _limited(cases: list[Case]) -> list[Case]:
    return cases if len(cases) <= _CASES_LIMIT else [()]


def never(form: Questionnaire, parts: Sequence[list[Case]], own: Definition | None = None) -> bool:
    """Whether conditions can never hold together.

    Args:
        form: The questionnaire.
        parts: Of each condition its cases.
        own: The question whose constraint this is: only ever looked at when it is answered.
    """
    return all(_contradicts(form, case, own) for case in _product(parts))


def _contradicts(form: Questionnaire, case: Case, own: Definition | None) -> bool:
    domains: dict[str, Domain] = {}
    for atom in case:
        if atom.subject not in domains:
            domains[atom.subject] = _domain(form, atom.subject, own)
        domains[atom.subject].narrow(atom)
    return any(domain.empty for domain in domains.values())


def _domain(form: Questionnaire, subject: str, own: Definition | None) -> Domain:
    if not subject.isdecimal():
        found = Domain(whole=True, numeric=True, filled=True)
        found.narrow(Atom(subject, ">=", Decimal(0)))
        return found
    index = int(subject)
    kind = form.kinds[index]
    typed = form.asked[index]
    return Domain(
        whole=typed and (kind is Kind.INTEGER or form.binds[index].type in WHOLE),
        single=kind is Kind.SELECT_ONE,
        numeric=typed and kind in NUMERIC,
        filled=own is not None and own.index == index,
    )


def constant(tree: Tree) -> Decimal | str | bool | None:
    """Return the value of an expression that looks at nothing; None if it looks at anything."""
    if isinstance(tree, Number | Literal):
        return tree.value
    if isinstance(tree, Negation):
        value = constant(tree.operand)
        return -value if isinstance(value, Decimal) else None
    if isinstance(tree, Arithmetic):
        return _sum(tree)
    return _called(tree) if isinstance(tree, Call) else _compared(tree)


def _called(tree: Call) -> Decimal | str | bool | None:
    if tree.name in ("true", "false") and not tree.arguments:
        return tree.name == "true"
    converts = tree.name in ("date", "number", "string") and len(tree.arguments) == 1
    return constant(tree.arguments[0]) if converts else None


def _compared(tree: Tree) -> bool | None:
    if not isinstance(tree, Comparison) or tree.operator not in ("=", "!="):
        return None
    left, right = constant(tree.left), constant(tree.right)
    if left is None or type(left) is not type(right):
        return None
    return (left == right) is (tree.operator == "=")


def _sum(tree: Arithmetic) -> Decimal | None:
    value = constant(tree.first)
    for operator, operand in tree.rest:
        other = constant(operand)
        if not isinstance(value, Decimal) or not isinstance(other, Decimal):
            return None
        value = ARITHMETIC[operator](value, other)
    return value if isinstance(value, Decimal) and value.is_finite() else None


def _truth(value: Decimal | str | bool) -> bool:  # noqa: FBT001 - a value of the language
    return bool(value) if not isinstance(value, Decimal) else not value.is_nan() and value != 0


def outside_of_paths(tree: Tree) -> Iterator[Tree]:
    """Yield a tree and what is below it but for predicates: there names mean columns of lists."""
    waiting = [tree]
    while waiting:
        here = waiting.pop()
        yield here
        if not isinstance(here, Path):
            waiting.extend(parts(here))


def comparisons(form: Questionnaire, here: Definition, source: str) -> Iterator[tuple[Definition, str]]:
    """Yield (select, value) for all values that an expression compares a select's answer with."""
    try:
        trees = list(outside_of_paths(parse(source)))
    except ExpressionError:
        return
    for tree in trees:
        sides: tuple[Tree, Tree] | None = None
        if isinstance(tree, Comparison) and tree.operator in ("=", "!="):
            sides = (tree.left, tree.right)
        elif isinstance(tree, Call) and tree.name == "selected" and len(tree.arguments) > 1:
            sides = (tree.arguments[0], tree.arguments[1])
        for subject, value in (sides, sides[::-1]) if sides else ():
            found, known = target(form, here, subject), constant(value)
            if found is not None and isinstance(known, str | Decimal) and known != "":
                yield found, str(known)
