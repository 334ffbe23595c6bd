"""Cutting a polygon by lines, exactly: whole numbers only, so that no point falls between two parts or into both.

Positions are whole ten-millionths of a degree (longitude, latitude). Parts that touch share the very same edge, its ends
included; that is what makes :func:`part_of` give one part for every point, whichever way the edges run. Where a line
crosses an edge at no whole position, the crossing is put at the nearest one, half a centimetre away at most, for both
parts alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from pilin.domain.visits.enums import SCALE

Point = tuple[int, int]
Ring = tuple[Point, ...]  # the first point is not repeated
A_METRES = 6_378_137.0  # WGS 84
FLATTENING = 1 / 298.257223563
E2 = FLATTENING * (2 - FLATTENING)
E = math.sqrt(E2)
SNAP = 2  # ten-millionths of a degree: crossings nearer than this to a corner are the corner


def point_at(lon: float, lat: float) -> Point:
    """Return a position given in degrees.

    Examples
    --------
    >>> point_at(121.25, 30.8)
    (1212500000, 308000000)
    """
    return round(lon * SCALE), round(lat * SCALE)


def degrees(point: Sequence[int]) -> tuple[float, float]:
    """Return a position in degrees."""
    return point[0] / SCALE, point[1] / SCALE


def area_km2(ring: Sequence[Sequence[int]]) -> float:
    """Return the area of a ring in km², in Lambert's cylindrical equal-area projection of the WGS 84 ellipsoid.

    Edges are straight in degrees; what is between them is summed along each (Simpson), so that a corner put into an edge changes
    nothing.

    Examples
    --------
    >>> square = [point_at(121, 30), point_at(121.01, 30), point_at(121.01, 30.01), point_at(121, 30.01)]
    >>> round(area_km2(square), 3)
    1.069
    """
    if len(ring) < 3:
        return 0.0
    below = _authalic(ring[0][1])
    total = 0.0
    for (x1, y1), (x2, y2) in _edges([(p[0], p[1]) for p in ring]):
        heights = _authalic(y1) + 4 * _authalic((y1 + y2) / 2) + _authalic(y2) - 6 * below
        total += math.radians((x2 - x1) / SCALE) * heights / 6
    return abs(total) * A_METRES * A_METRES / 1e6


def _authalic(lat: float) -> float:
    sine = math.sin(math.radians(lat / SCALE))
    return (1 - E2) / 2 * (sine / (1 - E2 * sine * sine) - math.log((1 - E * sine) / (1 + E * sine)) / (2 * E))


def metres(a: Sequence[int], b: Sequence[int]) -> float:
    """Return how far two positions of one town lie from each other, as the crow flies."""
    shrink = math.cos(math.radians((a[1] + b[1]) / 2 / SCALE))
    return math.hypot((a[0] - b[0]) * shrink, a[1] - b[1]) / SCALE * 111_195


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Return whether a point lies in a ring, by the half-open rule.

    A point on an edge belongs to what lies east of the edge; on an edge that runs due east, to what lies north of it.
    """
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in _edges(ring):
        if (y1 > y) != (y2 > y):
            low, high = ((x1, y1), (x2, y2)) if y1 < y2 else ((x2, y2), (x1, y1))
            if (x - low[0]) * (high[1] - low[1]) < (high[0] - low[0]) * (y - low[1]):
                inside = not inside
    return inside


def on_edge(ring: Sequence[Point], point: Point) -> bool:
    """Return whether a point lies exactly on the edge of a ring."""
    return any(_between(a, b, point) for a, b in _edges(ring))


def part_of(rings: Sequence[Sequence[Point]], point: Point) -> int | None:
    """Return the one part in which a point lies, by its place; None where it lies outside of all.

    A point on a line belongs to the part east of it (north, where the line runs due east). A point on the outer border
    belongs to the area, and so to a part: to the first in order that it touches, where the first rule gives none.
    """
    for number, ring in enumerate(rings):
        if contains(ring, point):
            return number
    return next((number for number, ring in enumerate(rings) if on_edge(ring, point)), None)


def is_simple(ring: Sequence[Point]) -> bool:
    """Return whether a ring has three points or more and nowhere crosses or touches itself."""
    if len(ring) < 3 or len(set(ring)) != len(ring) or _twice_area(ring) == 0:
        return False
    edges = list(_edges(ring))
    for k, (a, b) in enumerate(edges):
        for m in range(k + 1, len(edges)):
            c, d = edges[m]
            near = m == k + 1 or (k == 0 and m == len(edges) - 1)
            if near:
                ahead, behind, corner = (a, d, b) if m == k + 1 else (b, c, a)
                if _between(corner, ahead, behind) or _between(corner, behind, ahead):
                    return False
            elif _meet(a, b, c, d):
                return False
    return True


def line_is_simple(line: Sequence[Point]) -> bool:
    """Return whether a line has two points or more and nowhere crosses or touches itself."""
    if len(line) < 2 or len(set(line)) != len(line):
        return False
    edges = list(pairwise(line))
    return not any(
        _meet(*edges[k], *edges[m])
        if m > k + 1
        else _between(*edges[k], edges[m][1]) or _between(*edges[m], edges[k][0])
        for k in range(len(edges))
        for m in range(k + 1, len(edges))
    )


def overlap(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Return whether two simple rings share more than their edges."""
    if _enters(one, other) or _enters(other, one):
        return True
    return all(on_edge(other, corner) for corner in one) and abs(_twice_area(one)) == abs(_twice_area(other))


def _enters(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Return whether the edge of a ring runs within another: the middle of each run between two meetings tells."""
    for p, q in _edges(one):
        shares = {Fraction(0), Fraction(1), *(share for a, b in _edges(other) for share, _at in _crossings(p, q, a, b))}
        for first, last in pairwise(sorted(shares)):
            middle = (first + last) / 2
            scale = middle.denominator
            at = p[0] * scale + (q[0] - p[0]) * middle.numerator, p[1] * scale + (q[1] - p[1]) * middle.numerator
            larger = [(x * scale, y * scale) for x, y in other]
            if contains(larger, at) and not on_edge(larger, at):
                return True
    return False


def cut(border: Ring, lines: Sequence[Sequence[Point]]) -> tuple[Ring, ...]:
    """Return the parts into which lines cut a simple ring, from west to east. A line that cuts nothing changes nothing.

    Lines cut one after the other, each all parts that it crosses from edge to edge; an end that hangs inside cuts nothing.
    """
    parts: list[list[Point]] = [list(border)]
    for line in lines:
        parts = _cut_by(parts, tuple(line))
    return tuple(tuple(part) for part in sorted(parts, key=lambda part: (_middle(part), part)))


def _cut_by(parts: list[list[Point]], line: tuple[Point, ...]) -> list[list[Point]]:
    done: list[list[Point]] = []
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        chords, split = _chords(part, line)
        for (a, b), ends in split.items():  # in every part that has this edge: parts that touch keep the very same edge
            for ring in (part, *waiting, *done):
                _insert(ring, a, b, ends)
        pieces = [part]
        for chord in chords:
            pieces = [piece for old in pieces for piece in _along(old, chord)]
        done += pieces
    return done


Split = dict[tuple[Point, Point], list[Point]]  # edge → the ends of chords that lie on it


def _chords(part: list[Point], line: tuple[Point, ...]) -> tuple[list[tuple[Point, ...]], Split]:
    """Return the runs of a line that lie within a part, from edge to edge, ends included; and where they split which edge."""
    met: dict[tuple[int, Fraction, Point], tuple[Point, Point]] = {}
    for number, (p, q) in enumerate(pairwise(line)):
        for a, b in _edges(part):
            met.update(((number, share, at), (a, b)) for share, at in _crossings(p, q, a, b))
    chords, split = [], Split()
    for first, last in pairwise(sorted(met)):
        at, end = first[2], last[2]
        if first[:2] == last[:2] or at == end:
            continue
        run = (at, *(p for p in line[first[0] + 1 : last[0] + 1] if p not in (at, end)), end)
        if not _runs_inside(part, line, first[:2], last[:2]) or len(set(run)) < len(run):
            continue
        chords.append(run)
        for met_at in (first, last):
            if met_at[2] not in part:
                split.setdefault(met[met_at], []).append(met_at[2])
    return chords, split


def _runs_inside(
    part: list[Point], line: tuple[Point, ...], begins: tuple[int, Fraction], ends: tuple[int, Fraction]
) -> bool:
    """Return whether the open run of a line between two neighbouring crossings lies within a part: one point of it tells."""
    number, share = begins
    until = ends[1] if ends[0] == number else Fraction(1)
    (x1, y1), (x2, y2) = line[number], line[number + 1]
    if share == 1:
        (x1, y1), (x2, y2) = line[number + 1], line[number + 2]
        share, until = Fraction(0), ends[1] if ends[0] == number + 1 else Fraction(1)
    middle = (share + until) / 2
    scale = middle.denominator
    at = x1 * scale + (x2 - x1) * middle.numerator, y1 * scale + (y2 - y1) * middle.numerator
    larger = [(x * scale, y * scale) for x, y in part]
    return contains(larger, at) and not on_edge(larger, at)


def _crossings(p: Point, q: Point, a: Point, b: Point) -> list[tuple[Fraction, Point]]:
    """Return where the run p–q meets the edge a–b: its share of the run, and the nearest whole position."""
    along, edge = (q[0] - p[0], q[1] - p[1]), (b[0] - a[0], b[1] - a[1])
    by = along[0] * edge[1] - along[1] * edge[0]
    gap = a[0] - p[0], a[1] - p[1]
    if by == 0:  # side by side: the ends that lie on the other
        if gap[0] * along[1] - gap[1] * along[0]:
            return []
        length = along[0] ** 2 + along[1] ** 2
        shares = [Fraction((e[0] - p[0]) * along[0] + (e[1] - p[1]) * along[1], length) for e in (a, b)]
        return [(share, end) for share, end in zip(shares, (a, b), strict=True) if 0 <= share <= 1]
    share = Fraction(gap[0] * edge[1] - gap[1] * edge[0], by)
    on = Fraction(gap[0] * along[1] - gap[1] * along[0], by)
    if not (0 <= share <= 1 and 0 <= on <= 1):
        return []
    at = round(p[0] + share * along[0]), round(p[1] + share * along[1])
    for corner in (a, b):  # the part beside it put the same crossing there, from its own side: one corner for both
        if max(abs(corner[0] - at[0]), abs(corner[1] - at[1])) <= SNAP:
            return [(share, corner)]
    return [(share, at)]


def _insert(ring: list[Point], a: Point, b: Point, ends: list[Point]) -> None:
    """Put the ends of chords into an edge, in their order along it, whichever way the ring runs."""
    ordered = sorted(set(ends), key=lambda p: (p[0] - a[0]) ** 2 + (p[1] - a[1]) ** 2)
    for k, edge in enumerate(_edges(ring)):
        if edge in ((a, b), (b, a)):
            ring[k + 1 : k + 1] = ordered if edge == (a, b) else ordered[::-1]
            return


def _along(part: list[Point], chord: tuple[Point, ...]) -> list[list[Point]]:
    """Return the two pieces that a chord makes of a part; the part where the chord is not its own."""
    if chord[0] not in part or chord[-1] not in part:
        return [part]
    first, last = part.index(chord[0]), part.index(chord[-1])
    if len(chord) == 2 and abs(first - last) in (1, len(part) - 1):
        return [part]  # it is an edge already
    if len(chord) > 2:
        probe: tuple[int, int] = chord[1]
        ring: Sequence[Point] = part
    else:
        probe = chord[0][0] + chord[1][0], chord[0][1] + chord[1][1]
        ring = [(2 * x, 2 * y) for x, y in part]
    if not contains(ring, probe) or on_edge(ring, probe):
        return [part]
    inner = list(chord[1:-1])
    if first < last:
        one = part[: first + 1] + inner + part[last:]
        other = part[first : last + 1] + inner[::-1]
    else:
        one = part[: last + 1] + inner[::-1] + part[first:]
        other = part[last : first + 1] + inner
    return [one, other]


def _edges(ring: Sequence[tuple[float, float]] | Sequence[Point]) -> Iterator[tuple]:  # type: ignore[type-arg]
    return zip(ring, [*ring[1:], *ring[:1]], strict=True)


def _turn(a: Point, b: Point, c: Point) -> int:
    found = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (found > 0) - (found < 0)


def _between(a: Point, b: Point, at: Point) -> bool:
    return (
        _turn(a, b, at) == 0
        and min(a[0], b[0]) <= at[0] <= max(a[0], b[0])
        and min(a[1], b[1]) <= at[1] <= max(a[1], b[1])
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Return whether two edges cross, each going on on the other side of the other."""
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _cross(a, b, c, d) or _between(a, b, c) or _between(a, b, d) or _between(c, d, a) or _between(c, d, b)


def _twice_area(ring: Sequence[Point]) -> int:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(ring))


def _middle(ring: Sequence[Point]) -> tuple[float, float]:
    """Return the centre of a ring's area."""
    x0, y0 = ring[0]
    twice = x = y = 0
    for (x1, y1), (x2, y2) in _edges([(px - x0, py - y0) for px, py in ring]):
        by = x1 * y2 - x2 * y1
        twice, x, y = twice + by, x + (x1 + x2) * by, y + (y1 + y2) * by
    return (x0 + x / (3 * twice), y0 + y / (3 * twice)) if twice else (x0, y0)


def middle_of(ring: Sequence[Sequence[int]]) -> Point:
    """Return the centre of a ring's area, as a position: where its name is written."""
    x, y = _middle([(p[0], p[1]) for p in ring])
    return round(x), round(y)
