"""A plain SQLite file for people who count: tables, keys, indexes, a search of names; by sqlite-utils."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils.db import Table

NUMBERS: Mapping[str, type] = {
    "size": int, "score": int, "compare_sum": int, "work_months": float, "net_income": float,
    "per_capita": float,
}  # fmt: skip
"""Columns to count with; money becomes a float here, its exact text is in CSV and XLSX."""


@dataclass(frozen=True, slots=True)
class AnalysisTable:
    """One table to be.

    Attributes:
        rows: Column → text, "" for nothing; `id` in every row.
        references: Column → table whose `id` it holds.
        searched: Columns whose words are found by full-text search (`household_fts` and so on).
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Mapping[str, str]]
    references: Mapping[str, str] = field(default_factory=dict)
    indexed: Sequence[str] = ()
    searched: Sequence[str] = ()


def database(tables: Iterable[AnalysisTable]) -> bytes:
    """Return a SQLite file with the tables, those referred to first; made in memory, so no half is left."""
    import sqlite_utils  # a quarter of a second, and only here

    made = sqlite_utils.Database(memory=True)
    try:
        for each in tables:
            _fill(made.table(each.name), each)
        return bytes(made.conn.serialize())
    finally:
        made.close()


def _fill(table: Table, source: AnalysisTable) -> None:
    columns: dict[str, Any] = {name: NUMBERS.get(name, str) for name in ("id", *source.columns)}
    keys = [(column, other, "id") for column, other in source.references.items()]
    table.create(columns, pk="id", foreign_keys=keys)
    table.insert_all({name: _value(name, row.get(name, "")) for name in columns} for row in source.rows)
    for name in (*source.references, *source.indexed):
        table.create_index([name])
    if source.searched:
        table.enable_fts(source.searched)
        table.optimize()


def _value(name: str, text: str) -> object:
    if not text or name not in NUMBERS:
        return text or None
    try:
        return NUMBERS[name](text)
    except ValueError:
        return text  # SQLite keeps it; somebody will want to see it
