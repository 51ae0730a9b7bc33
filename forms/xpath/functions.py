"""The function table: XPath 1.0's core library and ODK's functions."""

from __future__ import annotations

from collections.abc import Mapping

from forms.xpath.dates import DATE_FUNCTIONS
from forms.xpath.function import Function
from forms.xpath.geo import GEO_FUNCTIONS
from forms.xpath.nodesets import NODESET_FUNCTIONS
from forms.xpath.numbers import NUMBER_FUNCTIONS
from forms.xpath.texts import TEXT_FUNCTIONS

__all__ = ["FUNCTIONS", "Function"]

FUNCTIONS: Mapping[str, Function] = {
    **TEXT_FUNCTIONS,
    **NUMBER_FUNCTIONS,
    **DATE_FUNCTIONS,
    **NODESET_FUNCTIONS,
    **GEO_FUNCTIONS,
}
