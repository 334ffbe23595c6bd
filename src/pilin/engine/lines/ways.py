"""All ways between stops with one bus or two, reckoned once a timetable: for each pair of stops those that no other beats."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from pilin.engine.base import great_circles_km
from pilin.engine.lines.earth import Floats, walk_minutes

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
CHANGE_KM = 0.3  # between the stops of a change
WAIT_MINUTES = 40  # at a change, walking apart
FIRST_MINUTE, LAST_MINUTE = -2_880, 5_760
KEY = 10_000  # above any span of minutes: a key and a minute are one number that sorts by key, then by minute
AT_ONCE = 2_000_000  # ways put side by side before the beaten ones go
DIRECT = -1  # stands for the calls of a change where there is none


@dataclass(frozen=True, eq=False)
class Calls:
    """Calls of all trips, by trip and in the order of each; ``starts[t]`` to ``starts[t + 1]`` are those of trip ``t``."""

    trip: Ints
    stop: Ints
    arrives: Ints
    departs: Ints
    board: Flags  # known to be allowed
    alight: Flags
    starts: Ints


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways between stops that no other of as many changes beats: none leaves later and arrives as early.

    ``keys`` are sorted: ``(from stop * stops + to stop) * 2 + changes``. Ways of ``keys[k]`` are ``starts[k]`` to
    ``starts[k + 1]``, departures and arrivals both rising.
    """

    keys: Ints
    starts: Ints
    departs: Ints
    arrives: Ints
    boards: Ints  # call
    leaves_first: Ints  # call at which the first bus is left; DIRECT where there is no change
    boards_second: Ints
    alights: Ints

    @classmethod
    def between(cls, calls: Calls, lat: Floats, lon: Floats) -> Self:
        """Return the ways of a timetable."""
        stops = len(lat)
        found = [_direct(calls), *_changing(calls, lat, lon, stops)]
        kept = _unbeaten(np.concatenate(found, axis=1), calls, stops)
        key = _key(kept, calls, stops)
        keys, starts = np.unique(key, return_index=True)
        return cls(
            keys, np.append(starts, len(key)).astype(np.int64), calls.departs[kept[0]], calls.arrives[kept[3]], kept[0], kept[1], kept[2], kept[3]
        )  # fmt: skip


def expanded(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return for each number of each range ``begin[k] .. end[k]`` which range it is of, and the number."""
    count = np.maximum(end - begin, 0)
    of = np.repeat(np.arange(len(count)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return of, begin[of] + within


def parts(count: Ints, most: int) -> list[slice]:
    """Return slices of rows whose counts come to about ``most`` each."""
    cuts = np.unique(np.searchsorted(np.cumsum(count), np.arange(most, max(int(count.sum()), 1), most))) + 1
    edges = [0, *[int(cut) for cut in cuts if cut < len(count)], len(count)]
    return [slice(begin, end) for begin, end in pairwise(edges) if begin < end]


def _direct(calls: Calls) -> Ints:
    """Return each boarding with each later alighting of its trip: rows board, DIRECT, DIRECT, alight."""
    boards = np.flatnonzero(calls.board)
    of, alights = expanded(boards + 1, calls.starts[calls.trip[boards] + 1])
    board = boards[of]
    fits = calls.alight[alights] & (calls.stop[board] != calls.stop[alights])
    none = np.full(int(fits.sum()), DIRECT, dtype=np.int64)
    return np.stack([board[fits], none, none, alights[fits]])


def _changing(calls: Calls, lat: Floats, lon: Floats, stops: int) -> list[Ints]:
    """Return ways with one change, in parts, each without the beaten ones."""
    leave, take = _changes(calls, lat, lon)
    boards, alights = np.flatnonzero(calls.board), np.flatnonzero(calls.alight)
    first = (np.searchsorted(boards, calls.starts[calls.trip[leave]]), np.searchsorted(boards, leave))
    last = (np.searchsorted(alights, take + 1), np.searchsorted(alights, calls.starts[calls.trip[take] + 1]))
    found = []
    for part in parts((first[1] - first[0]) * (last[1] - last[0]), AT_ONCE):
        of, board = expanded(first[0][part], first[1][part])
        again, alight = expanded(last[0][part][of], last[1][part][of])
        of = of[again]
        ways = np.stack([boards[board[again]], leave[part][of], take[part][of], alights[alight]])
        found.append(_unbeaten(ways[:, calls.stop[ways[0]] != calls.stop[ways[3]]], calls, stops))
    return found


def _changes(calls: Calls, lat: Floats, lon: Floats) -> tuple[Ints, Ints]:
    """Return the calls of each change: where one bus is left and where another is taken.

    Of the changes between two trips only those are kept that others do not contain: boarding happens anywhere before the
    one call and alighting anywhere behind the other, so the latest and the earliest of them allow the same and more.
    """
    left = np.flatnonzero(calls.alight)
    order = np.lexsort((calls.departs, calls.stop))
    order = order[calls.board[order]]
    clock = calls.stop[order] * KEY + calls.departs[order] - FIRST_MINUTE
    near_starts, near, on_foot = neighbours(lat, lon)
    of, place = expanded(near_starts[calls.stop[left]], near_starts[calls.stop[left] + 1])
    ready = calls.arrives[left[of]] + on_foot[place]
    earliest, latest = np.ceil(ready).astype(np.int64), np.floor(ready + WAIT_MINUTES).astype(np.int64)
    base = near[place] * KEY - FIRST_MINUTE
    again, found = expanded(
        np.searchsorted(clock, base + earliest, "left"), np.searchsorted(clock, base + latest, "right")
    )
    leave, take = left[of[again]], order[found]
    other = calls.trip[leave] != calls.trip[take]
    leave, take = leave[other], take[other]
    rank = np.lexsort((take, calls.trip[take], leave))
    leave, take = leave[rank], take[rank]
    fresh = _fresh(leave, calls.trip[take])
    leave, take = leave[fresh], take[fresh]
    rank = np.lexsort((-leave, take, calls.trip[leave]))
    leave, take = leave[rank], take[rank]
    fresh = _fresh(calls.trip[leave], take)
    return leave[fresh], take[fresh]


def _fresh(one: Ints, other: Ints) -> Flags:
    """Return where sorted pairs differ from the pair before."""
    fresh = np.ones(len(one), dtype=np.bool_)
    fresh[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    return fresh


def neighbours(lat: Floats, lon: Floats) -> tuple[Ints, Ints, Floats]:
    """Return for each stop those within reach of a change, itself among them, and the minutes on foot."""
    count, near, on_foot = [], [], []
    for begin in range(0, len(lat), 256):
        some = slice(begin, begin + 256)
        km = great_circles_km(lat[some, None], lon[some, None], lat[None], lon[None])
        here, there = np.nonzero(km <= CHANGE_KM)
        count.append(np.bincount(here, minlength=len(km)))
        near.append(there)
        on_foot.append(walk_minutes(km[here, there]))
    if not count:
        return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    starts = np.concatenate([[0], np.cumsum(np.concatenate(count))]).astype(np.int64)
    return starts, np.concatenate(near).astype(np.int64), np.concatenate(on_foot)


def _key(ways: Ints, calls: Calls, stops: int) -> Ints:
    pair = calls.stop[ways[0]] * stops + calls.stop[ways[3]]
    return np.asarray(pair * 2 + (ways[1] != DIRECT), dtype=np.int64)


def _unbeaten(ways: Ints, calls: Calls, stops: int) -> Ints:
    """Return ways without those that another of the same stops and changes beats, by key and rising departure."""
    key, departs, arrives = _key(ways, calls, stops), calls.departs[ways[0]], calls.arrives[ways[3]]
    order = np.lexsort((ways[3], ways[2], ways[1], ways[0], arrives, -departs, key))
    ways, key, arrives = ways[:, order], key[order], arrives[order]
    if not len(key):
        return ways
    group = np.cumsum(np.concatenate([[0], (key[1:] != key[:-1]).astype(np.int64)]))
    falling = arrives - group * 2 * KEY  # each group lies below the one before, so the least so far is the group's own
    least = np.minimum.accumulate(falling)
    kept = np.ones(len(key), dtype=np.bool_)
    kept[1:] = falling[1:] < least[:-1]
    ways, key = ways[:, kept], key[kept]
    rising = np.lexsort((calls.departs[ways[0]], key))
    return np.asarray(ways[:, rising], dtype=np.int64)
