"""In which order a day's firms are visited: the nearest next, then every crossing taken out (2-opt)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pilin.domain.visits.rules.geometry import Point, metres


def tour(start: Point, stops: Sequence[Point]) -> list[int]:
    """Return the order in which stops are visited from a start, as their places; each stands in it once.

    The way is open: nobody has to come back to the start. From the nearest-next tour pieces are turned round as long as
    that shortens the way, so the result is never longer than the nearest-next tour; it need not be the shortest of all.

    Examples
    --------
    >>> tour((0, 0), [(300, 0), (100, 0), (200, 0)])
    [1, 2, 0]
    """
    left = set(range(len(stops)))
    order: list[int] = []
    here = start
    while left:
        nearest = min(left, key=lambda k: (metres(here, stops[k]), k))
        left.remove(nearest)
        order.append(nearest)
        here = stops[nearest]
    return _untangled(start, stops, order)


def length(start: Point, stops: Sequence[Point], order: Sequence[int]) -> float:
    """Return the metres of an open way, as the crow flies."""
    points = [start, *(stops[k] for k in order)]
    return sum(metres(a, b) for a, b in itertools.pairwise(points))


def _untangled(start: Point, stops: Sequence[Point], order: list[int]) -> list[int]:
    points = [start, *stops]  # the start is place 0, stop k is place k + 1
    way = [0, *(k + 1 for k in order)]
    apart = [[metres(a, b) for b in points] for a in points]
    shorter = True
    while shorter:
        shorter = False
        for i in range(1, len(way) - 1):
            before, first = way[i - 1], way[i]
            for j in range(i + 1, len(way)):
                last = way[j]
                old, new = apart[before][first], apart[before][last]
                if j + 1 < len(way):
                    old += apart[last][way[j + 1]]
                    new += apart[first][way[j + 1]]
                if new < old - 1e-6:
                    way[i : j + 1] = way[i : j + 1][::-1]
                    first, shorter = way[i], True
    return [k - 1 for k in way[1:]]
