"""What a sheet asks of an interview, and how an answer reads on paper: filled in, or to be filled by hand."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import resources
from forms.identity import mask_id, mask_phone
from forms.views import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forms.views import FieldView, Node, ScoreSheet

NOTHING = "—"
_LONGEST_LIST = 12
_CHOOSABLE = {Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}
_SHOWABLE = {kind for kind in Kind if kind not in {Kind.IMAGE, Kind.NOTE, Kind.GEOPOINT}}


class Views(Protocol):
    """The part of an `Interview` that paper reads."""

    def view(self, key: str) -> FieldView:
        """Return one field; KeyError for an unknown key."""

    def fields(self, ref: str) -> tuple[FieldView, ...]:
        """Return the fields of a ref, one per row inside repeats."""

    def layout(self, key: str = "") -> Node:
        """Return the form, or what is below a group, repeat or row."""

    def score(self) -> ScoreSheet:
        """Return items, sum, vetoes and figures."""


class Manner(Protocol):
    """How an answer is written into its box."""

    @property
    def least_mm(self) -> float:
        """Height that a box has at least."""

    @property
    def blank_rows(self) -> int:
        """Empty lines offered where people write lists; 0 on a filled sheet."""

    def shows(self, field: FieldView) -> bool:
        """Whether the question has a box on this sheet."""

    def write(self, field: FieldView) -> str:
        """Return what stands in the box."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Answers as given; what was asked and not answered is a dash, so that nothing is written in later.

    Attributes:
        secrets: Answers that are masked on this sheet, each with its mask.
    """

    secrets: Mapping[str, str]
    least_mm: float = 0.0
    blank_rows: int = 0

    def shows(self, field: FieldView) -> bool:
        """Only questions that apply."""
        return field.relevant and field.kind in _SHOWABLE

    def write(self, field: FieldView) -> str:
        """Return the answer with its unit."""
        shown = self.secrets.get(field.value, field.display) if field.value else ""
        return f"{shown}{field.unit}" if shown else NOTHING


@dataclass(frozen=True, slots=True)
class Blank:
    """Empty boxes: options to tick, units to write before."""

    least_mm: float = 6.0
    blank_rows: int = 8

    def shows(self, field: FieldView) -> bool:
        """All questions that people ask, whether they will apply or not."""
        return field.kind in _SHOWABLE and not field.calculated and not field.readonly

    def write(self, field: FieldView) -> str:
        """Return the options, unless they are too many for a box, or the unit."""
        if field.kind in _CHOOSABLE and len(field.choices) <= _LONGEST_LIST:
            return " ".join(f"□{choice.label}" for choice in field.choices)
        return f"        {field.unit}" if field.unit else ""


def masked(views: Views, layout: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the masks of ID numbers and of the household's phone, by value."""
    ids = {
        field.value: mask_id(field.value) for field in views.fields(layout["id_number"]) if _is_number(field)
    }
    phones = {
        field.value: mask_phone(field.value) for field in views.fields(layout["phone"]) if _is_number(field)
    }
    return {value: mask for value, mask in {**ids, **phones}.items() if value}


def _is_number(field: FieldView) -> bool:
    """Tell a number from the kind of a document and from a reason why there is none."""
    return field.kind is Kind.TEXT and any(char.isdigit() for char in field.value)


def row_of(key: str) -> str:
    """Return the row that a key belongs to, "" at the top: `member[1].full_name` → `member[1]`."""
    return key.rpartition(".")[0]


def by_row(fields: Iterable[FieldView]) -> Mapping[str, tuple[FieldView, ...]]:
    """Group fields by the row of a repeat that they are in, in the order in which rows turn up."""
    rows: defaultdict[str, list[FieldView]] = defaultdict(list)
    for field in fields:
        rows[row_of(field.key)].append(field)
    return {row: tuple(found) for row, found in rows.items()}


def sheet_layout(name: str) -> Mapping[str, Any]:
    """Return which refs and names of a questionnaire a sheet puts where."""
    layout: Mapping[str, Any] = json.loads(
        resources.path("layouts", f"{name}.json").read_text(encoding="utf-8")
    )
    return layout
