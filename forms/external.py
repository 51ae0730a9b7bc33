"""Files that a form brings along as lists: CSV, XML, GeoJSON → documents that expressions walk over."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forms.encoding import decoded
from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.questionnaire import Questionnaire
from forms.xml import local
from forms.xml import read as read_xml
from forms.xpath.nodes import Columns, Node, Record, table
from forms.xpath.nodes import Element as Tree

ITEMSETS = "itemsets.csv"
"""Holds all lists of `select_one_external`, told apart by their column `list_name`."""
ROWS_LIMIT = 200_000
_COORDINATES = {"Point": 0, "LineString": 1, "Polygon": 2}


def read(name: str, raw: bytes) -> Node:
    """Return the document of a list file, as ODK XForms lays it out (`root/item/…` for CSV and GeoJSON).

    Args:
        name: File name; its ending says what it is: `.csv`, `.xml`, `.geojson`.
        raw: UTF-8 or GB 18030 for CSV, with or without byte order mark.

    Raises:
        QuestionnaireFault: It is none of these, broken, or longer than `ROWS_LIMIT`.
    """
    reader = _READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise _fault(FaultCode.UNREADABLE, name, ".csv .xml .geojson")
    return reader(name, raw)


def instances(questionnaire: Questionnaire, files: Mapping[str, bytes]) -> dict[str, Node]:
    """Return the external instances that files of the form's package answer, by instance name.

    Raises:
        QuestionnaireFault: As `read`.
    """
    named = {name: source.rpartition("/")[2] for name, source in questionnaire.sources.items()}
    return {name: _list(name, file, files[file]) for name, file in named.items() if file in files}


def _list(name: str, file: str, raw: bytes) -> Node:
    if file != ITEMSETS:
        return read(file, raw)
    return table([row for row in rows_of(file, raw) if row.get("list_name", name) == name])


def rows_of(name: str, raw: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file; raises as `read`."""
    return list(_rows(name, raw))


def columns_of(raw: bytes) -> frozenset[str]:
    """Return the columns that a CSV file names; raises UnicodeDecodeError where nobody can read it."""
    text = decoded(raw)
    heads = next(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), [])
    return frozenset(head.strip() for head in heads if head.strip())


def _rows(name: str, raw: bytes) -> Iterator[dict[str, str]]:
    try:
        text = decoded(raw)
    except UnicodeDecodeError as error:
        raise _fault(FaultCode.UNREADABLE, name, "UTF-8, GB 18030") from error
    try:
        yield from _within_limit(name, _csv_rows(text))
    except csv.Error as error:
        raise _fault(FaultCode.UNREADABLE, name, str(error)) from error


def _csv_rows(text: str) -> Iterator[dict[str, str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    heads = [head.strip() for head in next(lines, [])]
    for line in lines:
        if any(line):
            yield {head: cell for head, cell in zip(heads, line, strict=False) if head}


def _delimiter(text: str) -> str:
    """Return what separates columns; the specification's order of preference, told from the first line."""
    heads = text.partition("\n")[0]
    return next((sign for sign in ",;\t" if sign in heads), ",")


def _within_limit(name: str, rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    for number, row in enumerate(rows):
        if number >= ROWS_LIMIT:
            raise _fault(FaultCode.TOO_LONG, name, f"> {ROWS_LIMIT}")
        yield row


def _table(name: str, raw: bytes) -> Node:
    return table(_rows(name, raw))


def _xml(_: str, raw: bytes) -> Node:
    document = Tree("")
    document.append(_element(read_xml(raw), document, Columns()))
    return document


def _element(element: Any, parent: Node, columns: Columns) -> Node:
    name = local(element.tag)
    if _is_row(element):
        return Record(parent, columns, ((local(each.tag), each.text or "") for each in element), name)
    attributes = {local(key): value for key, value in element.attrib.items()}
    found = Tree(name, parent, "" if len(element) else (element.text or ""), attributes)
    for each in element:
        found.append(_element(each, found, columns))
    return found


def _is_row(element: Any) -> bool:
    """Whether an element is a row as a table has it, which costs a tenth of a tree."""
    names = {local(each.tag) for each in element}
    plain = not element.attrib and not any(len(each) or each.attrib for each in element)
    return plain and 0 < len(names) == len(element)


def _geojson(name: str, raw: bytes) -> Node:
    """ODK XForms, secondary instances: features become items with `geometry`, `id` and their properties."""
    try:
        found = json.loads(raw.decode("utf-8-sig"))
        features = found["features"]
        rows = [dict(_feature(feature)) for feature in features]
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise _fault(FaultCode.UNREADABLE, name, f"GeoJSON: {type(error).__name__}") from error
    return table(_within_limit(name, rows))


def _feature(feature: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "geometry", _geometry(feature["geometry"])
    for key, value in (feature.get("properties") or {}).items():
        if value is not None:
            yield key, _plain(value)
    if feature.get("id") is not None:
        yield "id", str(feature["id"])


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _geometry(geometry: Mapping[str, Any]) -> str:
    """Turn longitude, latitude into ODK's `latitude longitude altitude accuracy`, points separated by `;`."""
    depth = _COORDINATES[geometry["type"]]
    places = geometry["coordinates"]
    points = [places] if depth == 0 else places if depth == 1 else places[0]
    return "; ".join(f"{_degrees(point[1])} {_degrees(point[0])} 0 0" for point in points)


def _degrees(number: Any) -> str:
    degrees = float(number)
    if not math.isfinite(degrees):
        raise ValueError(number)
    return repr(degrees)


def _fault(code: FaultCode, where: str, detail: str) -> QuestionnaireFault:
    return QuestionnaireFault((Fault(code, where, detail),))


_READERS = {"csv": _table, "xml": _xml, "geojson": _geojson}
