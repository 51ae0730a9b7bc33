"""Widgets for questions: one per kind and appearance, `make` picks it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtWidgets import QWidget

from forms.values import ATTACHED
from forms.views import FieldView, Kind
from ui.fields.barcode import BarcodeField
from ui.fields.base import Field
from ui.fields.choices import ConfirmField, OptionField, SeveralField, chooser, several_chooser
from ui.fields.picture import AttachedField, FilmField, PictureField, SoundField
from ui.fields.points import PointsField, ShapeField
from ui.fields.range import RangeField
from ui.fields.rank import RankField
from ui.fields.shapes import shape
from ui.fields.still import DisplayField, NoteField
from ui.fields.supply import NO_SUPPLY, Supply
from ui.fields.typed import (
    CounterField,
    DateField,
    DateTimeField,
    DecimalField,
    GeopointField,
    IntegerField,
    LongTextField,
    MonthField,
    TextField,
    TimeField,
    YearField,
)

__all__ = ["FIELDS", "AttachedField", "Field", "PictureField", "Supply", "make"]

FIELDS: Final[Mapping[Kind, type[Field]]] = MappingProxyType(
    {
        Kind.TEXT: TextField,
        Kind.INTEGER: IntegerField,
        Kind.DECIMAL: DecimalField,
        Kind.DATE: DateField,
        Kind.TIME: TimeField,
        Kind.DATETIME: DateTimeField,
        Kind.SELECT_ONE: OptionField,
        Kind.SELECT_MULTIPLE: SeveralField,
        Kind.RANK: RankField,
        Kind.RANGE: RangeField,
        Kind.TRIGGER: ConfirmField,
        Kind.BARCODE: BarcodeField,
        Kind.GEOPOINT: GeopointField,
        Kind.GEOTRACE: PointsField,
        Kind.GEOSHAPE: ShapeField,
        Kind.IMAGE: PictureField,
        Kind.AUDIO: SoundField,
        Kind.VIDEO: FilmField,
        Kind.FILE: AttachedField,
        Kind.NOTE: NoteField,
    }
)
BY_APPEARANCE: Final[Mapping[tuple[Kind, str], type[Field]]] = MappingProxyType(
    {
        (Kind.TEXT, "multiline"): LongTextField,
        (Kind.INTEGER, "counter"): CounterField,
        (Kind.DATE, "month-year"): MonthField,
        (Kind.DATE, "year"): YearField,
    }
)
_CHOOSERS: Final = MappingProxyType({Kind.SELECT_ONE: chooser, Kind.SELECT_MULTIPLE: several_chooser})


def make(view: FieldView, parent: QWidget | None = None, supply: Supply = NO_SUPPLY) -> Field:
    """Make the widget for a question as it is now."""
    return _kind_of_field(view)(view, parent, supply)


def _kind_of_field(view: FieldView) -> type[Field]:
    if view.kind is Kind.NOTE:
        return NoteField
    if view.calculated or (view.readonly and view.kind not in ATTACHED):
        return DisplayField
    if view.kind in _CHOOSERS:
        return _CHOOSERS[view.kind](view)
    asked = (BY_APPEARANCE.get((view.kind, word)) for word in sorted(shape(view)))
    return next((found for found in asked if found is not None), FIELDS[view.kind])
