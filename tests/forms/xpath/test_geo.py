"""Places on Earth, against the formulas of JavaRosa and the ellipsoid."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.xpath.geo import EARTH_RADIUS_M, Point, area_of, crosses_itself, inside, length_of

FIELD = [Point(25.1, 109.2), Point(25.1, 109.204), Point(25.103, 109.205), Point(25.104, 109.201)]
"""A field of some hectares in the south."""


def javarosa_metres(a: Point, b: Point) -> float:
    """Spherical law of cosines, as `GeoUtils.distanceBetween` has it."""
    here, there, apart = math.radians(a.north), math.radians(b.north), math.radians(a.east - b.east)
    cosine = math.sin(here) * math.sin(there) + math.cos(here) * math.cos(there) * math.cos(apart)
    return math.acos(min(1.0, cosine)) * EARTH_RADIUS_M


def javarosa_area(shape: list[Point]) -> float:
    """Triangles on a plane, as `GeoUtils.calculateAreaOfGPSPolygonOnEarthInSquareMeters` has it."""
    degree = 2 * math.pi * EARTH_RADIUS_M / 360
    flat = [
        (
            (each.east - shape[0].east) * degree * math.cos(math.radians(each.north)),
            (each.north - shape[0].north) * degree,
        )
        for each in shape[1:]
    ]
    return abs(sum((a[1] * b[0] - a[0] * b[1]) / 2 for a, b in itertools.pairwise(flat)))


@given(st.floats(-60, 60), st.floats(-179, 179), st.floats(0.01, 0.9), st.floats(0.01, 0.9))
def test_a_distance_is_what_javarosa_makes_it(north: float, east: float, up: float, right: float) -> None:
    a, b = Point(north, east), Point(north + up, east + right)

    assert length_of([a, b]) == pytest.approx(javarosa_metres(a, b), rel=1e-6)


def test_the_area_of_a_field_differs_from_javarosa_by_less_than_one_in_a_thousand() -> None:
    assert area_of([*FIELD, FIELD[0]]) == pytest.approx(javarosa_area([*FIELD, FIELD[0]]), rel=1e-3)


@pytest.mark.parametrize(
    "end, metres",
    [(Point(26.0, 109.0), 110_777.6), (Point(25.0, 110.0), 100_950.1)],
    ids=["a degree to the north", "a degree to the east"],
)
def test_the_sphere_differs_from_the_ellipsoid_by_half_a_percent_at_most(end: Point, metres: float) -> None:
    assert length_of([Point(25.0, 109.0), end]) == pytest.approx(metres, rel=0.005)


def test_a_shape_may_be_open_or_closed() -> None:
    assert area_of(FIELD) == area_of([*FIELD, FIELD[0]])
    assert inside(Point(25.102, 109.203), FIELD)
    assert inside(Point(25.102, 109.203), [*FIELD, FIELD[0]])
    assert not inside(Point(25.102, 109.21), FIELD)


@pytest.mark.parametrize(
    "trace, crosses",
    [
        ([(0, 0), (0, 2), (2, 2)], False),
        ([(0, 0), (0, 2), (2, 2), (2, 0), (0, 0)], False),
        ([(0, 0), (2, 2), (2, 0), (0, 2)], True),
        ([(0, 0), (0, 2), (1, 1), (0, 1)], True),
        ([(0, 0), (0, 2), (2, 2), (0, 0), (3, 3)], True),
        ([(0, 0), (0, 1)], False),
    ],
)
def test_a_trace_crosses_itself_where_sides_that_do_not_follow_one_another_meet(
    trace: list[tuple[float, float]], crosses: bool
) -> None:
    assert crosses_itself([Point(*each) for each in trace]) is crosses
