"""The way to a facility on a day: whether one gets there while it is open and home again, and which bus passes without stopping."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from pilin.domain.lines import queries as lines
from pilin.domain.lines.rules import clock
from pilin.domain.living.enums.services import REACH_ICONS, ReachState
from pilin.domain.living.rules import reaching
from pilin.engine.base import great_circle_km
from pilin.engine.lines import walk_minutes
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import members_on

MOST = 400  # rides of a day between two places: more than any day has
Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody may say they start: a town's middle or a stop."""

    key: str  # place:CODE or stop:UID, as addresses write it
    name_zh: str
    name: str
    point: Point
    town: str  # code of the town of the circle in which it lies; empty: none
    bank: int


@dataclass(frozen=True, slots=True)
class ReachTold:
    """Whether one gets to a place while it is open, and home again.

    ``why`` says in a word what an unknown hangs on: ``origin``, ``point``, ``hours``, ``lines`` or ``permission``.
    """

    state: ReachState
    why: str = ""
    visit: reaching.Visit | None = None
    there: lines.RideTold | None = None
    home: lines.RideTold | None = None
    minutes_on_foot: int | None = None
    passing: tuple[lines.Passing, ...] = ()  # lines that pass near and are of no use, by whose word

    @property
    def reachable(self) -> bool:
        """Return whether it is known that one gets there and home."""
        return self.state in (ReachState.REACHABLE, ReachState.ON_FOOT)

    @property
    def icon(self) -> str:
        """Return the shape that repeats the state."""
        return REACH_ICONS[self.state]

    @property
    def leave(self) -> str:
        """Return when one leaves home; empty where there is no visit."""
        return clock(self.visit.there[0]) if self.visit else ""

    @property
    def arrive(self) -> str:
        """Return when one is there, rounded up to the minute."""
        return clock(self.visit.there[1], up=True) if self.visit else ""

    @property
    def back(self) -> str:
        """Return when one is home by the first ride after one's turn."""
        return clock(self.visit.home[1], up=True) if self.visit else ""

    @property
    def last_home(self) -> str:
        """Return when one leaves the place at the latest to get home that day."""
        return clock(self.visit.last_home[0]) if self.visit else ""

    @property
    def latest(self) -> str:
        """Return when one leaves home at the latest."""
        return clock(self.visit.latest[0]) if self.visit else ""


class Reacher:
    """Asks one day's lines for the way from one origin to many places; the day is read once, each place is asked once."""

    def __init__(self, day: lines.Day, origin: Origin | None, walk_km: float) -> None:
        self.day, self.origin, self.walk_km = day, origin, walk_km
        self._asked: dict[tuple[Point, tuple[tuple[int, int], ...] | None], ReachTold] = {}

    def to(self, goal: Point | None, spans: tuple[tuple[int, int], ...] | None) -> ReachTold:
        """Return the way to a place that is open in these spans; None: its hours are unknown, empty: closed."""
        if self.origin is None:
            return ReachTold(ReachState.UNKNOWN, "origin")
        if goal is None:
            return ReachTold(ReachState.UNKNOWN, "point")
        if (goal, spans) not in self._asked:
            self._asked[goal, spans] = self._reach(self.origin.point, goal, spans)
        return self._asked[goal, spans]

    def _reach(self, origin: Point, goal: Point, spans: tuple[tuple[int, int], ...] | None) -> ReachTold:
        km = great_circle_km(*origin, *goal)
        if spans == ():
            return ReachTold(ReachState.CLOSED)
        if km <= self.walk_km:
            return ReachTold(ReachState.ON_FOOT, minutes_on_foot=math.ceil(float(walk_minutes(km)) - 1e-9))
        if not self.day.trips and not self.day.late:
            return ReachTold(ReachState.UNKNOWN, "lines")
        passing = lines.answer(self.day, origin, goal, 0, self.walk_km).passing
        there, back = (
            [(ride.leaves, ride.arrives) for ride in self.day.table.rides(start, end, 0, self.walk_km, MOST)]
            for start, end in ((origin, goal), (goal, origin))
        )
        judged = reaching.judge(there, back, spans if spans is not None else ((0, 1440),))
        unsaid = any(not one.known for one in passing)
        if judged.visit is None and unsaid:
            return ReachTold(ReachState.UNKNOWN, "permission", passing=passing)
        if judged.visit is None:
            return ReachTold(judged.state, passing=passing)
        visit = judged.visit
        ways = self._ride(origin, goal, visit.there), self._ride(goal, origin, visit.home)
        if spans is None:
            return ReachTold(ReachState.UNKNOWN, "hours", visit, *ways, passing=passing)
        return ReachTold(judged.state, "", visit, *ways, passing=passing)

    def _ride(self, start: Point, end: Point, ride: reaching.Ride) -> lines.RideTold | None:
        """Return a ride with its buses: the one that leaves and arrives so."""
        found = lines.answer(self.day, start, end, ride[0] - 0.001, self.walk_km).rides
        return next((one for one in found if (one.ride.leaves, one.ride.arrives) == ride), None)


def origins(standing: Standing, circle: str, day: lines.Day, on: date) -> list[Origin]:
    """Return where one may start: the towns of a circle that have a place on the map, left bank first, then the stops in sight."""
    cards = sorted(members_on(standing, circle, on), key=lambda card: (card.bank, card.code))
    towns = [
        Origin(f"place:{card.code}", card.name_zh, card.name, (card.point[1], card.point[0]), card.code, card.bank)
        for card in cards
        if card.point
    ]
    codes = {card.code for card in cards}
    stops = [
        Origin(
            f"stop:{stop.pk}", stop.name_zh, stop.name, (float(stop.latitude), float(stop.longitude)),
            stop.place.code if stop.place.code in codes else "", stop.bank,
        )
        for stop in day.stops
    ]  # fmt: skip
    return towns + stops


def reacher_from(
    standing: Standing, circle: str, on: date, origin: str, walk_km: float
) -> tuple[Reacher, list[Origin]]:
    """Return what asks for ways on a day from an origin as an address names it, and where one may start."""
    day = lines.day(standing, circle, on)
    held = origins(standing, circle, day, on)
    return Reacher(day, next((one for one in held if one.key == origin), None), walk_km), held
