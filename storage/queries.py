"""Pages, counts and figures for screens: keyset, never OFFSET."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, and_, func, or_, select

from storage import travel
from storage.projection import HOUSEHOLD, PERSON
from storage.records import (
    Delivery,
    GroupStatistics,
    HouseholdLine,
    HouseholdPage,
    HouseholdQuery,
    Neighbour,
    number_of,
)
from storage.rows import RECORD, State, chunks, state_from

SURVEYED = ("completed", "signed", "refused_signature")
MAX_PAGE = 1_000

_ORDERS: dict[str, tuple[str, ...]] = {
    "code": ("village", "group_code", "code", "id"),
    "name": ("head_name", "id"),
    "score": ("score_rank", "id"),
    "per_capita": ("income_rank", "id"),
}


def households(connection: Connection, query: HouseholdQuery) -> HouseholdPage:
    """Return one page of a list; pages join without gap or repetition even while households are added.

    Raises:
        KeyError: An order that does not exist.
    """
    columns = [HOUSEHOLD.c[name] for name in _ORDERS[query.order]]
    limit = max(1, min(query.limit, MAX_PAGE))
    # a column that may be empty sorts its empty ones last, on SQLite as on PostgreSQL
    keys: list[ColumnElement[Any]] = [
        func.coalesce(column, 1 << 62) if column.name.endswith("_rank") else column for column in columns
    ]
    wanted = select(HOUSEHOLD).where(*_conditions(query)).order_by(*keys).limit(limit + 1)
    if query.after:
        wanted = wanted.where(_beyond(keys, json.loads(query.after)))
    found = connection.execute(wanted).mappings().all()
    more = len(found) > limit
    return HouseholdPage(
        lines(connection, found[:limit]), _key(query.order, found[limit - 1]) if more else ""
    )


def _conditions(query: HouseholdQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.area:
        top = query.area + "￿"
        is_group = len(query.area) > 12  # noqa: PLR2004  # digits of a village code (GB/T 10114)
        column = HOUSEHOLD.c.group_code if is_group else HOUSEHOLD.c.village
        conditions += [column >= query.area, column < top]
    if query.states:
        conditions.append(HOUSEHOLD.c.state.in_(query.states))
    return conditions


def _beyond(keys: Sequence[ColumnElement[Any]], after: Sequence[Any]) -> ColumnElement[bool]:
    """(a, b) > (x, y), spelled out so that an index serves it."""
    steps = [
        and_(
            *(key == value for key, value in zip(keys[:place], after, strict=False)),
            keys[place] > after[place],
        )
        for place in range(len(keys))
    ]
    return and_(keys[0] >= after[0], or_(*steps))


def _key(order: str, row: RowMapping) -> str:
    return json.dumps([1 << 62 if row[name] is None else row[name] for name in _ORDERS[order]])


def lines(connection: Connection, found: Sequence[RowMapping]) -> tuple[HouseholdLine, ...]:
    """Return lines in the order of the rows, each with its delivery."""
    delivered = travel.deliveries(connection, [row["id"] for row in found])
    return tuple(_line(row, delivered.get(row["id"], Delivery())) for row in found)


def _line(row: RowMapping, delivery: Delivery) -> HouseholdLine:
    return HouseholdLine(
        id=row["id"], code=row["code"], village=row["village"], group=row["group_code"],
        group_name=row["group_name"], head_name=row["head_name"], size=row["size"], state=row["state"],
        score=number_of(row["score"]), per_capita=number_of(row["per_capita"]), letters=row["letters"],
        scored_by=row["scored_by"],
        delivery=delivery,
    )  # fmt: skip


def count_households(connection: Connection, query: HouseholdQuery) -> int:
    """Return how many households a query has in all pages."""
    wanted = select(func.count()).select_from(HOUSEHOLD).where(*_conditions(query))
    return int(connection.execute(wanted).scalar_one())


def count_by_state(connection: Connection, area: str) -> dict[str, int]:
    """Return state → number of households, for the states that occur."""
    wanted = select(HOUSEHOLD.c.state, func.count()).where(*_conditions(HouseholdQuery(area=area)))
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(HOUSEHOLD.c.state))}


def groups(connection: Connection, area: str) -> tuple[tuple[str, str, int], ...]:
    """Return (屯 code, name, number of households) of the 屯 that occur, by code."""
    wanted = (
        select(HOUSEHOLD.c.group_code, func.max(HOUSEHOLD.c.group_name), func.count())
        .where(*_conditions(HouseholdQuery(area=area)))
        .group_by(HOUSEHOLD.c.group_code)
        .order_by(HOUSEHOLD.c.group_code)
    )
    return tuple((code, name, count) for code, name, count in connection.execute(wanted))


def group_statistics(
    connection: Connection, group: str, exclude: str | None, scored_by: str | None
) -> GroupStatistics:
    """Return the surveyed households of a 屯, as far as they are on this device; of one scheme if named."""
    own = HOUSEHOLD.c
    there = select(func.count()).select_from(HOUSEHOLD).where(own.group_code == group)
    wanted = select(own.id, own.head_name, own.score, own.per_capita, own.size).where(
        own.group_code == group, own.id != (exclude or ""), own.state.in_(SURVEYED)
    )
    if scored_by is not None:
        wanted = wanted.where(own.scored_by == scored_by)
    surveyed = tuple(
        Neighbour(row.id, row.head_name, number_of(row.score), number_of(row.per_capita), row.size)
        for row in connection.execute(wanted.order_by(own.code, own.id))
    )
    return GroupStatistics(group, int(connection.execute(there).scalar_one()), surveyed)


def find(connection: Connection, kind: str, equals: dict[str, str]) -> list[State]:
    """Return records of a kind whose body has these values, in order of their ids."""
    conditions = [RECORD.c.kind == kind]
    for key, value in equals.items():
        if key in {"household", "@household"}:
            conditions.append(RECORD.c.household == value)
        elif value:
            conditions.append(_body(RECORD, key) == value)
        else:
            conditions.append(_body(RECORD, key).is_(None))
    found = connection.execute(select(RECORD).where(*conditions)).mappings()
    # asked to sort by id, SQLite would go through all records of the kind instead of those of a household
    return sorted((state_from(row) for row in found), key=lambda state: state.id)


def in_village(connection: Connection, kind: str, village: str) -> list[State]:
    """Return records of a kind that belong to the households of a village, in order of their ids."""
    households = connection.execute(select(HOUSEHOLD.c.id).where(HOUSEHOLD.c.village == village)).scalars()
    found: list[State] = []
    for some in chunks(households):
        wanted = select(RECORD).where(RECORD.c.household.in_(some), RECORD.c.kind == kind)
        found += map(state_from, connection.execute(wanted).mappings())
    return sorted(found, key=lambda state: state.id)


def _body(table: Table, key: str) -> ColumnElement[str]:
    return cast("ColumnElement[str]", table.c.body[key].as_string())


def next_serial(connection: Connection, village: str, first: int, last: int) -> int | None:
    """Return the lowest serial above all used ones of a leased block in a village, None if it is used up."""
    codes = HOUSEHOLD.c.code
    used = select(func.max(codes)).where(codes >= f"{village}{first:04d}", codes <= f"{village}{last:04d}")
    newest = connection.execute(used).scalar_one()
    following = int(newest[len(village) :]) + 1 if newest else first
    return following if following <= last else None


def id_numbers(connection: Connection, village: str, exclude: str) -> list[tuple[str, str, str]]:
    """Return (ID number, household, its head) of the people of a village, one household left out."""
    wanted = (
        select(PERSON.c.id_reversed, PERSON.c.household, HOUSEHOLD.c.head_name)
        .join_from(PERSON, HOUSEHOLD, HOUSEHOLD.c.id == PERSON.c.household)
        .where(HOUSEHOLD.c.village == village, HOUSEHOLD.c.id != exclude)
        .where(PERSON.c.id_reversed != "", PERSON.c.gone.is_(False))
    )
    return [(reversed_[::-1], household, head) for reversed_, household, head in connection.execute(wanted)]
