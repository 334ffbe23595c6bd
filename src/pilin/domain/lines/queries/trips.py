"""How one gets somewhere by a time and home again: the latest way there, first and last bus back, and why there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilin.domain.lines import rules
from pilin.domain.lines.enums import CARDS, LAST_MINUTE, MEET_MINUTES, WALK_KM
from pilin.domain.lines.models import Line, Stop, StopPermission
from pilin.domain.lines.queries.days import Call, Day, Passing, Point, boardings, day, near, passing
from pilin.engine import lines as engine
from pilin.engine.base import great_circles_km
from pilin.foundation.access.standing import Standing
from pilin.foundation.places.queries import place_named, place_of, places_in


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody starts or goes: stops within reach of it, the nearest first, with the minutes on foot to each."""

    said: str
    name_zh: str
    name: str
    point: Point | None  # None: any stop of a division will do
    stops: tuple[Stop, ...]
    door: engine.Door


@dataclass(frozen=True, slots=True)
class LegSaid:
    """One bus of a way, with what is known of getting on and off, by each province's own word."""

    line: Line
    board: Stop
    alight: Stop
    departs: int
    arrives: int
    board_word: StopPermission | None
    alight_word: StopPermission | None
    last: bool  # no later bus of this line goes there from this stop that day

    @property
    def departs_clock(self) -> str:
        """Return when it leaves, as people read it."""
        return rules.clock(self.departs)

    @property
    def arrives_clock(self) -> str:
        """Return when it arrives, as people read it."""
        return rules.clock(self.arrives)

    @property
    def crosses(self) -> bool:
        """Return whether it leaves one province and is left in another."""
        return self.board.province_id != self.alight.province_id


@dataclass(frozen=True, slots=True)
class WaySaid:
    """A way from door to door."""

    journey: engine.Journey
    legs: tuple[LegSaid, ...]

    @property
    def leaves_clock(self) -> str:
        """Return when one leaves, cut to the minute."""
        return rules.clock(self.journey.leaves)

    @property
    def arrives_clock(self) -> str:
        """Return when one is there, rounded up to the minute."""
        return rules.clock(self.journey.arrives, up=True)

    @property
    def walks(self) -> tuple[int, ...]:
        """Return the minutes on foot before, at each change and after, rounded up."""
        return tuple(math.ceil(minutes - 1e-9) for minutes in self.journey.walks)

    @property
    def last_walk(self) -> int:
        """Return the minutes on foot from the last stop."""
        return self.walks[-1]

    @property
    def steps(self) -> tuple[tuple[LegSaid, int, bool], ...]:
        """Return each bus with the minutes on foot to it, and whether the line before goes on as it at the same stop."""
        waits = self.journey.waits  # halves of one way wait for each other; two lines with one terminus need not
        through = (
            False,
            *(meet and wait <= MEET_MINUTES for meet, wait in zip(self.journey.through, waits, strict=True)),
        )
        return tuple(zip(self.legs, self.walks[:-1], through, strict=True))

    @property
    def fare_cny(self) -> Decimal | None:
        """Return what all its buses cost; None where nobody said it of one."""
        fares = [leg.line.fare_cny for leg in self.legs]
        return None if None in fares else sum((fare for fare in fares if fare is not None), Decimal(0))

    @property
    def cards(self) -> tuple[str, ...] | None:
        """Return the codes of what is taken on every bus of it; None where nobody said it of one."""
        taken = [leg.line.card_codes for leg in self.legs]
        return None if not all(taken) else tuple(card for card in CARDS if all(card in held for held in taken))

    @property
    def taken(self) -> tuple[str, ...]:
        """Return the same by name, in the reader's language."""
        return tuple(str(CARDS[card]) for card in self.cards or ())


@dataclass(frozen=True, slots=True)
class Bar:
    """A call that a way would need and that is not open: forbidden there, or nobody said it."""

    line: Line
    stop: Stop
    word: StopPermission | None
    boarding: bool
    known: bool  # False: unknown

    @property
    def alighting(self) -> bool:
        """Return whether getting off is in the way, not getting on."""
        return not self.boarding


@dataclass(frozen=True, slots=True)
class TripSaid:
    """How one is at the goal by a time, and how one comes back."""

    on: date
    arrive: int
    origin: Spot
    goal: Spot
    ways: tuple[WaySaid, ...]  # the latest first
    on_foot: float | None  # minutes, where both lie within an hour's walk
    back_after: float
    back_first: WaySaid | None
    back_last: WaySaid | None
    earliest: WaySaid | None  # where nothing is there in time: what is there first
    bars: tuple[Bar, ...]  # where nothing leads there: what would have to be open
    passing: tuple[Passing, ...]

    @property
    def arrive_clock(self) -> str:
        """Return by when one wants to be there."""
        return rules.clock(self.arrive)

    @property
    def back_after_clock(self) -> str:
        """Return after when one wants to go back."""
        return rules.clock(self.back_after, up=True)

    @property
    def last_bus_back(self) -> int | None:
        """Return the minute at which the last bus back leaves its stop; None: none goes."""
        return self.back_last.legs[0].departs if self.back_last else None

    @property
    def last_bus_back_clock(self) -> str:
        """Return the same as people read it."""
        return "" if self.last_bus_back is None else rules.clock(self.last_bus_back)

    @property
    def stranded(self) -> bool:
        """Return whether one gets there and not back: the last way back leaves before one would set out."""
        return bool(self.ways) and self.back_first is None

    @property
    def minutes_left(self) -> int | None:
        """Return how long one may stay there before setting out for the last bus; None where none goes then."""
        if not self.ways or self.back_last is None or self.stranded:
            return None
        return math.floor(self.back_last.journey.leaves - self.ways[0].journey.arrives + 1e-9)


def spot(standing: Standing, day: Day, said: str) -> Spot | None:
    """Return what somebody means by a place: a stop's uid or code, ``LAT,LON``, or a division's code or name; else None.

    Of a division any stop in it will do, without a way on foot; one without stops is its middle.
    """
    text = said.strip()
    held = next((stop for stop in day.stops if text in (str(stop.pk), stop.code)), None)
    if held is not None:
        return _at(day, text, held.name_zh, held.name, (float(held.latitude), float(held.longitude)))
    point = rules.point_of(text)
    if point is not None:
        return _at(day, text, text, text, point)
    place = (place_of(standing, text) or place_named(standing, text)) if text and len(text) <= 60 else None
    if place is None:
        return None
    codes = {place.code, *(one.code for one in places_in(standing, [place.code], day.on))}
    within = [(number, stop) for number, stop in enumerate(day.stops) if stop.place.code in codes]
    if within:
        door = engine.Door(tuple(number for number, _stop in within), (0.0,) * len(within))
        return Spot(text, place.name_zh, place.name, None, tuple(stop for _number, stop in within), door)
    if place.latitude is None or place.longitude is None:
        return None
    return _at(day, text, place.name_zh, place.name, (float(place.latitude), float(place.longitude)))


def _at(day: Day, said: str, name_zh: str, name: str, point: Point) -> Spot:
    return Spot(
        said, name_zh, name or name_zh, point, near(day.stops, point, WALK_KM), day.router.door(*point, WALK_KM)
    )


def trip(
    standing: Standing,
    circle: str,
    origin: str,
    goal: str,
    on: date,
    arrive: int,
    back_after: int | None = None,
) -> TripSaid | tuple[str, ...]:
    """Return how one is at a goal by a time on a day, and how one comes back.

    Parameters
    ----------
    standing : Standing
    circle : str
    origin, goal : str
        As :func:`spot` reads them.
    on : date
    arrive : int
        Minutes after midnight of the day; may exceed 1440.
    back_after : int, optional
        When one sets out for home; unless told as soon as one is there.

    Returns
    -------
    TripSaid
        Or the names of the two questions, ``origin`` and ``goal``, that name no place.
    """
    held = day(standing, circle, on)
    start, end = spot(standing, held, origin), spot(standing, held, goal)
    if start is None or end is None:
        return tuple(name for name, place in (("origin", start), ("goal", end)) if place is None)
    router = held.router
    ways = tuple(_said(held, one) for one in reversed(router.arrive_by(start.door, end.door, arrive)))
    after = float(back_after) if back_after is not None else ways[0].journey.arrives if ways else float(arrive)
    first = router.leave_after(end.door, start.door, after)
    last = router.arrive_by(end.door, start.door, LAST_MINUTE)
    earliest = () if ways else router.leave_after(start.door, end.door, 0)
    lacking = not ways and not earliest
    return TripSaid(
        on, arrive, start, end, ways, _on_foot(start, end), after, _said(held, first[-1]) if first else None,
        _said(held, last[-1]) if last else None, _said(held, earliest[-1]) if earliest else None,
        tuple(_bars(held, start, end)) if lacking else (), tuple(passing(held, (start.stops, end.stops))),
    )  # fmt: skip


def _on_foot(start: Spot, end: Spot) -> float | None:
    if start.point is None or end.point is None:
        return None
    minutes = float(engine.walk_minutes(great_circles_km(*start.point, *end.point)))
    return minutes if minutes <= 60 else None


def _said(held: Day, journey: engine.Journey) -> WaySaid:
    legs = []
    for leg in journey.legs:
        board, alight = held.stop_of[leg.board], held.stop_of[leg.alight]
        on, off = calls_of(held, leg)
        latest = max((call.departs for call in boardings(held, leg.line, board, alight)), default=leg.departs)
        legs.append(LegSaid(held.trip_of[leg.trip][0].line, board, alight, leg.departs, leg.arrives, on.word, off.word, leg.departs >= latest))  # fmt: skip
    return WaySaid(journey, tuple(legs))


def calls_of(held: Day, leg: engine.Leg) -> tuple[Call, Call]:
    """Return the calls at which a bus is taken and left."""
    trip, shift = held.trip_of[leg.trip]
    calls = iter(trip.calls)
    on = next(call for call in calls if str(call.stop.pk) == leg.board and call.departs + shift == leg.departs)
    return on, next(call for call in calls if str(call.stop.pk) == leg.alight and call.arrives + shift == leg.arrives)


def _bars(held: Day, start: Spot, end: Spot) -> Iterator[Bar]:
    """Yield what would have to be open for a bus to lead there: of the way that would be there first."""
    found = engine.Router.of(held.table_if_open).leave_after(start.door, end.door, 0)
    for leg in found[-1].legs if found else ():
        on, off = calls_of(held, leg)
        for call, boarding, may in ((on, True, on.may_board), (off, False, off.may_alight)):
            if may is not True:
                yield Bar(held.trip_of[leg.trip][0].line, call.stop, call.word, boarding, may is False)
