"""Functions over places on Earth, taken as a sphere with the radius at the equator, as JavaRosa takes it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

from forms.xpath.context import Context
from forms.xpath.convert import NAN, NUMBERS, Value, to_string
from forms.xpath.function import MANY, Function

EARTH_RADIUS_M = 6_378_100.0
_LATITUDE, _LONGITUDE = 90, 180
_PARTS = range(2, 5)
"""Latitude and longitude, then perhaps altitude and accuracy."""
_BETWEEN_POINTS = re.compile(r"\s*;\s*")
_SHAPE_LEAST = 4


class Point(NamedTuple):
    """A place in degrees."""

    north: float
    east: float


def points(*values: Value) -> list[Point] | None:
    """Read geopoints, geotraces and geoshapes one after another; None if any of them is none."""
    found: list[Point] = []
    for value in values:
        for text in [node.text for node in value] if isinstance(value, list) else [to_string(value)]:
            for part in _BETWEEN_POINTS.split(text.strip().rstrip(";").rstrip()):
                point = _point(part)
                if point is None:
                    return None
                found.append(point)
    return found


def _point(text: str) -> Point | None:
    parts = text.split()
    if len(parts) not in _PARTS:
        return None
    try:
        north, east = float(parts[0]), float(parts[1])
    except ValueError:
        return None
    fits = abs(north) <= _LATITUDE and abs(east) <= _LONGITUDE
    return Point(north, east) if fits else None


def _measured(measure: Callable[[list[Point]], float]) -> Callable[..., Value]:
    def call(context: Context, *values: Value) -> Value:
        found = points(*values)
        if not found:
            return NAN
        context.meter.spend(len(found))
        return NUMBERS.create_decimal(repr(round(measure(found), 2)))

    return call


def length_of(trace: list[Point]) -> float:
    """Return the length of a trace in metres, without altitude."""
    return sum(_metres(a, b) for a, b in pairwise(trace))


def _metres(start: Point, end: Point) -> float:
    here, there = math.radians(start.north), math.radians(end.north)
    north, east = (there - here) / 2, math.radians(end.east - start.east) / 2
    chord = math.sin(north) ** 2 + math.cos(here) * math.cos(there) * math.sin(east) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def area_of(shape: list[Point]) -> float:
    """Return the area of a shape in square metres; it is closed if it is open."""
    total = sum(
        math.radians(b.east - a.east)
        * (2 + math.sin(math.radians(a.north)) + math.sin(math.radians(b.north)))
        for a, b in pairwise([*shape, shape[0]])
    )
    return abs(total) * EARTH_RADIUS_M**2 / 2


def _geofence(context: Context, place: Value, fence: Value) -> Value:
    """ODK: whether a point lies inside a shape; false if either is none."""
    at, shape = points(place), points(fence)
    if not at or not shape:
        return False
    context.meter.spend(len(shape))
    return inside(at[0], shape)


def inside(place: Point, shape: list[Point]) -> bool:
    """Whether a ray to the east crosses the shape's border an odd number of times."""
    within = False
    for a, b in pairwise([*shape, shape[0]]):
        if (a.north > place.north) != (b.north > place.north):
            crossing = (b.east - a.east) * (place.north - a.north) / (b.north - a.north) + a.east
            within ^= place.east < crossing
    return within


def _intersects(context: Context, *values: Value) -> Value:
    """ODK: whether a trace or shape crosses or touches itself; false if it is none."""
    found = points(*values)
    if not found:
        return False
    trace = [a for a, b in pairwise(found) if a != b] + found[-1:]
    context.meter.spend(len(trace) ** 2)
    return crosses_itself(trace)


def crosses_itself(trace: list[Point]) -> bool:
    """Whether any two sides that do not follow one another have a point in common."""
    sides = list(pairwise(trace))
    closed = len(trace) >= _SHAPE_LEAST and trace[0] == trace[-1]
    for first in range(len(sides)):
        for second in range(first + 2, len(sides)):
            neighbours = closed and first == 0 and second == len(sides) - 1
            if not neighbours and _meet(*sides[first], *sides[second]):
                return True
    return False


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    turns = (_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b))
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((turns[0], a, b, c), (turns[1], a, b, d), (turns[2], c, d, a), (turns[3], c, d, b))
    return any(turn == 0 and _between(start, end, at) for turn, start, end, at in ends)


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b.east - a.east) * (c.north - a.north) - (b.north - a.north) * (c.east - a.east)


def _between(a: Point, b: Point, at: Point) -> bool:
    return min(a.east, b.east) <= at.east <= max(a.east, b.east) and (
        min(a.north, b.north) <= at.north <= max(a.north, b.north)
    )


GEO_FUNCTIONS: Mapping[str, Function] = {
    "area": Function(_measured(area_of), 1, 1, nodes=True, rows=True),
    "enclosed-area": Function(_measured(area_of), 1, 1, nodes=True, rows=True),
    "distance": Function(_measured(length_of), 1, MANY, nodes=True, rows=True),
    "geofence": Function(_geofence, 2, 2, nodes=True),
    "intersects": Function(_intersects, 1, MANY, nodes=True, rows=True),
}
