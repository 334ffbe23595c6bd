"""A timetable of one day, asked for many people at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pilin.engine.base import great_circles_km
from pilin.engine.lines.earth import Floats, walk_minutes
from pilin.engine.lines.rides import Leg, Ride
from pilin.engine.lines.ways import AT_ONCE, DIRECT, FIRST_MINUTE, KEY, LAST_MINUTE, Calls, Ints, Ways, expanded, parts

WALK_KM = 1.0  # from the door to a stop, and from a stop to the door
MOST_RIDES = 8


class BadTimetable(ValueError):
    """What was given is no timetable, or what was asked no place or minute."""


@dataclass(frozen=True, eq=False)
class _Met:
    """Ways that people can take: whose (place in the arrays asked), which key of the ways, minutes on foot before and after."""

    who: Ints
    key: Ints
    before: Floats
    after: Floats


@dataclass(frozen=True, eq=False)
class Timetable:
    """Trips of one day with where one may get on and off, read once and then asked as often as one likes.

    Rides are direct or with one change (stops at most 300 m apart, at most 40 minutes of waiting); walking is 4.8 km/h along
    the great circle. A call where boarding or alighting is not known to be allowed is not used. Minutes count from midnight
    of the timetable's day and may exceed 1440. To walk all the way is no ride.

    Made by :func:`build_timetable`; of no trips, every answer is NaN.
    """

    stop_keys: tuple[str, ...]
    trip_keys: tuple[str, ...]
    line_keys: tuple[str, ...]  # of each trip
    lat: Floats
    lon: Floats
    calls: Calls
    ways: Ways

    def last_departure(
        self,
        origin_lat: npt.ArrayLike,
        origin_lon: npt.ArrayLike,
        goal_lat: npt.ArrayLike,
        goal_lon: npt.ArrayLike,
        walk_km: float = WALK_KM,
    ) -> Floats:
        """Return when the last bus goes that still reaches the goal.

        Parameters
        ----------
        origin_lat, origin_lon, goal_lat, goal_lon : array_like of float
            Degrees; shapes that broadcast.
        walk_km : float
            How far one walks to the first stop, and from the last one.

        Returns
        -------
        ndarray of float64
            Minutes after midnight at which that bus leaves its stop (one has to be there: the walk comes before), in the
            broadcast shape; NaN where no ride leads.

        Raises
        ------
        BadTimetable
            When a coordinate is out of range, or ``walk_km`` is negative or not finite.
        """
        found, points = self._asked(origin_lat, origin_lon, goal_lat, goal_lon)
        for met in self._met(points, walk_km):
            np.fmax.at(found.reshape(-1), met.who, self.ways.departs[self.ways.starts[met.key + 1] - 1])
        return found

    def latest_leaving(
        self,
        origin_lat: npt.ArrayLike,
        origin_lon: npt.ArrayLike,
        goal_lat: npt.ArrayLike,
        goal_lon: npt.ArrayLike,
        by_minutes: npt.ArrayLike,
        walk_km: float = WALK_KM,
    ) -> Floats:
        """Return when one leaves the origin at the latest to be at the goal by a minute, both walks counted.

        Parameters
        ----------
        origin_lat, origin_lon, goal_lat, goal_lon : array_like of float
            Degrees; shapes that broadcast, also with ``by_minutes``.
        by_minutes : array_like of float
            Minutes after midnight; NaN is answered by NaN.
        walk_km : float
            How far one walks to the first stop, and from the last one.

        Returns
        -------
        ndarray of float64
            Minutes after midnight, in the broadcast shape; NaN where no ride arrives by then.

        Raises
        ------
        BadTimetable
            When a coordinate is out of range, or ``walk_km`` is negative or not finite.
        """
        found, points = self._asked(origin_lat, origin_lon, goal_lat, goal_lon, by_minutes)
        clock = self._clock(self.ways.arrives)
        for met in self._met(points, walk_km):
            by = np.clip(np.floor(points[4][met.who] - met.after), FIRST_MINUTE - 1, LAST_MINUTE)
            place = np.searchsorted(clock, met.key * KEY + by.astype(np.int64) - FIRST_MINUTE, "right") - 1
            fits = place >= self.ways.starts[met.key]
            np.fmax.at(found.reshape(-1), met.who[fits], self.ways.departs[place[fits]] - met.before[fits])
        return found

    def earliest_arrival(
        self,
        origin_lat: npt.ArrayLike,
        origin_lon: npt.ArrayLike,
        goal_lat: npt.ArrayLike,
        goal_lon: npt.ArrayLike,
        after_minutes: npt.ArrayLike,
        walk_km: float = WALK_KM,
    ) -> Floats:
        """Return when one is at the goal at the earliest, leaving the origin at a minute or later, both walks counted.

        Parameters
        ----------
        origin_lat, origin_lon, goal_lat, goal_lon : array_like of float
            Degrees; shapes that broadcast, also with ``after_minutes``.
        after_minutes : array_like of float
            Minutes after midnight; NaN is answered by NaN.
        walk_km : float
            How far one walks to the first stop, and from the last one.

        Returns
        -------
        ndarray of float64
            Minutes after midnight, in the broadcast shape; NaN where no ride leaves any more.

        Raises
        ------
        BadTimetable
            When a coordinate is out of range, or ``walk_km`` is negative or not finite.
        """
        found, points = self._asked(origin_lat, origin_lon, goal_lat, goal_lon, after_minutes)
        clock = self._clock(self.ways.departs)
        for met in self._met(points, walk_km):
            after = np.clip(np.ceil(points[4][met.who] + met.before), FIRST_MINUTE, LAST_MINUTE + 1)
            place = np.searchsorted(clock, met.key * KEY + after.astype(np.int64) - FIRST_MINUTE, "left")
            fits = place < self.ways.starts[met.key + 1]
            np.fmin.at(found.reshape(-1), met.who[fits], self.ways.arrives[place[fits]] + met.after[fits])
        return found

    def rides(
        self,
        origin: tuple[float, float],
        goal: tuple[float, float],
        after_minutes: float,
        walk_km: float = WALK_KM,
        most: int = MOST_RIDES,
    ) -> tuple[Ride, ...]:
        """Return the rides from one place to another that leave after a minute and that no other beats.

        One ride beats another when it leaves as late, arrives as early and changes as seldom, and is better in one of the
        three.

        Parameters
        ----------
        origin, goal : (float, float)
            Latitude and longitude, degrees.
        after_minutes : float
            Minutes after midnight at which one leaves the origin at the earliest.
        walk_km : float
            How far one walks to the first stop, and from the last one.
        most : int
            How many rides are given at most: the first ones.

        Returns
        -------
        tuple of Ride
            By leaving, then arriving; empty where no ride leads.

        Raises
        ------
        BadTimetable
            When a coordinate is out of range, or ``walk_km`` is negative or not finite.
        """
        _found, points = self._asked(*origin, *goal, after_minutes)
        made: list[tuple[float, float, int, int, float, float]] = []
        for met in self._met(points, walk_km):
            of, way = expanded(self.ways.starts[met.key], self.ways.starts[met.key + 1])
            leaves, arrives = self.ways.departs[way] - met.before[of], self.ways.arrives[way] + met.after[of]
            changes = self.ways.leaves_first[way] != DIRECT
            for k in np.flatnonzero(self.ways.departs[way] >= points[4][0] + met.before[of]):
                made.append(
                    (
                        float(leaves[k]),
                        float(arrives[k]),
                        int(changes[k]),
                        int(way[k]),
                        float(met.before[of[k]]),
                        float(met.after[of[k]]),
                    )
                )
        kept: list[tuple[float, float, int, int, float, float]] = []
        best = [np.inf, np.inf]  # the earliest arrival so far with at most that many changes
        for one in sorted(made, key=lambda one: (-one[0], one[1], one[2], *one[3:])):
            if one[1] < best[one[2]]:
                kept.append(one)
                best[one[2] :] = [min(arrival, one[1]) for arrival in best[one[2] :]]
        return tuple(self._ride(way, before, after) for *_times, way, before, after in sorted(kept)[:most])

    def _ride(self, way: int, before: float, after: float) -> Ride:
        ways = self.ways
        left, taken = int(ways.leaves_first[way]), int(ways.boards_second[way])
        begin, end = int(ways.boards[way]), int(ways.alights[way])
        if left == DIRECT:
            return Ride((self.leg(begin, end),), before, 0.0, after)
        one, other = self.calls.stop[left], self.calls.stop[taken]
        on_foot = float(walk_minutes(great_circles_km(self.lat[one], self.lon[one], self.lat[other], self.lon[other])))
        return Ride((self.leg(begin, left), self.leg(taken, end)), before, on_foot, after)

    def leg(self, begin: int, end: int) -> Leg:
        """Return the bus between two calls of one trip, by their places among the calls."""
        trip = int(self.calls.trip[begin])
        return Leg(
            self.line_keys[trip], self.trip_keys[trip], self.stop_keys[self.calls.stop[begin]], self.stop_keys[self.calls.stop[end]],
            int(self.calls.departs[begin]), int(self.calls.arrives[end]),
        )  # fmt: skip

    def _clock(self, minutes: Ints) -> Ints:
        """Return minutes of the ways as numbers that sort by key, then by minute."""
        count = np.diff(self.ways.starts)
        return np.repeat(np.arange(len(count)), count) * KEY + minutes - FIRST_MINUTE

    def _asked(self, *given: npt.ArrayLike) -> tuple[Floats, list[Floats]]:
        """Return the answer to be filled, and what was asked as flat arrays of one length."""
        arrays = np.broadcast_arrays(*(np.asarray(one, dtype=np.float64) for one in given))
        for array, most in zip(arrays[:4], (90, 180, 90, 180), strict=True):
            if np.any(np.abs(array) > most):
                raise BadTimetable(f"a coordinate lies beyond {most} degrees")
        flat = [np.ascontiguousarray(array).reshape(-1) for array in arrays]
        return np.full(arrays[0].shape, np.nan), flat

    def _met(self, points: Sequence[Floats], walk_km: float) -> Iterator[_Met]:
        """Yield, some people at a time, the ways between stops near their origin and stops near their goal."""
        if not 0 <= walk_km < np.inf:
            raise BadTimetable("the way on foot is neither negative nor without end")
        if not len(self.ways.keys):
            return
        whole = np.all(np.isfinite(np.stack(points)), axis=0)
        people = np.flatnonzero(whole)
        size = max(1, AT_ONCE // len(self.stop_keys))
        for begin in range(0, len(people), size):
            some = people[begin : begin + size]
            first, last = (self._near(points[k][some], points[k + 1][some], walk_km) for k in (0, 2))
            count = np.diff(first.starts) * np.diff(last.starts)
            for part in parts(count, AT_ONCE):
                yield self._ways_met(np.arange(len(some))[part], some, first, last)

    def _near(self, lat: Floats, lon: Floats, walk_km: float) -> _Near:
        km = great_circles_km(lat[:, None], lon[:, None], self.lat[None], self.lon[None])
        who, stop = np.nonzero(km <= walk_km)
        starts = np.concatenate([[0], np.cumsum(np.bincount(who, minlength=len(lat)))])
        return _Near(starts.astype(np.int64), stop.astype(np.int64), walk_minutes(km[who, stop]))

    def _ways_met(self, rows: Ints, people: Ints, first: _Near, last: _Near) -> _Met:
        of, one = expanded(first.starts[rows], first.starts[rows + 1])
        again, other = expanded(last.starts[rows[of]], last.starts[rows[of] + 1])
        who, one = people[rows[of[again]]], one[again]
        pair = (first.stop[one] * len(self.stop_keys) + last.stop[other]) * 2
        found = []
        for changes in (0, 1):
            place = np.searchsorted(self.ways.keys, pair + changes)
            there = self.ways.keys[np.minimum(place, len(self.ways.keys) - 1)] == pair + changes
            found.append((who[there], place[there], first.minutes[one[there]], last.minutes[other[there]]))
        return _Met(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


@dataclass(frozen=True, eq=False)
class _Near:
    """Stops within reach on foot: those of person ``p`` are ``starts[p]`` to ``starts[p + 1]``."""

    starts: Ints
    stop: Ints
    minutes: Floats


def build_timetable(
    *,
    stop_keys: Sequence[str],
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    trip_keys: Sequence[str],
    line_keys: Sequence[str],
    trip: npt.ArrayLike,
    stop: npt.ArrayLike,
    arrives: npt.ArrayLike,
    departs: npt.ArrayLike,
    board: npt.ArrayLike,
    alight: npt.ArrayLike,
) -> Timetable:
    """Return the timetable of a day.

    Parameters
    ----------
    stop_keys : sequence of str
        Names by which rides speak of stops, each once.
    lat, lon : array_like of float, shape (stops,)
        Degrees.
    trip_keys, line_keys : sequence of str, shape (trips,)
        Names of trips, and of the line of each.
    trip, stop : array_like of int, shape (calls,)
        Which trip each call is of, and at which stop: places in the sequences above. Trips rise; within one, calls stand in
        the order of the way.
    arrives, departs : array_like of int, shape (calls,)
        Minutes after midnight, whole; from two days before until four days after.
    board, alight : array_like of bool, shape (calls,)
        Whether getting on, getting off, is known to be allowed.

    Returns
    -------
    Timetable

    Raises
    ------
    BadTimetable
        When lengths differ, a call names no trip or stop, trips do not rise, a stop has no place on earth, a bus leaves
        before it arrives or arrives before it left the stop before, or a minute is beyond the bounds.

    Examples
    --------
    >>> table = build_timetable(
    ...     stop_keys=["Fengjing", "Huimin"], lat=[30.89, 30.84], lon=[121.01, 120.97], trip_keys=["1840"], line_keys=["7"],
    ...     trip=[0, 0], stop=[0, 1], arrives=[1120, 1142], departs=[1120, 1142], board=[True, False], alight=[False, True])
    >>> float(table.last_departure(30.89, 121.01, 30.84, 120.97))
    1120.0
    >>> float(table.last_departure(30.84, 120.97, 30.89, 121.01))
    nan
    """
    places = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    whole = [np.asarray(given, dtype=np.int64).reshape(-1) for given in (trip, stop, arrives, departs)]
    flags = [np.asarray(given, dtype=np.bool_).reshape(-1) for given in (board, alight)]
    if len({len(column) for column in (*whole, *flags)}) != 1:
        raise BadTimetable("the columns of the calls differ in length")
    if any(place.shape != (len(stop_keys),) for place in places) or len(line_keys) != len(trip_keys):
        raise BadTimetable("each stop has one place, each trip one line")
    if len(set(stop_keys)) != len(stop_keys):
        raise BadTimetable("a stop stands there twice")
    if not (np.all(np.abs(places[0]) <= 90) and np.all(np.abs(places[1]) <= 180)):
        raise BadTimetable("a stop lies nowhere on earth")
    of, at, came, went = whole
    if np.any((of < 0) | (of >= len(trip_keys)) | (at < 0) | (at >= len(stop_keys))):
        raise BadTimetable("a call names no trip or no stop")
    if np.any((np.minimum(came, went) < FIRST_MINUTE) | (np.maximum(came, went) > LAST_MINUTE)):
        raise BadTimetable(f"a minute lies outside {FIRST_MINUTE} to {LAST_MINUTE}")
    if np.any(np.diff(of) < 0):
        raise BadTimetable("the calls do not stand by trip")
    if np.any(went < came) or np.any((came[1:] < went[:-1]) & (of[1:] == of[:-1])):
        raise BadTimetable("a bus leaves before it arrives, or arrives before it left the stop before")
    calls = Calls(of, at, came, went, flags[0], flags[1], np.searchsorted(of, np.arange(len(trip_keys) + 1)))
    return Timetable(tuple(stop_keys), tuple(trip_keys), tuple(line_keys), *places, calls, Ways.between(calls, *places))
