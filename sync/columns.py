"""Revisions as columns of JSON, one table a line, and back.

Ids, `previous` and the running numbers are left out where the receiver can work them out: hashing is
cheaper than 16 random bytes on the line. docs/PROTOCOL.md §3 shows the form.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from storage.records import Patch, Revision
from storage.revisions import make
from sync.errors import PacketDamaged
from sync.protocol import MAX_REVISIONS, parse

_ROW_ID = re.compile(r"\[([0-9a-f]{32})\]")
_REMOVED = False
"""In a column of new values: the field was emptied; null there means that it was not touched."""
_SPARSE_SHARE = 4
#: 3,000 visits of 600 questions; more is nobody's survey.
_MAX_CELLS = 2_000_000

Column = list[Any] | dict[str, Any]
_Change = tuple[str | None, str | None]
_Cells = dict[str, _Change]
_NEW_TYPES, _OLD_TYPES = frozenset({str, bool}), frozenset({str})


# Writing ------------------------------------------------------------------------------------------


def encode(revisions: Sequence[Revision]) -> bytes:
    """Write revisions, in their order, as lines of JSON."""
    kinds = list(dict.fromkeys(revision.kind for revision in revisions))
    places = {revision.id: place for place, revision in enumerate(revisions)}
    tables = [_table(kind, [r for r in revisions if r.kind == kind], places) for kind in kinds]
    return b"\n".join(_line(part) for part in (_head(revisions), *tables))


def _line(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value)


def _head(revisions: Sequence[Revision]) -> dict[str, Any]:
    return {
        "count": len(revisions),
        "runs": list(_runs(revisions)),
        "order": _repeats(revision.kind for revision in revisions),
        "at": _repeats(revision.made_at for revision in revisions),
        "by": _repeats(revision.person for revision in revisions),
        "why": _repeats(revision.reason for revision in revisions),
    }


def _repeats(values: Iterable[str]) -> list[list[Any]]:
    """[[value, how many times in a row], …]."""
    found: list[list[Any]] = []
    for value in values:
        if found and found[-1][0] == value:
            found[-1][1] += 1
        else:
            found.append([value, 1])
    return found


def _runs(revisions: Sequence[Revision]) -> Iterator[list[Any]]:
    """[device, count] where the device's chain goes on; number and `previous` follow where it starts anew."""
    last: dict[str, Revision] = {}
    run: list[Any] = []
    for revision in revisions:
        before = last.get(revision.device)
        goes_on = before is not None and (revision.number, revision.previous) == (
            before.number + 1,
            before.id,
        )
        if run and goes_on and run[0] == revision.device:
            run[1] += 1
        else:
            if run:
                yield run
            run = [revision.device, 1, *([] if goes_on else [revision.number, revision.previous])]
        last[revision.device] = revision
    if run:
        yield run


def _table(kind: str, revisions: Sequence[Revision], places: Mapping[str, int]) -> dict[str, Any]:
    writer = _TableWriter(len(revisions))
    for index, revision in enumerate(revisions):
        writer.add(index, revision.patch)
    parts = {
        "kind": kind,
        "ids": [revision.record for revision in revisions],
        "on": _parents(revisions, places),
        **writer.parts(),
    }
    return {name: part for name, part in parts.items() if part}


def _parents(revisions: Sequence[Revision], places: Mapping[str, int]) -> list[Any]:
    """Per revision: null, one parent or a list; a parent earlier in the packet by its place there."""

    def short(parent: str, child: str) -> int | str:
        place = places.get(parent)
        return parent if place is None or place >= places[child] else place

    if not any(revision.parents for revision in revisions):
        return []
    named = [[short(parent, revision.id) for parent in revision.parents] for revision in revisions]
    return [None if not each else each[0] if len(each) == 1 else each for each in named]


@functools.lru_cache(maxsize=4096)
def _stem(start: str) -> tuple[str, str, str] | None:
    """`member[<id>]` → template `member[]`, row `<id>`, and the table of rows, the template to its last row.

    Ids of several levels are joined by "/". None for a key that would not come back.
    """
    if "[]" in start:
        return None
    template = _ROW_ID.sub("[]", start)
    return template, "/".join(_ROW_ID.findall(start)), _space(template)


def _space(template: str) -> str:
    """Rows of which table a column speaks of: the template up to its last row."""
    return template[: template.rfind("[]") + 2] if "[]" in template else ""


@dataclass
class _TableWriter:
    """Collects one kind's patches field by field."""

    count: int
    spaces: dict[str, str] = field(default_factory=dict)
    """Columns in the order in which they turned up, each with the table of its rows."""
    plain: dict[str, list[_Change | None]] = field(default_factory=dict)
    rows: dict[str, list[list[str]]] = field(default_factory=dict)
    cells: dict[str, dict[tuple[int, str], _Change]] = field(default_factory=dict)
    odd: list[list[Any]] = field(default_factory=list)

    def add(self, index: int, patch: Patch) -> None:
        plain = self.plain
        for key in sorted(patch):  # the same revisions give the same bytes
            if key in plain:  # nine of ten
                plain[key][index] = patch[key]
                continue
            cut = key.rfind("]") + 1
            found = _stem(key[:cut]) if cut else ("", "", "")
            if found is None:
                self.odd.append([index, key, *patch[key]])
            elif found[1]:
                template, row, space = found
                self._noted(space, index, row)
                self._of_row(template + key[cut:], space)[index, row] = patch[key]
            else:
                self.spaces[key] = ""
                plain[key] = [None] * self.count
                plain[key][index] = patch[key]

    def _of_row(self, template: str, space: str) -> dict[tuple[int, str], _Change]:
        cells = self.cells.get(template)
        if cells is None:
            cells = self.cells[template] = {}
            self.spaces[template] = space
        return cells

    def _noted(self, space: str, index: int, row: str) -> None:
        rows = self.rows.get(space)
        if rows is None:
            rows = self.rows[space] = [[] for _ in range(self.count)]
        if row not in rows[index]:
            rows[index].append(row)

    def parts(self) -> dict[str, Any]:
        for space, rows in self.rows.items():
            for index, each in enumerate(rows):
                each.sort(key=lambda row: self._rank(space, index, row))
        spots = {
            space: [(index, row) for index, each in enumerate(rows) for row in each]
            for space, rows in self.rows.items()
        }
        filled = {
            template: list(map(self.cells[template].get, spots[space])) if space else self.plain[template]
            for template, space in self.spaces.items()
        }
        was = {name: [cell and cell[0] for cell in column] for name, column in filled.items()}
        return {
            "rows": self.rows,
            "set": {
                name: _column([cell and (_REMOVED if cell[1] is None else cell[1]) for cell in column])
                for name, column in filled.items()
            },
            "was": {name: _column(olds) for name, olds in was.items() if olds.count(None) < len(olds)},
            "odd": self.odd,
        }

    def _rank(self, space: str, index: int, row: str) -> tuple[str, str]:
        """Rows stand as people see them, which is how the members' own revisions stand: columns repeat."""
        change = self.cells.get(space, {}).get((index, row))
        return (change[1] or "" if change else "", row)


def _column(values: list[Any]) -> Column:
    """A list with a place for every row, or {place: value} where few are filled."""
    filled = len(values) - values.count(None)
    if filled * _SPARSE_SHARE >= len(values):
        return values
    return {str(place): value for place, value in enumerate(values) if value is not None}


# Reading ------------------------------------------------------------------------------------------


def decode(data: bytes) -> tuple[Revision, ...]:
    """Undo `encode`, working ids, numbers and `previous` out again.

    Raises:
        PacketDamaged: The lines are not what `encode` writes.
    """
    try:
        return _decode([parse(line) for line in data.split(b"\n")])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, StopIteration) as fault:
        raise PacketDamaged("content") from fault


def _decode(lines: list[Any]) -> tuple[Revision, ...]:
    head, *tables = lines
    count = head["count"]
    if not 0 <= count <= MAX_REVISIONS:
        raise PacketDamaged("limits")
    cursors = {table["kind"]: iter(_TableReader(table)) for table in tables}
    if len(cursors) != len(tables):
        raise ValueError("a kind stands twice")
    origins = _origins(head["runs"], count)
    columns = [_spread(head[name], count) for name in ("order", "at", "by", "why")]
    found: list[Revision] = []
    chains: dict[str, Revision] = {}
    for (device, start), kind, at, by, why in zip(origins, *columns, strict=True):
        record, parents, patch = next(cursors[kind])
        number, previous = start or _follow(chains.get(device))
        revision = make(
            kind=kind, record=record, parents=[_long(parent, found) for parent in parents], patch=patch,
            person=by, device=device, made_at=at, number=number, previous=previous, reason=why,
        )  # fmt: skip
        chains[device] = revision
        found.append(revision)
    if any(True for cursor in cursors.values() for _ in cursor):
        raise ValueError("left over")
    return tuple(found)


def _follow(before: Revision | None) -> tuple[int, str]:
    if before is None:
        raise ValueError("a chain without a start")
    return before.number + 1, before.id


def _origins(runs: list[list[Any]], count: int) -> list[tuple[str, tuple[int, str] | None]]:
    """Per revision its device, and where a chain starts anew its number and `previous`."""
    found: list[tuple[str, tuple[int, str] | None]] = []
    for device, times, *start in runs:
        _room(found, times, count)
        number, previous = start or (None, None)
        first = (_whole(number), _text(previous)) if start else None
        found += [(_text(device), first), *[(device, None)] * (times - 1)]
    return found


def _spread(repeats: list[list[Any]], count: int) -> list[str]:
    found: list[str] = []
    for value, times in repeats:
        _room(found, times, count)
        found += [_text(value)] * times
    return found


def _room(found: Sequence[object], times: int, count: int) -> None:
    if not 1 <= _whole(times) <= count - len(found):
        raise ValueError("count")


def _long(parent: Any, found: Sequence[Revision]) -> str:
    return found[parent].id if type(parent) is int and parent >= 0 else _text(parent)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("whole number")
    return value


@dataclass
class _TableReader:
    """Gives one kind's revisions back, in order: record, parents, patch."""

    table: Mapping[str, Any]

    def __iter__(self) -> Iterator[tuple[str, list[Any], Patch]]:
        ids = [_text(record) for record in self.table["ids"]]
        parents = self.table.get("on") or [None] * len(ids)
        return zip(ids, map(_listed, parents), self._patches(len(ids)), strict=True)

    def _patches(self, count: int) -> list[_Cells]:
        patches: list[_Cells] = [{} for _ in range(count)]
        spots = self._spots(patches)
        news, was = self.table.get("set", {}), self.table.get("was", {})
        if len(news) * max(map(len, spots.values())) > _MAX_CELLS:
            raise PacketDamaged("limits")
        for template, column in news.items():
            space = _space(template)
            places, tail = spots[space], template[len(space) :]
            olds = dict(_cells(was[template], len(places), _OLD_TYPES)) if template in was else {}
            for place, new in _cells(column, len(places), _NEW_TYPES):
                patch, start = places[place]
                patch[start + tail] = (olds.get(place), None if new is _REMOVED else new)
        for index, key, old, new in self.table.get("odd", []):
            patches[_whole(index)][_text(key)] = (_optional(old), _optional(new))
        return patches

    def _spots(self, patches: Sequence[_Cells]) -> dict[str, list[tuple[_Cells, str]]]:
        """For each table of rows the patch a place belongs to, and how the key of its row begins."""
        spots = {"": [(patch, "") for patch in patches]}
        for space, rows in self.table.get("rows", {}).items():
            each_in = zip(patches, rows, strict=True)
            spots[space] = [(patch, _fill(space, _text(row))) for patch, each in each_in for row in each]
        return spots


def _listed(parent: Any) -> list[Any]:
    return [] if parent is None else parent if isinstance(parent, list) else [parent]


def _cells(column: Column, count: int, types: frozenset[type]) -> list[tuple[int, Any]]:
    """(place, value) of the cells that are filled."""
    if isinstance(column, dict):
        found = [(int(place), value) for place, value in column.items()]
    elif len(column) == count:
        found = [(place, value) for place, value in enumerate(column) if value is not None]
    else:
        raise ValueError("column")
    seen = {type(value) for _, value in found}
    if seen - types or (bool in seen and any(value is True for _, value in found)):
        raise TypeError("cells")
    return found


def _fill(template: str, row: str) -> str:
    first, *rest = template.split("[]")
    return first + "".join(f"[{each}]{part}" for each, part in zip(row.split("/"), rest, strict=True))


def _optional(value: Any) -> str | None:
    return None if value is None else _text(value)
