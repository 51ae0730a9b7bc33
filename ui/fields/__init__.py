"""Widgets for questions: one per kind, `make` picks it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtWidgets import QWidget

from forms.views import FieldView, Kind
from ui.fields.base import Field
from ui.fields.choices import SIDE_BY_SIDE, FinderField, OptionField, SeveralField
from ui.fields.picture import PictureField
from ui.fields.still import DisplayField, NoteField
from ui.fields.typed import (
    DateField,
    DateTimeField,
    DecimalField,
    GeopointField,
    IntegerField,
    TextField,
    TimeField,
)

__all__ = ["FIELDS", "Field", "PictureField", "make"]

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
        Kind.RANK: SeveralField,
        Kind.RANGE: DecimalField,
        Kind.TRIGGER: TextField,
        Kind.BARCODE: TextField,
        Kind.GEOPOINT: GeopointField,
        Kind.GEOTRACE: TextField,
        Kind.GEOSHAPE: TextField,
        Kind.IMAGE: PictureField,
        Kind.AUDIO: PictureField,
        Kind.VIDEO: PictureField,
        Kind.FILE: PictureField,
        Kind.NOTE: NoteField,
    }
)


def make(view: FieldView, parent: QWidget | None = None) -> Field:
    """Make the widget for a question as it is now."""
    chosen = FIELDS[view.kind]
    if chosen is not NoteField and (view.readonly or view.calculated):
        chosen = DisplayField
    elif chosen is OptionField and len(view.choices) > SIDE_BY_SIDE:
        chosen = FinderField
    return chosen(view, parent)
