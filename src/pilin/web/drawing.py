"""From GeoJSON to SVG: projection, paths, stitches across a border. Pure; knows nothing of Django."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

Point = tuple[float, float]
KM_OF_DEGREE = 111.195  # of latitude, on a sphere of 6,371 km
FIVE_TOWNS = Path(__file__).parent / "static/web/map/five-towns.geojson"


@dataclass(frozen=True, slots=True)
class View:
    """A flat view of a small part of the earth: longitudes shrink with the latitude's cosine, north is up.

    Parameters
    ----------
    west, south, east, north : float
        The part of the earth that must be seen, in degrees.
    width, height : float
        The picture in its own units; the part is centred in it and keeps its shape.

    Examples
    --------
    >>> View(120.0, 30.0, 121.0, 31.0, 100, 100).at(120.5, 30.5)
    (50.0, 50.0)
    """

    west: float
    south: float
    east: float
    north: float
    width: float
    height: float

    @property
    def _shrink(self) -> float:
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def _scale(self) -> float:
        return min(self.width / ((self.east - self.west) * self._shrink), self.height / (self.north - self.south))

    def at(self, longitude: float, latitude: float) -> Point:
        """Return where a point of the earth lies in the picture."""
        x = self.width / 2 + (longitude - (self.west + self.east) / 2) * self._shrink * self._scale
        y = self.height / 2 - (latitude - (self.south + self.north) / 2) * self._scale
        return round(x, 1), round(y, 1)


def path(geometry: dict[str, Any], view: View) -> str:
    """Return the ``d`` of a GeoJSON geometry; points have none.

    Examples
    --------
    >>> view = View(0, -1, 2, 1, 200, 200)
    >>> path({"type": "LineString", "coordinates": [[0, 1], [2, -1]]}, view)
    'M0.0 0.0L200.0 200.0'
    """
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        return _line(coordinates, view)
    if kind == "MultiLineString":
        return "".join(_line(line, view) for line in coordinates)
    if kind == "Polygon":
        return "".join(_line(ring, view) + "Z" for ring in coordinates)
    if kind == "MultiPolygon":
        return "".join(_line(ring, view) + "Z" for polygon in coordinates for ring in polygon)
    return ""


def _line(coordinates: Iterable[Sequence[float]], view: View) -> str:
    points = [view.at(c[0], c[1]) for c in coordinates]
    kept = [p for k, p in enumerate(points) if k == 0 or p != points[k - 1]]
    return "M" + "L".join(f"{x} {y}" for x, y in kept)


def outline(points: Iterable[Point], view: View) -> str:
    """Return the ``d`` of a ring of latitudes and longitudes, in the order in which alerts name them.

    Examples
    --------
    >>> outline([(1, 0), (-1, 0), (-1, 2), (1, 0)], View(0, -1, 2, 1, 200, 200))
    'M0.0 0.0L0.0 200.0L200.0 200.0L0.0 0.0Z'
    """
    return _line(((longitude, latitude) for latitude, longitude in points), view) + "Z"


def disc(middle: Point, radius_km: float, view: View) -> str:
    """Return the ``d`` of a circle on the earth around a latitude and longitude, as a ring of 48 sides.

    Examples
    --------
    >>> disc((0.0, 1.0), 0, View(0, -1, 2, 1, 200, 200))
    'M100.0 100.0Z'
    """
    latitude, longitude = middle
    high = min(radius_km / KM_OF_DEGREE, 180.0)
    wide = high / max(math.cos(math.radians(latitude)), 1e-6)
    turns = [2 * math.pi * k / 48 for k in range(48)]
    return outline([(latitude + high * math.sin(t), longitude + wide * math.cos(t)) for t in turns], view)


@dataclass(frozen=True, slots=True)
class Stitch:
    """Where one stitch crosses the border.

    Parameters
    ----------
    x, y : float
        Its middle, on the line.
    turn : float
        Degrees by which it is turned, so that its left half lies on the left bank.
    """

    x: float
    y: float
    turn: float


def stitches(line: Sequence[Point], number: int, *, margin: float = 0.04) -> list[Stitch]:
    """Return evenly spaced places along a line, each turned across it.

    The line runs with the left bank on its right hand, as from north to south with the left bank in the west; so the left
    half of every stitch lies on the left bank whichever way the line winds.

    Examples
    --------
    >>> [(s.x, s.y, s.turn) for s in stitches([(50.0, 0.0), (50.0, 100.0)], 1)]
    [(50.0, 50.0, 0.0)]
    """
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(line)]
    total = sum(lengths)
    if not number or not total:
        return []
    places = []
    for k in range(number):
        way = total * (margin + (1 - 2 * margin) * (k + 0.5) / number)
        x, y = _along(line, lengths, way)
        ax, ay = _along(line, lengths, max(0.0, way - 14))
        bx, by = _along(line, lengths, min(total, way + 14))
        turn = math.degrees(math.atan2(by - ay, bx - ax)) - 90
        places.append(Stitch(round(x, 1), round(y, 1), round((turn + 180) % 360 - 180, 1)))
    return places


def _along(line: Sequence[Point], lengths: Sequence[float], way: float) -> Point:
    for (a, b), length in zip(itertools.pairwise(line), lengths, strict=True):
        if way <= length and length:
            return a[0] + (b[0] - a[0]) * way / length, a[1] + (b[1] - a[1]) * way / length
        way -= length
    return line[-1]


def stretch(line: Sequence[Point], width: float, height: float, margin: float) -> list[Point]:
    """Return the longest part of a line that the picture shows, kept ``margin`` from its edges."""
    best: list[Point] = []
    run: list[Point] = []
    for point in line:
        if margin <= point[0] <= width - margin and margin <= point[1] <= height - margin:
            run.append(point)
        else:
            best, run = max(best, run, key=len), []
    return max(best, run, key=len)


@lru_cache(maxsize=4)
def shapes(file: Path = FIVE_TOWNS) -> tuple[dict[str, Any], ...]:
    """Return the features of a map file, read once."""
    return tuple(json.loads(file.read_text(encoding="utf8"))["features"])


@dataclass(frozen=True, slots=True)
class Drawn:
    """One shape of the drawing: its path and where its name stands."""

    code: str
    name: str
    name_zh: str
    d: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A schematic map ready for SVG."""

    width: int
    height: int
    land: tuple[Drawn, ...]
    counties: tuple[Drawn, ...]
    towns: tuple[Drawn, ...]
    border: str
    stitches: tuple[Stitch, ...]
    view: View


def knows(codes: Iterable[str]) -> bool:
    """Return whether the shape of every one of these towns is known, so that a map can show them all."""
    known = {f["properties"]["code"] for f in shapes() if f["properties"]["layer"] == "town"}
    asked = set(codes)
    return bool(asked) and asked <= known


@lru_cache(maxsize=32)
def stitch_map(codes: tuple[str, ...], number: int, width: int = 660, height: int = 440) -> Drawing | None:
    """Return the drawing of these towns with ``number`` stitches along the border; None where their shapes are not known.

    Parameters
    ----------
    codes : tuple of str
        Nine-digit codes of the towns in the foreground.
    number : int
        How many stitches cross the border.
    """
    features = shapes()
    chosen = [f for f in features if f["properties"]["layer"] == "town" and f["properties"]["code"] in codes]
    if len(chosen) < 2:
        return None
    points = [(f["properties"]["label_lon"], f["properties"]["label_lat"]) for f in chosen]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    wide, high = east - west, north - south
    view = View(west - 0.19 * wide, south - 0.34 * high, east + 0.2 * wide, north + 0.3 * high, width, height)

    def drawn(feature: dict[str, Any]) -> Drawn:
        told = feature["properties"]
        x, y = (
            view.at(told.get("label_lon", told["lon"]), told.get("label_lat", told["lat"]))
            if "lon" in told
            else (0.0, 0.0)
        )
        return Drawn(told["code"], told["name"], told["name_zh"], path(feature["geometry"], view), x, y)

    by_layer = {
        layer: [(f, drawn(f)) for f in features if f["properties"]["layer"] == layer]
        for layer in ("province", "county")
    }
    border = next(f for f in features if f["properties"]["layer"] == "border")
    line = [view.at(*point[:2]) for point in border["geometry"]["coordinates"]]
    shown = stretch(line, width, height, 14)
    return Drawing(
        width=width,
        height=height,
        land=tuple(shape for _feature, shape in by_layer["province"]),
        counties=tuple(shape for feature, shape in by_layer["county"] if "label_lon" in feature["properties"]),
        towns=tuple(drawn(f) for f in sorted(chosen, key=lambda f: codes.index(f["properties"]["code"]))),
        border=path(border["geometry"], view),
        stitches=tuple(stitches(shown, number)),
        view=view,
    )
