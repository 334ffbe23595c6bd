"""Whose ground a point is: the towns whose line holds it, both where it lies on the line between them. Pure.

Sides are decided with exact fractions, since "on the line" must not depend on rounding; only distances are floats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import cos, hypot, radians

METRES_A_DEGREE = 111_195.0  # of a great circle, by the mean radius of the earth
Point = tuple[Decimal, Decimal]  # longitude, latitude


@dataclass(frozen=True, slots=True)
class Ground:
    """The towns of a point.

    Parameters
    ----------
    towns : tuple of str
        In order of their codes; several where it lies on the line, or nearer to it than the point is exact; empty where no
        town's ground holds it.
    sure : bool
        The point alone says so; else the line is nearer than the point is exact, and the officers look.
    """

    towns: tuple[str, ...]
    sure: bool


def ground_of(point: Point, areas: Mapping[str, Sequence[Point]], accuracy_m: int = 0) -> Ground:
    """Return the towns whose ground a point lies on.

    Parameters
    ----------
    areas : mapping of town to its closed line
        The last point meets the first, whether it repeats it or not.
    accuracy_m : int
        Within how many metres the point is right.

    Examples
    --------
    >>> d = Decimal
    >>> west = [(d(0), d(0)), (d(1), d(0)), (d(1), d(1)), (d(0), d(1))]
    >>> east = [(d(1), d(0)), (d(2), d(0)), (d(2), d(1)), (d(1), d(1))]
    >>> ground_of((d(1), d("0.5")), {"w": west, "e": east}).towns
    ('e', 'w')
    """
    held = {town for town, ring in areas.items() if holds(point, ring)}
    near = {town for town, ring in areas.items() if accuracy_m and metres_to(point, ring) <= accuracy_m}
    return Ground(tuple(sorted(held | near)), near <= held)


def holds(point: Point, ring: Sequence[Point]) -> bool:
    """Return whether a point lies within a closed line or on it."""
    x, y = Fraction(point[0]), Fraction(point[1])
    inside = False
    for (x1, y1), (x2, y2) in _sides(ring):
        turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
            inside = not inside
    return inside


def metres_to(point: Point, ring: Sequence[Point]) -> float:
    """Return how far a point lies from a closed line, 0 inside it; flat earth, right within metres over a town."""
    if holds(point, ring):
        return 0.0
    squeeze = cos(radians(float(point[1])))

    def flat(x: Fraction, y: Fraction) -> tuple[float, float]:
        return (
            float(x - Fraction(point[0])) * METRES_A_DEGREE * squeeze,
            float(y - Fraction(point[1])) * METRES_A_DEGREE,
        )

    nearest = float("inf")
    for start, end in _sides(ring):
        (x1, y1), (x2, y2) = flat(*start), flat(*end)
        length = (x2 - x1) ** 2 + (y2 - y1) ** 2
        along = 0.0 if length == 0 else max(0.0, min(1.0, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length))
        nearest = min(nearest, hypot(x1 + along * (x2 - x1), y1 + along * (y2 - y1)))
    return nearest


def _sides(ring: Sequence[Point]) -> list[tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]]:
    points = [(Fraction(x), Fraction(y)) for x, y in ring]
    return list(zip(points, points[1:] + points[:1], strict=True))
