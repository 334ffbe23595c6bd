"""A day of a circle's lines: what goes, where one may get on and off, the last bus, and the rides from door to door."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.lines import rules
from pilin.domain.lines.enums import WALK_KM
from pilin.domain.lines.models import CallAt, Line, Stop, StopPermission, Trip
from pilin.engine import lines as engine
from pilin.engine.base import great_circles_km
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.enums import MembershipKind
from pilin.foundation.members.queries import members_on, province_code
from pilin.foundation.places.models import Place
from pilin.foundation.places.queries import holders_of, place_of

HOUSE = Standing.machine("lines")
Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class Ground:
    """What a place makes of a stop that lies in it."""

    place: Place
    province: Place
    bank: int
    keeper: str  # code of the member of the circle within whose bounds it lies; empty: none


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a trip on a day, with what is known of getting on and off there; None is unknown."""

    stop: Stop
    arrives: int
    departs: int
    word: StopPermission | None
    no_boarding: bool = False  # by the operator's own timetable
    no_alighting: bool = False

    @property
    def may_board(self) -> bool | None:
        """Return whether one may get on."""
        if self.no_boarding:
            return False
        return self.word.may_board if self.word else None

    @property
    def may_alight(self) -> bool | None:
        """Return whether one may get off."""
        if self.no_alighting:
            return False
        return self.word.may_alight if self.word else None


@dataclass(frozen=True, slots=True)
class DayTrip:
    """A trip that goes on the day, with the calls in sight."""

    row: Trip
    line: Line
    calls: tuple[Call, ...]


@dataclass(frozen=True, eq=False)
class Day:
    """The lines of a circle on one day, as one standing reads them; read in five queries whatever goes."""

    on: date
    lines: tuple[Line, ...]
    stops: tuple[Stop, ...]
    trips: tuple[DayTrip, ...]  # that begin on the day, by line, direction and departure
    late: tuple[DayTrip, ...]  # that began the day before and call somewhere after midnight
    words: tuple[StopPermission, ...]  # all that count on the day

    @cached_property
    def line_of(self) -> dict[str, Line]:
        """Return the lines by key, as rides name them."""
        return {str(line.pk): line for line in self.lines}

    @cached_property
    def stop_of(self) -> dict[str, Stop]:
        """Return the stops by key, as rides name them."""
        return {str(stop.pk): stop for stop in self.stops}

    @cached_property
    def trip_of(self) -> dict[str, tuple[DayTrip, int]]:
        """Return the trips by key, as rides name them, each with how many minutes its clock is put forward."""
        return {key: (trip, shift) for key, trip, shift in self._whole}

    @cached_property
    def table(self) -> engine.Timetable:
        """Return the day as the engine reckons with it. What runs on from the day before counts from this midnight."""
        return self._table(closed=True)

    @cached_property
    def table_if_open(self) -> engine.Timetable:
        """Return the day as it would be if one might get on and off wherever a bus calls: to find what is in the way."""
        return self._table(closed=False)

    @cached_property
    def router(self) -> engine.Router:
        """Return the day for ways by arrival, with more than one change."""
        return engine.Router.of(self.table)

    @property
    def _whole(self) -> list[tuple[str, DayTrip, int]]:
        late = [(f"{trip.row.pk} late", trip, -1440) for trip in self.late]
        return [(str(trip.row.pk), trip, 0) for trip in self.trips] + late

    def _table(self, *, closed: bool) -> engine.Timetable:
        whole = self._whole
        calls = [(number, call, shift) for number, (_key, trip, shift) in enumerate(whole) for call in trip.calls]
        place = {stop.pk: number for number, stop in enumerate(self.stops)}
        return engine.build_timetable(
            stop_keys=[str(stop.pk) for stop in self.stops], lat=[float(stop.latitude) for stop in self.stops],
            lon=[float(stop.longitude) for stop in self.stops], trip_keys=[key for key, _trip, _shift in whole],
            line_keys=[str(trip.line.pk) for _key, trip, _shift in whole], trip=[number for number, _call, _shift in calls],
            stop=[place[call.stop.pk] for _number, call, _shift in calls], arrives=[call.arrives + shift for _number, call, shift in calls],
            departs=[call.departs + shift for _number, call, shift in calls],
            board=[(call.may_board is True or not closed) and call.departs + shift >= 0 for _number, call, shift in calls],
            alight=[call.may_alight is True or not closed for _number, call, _shift in calls],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One stop of a direction, with when each trip leaves it; None where a trip does not call."""

    stop: Stop
    word: StopPermission | None
    times: tuple[int | None, ...]
    crosses: bool  # the stop before lies on the other bank

    @property
    def clocks(self) -> tuple[str, ...]:
        """Return the times as people read them; empty where a trip does not call."""
        return tuple("" if minute is None else rules.clock(minute) for minute in self.times)


@dataclass(frozen=True, slots=True)
class WayTold:
    """One direction of a line on a day: its trips by departure, its stops in order."""

    direction: str
    trips: tuple[DayTrip, ...]
    rows: tuple[Row, ...]

    @property
    def first(self) -> int:
        """Return when the first bus goes."""
        return min(trip.calls[0].departs for trip in self.trips)

    @property
    def last(self) -> int:
        """Return when the last bus goes."""
        return max(trip.calls[0].departs for trip in self.trips)

    @property
    def first_clock(self) -> str:
        """Return the same as people read it."""
        return rules.clock(self.first)

    @property
    def last_clock(self) -> str:
        """Return the same as people read it."""
        return rules.clock(self.last)

    @property
    def begins(self) -> Stop:
        """Return its first stop."""
        return self.rows[0].stop

    @property
    def ends(self) -> Stop:
        """Return its last stop."""
        return self.rows[-1].stop


@dataclass(frozen=True, slots=True)
class ProvinceTold:
    """At how many of a line's stops in a province one may get on, off, and at how many either is unknown."""

    province: Place
    bank: int
    stops: int
    board: int
    alight: int
    unknown: int


@dataclass(frozen=True, slots=True)
class LineTold:
    """A line on a day, in both directions, with what is known of its stops in each province."""

    line: Line
    ways: tuple[WayTold, ...]

    @property
    def stops(self) -> list[Stop]:
        """Return its stops, each once, in the order of the first direction."""
        return list({row.stop.pk: row.stop for way in self.ways for row in way.rows}.values())

    @property
    def ends(self) -> tuple[Stop, Stop] | None:
        """Return where it begins and ends, the left bank's end first; None where no trip is known."""
        rows = self.ways[0].rows if self.ways else ()
        if not rows:
            return None
        one, other = rows[0].stop, rows[-1].stop
        return (one, other) if one.bank <= other.bank else (other, one)

    @property
    def words(self) -> list[tuple[Stop, list[StopPermission | None]]]:
        """Return what is said of each stop, one word a visit of either direction."""
        held: dict[Stop, list[StopPermission | None]] = {}
        for way in self.ways:
            for row in way.rows:
                held.setdefault(row.stop, []).append(row.word)
        return list(held.items())

    @property
    def shut(self) -> int:
        """Return at how many stops one may neither get on nor off, or it is unknown."""
        return sum(
            not any(word and (word.may_board or word.may_alight) for word in words) for _stop, words in self.words
        )

    @property
    def provinces(self) -> list[ProvinceTold]:
        """Return what is said of its stops in each province, the left bank's first."""
        held: dict[str, list[tuple[Stop, list[StopPermission | None]]]] = {}
        for stop, words in self.words:
            held.setdefault(stop.province.code, []).append((stop, words))
        told = [
            ProvinceTold(
                at[0][0].province, at[0][0].bank, len(at),
                sum(any(word and word.may_board for word in words) for _stop, words in at),
                sum(any(word and word.may_alight for word in words) for _stop, words in at),
                sum(any(word is None or None in (word.may_board, word.may_alight) for word in words) for _stop, words in at),
            )
            for at in held.values()
        ]  # fmt: skip
        return sorted(told, key=lambda one: (one.bank, one.province.code))


@dataclass(frozen=True, slots=True)
class Departure:
    """A bus that leaves a stop on a day."""

    trip: DayTrip
    call: Call
    towards: Stop
    last: bool  # of its line and direction there

    @property
    def clock(self) -> str:
        """Return when it leaves, as people read it."""
        return rules.clock(self.call.departs)


@dataclass(frozen=True, slots=True)
class LegTold:
    """One bus of a ride."""

    line: Line
    board: Stop
    alight: Stop
    departs: int
    arrives: int
    last: bool  # no later bus of this line goes there from this stop

    @property
    def departs_clock(self) -> str:
        """Return when it leaves, as people read it."""
        return rules.clock(self.departs)

    @property
    def arrives_clock(self) -> str:
        """Return when it arrives, as people read it."""
        return rules.clock(self.arrives)


@dataclass(frozen=True, slots=True)
class RideTold:
    """A ride from door to door."""

    ride: engine.Ride
    legs: tuple[LegTold, ...]

    @property
    def leaves_clock(self) -> str:
        """Return when one leaves the origin, cut to the minute."""
        return rules.clock(self.ride.leaves)

    @property
    def arrives_clock(self) -> str:
        """Return when one is at the goal, rounded up to the minute."""
        return rules.clock(self.ride.arrives, up=True)

    @property
    def walks(self) -> tuple[int, int, int]:
        """Return the minutes on foot before, between and after, rounded up."""
        ride = self.ride
        return tuple(math.ceil(m - 1e-9) for m in (ride.walk_minutes, ride.change_walk_minutes, ride.last_walk_minutes))  # type: ignore[return-value]

    @property
    def last(self) -> bool:
        """Return whether one of its buses is the last."""
        return any(leg.last for leg in self.legs)

    @property
    def fare_cny(self) -> Decimal | None:
        """Return what all its buses cost; None where nobody said it of one."""
        fares = [leg.line.fare_cny for leg in self.legs]
        return None if None in fares else sum((fare for fare in fares if fare is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class Passing:
    """A line that passes near without being of use: nobody may get on there, or off, or it is unknown."""

    line: Line
    stop: Stop
    word: StopPermission | None
    at_goal: bool
    known: bool  # False: unknown


@dataclass(frozen=True, slots=True)
class Answer:
    """How one gets from one place to another: rides, or why there are none."""

    rides: tuple[RideTold, ...]
    last: float | None  # when the last bus that reaches the goal leaves its stop
    near_origin: tuple[Stop, ...]
    near_goal: tuple[Stop, ...]
    passing: tuple[Passing, ...]

    @property
    def last_clock(self) -> str:
        """Return when the last bus leaves, as people read it; empty where none leads."""
        return "" if self.last is None else rules.clock(self.last)


def ground_of(code: str, circle: str, on: date) -> Ground | None:
    """Return what the place of a code makes of a stop in it; None where it lies in no province known here."""
    place = place_of(HOUSE, code)
    if place is None:
        return None
    province = place_of(HOUSE, province_code(place, on))
    if province is None:
        return None
    members = [card for kind in MembershipKind for card in members_on(HOUSE, circle, on, kind)]
    within = {code, *(holder.code for holder in holders_of(HOUSE, code, on, kind="division"))}
    keeper = next((card.code for card in members if card.code in within), "")
    bank = next((card.bank for card in members if card.province.code == province.code), 0)
    return Ground(place, province, bank, keeper)


def stops(standing: Standing, circle: str) -> QuerySet[Stop]:
    """Return the stops of a circle in sight, by code."""
    return Stop.objects.visible_to(standing).filter(circle=circle).select_related("place", "province")


def stop_named(standing: Standing, circle: str, uid: UUID) -> Stop | None:
    """Return a stop; None where this standing reads none."""
    return stops(standing, circle).filter(pk=uid).select_related("in_circle").first()


def stops_called(standing: Standing, circle: str) -> dict[str, list[str]]:
    """Return the keys of the stops that a code or a Chinese name means, for timetables that are brought."""
    found: dict[str, list[str]] = {}
    rows = list(stops(standing, circle).values_list("code", "name_zh", "pk"))
    for _code, name, pk in rows:
        found.setdefault(name, []).append(str(pk))
    found.update({code: [str(pk)] for code, _name, pk in rows})  # a code is one stop's, whatever others are called
    return found


def lines(standing: Standing, circle: str, on: date) -> QuerySet[Line]:
    """Return the lines of a circle in sight that go on a day."""
    rows = Line.objects.visible_to(standing).filter(circle=circle, valid_from__lte=on)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def line_named(standing: Standing, circle: str, uid: UUID) -> Line | None:
    """Return a line, also one that goes no more or not yet; None where this standing reads none."""
    return Line.objects.visible_to(standing).select_related("in_circle").filter(circle=circle, pk=uid).first()


def permission_named(standing: Standing, circle: str, uid: UUID) -> StopPermission | None:
    """Return a word on who may get on and off; None where this standing reads none."""
    return StopPermission.objects.visible_to(standing).filter(circle=circle, pk=uid).first()


def day(standing: Standing, circle: str, on: date) -> Day:
    """Return the lines of a circle on a day; five queries whatever goes."""
    yesterday = max(on, date(2, 1, 1)) - timedelta(days=1)  # whatever day an address names
    known = {line.pk: line for line in Line.objects.visible_to(standing).filter(circle=circle, valid_from__lte=on).exclude(valid_to__lt=yesterday)}  # fmt: skip
    at = {stop.pk: stop for stop in stops(standing, circle)}
    words: dict[tuple[UUID, UUID], list[StopPermission]] = {}
    said = StopPermission.objects.visible_to(standing).filter(circle=circle, valid_from__lte=on)
    for word in said.exclude(valid_to__lt=yesterday).exclude(withdrawn_on__lt=on):
        if word.line_id in known and word.stop_id in at:
            words.setdefault((word.line_id, word.stop_id), []).append(word)
    trips = Trip.objects.visible_to(standing).filter(circle=circle, line__in=list(known), valid_from__lte=on)
    rows = {trip.pk: trip for trip in trips.exclude(valid_to__lt=yesterday)}
    calls: dict[UUID, list[tuple[UUID, int, int, bool, bool]]] = {}
    called = CallAt.objects.visible_to(standing).filter(trip__in=trips.exclude(valid_to__lt=yesterday))
    fields = ("trip_id", "stop_id", "arrives", "departs", "no_boarding", "no_alighting")
    for trip, stop, *times in called.order_by("trip_id", "sequence").values_list(*fields):
        if stop in at and trip in rows:
            calls.setdefault(trip, []).append((stop, *times))

    def gone(day: date) -> Iterator[DayTrip]:
        for pk, row in rows.items():
            line = known[row.line_id]
            lasts = line.valid_to is None or day <= line.valid_to
            if not (pk in calls and line.valid_from <= day and lasts and _runs(row, day)):
                continue
            counts = {
                stop: rules.word_on(words.get((row.line_id, stop), ()), row.direction, day)
                for stop, *_times in calls[pk]
            }
            yield DayTrip(row, line, tuple(Call(at[stop], arrives, departs, counts[stop], *shut) for stop, arrives, departs, *shut in calls[pk]))  # fmt: skip

    return Day(
        on,
        tuple(sorted((line for line in known.values() if line.valid_to is None or on <= line.valid_to), key=lambda line: (line.number, line.pk))),
        tuple(at.values()),
        tuple(sorted(gone(on), key=lambda trip: (trip.line.number, trip.line.pk, trip.row.direction != "out", trip.calls[0].departs, trip.row.pk))),
        tuple(trip for trip in gone(yesterday) if trip.calls[-1].arrives >= 1440),
        tuple(word for held in words.values() for word in held if rules.counts_on(word, on)),
    )  # fmt: skip


def _runs(row: Trip, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to) and rules.goes_on(row.days, on)


def timetable(standing: Standing, circle: str, on: date) -> engine.Timetable:
    """Return a circle's timetable of a day, read once, to be asked for as many doors as one likes.

    Only calls where getting on, or off, is known to be allowed are used. Rides name stops, trips and lines by their keys.
    """
    return day(standing, circle, on).table


def line_told(day: Day, line: Line) -> LineTold:
    """Return a line on a day: each direction with its trips by departure and its stops in order."""
    ways = []
    for direction in ("out", "back"):
        trips = [trip for trip in day.trips if trip.line.pk == line.pk and trip.row.direction == direction]
        if trips:
            ways.append(WayTold(direction, tuple(trips), _rows(trips)))
    return LineTold(line, tuple(ways))


def _rows(trips: Sequence[DayTrip]) -> tuple[Row, ...]:
    """Return the stops of trips in the order of the way, with when each trip leaves them; a stop called at twice stands twice."""
    order: list[tuple[UUID, int]] = []
    times: list[dict[tuple[UUID, int], Call]] = []
    for trip in sorted(trips, key=lambda trip: -len(trip.calls)):
        place = 0
        for key in _visits(trip):
            if key in order:
                place = order.index(key) + 1
            else:
                order.insert(place, key)
                place += 1
    times = [_visits(trip) for trip in trips]
    rows: list[Row] = []
    for key in order:
        call = next(held[key] for held in times if key in held)
        crosses = bool(rows) and rows[-1].stop.bank != call.stop.bank
        rows.append(Row(call.stop, call.word, tuple(held[key].departs if key in held else None for held in times), crosses))  # fmt: skip
    return tuple(rows)


def _visits(trip: DayTrip) -> dict[tuple[UUID, int], Call]:
    """Return the calls of a trip by stop and which visit of it this is."""
    seen: dict[UUID, int] = {}
    visits = {}
    for call in trip.calls:
        seen[call.stop.pk] = seen.get(call.stop.pk, 0) + 1
        visits[call.stop.pk, seen[call.stop.pk]] = call
    return visits


def words_at(day: Day, stop: Stop) -> list[tuple[Line, StopPermission]]:
    """Return what is said at a stop of each line that goes on the day, by line."""
    held = [(day.line_of.get(str(word.line_id)), word) for word in day.words if word.stop_id == stop.pk]
    told = [(line, word) for line, word in held if line is not None]
    return sorted(told, key=lambda one: (one[0].number, one[1].direction, one[1].pk))


def calling(day: Day, stop: Stop) -> list[Line]:
    """Return the lines that call at a stop on a day."""
    found = {trip.line.pk: trip.line for trip in day.trips for call in trip.calls if call.stop.pk == stop.pk}
    return list(found.values())


def departures(day: Day, stop: Stop) -> list[Departure]:
    """Return what leaves a stop on a day, by departure; whether one may get on is said of each. Ends of trips are none."""
    found = [(trip, call) for trip in day.trips for call in trip.calls[:-1] if call.stop.pk == stop.pk]
    last: dict[tuple[UUID, str], int] = {}
    for trip, call in found:
        if call.may_board:
            key = trip.line.pk, trip.row.direction
            last[key] = max(last.get(key, 0), call.departs)
    told = [
        Departure(trip, call, trip.calls[-1].stop, call.may_board is True and last.get((trip.line.pk, trip.row.direction)) == call.departs)
        for trip, call in found
    ]  # fmt: skip
    return sorted(told, key=lambda one: (one.call.departs, one.trip.line.number, one.trip.row.pk))


def answer(day: Day, origin: Point, goal: Point, after: float, walk_km: float = WALK_KM) -> Answer:
    """Return how one gets from one place to another after a minute, and where one does not, why."""
    table = day.table
    last = float(table.last_departure(*origin, *goal, walk_km))
    close = near(day.stops, origin, walk_km), near(day.stops, goal, walk_km)
    told = tuple(_ride_told(day, ride) for ride in table.rides(origin, goal, after, walk_km))
    return Answer(told, None if math.isnan(last) else last, *close, tuple(passing(day, close)))


def near(held: Iterable[Stop], place: Point, walk_km: float) -> tuple[Stop, ...]:
    """Return the stops within reach of a place on foot, the nearest first."""
    rows = list(held)
    km = great_circles_km(*place, [float(s.latitude) for s in rows], [float(s.longitude) for s in rows])
    return tuple(stop for far, stop in sorted(zip(km.tolist(), rows, strict=True), key=lambda one: one[0]) if far <= walk_km)  # fmt: skip


def _ride_told(day: Day, ride: engine.Ride) -> RideTold:
    legs = []
    for leg in ride.legs:
        board, alight = day.stop_of[leg.board], day.stop_of[leg.alight]
        latest = max((call.departs for call in boardings(day, leg.line, board, alight)), default=leg.departs)
        legs.append(LegTold(day.line_of[leg.line], board, alight, leg.departs, leg.arrives, leg.departs == latest))
    return RideTold(ride, tuple(legs))


def boardings(day: Day, line: str, board: Stop, alight: Stop) -> Iterator[Call]:
    """Yield the calls at which one may get on a line at a stop for another."""
    for trip in day.trips:
        if str(trip.line.pk) != line:
            continue
        for place, call in enumerate(trip.calls):
            onward = trip.calls[place + 1 :]
            if call.stop.pk == board.pk and call.may_board and any(_alights(later, alight) for later in onward):
                yield call


def _alights(call: Call, at: Stop) -> bool:
    return call.stop.pk == at.pk and call.may_alight is True


def passing(day: Day, close: tuple[tuple[Stop, ...], tuple[Stop, ...]]) -> Iterator[Passing]:
    """Yield the lines that call near the origin where nobody may get on, or near the goal where nobody may get off."""
    for at_goal, held in zip((False, True), close, strict=True):
        keys, seen = {stop.pk for stop in held}, set()
        for trip in day.trips:
            for call in trip.calls[1:] if at_goal else trip.calls[:-1]:
                may = call.may_alight if at_goal else call.may_board
                if call.stop.pk in keys and may is not True and (trip.line.pk, call.stop.pk) not in seen:
                    seen.add((trip.line.pk, call.stop.pk))
                    yield Passing(trip.line, call.stop, call.word, at_goal, may is False)
