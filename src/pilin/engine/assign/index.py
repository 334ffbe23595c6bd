"""Workers packed into tiles of like time and place, skill by skill, and the kernels that look for candidates there.

A tile holds up to ``TILE`` workers with its bounds: a box around their places on the sphere, the earliest and latest time
one of them is free, the longest way one of them would go. A shift looks only into tiles that its own place and time touch
(sort-tile-recursive packing: Leutenegger, Lopez and Edgington 1997). Bounds only leave out who could not be meant: each
worker that is left is checked by the definition itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilin.engine.assign.compiled import compiled
from pilin.engine.assign.space import chord_squared, km_between, on_sphere
from pilin.engine.assign.tables import Shifts, Workers

TILE = 64
MOST_PAIRS = 400_000_000  # some 10 GB: beyond this the limits of the workers limit nothing


class TooManyPairs(ValueError):
    """Workers and shifts have more feasible pairs than a machine holds: divide them by place or time."""


@dataclass(frozen=True, slots=True)
class Index:
    """Workers packed for looking up; made by :func:`pack`.

    Parameters
    ----------
    skills : tuple of str
        Names of the lists but the last, which holds everybody.
    first : numpy.ndarray
        Tiles of list k: ``first[k]:first[k + 1]``.
    start : numpy.ndarray
        Entries of tile t: ``start[t]:start[t + 1]``.
    box : numpy.ndarray
        Of each tile: low x, y, z, high x, y, z, longest squared way; shape (tiles, 7).
    span : numpy.ndarray
        Of each tile: earliest and latest time; shape (tiles, 2).
    who : numpy.ndarray
        Worker of each entry.
    marks : numpy.ndarray
        Of each entry: x, y, z, squared way, latitude and longitude in radians, km, least pay, reliability; shape (entries, 9).
    times : numpy.ndarray
        Of each entry: free from and to, day of the sixteenth birthday; shape (entries, 3).
    """

    skills: tuple[str, ...]
    first: np.ndarray
    start: np.ndarray
    box: np.ndarray
    span: np.ndarray
    who: np.ndarray
    marks: np.ndarray
    times: np.ndarray

    def lists_of(self, shifts: Shifts) -> np.ndarray:
        """Return for each shift the list it looks in: of its skill, of everybody, or -1 where nobody has the skill."""
        place = {name: k for k, name in enumerate(self.skills)}
        of = np.array([place.get(name, -1) for name in shifts.skills] + [len(self.skills)], np.int64)
        return of[shifts.skill]


def pack(workers: Workers, minimum_age: int) -> Index:
    """Pack workers into tiles, once for each skill they have and once for those asked for nothing."""
    size, kinds = len(workers), len(workers.skills)
    of = np.concatenate([np.repeat(np.arange(size), np.diff(workers.skill_start)), np.arange(size)])
    kind = np.concatenate([workers.skill_of, np.full(size, kinds)])
    order = _order(kind, workers.free_from[of], workers.lat[of], workers.lon[of])
    who, kind = of[order], kind[order]
    begins = np.searchsorted(kind, np.arange(kinds + 1))
    counts = np.diff(np.append(begins, len(kind)))
    tiles = -(-counts // TILE)
    first = np.concatenate([[0], np.cumsum(tiles)])
    start = np.append(
        np.repeat(begins, tiles) + TILE * (np.arange(first[-1]) - np.repeat(first[:-1], tiles)), len(kind)
    )
    way = chord_squared(workers.max_km)[who]
    # within a tile those who go farthest first: the others are left out at the first who does not come so far
    inner = np.lexsort((-way, np.repeat(np.arange(first[-1]), np.diff(start))))
    who, way = who[inner], way[inner]
    points = on_sphere(workers.lat, workers.lon)[who]
    marks = np.column_stack([
        points, way, np.radians(workers.lat)[who], np.radians(workers.lon)[who], workers.max_km[who],
        workers.min_hourly[who], workers.reliability[who],
    ])  # fmt: skip
    times = np.column_stack([workers.free_from, workers.free_to, workers.come_of_age(minimum_age)])[who]
    box, span = np.empty((first[-1], 7)), np.empty((first[-1], 2), np.int64)
    if len(who):
        box[:, :3] = np.minimum.reduceat(points, start[:-1])
        box[:, 3:6] = np.maximum.reduceat(points, start[:-1])
        box[:, 6] = np.maximum.reduceat(way, start[:-1])
        span[:, 0] = np.minimum.reduceat(times[:, 0], start[:-1])
        span[:, 1] = np.maximum.reduceat(times[:, 1], start[:-1])
    return Index(workers.skills, first, start, box, span, who.astype(np.int32), marks, times)


def _order(kind: np.ndarray, since: np.ndarray, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return an order in which neighbours are alike: by kind, then slabs of time, strips of latitude, longitude."""
    order = np.lexsort((since, kind))
    for values, root in ((lat, 3), (lon, 2)):
        where = np.unique(kind[order], return_index=True)[1]
        counts = np.diff(np.append(where, len(kind)))
        cuts = np.maximum(1, np.round((counts / TILE) ** (1 / 3))).astype(np.int64) ** (4 - root)
        rank = np.arange(len(kind)) - np.repeat(where, counts)
        slab = rank * np.repeat(cuts, counts) // np.maximum(1, np.repeat(counts, counts))
        order = order[np.lexsort((values[order], slab, kind[order]))]
    return order


@compiled
def look(
    kind: np.ndarray,
    point: np.ndarray,
    place: np.ndarray,
    when: np.ndarray,
    pay: np.ndarray,
    open_: np.ndarray,
    first: np.ndarray,
    start: np.ndarray,
    box: np.ndarray,
    span: np.ndarray,
    who: np.ndarray,
    marks: np.ndarray,
    times: np.ndarray,
    most: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Find all pairs of positive value, shift by shift.

    Parameters
    ----------
    kind : numpy.ndarray
        List each shift looks in, -1 for none.
    point, place : numpy.ndarray
        Unit vectors, shape (n, 3); latitude and longitude in radians, shape (n, 2).
    when : numpy.ndarray
        Start, end, local day; shape (n, 3).
    pay : numpy.ndarray
        Yuan an hour, hours; shape (n, 2).
    open_ : numpy.ndarray
        Whether the pay reaches the floor.
    most : int
        No more pairs than these: a longer answer is given up, with a last ``begins`` of -1.

    Returns
    -------
    begins, worker, value, km, feasible : numpy.ndarray
        Pairs of shift s: ``begins[s]:begins[s + 1]``; and how many are feasible whatever their value.
    """
    size = len(kind)
    begins = np.zeros(size + 1, np.int64)
    feasible = np.zeros(size, np.int64)
    room = 1024
    worker, value, way = np.empty(room, np.int32), np.empty(room, np.float64), np.empty(room, np.float64)
    n = 0
    for s in range(size):
        begins[s] = n
        if kind[s] < 0 or not open_[s]:
            continue
        x, y, z = point[s, 0], point[s, 1], point[s, 2]
        since, until, day = when[s, 0], when[s, 1], when[s, 2]
        worth = pay[s, 0] * pay[s, 1]
        for t in range(first[kind[s]], first[kind[s] + 1]):
            if span[t, 0] > since or span[t, 1] < until:
                continue
            a = max(box[t, 0] - x, x - box[t, 3], 0.0)
            b = max(box[t, 1] - y, y - box[t, 4], 0.0)
            c = max(box[t, 2] - z, z - box[t, 5], 0.0)
            near = a * a + b * b + c * c
            if near > box[t, 6]:
                continue
            for e in range(start[t], start[t + 1]):
                if marks[e, 3] < near:
                    break
                if times[e, 0] > since or times[e, 1] < until or marks[e, 7] > pay[s, 0] or times[e, 2] > day:
                    continue
                a, b, c = marks[e, 0] - x, marks[e, 1] - y, marks[e, 2] - z
                if a * a + b * b + c * c > marks[e, 3]:
                    continue
                km = km_between(place[s, 0], place[s, 1], marks[e, 4], marks[e, 5])
                if km > marks[e, 6]:
                    continue
                feasible[s] += 1
                worthy = worth * marks[e, 8] - km
                if worthy <= 0.0:
                    continue
                if n >= most:
                    begins[size] = -1
                    return begins, worker, value, way, feasible
                if n == room:
                    room = 2 * room
                    worker, old = np.empty(room, np.int32), worker
                    worker[:n] = old
                    value, older = np.empty(room, np.float64), value
                    value[:n] = older
                    way, oldest = np.empty(room, np.float64), way
                    way[:n] = oldest
                worker[n], value[n], way[n] = who[e], worthy, km
                n += 1
    begins[size] = n
    return begins, worker[:n].copy(), value[:n].copy(), way[:n].copy(), feasible


@compiled
def first_lack(
    shifts: np.ndarray,
    heads: np.ndarray,
    kind: np.ndarray,
    place: np.ndarray,
    when: np.ndarray,
    pay: np.ndarray,
    open_: np.ndarray,
    first: np.ndarray,
    start: np.ndarray,
    marks: np.ndarray,
    times: np.ndarray,
) -> np.ndarray:
    """Return for some shifts the first filter that leaves fewer workers than seats: a place in ``FILTERS``, or 6 for none.

    Parameters
    ----------
    shifts : numpy.ndarray
        Which shifts; the other arrays are those of :func:`look`.
    """
    found = np.empty(len(shifts), np.int64)
    left = np.empty(6, np.int64)
    for k in range(len(shifts)):
        s = shifts[k]
        left[:] = 0
        if kind[s] >= 0:
            low, high = start[first[kind[s]]], start[first[kind[s] + 1]]
            left[0] = high - low
            if left[0] >= heads[s]:
                for e in range(low, high):
                    if times[e, 0] > when[s, 0] or times[e, 1] < when[s, 1]:
                        continue
                    left[1] += 1
                    if km_between(place[s, 0], place[s, 1], marks[e, 4], marks[e, 5]) > marks[e, 6]:
                        continue
                    left[2] += 1
                    if marks[e, 7] > pay[s, 0]:
                        continue
                    left[3] += 1
                    if not open_[s]:
                        continue
                    left[4] += 1
                    if times[e, 2] > when[s, 2]:
                        continue
                    left[5] += 1
                    if left[5] >= heads[s]:
                        break
        found[k] = 6
        for f in range(6):
            if left[f] < heads[s]:
                found[k] = f
                break
    return found
