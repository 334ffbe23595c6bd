"""The rides of a timetable found by looking at every call there is: slow, and simple enough to be believed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pilin.engine.lines import Timetable, build_timetable


@dataclass(frozen=True)
class Call:
    """One call of a trip; minutes after midnight."""

    stop: int
    arrives: int
    departs: int
    board: bool = True
    alight: bool = True


@dataclass(frozen=True)
class Plan:
    """Stops as (latitude, longitude), and trips as their calls."""

    stops: tuple[tuple[float, float], ...]
    trips: tuple[tuple[Call, ...], ...]

    def table(self) -> Timetable:
        """Return the plan as the engine takes it: stop 3 is called s3, trip 2 is called t2, of line l2."""
        calls = [(number, call) for number, trip in enumerate(self.trips) for call in trip]
        return build_timetable(
            stop_keys=[f"s{number}" for number in range(len(self.stops))], lat=[lat for lat, _lon in self.stops], lon=[lon for _lat, lon in self.stops],
            trip_keys=[f"t{number}" for number in range(len(self.trips))], line_keys=[f"l{number}" for number in range(len(self.trips))],
            trip=[number for number, _call in calls], stop=[call.stop for _number, call in calls],
            arrives=[call.arrives for _number, call in calls], departs=[call.departs for _number, call in calls],
            board=[call.board for _number, call in calls], alight=[call.alight for _number, call in calls],
        )  # fmt: skip


@dataclass(frozen=True, order=True)
class Way:
    """A ride as people count it."""

    leaves: float  # the origin, on foot
    arrives: float  # at the goal
    changes: int
    departs: int  # the first bus


def km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance by the formula of cosines on unit vectors: another than the engine's."""
    a, b, c, d = (math.radians(degrees) for degrees in (*one, *other))
    first = (math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a))
    second = (math.cos(c) * math.cos(d), math.cos(c) * math.sin(d), math.sin(c))
    chord = math.dist(first, second)
    return 6371.0088 * 2 * math.asin(min(1.0, chord / 2))


def foot(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the minutes on foot at 4.8 km/h."""
    return km(one, other) / 4.8 * 60


def ways(plan: Plan, origin: tuple[float, float], goal: tuple[float, float], walk_km: float = 1.0) -> Iterator[Way]:
    """Yield every ride, direct or with one change."""
    for trip in plan.trips:
        for i, first in enumerate(trip):
            if not first.board or km(origin, plan.stops[first.stop]) > walk_km:
                continue
            leaves = first.departs - foot(origin, plan.stops[first.stop])
            for last in trip[i + 1 :]:
                if last.alight and last.stop != first.stop and km(plan.stops[last.stop], goal) <= walk_km:
                    yield Way(leaves, last.arrives + foot(plan.stops[last.stop], goal), 0, first.departs)
                if last.alight:
                    yield from _changed(plan, trip, first, last, leaves, goal, walk_km)


def _changed(
    plan: Plan,
    trip: tuple[Call, ...],
    first: Call,
    left: Call,
    leaves: float,
    goal: tuple[float, float],
    walk_km: float,
) -> Iterator[Way]:
    for other in plan.trips:
        if other is trip:
            continue
        for j, taken in enumerate(other):
            if not taken.board or km(plan.stops[left.stop], plan.stops[taken.stop]) > 0.3:
                continue
            ready = left.arrives + foot(plan.stops[left.stop], plan.stops[taken.stop])
            if not ready <= taken.departs <= ready + 40:
                continue
            for last in other[j + 1 :]:
                if last.alight and last.stop != first.stop and km(plan.stops[last.stop], goal) <= walk_km:
                    yield Way(leaves, last.arrives + foot(plan.stops[last.stop], goal), 1, first.departs)
