"""Grids and stops as a drawing: SVG without tiles, the same on paper and without a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pilin.domain.visits import queries, rules
from pilin.web.drawing import View, path

WIDTH, HEIGHT, MARGIN = 660, 360, 0.12


@dataclass(frozen=True, slots=True)
class Area:
    """A grid as it is drawn."""

    row: Any
    d: str
    x: float
    y: float
    shade: int


@dataclass(frozen=True, slots=True)
class Road:
    """The line between grids."""

    name_zh: str
    name: str
    d: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A firm on the map; ``label`` is its place on the way, ``state`` done, open or known."""

    x: float
    y: float
    label: str
    state: str
    title: str


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing ready for SVG."""

    width: int
    height: int
    areas: tuple[Area, ...]
    roads: tuple[Road, ...]
    dots: tuple[Dot, ...]
    way: str


def draw(
    told: queries.PlanTold | None,
    dots: Iterable[tuple[rules.Point, str, str, str]] = (),
    *,
    way: Sequence[rules.Point] = (),
    proposed: Sequence[Any] | None = None,
) -> Map | None:
    """Return the drawing of an area with dots (position, label, state, title); None where nothing has a place.

    ``proposed`` are unsaved grids that are shown in place of those that stand.
    """
    grids = list(proposed) if proposed is not None else [grid.row for grid in told.grids] if told else []
    marks = list(dots)
    points = [tuple(p) for grid in grids for p in grid.ring] or [at for at, *_more in marks]
    if len(set(points)) < 2:
        return None
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    if east == west or north == south:
        return None
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    (left, low), (right, top) = (
        rules.degrees((round(west - wide), round(south - high))),
        rules.degrees((round(east + wide), round(north + high))),
    )
    view = View(left, low, right, top, WIDTH, HEIGHT)

    def at(point: Sequence[int]) -> tuple[float, float]:
        return view.at(*rules.degrees(point))

    areas = []
    for place, grid in enumerate(grids):
        x, y = at(rules.middle_of(grid.ring))
        ring = [*grid.ring, grid.ring[0]]
        areas.append(
            Area(grid, path({"type": "Polygon", "coordinates": [queries.in_degrees(ring)]}, view), x, y, place % 4 + 1)
        )
    lines = told.row.lines if told and proposed is None else []
    roads = [
        Road(
            line.get("name_zh", ""),
            line.get("name", ""),
            path({"type": "LineString", "coordinates": queries.in_degrees(line["points"])}, view),
        )
        for line in lines
    ]
    drawn = [Dot(*at(point), label, state, title) for point, label, state, title in marks]
    run = path({"type": "LineString", "coordinates": queries.in_degrees(way)}, view) if len(way) > 1 else ""
    return Map(WIDTH, HEIGHT, tuple(areas), tuple(roads), tuple(drawn), run)
