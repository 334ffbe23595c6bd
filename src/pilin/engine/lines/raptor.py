"""The latest way to be somewhere in time, with up to three changes: RAPTOR, walked backwards through a day's trips.

Delling, Pajor, Werneck: Round-Based Public Transit Routing. Transportation Science 49(3), 2015, 591-604. Here rounds run from the
goal to the origin; the earliest arrival is the same search over the timetable seen in a mirror (minutes negated, ways reversed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pilin.engine.base import great_circles_km
from pilin.engine.lines.compiled import compiled
from pilin.engine.lines.earth import Floats, walk_minutes
from pilin.engine.lines.rides import Leg
from pilin.engine.lines.timetable import BadTimetable, Timetable
from pilin.engine.lines.ways import Calls, Ints, neighbours

MOST_CHANGES = 3
SLACK = 1e-6  # minutes: a sum of walks is not exact
NEVER = -1.0e9  # a label of a stop from which no ride leads


@dataclass(frozen=True, slots=True)
class Door:
    """A place to start or to end: stops within reach of it, and the minutes on foot between it and each."""

    stops: tuple[int, ...]  # places in the timetable's ``stop_keys``
    minutes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """A way from door to door by one bus or more. Minutes count from midnight of the timetable's day."""

    legs: tuple[Leg, ...]
    walks: tuple[float, ...]  # minutes on foot: to the first stop, at each change, from the last stop
    through: tuple[bool, ...]  # of each change: one bus ends and the next begins at the very stop

    @property
    def leaves(self) -> float:
        """Return when one leaves the origin."""
        return self.legs[0].departs - self.walks[0]

    @property
    def arrives(self) -> float:
        """Return when one is at the goal."""
        return self.legs[-1].arrives + self.walks[-1]

    @property
    def changes(self) -> int:
        """Return how often one changes."""
        return len(self.legs) - 1

    @property
    def waits(self) -> tuple[float, ...]:
        """Return how long one waits at each change, walking apart."""
        return tuple(
            after.departs - before.arrives - walk
            for (before, after), walk in zip(pairwise(self.legs), self.walks[1:-1], strict=True)
        )


@dataclass(frozen=True, eq=False)
class _Routes:
    """Trips of one sequence of stops put together, none overtaking another.

    Route ``r`` has ``length[r]`` calls and ``trips[r]`` trips by time; call ``k`` of its trip ``j`` is
    ``call[start[r] + j * length[r] + k]``. ``by_stop`` from ``stop_starts[s]`` has the routes that call at stop ``s``.
    """

    start: Ints
    length: Ints
    trips: Ints
    call: Ints
    stop_starts: Ints
    by_stop: Ints


@dataclass(frozen=True, eq=False)
class _Labels:
    """What the rounds found: the latest departure of each stop after each number of buses, and by which calls."""

    board_by: Floats  # (rounds, stops): when the bus taken there leaves
    board: Ints
    alight: Ints
    foot_to: Ints  # (rounds, stops): to which stop one walks from where a bus is left, to take the next one


@dataclass(frozen=True, eq=False)
class Router:
    """A day's trips, put together for searching; made by :meth:`of`, asked as often as one likes."""

    table: Timetable
    changes: int

    @classmethod
    def of(cls, table: Timetable, changes: int = MOST_CHANGES) -> Router:
        """Return the router of a timetable, for ways with at most so many changes (0 to 7).

        Raises
        ------
        BadTimetable
            When the number of changes is out of bounds.
        """
        if not 0 <= changes <= 7:
            raise BadTimetable("between 0 and 7 changes")
        return cls(table, changes)

    @cached_property
    def _near(self) -> tuple[Ints, Ints, Floats]:
        return neighbours(self.table.lat, self.table.lon)

    @cached_property
    def _ahead(self) -> _Search:
        return _Search(self.table.calls, _routes(self.table.calls, len(self.table.stop_keys)))

    @cached_property
    def _mirror(self) -> _Search:
        calls = mirrored(self.table.calls)
        return _Search(calls, _routes(calls, len(self.table.stop_keys)))

    def door(self, lat: float, lon: float, walk_km: float) -> Door:
        """Return a place as a door: the stops within ``walk_km`` of it, at 4.8 km/h along the great circle."""
        km = np.asarray(great_circles_km(lat, lon, self.table.lat, self.table.lon), dtype=np.float64).reshape(-1)
        near = np.flatnonzero(km <= walk_km)
        return Door(tuple(near.tolist()), tuple(walk_minutes(km[near]).tolist()))

    def arrive_by(self, origin: Door, goal: Door, by_minutes: float) -> tuple[Journey, ...]:
        """Return the ways that leave latest and still arrive by a minute: one for each number of changes that gains time.

        Parameters
        ----------
        origin, goal : Door
        by_minutes : float
            Minutes after midnight of the timetable's day; may exceed 1440.

        Returns
        -------
        tuple of Journey
            By changes; each leaves later than those before it. Of ways that leave at one minute, that which changes less,
            then that which is there first.
            Whoever could as well walk from a stop to the goal is not sent round by bus.

        Raises
        ------
        BadTimetable
            When the minute is not finite.
        """
        return tuple(self._tight(one, origin, goal, late=True) for one in self._latest(origin, goal, by_minutes))

    def leave_after(self, origin: Door, goal: Door, after_minutes: float) -> tuple[Journey, ...]:
        """Return the ways that arrive earliest, leaving at a minute or later: one for each number of changes that gains time.

        Of ways that arrive at one minute, that which changes less, then that which leaves last.

        Raises
        ------
        BadTimetable
            When the minute is not finite.
        """
        return tuple(self._tight(one, origin, goal, late=False) for one in self._earliest(origin, goal, after_minutes))

    def _latest(self, origin: Door, goal: Door, by: float) -> tuple[Journey, ...]:
        return self._found(self._ahead, origin, goal, by, mirror=False)

    def _earliest(self, origin: Door, goal: Door, after: float) -> tuple[Journey, ...]:
        return self._found(self._mirror, goal, origin, -after, mirror=True)

    def _tight(self, one: Journey, origin: Door, goal: Door, *, late: bool) -> Journey:
        """Return of the ways that leave as late that which is there first; of those that arrive as early that which leaves last.

        A search from one end knows nothing of how long the other end is drawn out: the search from there says it.
        """
        if late:
            others = [way for way in self._earliest(origin, goal, one.leaves - SLACK) if way.changes <= one.changes]
            again = self._latest(origin, goal, others[-1].arrives + SLACK) if others else ()
            fits = [way for way in again if way.changes <= one.changes and way.leaves >= one.leaves - SLACK]
        else:
            others = [way for way in self._latest(origin, goal, one.arrives + SLACK) if way.changes <= one.changes]
            again = self._earliest(origin, goal, others[-1].leaves - SLACK) if others else ()
            fits = [way for way in again if way.changes <= one.changes and way.arrives <= one.arrives + SLACK]
        return fits[-1] if fits else one

    def _found(self, search: _Search, origin: Door, goal: Door, by: float, *, mirror: bool) -> tuple[Journey, ...]:
        if not np.isfinite(by):
            raise BadTimetable("the minute is a number")
        if not (len(search.calls.trip) and origin.stops and goal.stops):
            return ()
        labels = search.labels(goal, by, self._near, self.changes + 1)
        starts, minutes = np.array(origin.stops), np.array(origin.minutes)
        made, best = [], NEVER / 2
        for rides in range(1, self.changes + 2):
            leaves = labels.board_by[rides, starts] - minutes
            one = int(np.argmax(leaves))
            if leaves[one] > best + 1e-9:
                best = float(leaves[one])
                calls = _calls_of(labels, search.calls, rides, int(starts[one]))
                made.append(self._journey(calls, search.calls, origin, goal, mirror=mirror))
        return tuple(made)

    def _journey(self, pairs: Sequence[tuple[int, int]], calls: Calls, origin: Door, goal: Door, *, mirror: bool) -> Journey:  # fmt: skip
        if mirror:  # the mirror's calls stand in the opposite order, and its ways run from the goal to the origin
            last = len(calls.trip) - 1
            pairs = [(last - alight, last - board) for board, alight in reversed(pairs)]
            origin, goal = goal, origin
        own = self.table.calls
        legs = tuple(self.table.leg(board, alight) for board, alight in pairs)
        walks = [dict(zip(origin.stops, origin.minutes, strict=True))[int(own.stop[pairs[0][0]])]]
        through = []
        for (_board, left), (taken, _alight) in pairwise(pairs):
            one, other = own.stop[left], own.stop[taken]
            km = great_circles_km(
                self.table.lat[one], self.table.lon[one], self.table.lat[other], self.table.lon[other]
            )
            walks.append(float(walk_minutes(km)))
            ends = left + 1 == own.starts[own.trip[left] + 1]
            through.append(bool(one == other and ends and taken == own.starts[own.trip[taken]]))
        walks.append(dict(zip(goal.stops, goal.minutes, strict=True))[int(own.stop[pairs[-1][1]])])
        return Journey(legs, tuple(walks), tuple(through))


@dataclass(frozen=True, eq=False)
class _Search:
    calls: Calls
    routes: _Routes

    def labels(self, goal: Door, by: float, near: tuple[Ints, Ints, Floats], rounds: int) -> _Labels:
        """Run the rounds from a goal backwards."""
        calls, routes, stops = self.calls, self.routes, len(near[0]) - 1
        alight_by = np.full(stops, NEVER)
        for stop, minutes in zip(goal.stops, goal.minutes, strict=True):
            alight_by[stop] = max(alight_by[stop], by - minutes)
        shape = (rounds + 1, stops)
        labels = _Labels(np.full(shape, NEVER), np.full(shape, -1, np.int64), np.full(shape, -1, np.int64), np.full(shape, -1, np.int64))  # fmt: skip
        _rounds(
            alight_by, calls.stop, calls.arrives, calls.departs, calls.board, calls.alight, routes.start, routes.length, routes.trips, routes.call,
            routes.stop_starts, routes.by_stop, *near, labels.board_by, labels.board, labels.alight, labels.foot_to,
        )  # fmt: skip
        return labels


def mirrored(calls: Calls) -> Calls:
    """Return a timetable seen in a mirror: each way reversed, minutes negated, getting on and off exchanged."""
    count = len(calls.starts) - 1
    trip = (count - 1 - calls.trip)[::-1]
    return Calls(
        np.ascontiguousarray(trip), calls.stop[::-1].copy(), np.ascontiguousarray(-calls.departs[::-1]), np.ascontiguousarray(-calls.arrives[::-1]), calls.alight[::-1].copy(),
        calls.board[::-1].copy(), np.searchsorted(trip, np.arange(count + 1)),
    )  # fmt: skip


def _routes(calls: Calls, stops: int) -> _Routes:
    """Put together the trips of one sequence of stops and permissions; one that overtakes another begins a route of its own."""
    groups: dict[tuple[bytes, bytes, bytes], list[int]] = {}
    for trip in range(len(calls.starts) - 1):
        some = slice(int(calls.starts[trip]), int(calls.starts[trip + 1]))
        if some.stop - some.start > 1:
            key = calls.stop[some].tobytes(), calls.board[some].tobytes(), calls.alight[some].tobytes()
            groups.setdefault(key, []).append(trip)
    routes: list[list[int]] = []
    for trips in groups.values():
        made: list[list[int]] = []
        for trip in sorted(
            trips,
            key=lambda trip: (int(calls.departs[calls.starts[trip]]), int(calls.arrives[calls.starts[trip + 1] - 1])),
        ):
            room = next((held for held in made if _behind(calls, held[-1], trip)), None)
            if room is None:
                made.append([trip])
            else:
                room.append(trip)
        routes += made
    length = np.array([int(calls.starts[held[0] + 1] - calls.starts[held[0]]) for held in routes], dtype=np.int64)
    count = np.array([len(held) for held in routes], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(length * count)]).astype(np.int64)
    flat = [np.arange(calls.starts[trip], calls.starts[trip + 1]) for held in routes for trip in held]
    call = np.concatenate(flat).astype(np.int64) if flat else np.zeros(0, np.int64)
    pairs = np.array(sorted({(int(stop), r) for r, held in enumerate(routes) for stop in calls.stop[calls.starts[held[0]] : calls.starts[held[0] + 1]]}), dtype=np.int64).reshape(-1, 2)  # fmt: skip
    return _Routes(
        start,
        length,
        count,
        call,
        np.searchsorted(pairs[:, 0], np.arange(stops + 1)).astype(np.int64),
        np.ascontiguousarray(pairs[:, 1]),
    )


def _behind(calls: Calls, one: int, other: int) -> bool:
    """Return whether a trip is nowhere earlier than the other of the same stops."""
    first, second = slice(int(calls.starts[one]), int(calls.starts[one + 1])), slice(int(calls.starts[other]), int(calls.starts[other + 1]))  # fmt: skip
    return bool(np.all(calls.arrives[first] <= calls.arrives[second]) and np.all(calls.departs[first] <= calls.departs[second]))  # fmt: skip


def _calls_of(labels: _Labels, calls: Calls, rides: int, stop: int) -> list[tuple[int, int]]:
    """Return where each bus of the way found is taken and left."""
    found = []
    while rides:
        board, alight = int(labels.board[rides, stop]), int(labels.alight[rides, stop])
        found.append((board, alight))
        rides -= 1
        if rides:
            stop = int(labels.foot_to[rides, calls.stop[alight]])
    return found


@compiled
def _rounds(
    alight_by: Floats, stop: Ints, arrives: Ints, departs: Ints, board: npt.NDArray[np.bool_], alight: npt.NDArray[np.bool_], start: Ints,
    length: Ints, trips: Ints, call: Ints, stop_starts: Ints, by_stop: Ints, near_starts: Ints, near: Ints, on_foot: Floats, board_by: Floats,
    board_call: Ints, alight_call: Ints, foot_to: Ints,
) -> None:  # fmt: skip
    """Fill the labels round by round. ``alight_by`` says until when one may be at each stop; it is used up.

    ``best`` is when one leaves a stop at the latest with fewer buses, walking from it to the goal among them: later rounds
    keep only what is later still.
    """
    rounds, stops = board_by.shape
    best = alight_by.copy()
    marked = np.zeros(stops, dtype=np.bool_)
    for s in range(stops):
        marked[s] = alight_by[s] > -1.0e8
    queued = np.zeros(len(length), dtype=np.bool_)
    for rides in range(1, rounds):
        queued[:] = False
        for s in range(stops):
            if marked[s]:
                for at in range(stop_starts[s], stop_starts[s + 1]):
                    queued[by_stop[at]] = True
        reached = np.zeros(stops, dtype=np.bool_)
        for r in range(len(length)):
            if not queued[r]:
                continue
            calls, first, current, left = (
                length[r],
                start[r],
                -1,
                -1,
            )  # the latest trip one can be in, and the call where one leaves it
            for k in range(calls - 1, -1, -1):
                model = call[first + k]
                s = stop[model]
                if current >= 0 and board[model]:
                    c = call[first + current * calls + k]
                    if departs[c] > board_by[rides, s] and departs[c] > best[s]:
                        board_by[rides, s] = departs[c]
                        board_call[rides, s] = c
                        alight_call[rides, s] = left
                        reached[s] = True
                if alight[model] and marked[s]:  # is there a later trip that arrives here in time
                    low, high = current, trips[r] - 1
                    while low < high:
                        middle = (low + high + 1) // 2
                        if arrives[call[first + middle * calls + k]] <= alight_by[s]:
                            low = middle
                        else:
                            high = middle - 1
                    if low > current and arrives[call[first + low * calls + k]] <= alight_by[s]:
                        current = low
                        left = call[first + low * calls + k]
        marked[:] = False
        alight_by[:] = -1.0e9
        for s in range(stops):
            if reached[s]:
                best[s] = board_by[rides, s]
        for s in range(stops):
            for at in range(near_starts[s], near_starts[s + 1]):
                b = near[at]
                if reached[b] and board_by[rides, b] - on_foot[at] > alight_by[s]:
                    alight_by[s] = board_by[rides, b] - on_foot[at]
                    foot_to[rides, s] = b
                    marked[s] = True
