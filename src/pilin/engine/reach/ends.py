"""Broken ends (断头路): roads that are open up to the border and go on nowhere."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pilin.engine.base import Fault, Invalid, great_circles_km

Point = tuple[float, float]  # latitude and longitude, degrees
OPEN = "open"
MOST_APART_M = 50.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of road on one side of the border.

    Parameters
    ----------
    id : str
    side : str
        Whose it is: a province, a town.
    status : str
        ``open``, or anything else: planned, building, closed.
    ends : (point, point)
        Latitude and longitude of its two ends.
    meets : point or None
        Which of its ends lies at the border; None: it does not come to it.
    """

    id: str
    side: str
    status: str
    ends: tuple[Point, Point]
    meets: Point | None = None


@dataclass(frozen=True, slots=True)
class BrokenEnd:
    """A road that is open on one side and goes on nowhere on the other.

    Parameters
    ----------
    segment, side : str
        The open road, and the side it is on.
    point : point
        Where it meets the border.
    others : tuple of str
        The sides on which nothing open goes on.
    there : tuple of (id, status)
        What lies there that is not open, by id.
    nearest, nearest_end, gap_m : str, point, float; or None
        The segment of another side, open or not, an end of which is nearest; that end; metres to it. None where there is none.
    """

    segment: str
    side: str
    point: Point
    others: tuple[str, ...]
    there: tuple[tuple[str, str], ...]
    nearest: str | None
    nearest_end: Point | None
    gap_m: float | None


def broken_ends(segments: Iterable[Segment], *, apart_m: float = MOST_APART_M) -> list[BrokenEnd]:
    """Return every open road that meets the border where no open road of another side has an end.

    Parameters
    ----------
    segments : iterable of Segment
    apart_m : float
        Two ends at most so many metres from each other are one road: surveys of two sides differ.

    Returns
    -------
    list of BrokenEnd
        In order of the segments.

    Raises
    ------
    Invalid
        With row (the first segment is 1), field and reason of each fault.

    Examples
    --------
    >>> a = Segment("a1", "A", "open", ((30.90, 121.00), (30.90, 121.01)), meets=(30.90, 121.01))
    >>> b = Segment("b1", "B", "planned", ((30.90, 121.01), (30.90, 121.02)), meets=(30.90, 121.01))
    >>> [(one.segment, one.others, one.there, one.nearest, one.gap_m) for one in broken_ends([a, b])]
    [('a1', ('B',), (('b1', 'planned'),), 'b1', 0.0)]
    """
    known = list(segments)
    _check(known, apart_m)
    sides = sorted({one.side for one in known})
    points = np.array([end for one in known for end in one.ends], dtype=np.float64).reshape(-1, 2)
    side_of = np.array([one.side for one in known for _ in one.ends], dtype=object)
    told = []
    for one in known:
        if one.status != OPEN or one.meets is None:
            continue
        gaps = great_circles_km(one.meets[0], one.meets[1], points[:, 0], points[:, 1]) * 1_000
        gaps = np.where(side_of == one.side, np.inf, gaps)
        near = {k // 2 for k in np.flatnonzero(gaps <= apart_m).tolist()}
        if any(known[k].status == OPEN for k in near):
            continue
        first = int(np.argmin(gaps))
        found = first if np.isfinite(gaps[first]) else None
        told.append(BrokenEnd(
            one.id, one.side, one.meets, tuple(side for side in sides if side != one.side),
            tuple(sorted((known[k].id, known[k].status) for k in near)),
            None if found is None else known[found // 2].id,
            None if found is None else known[found // 2].ends[found % 2],
            None if found is None else float(gaps[found]),
        ))  # fmt: skip
    return told


def _check(known: Sequence[Segment], apart_m: float) -> None:
    if not 0 <= apart_m < math.inf:
        raise Invalid(Fault("no_distance", "apart_m", "metres apart are a number from zero up"))
    faults, seen = [], set()
    for row, one in enumerate(known, start=1):
        if one.id in seen:
            faults.append(Fault("doubled", "id", "another segment has this id", row, one.id))
        seen.add(one.id)
        if not one.side:
            faults.append(Fault("missing", "side", "a segment lies on a side", row))
        if any(not (abs(lat) <= 90 and abs(lon) <= 180) for lat, lon in one.ends):  # NaN is neither
            faults.append(Fault("no_point", "ends", "an end is a latitude and a longitude in degrees", row))
        if one.meets is not None and one.meets not in one.ends:
            faults.append(Fault("no_end", "meets", "a segment meets the border at one of its ends", row))
    if faults:
        raise Invalid(*faults)
