"""Expressions and references as they are written in cells, looked at before anything is converted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forms.columns import EXPRESSIONS, canonical, cells, value
from forms.faults import Fault, FaultCode
from forms.sheets import Sheet
from forms.spelling import nearest
from forms.xpath.compile import compile_tree
from forms.xpath.functions import FUNCTIONS
from forms.xpath.grammar import parse
from forms.xpath.special import SPECIAL
from forms.xpath.tree import ExpressionError

REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_OF_ENTITIES = frozenset(("create_if", "update_if", "entity_id", "label"))
_MADE = ("_count", "_other")
"""Names that pyxform makes of others: of a repeat's count, of the text behind “other”."""


def reference_faults(sheet: Sheet, names: Mapping[str, int]) -> Iterator[Fault]:
    """Yield references to questions that are not there, or not alone of their name.

    Args:
        sheet: Any sheet.
        names: How often each name stands in the survey sheet.
    """
    for number, row in enumerate(sheet.rows, 2):
        for head, text in row.items():
            if "${" in text:
                for name in dict.fromkeys(REFERENCE.findall(text)):
                    yield from _reference(sheet, number, head, name, names)


def _reference(sheet: Sheet, number: int, head: str, name: str, names: Mapping[str, int]) -> Iterator[Fault]:
    times = names.get(name, 0)
    if times == 1 or (not times and any(name.removesuffix(end) in names for end in _MADE)):
        return
    here = value(sheet.rows[number - 2], "name")
    where = " · ".join(filter(None, (here, canonical(head))))
    code = FaultCode.AMBIGUOUS_REFERENCE if times else FaultCode.UNKNOWN_REFERENCE
    near = "" if times else nearest(name, names)
    yield Fault(code, where, name, sheet.title, number, sheet.cell(number, head), near)


def expression_faults(sheet: Sheet) -> Iterator[Fault]:
    """Yield what is wrong with expressions by themselves: grammar, functions, arguments, patterns."""
    columns = EXPRESSIONS if sheet.name == "survey" else _OF_ENTITIES
    heads = [(head, what) for head in sheet.heads if (what := canonical(head)) in columns]
    for number, row in enumerate(sheet.rows, 2):
        for head, what in (*heads, *_defaults(sheet, row)):
            text = row.get(head, "")
            found = expression_fault(text) if text else None
            if found is not None:
                subject = value(row, "name") or value(row, "list_name")
                detail = f"{found.detail} — {text[:200]}"
                code = FaultCode(found.kind)
                near = nearest_function(found.detail) if code is FaultCode.UNKNOWN_FUNCTION else ""
                yield Fault(
                    code, f"{subject} · {what}", detail, sheet.title, number, sheet.cell(number, head), near
                )


def _defaults(sheet: Sheet, row: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the column of a default that is worked out; most are plain values."""
    found = [(head, "default") for head, _ in cells(row, "default")] if sheet.name == "survey" else []
    return [(head, what) for head, what in found if _is_dynamic(row[head], value(row, "type"))]


def _is_dynamic(text: str, kind: str) -> bool:
    from pyxform.utils import default_is_dynamic

    return bool(default_is_dynamic(text, kind))


def expression_fault(text: str) -> ExpressionError | None:
    """Return what is wrong with an expression as it stands in a cell, None if nothing is."""
    try:
        compile_tree(parse(REFERENCE.sub(_as_path, text)))
    except ExpressionError as error:
        return error
    return None


def _as_path(reference: re.Match[str]) -> str:
    """Return a path of the same length, so that places in the text stay true."""
    return f"/{reference[1]}".ljust(len(reference[0]))


def nearest_function(detail: str) -> str:
    """Return the function that was probably meant by `nope()`."""
    return nearest(detail.partition("(")[0], [*FUNCTIONS, *SPECIAL])
