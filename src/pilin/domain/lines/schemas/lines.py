"""What programs send and get about lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.lines import queries, rules
from pilin.domain.lines.enums import Days, Direction, LineKind
from pilin.domain.lines.models import Line, Stop, StopPermission
from pilin.web.api import Incoming

Name = Annotated[str, Field(max_length=80)]
Time = Annotated[str, Field(max_length=8)]
Readers = Annotated[str, Field(pattern="^(own|circle|public)$")]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]


class StopOut(Schema):
    """A stop."""

    uid: UUID
    code: str
    name_zh: str
    name_en: str
    latitude: float
    longitude: float
    place: str
    province: str
    bank: int
    town: str
    revision: int
    illustrative: bool
    source: str | None


class StopsOut(Schema):
    """The stops of a circle."""

    circle: str
    stops: list[StopOut]


class PermissionOut(Schema):
    """The word of a stop's town on who may get on and off a line there; unknown is null."""

    uid: UUID
    line: UUID
    stop: UUID
    direction: Direction | None
    may_board: bool | None
    may_alight: bool | None
    ground_zh: str
    ground_en: str
    valid_from: date
    valid_to: date | None
    withdrawn_on: date | None
    town: str
    illustrative: bool
    source: str | None


class DepartureOut(Schema):
    """A bus that leaves a stop."""

    line: UUID
    number: str
    trip: str
    direction: Direction
    towards: UUID
    departs: str
    departs_minutes: int
    may_board: bool | None
    last: bool


class StopWholeOut(StopOut):
    """A stop with what leaves it on a day, and every word that counts there."""

    on: date
    departures: list[DepartureOut]
    permissions: list[PermissionOut]


class CallOut(Schema):
    """A call of a trip; whether one may get on and off, unknown as null."""

    stop: UUID
    code: str
    arrives: str
    departs: str
    arrives_minutes: int
    departs_minutes: int
    may_board: bool | None
    may_alight: bool | None


class TripOut(Schema):
    """A trip that goes on the day."""

    trip: str
    direction: Direction
    days: Days
    last: bool
    calls: list[CallOut]


class LineOut(Schema):
    """A line."""

    uid: UUID
    number: str
    name_zh: str
    name_en: str
    kind: LineKind
    town: str
    operator_zh: str
    operator_en: str
    cards: list[str]
    fare_cny: str | None
    valid_from: date
    valid_to: date | None
    revision: int
    illustrative: bool
    source: str | None


class LineToldOut(LineOut):
    """A line with its day in short."""

    stops: int
    shut: int
    first_out: str | None
    last_out: str | None
    first_back: str | None
    last_back: str | None


class LinesOut(Schema):
    """The lines of a circle on a day."""

    circle: str
    on: date
    lines: list[LineToldOut]


class LineWholeOut(LineToldOut):
    """A line with its trips of a day and its stops."""

    on: date
    trips: list[TripOut]
    at: list[StopOut]


class LegOut(Schema):
    """One bus of a ride."""

    line: UUID
    number: str
    board: UUID
    alight: UUID
    departs: str
    arrives: str
    departs_minutes: int
    arrives_minutes: int
    last: bool


class RideOut(Schema):
    """A ride from door to door; minutes count from midnight of the day."""

    leaves: str
    arrives: str
    leaves_minutes: float
    arrives_minutes: float
    walk_minutes: float
    change_walk_minutes: float
    wait_minutes: float
    last_walk_minutes: float
    changes: int
    fare_cny: str | None
    legs: list[LegOut]


class PassingOut(Schema):
    """A line that calls near and is of no use: nobody may get on (at the origin) or off (at the goal), or it is unknown."""

    line: UUID
    number: str
    stop: UUID
    at: str
    known: bool
    ground_zh: str | None


class RidesOut(Schema):
    """How one gets from one place to another."""

    circle: str
    on: date
    after: str
    last_departure: str | None
    last_departure_minutes: float | None
    rides: list[RideOut]
    stops_near_origin: list[UUID]
    stops_near_goal: list[UUID]
    passing: list[PassingOut]


class StopIn(Incoming):
    """A stop; ``uid`` and ``revision`` where one is changed."""

    uid: UUID | None = None
    revision: Revision | None = None
    code: Annotated[str, Field(max_length=40)]
    name_zh: Annotated[str, Field(max_length=60)]
    name_en: Name = ""
    latitude: Annotated[str, Field(pattern=r"^-?[0-9]{1,2}(\.[0-9]{1,6})?$")]
    longitude: Annotated[str, Field(pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,6})?$")]
    place: Annotated[str, Field(max_length=16)]
    audience: Readers = "public"


class LineIn(Incoming):
    """A line; ``uid`` and ``revision`` where one is changed. The fare as text, to the fen."""

    uid: UUID | None = None
    revision: Revision | None = None
    number: Annotated[str, Field(max_length=20)]
    name_zh: Name
    name_en: Annotated[str, Field(max_length=120)] = ""
    kind: LineKind
    operator_zh: Name = ""
    operator_en: Annotated[str, Field(max_length=120)] = ""
    cards: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=8)] = []
    fare_cny: Annotated[str, Field(pattern=r"^[0-9]{1,4}(\.[0-9]{1,2})?$")] | None = None
    valid_from: date
    valid_to: date | None = None
    audience: Readers = "public"


class CallAtIn(Incoming):
    """A call of a timetable, in the order of the way. One time stands for both."""

    trip: Annotated[str, Field(max_length=40)]
    stop: Annotated[str, Field(max_length=60)]
    arrives: Time = ""
    departs: Time = ""
    direction: Direction | None = None
    days: Days | None = None


class TimetableIn(Incoming):
    """A whole timetable of a line, from a day."""

    valid_from: date
    calls: Annotated[list[CallAtIn], Field(max_length=20_000)]


class TimetableOut(Schema):
    """What was written."""

    trips: int
    calls: int
    ended: int


class PermissionIn(Incoming):
    """A word on who may get on and off a line at a stop; unknown is null."""

    stop: UUID
    direction: Direction | None = None
    may_board: bool | None = None
    may_alight: bool | None = None
    ground_zh: Annotated[str, Field(max_length=200)]
    ground_en: Annotated[str, Field(max_length=300)] = ""
    valid_from: date
    valid_to: date | None = None


class CloseIn(Incoming):
    """The last day of a line; today unless said."""

    last_day: date | None = None


def given(data: Any) -> dict[str, Any]:
    """Return what came in as the deeds take it: English words without their ending, nothing of which row it is."""
    return {name.removesuffix("_en"): value for name, value in data.model_dump(exclude={"uid", "revision"}).items()}


def _of(row: Any) -> dict[str, Any]:
    return {"uid": row.pk, "town": row.owner, "illustrative": row.illustrative, "source": row.source or None}


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def stop_out(row: Stop) -> dict[str, Any]:
    """Return a stop as programs get it."""
    return {
        **_of(row), "code": row.code, "name_zh": row.name_zh, "name_en": row.name, "latitude": float(row.latitude),
        "longitude": float(row.longitude), "place": row.place.code, "province": row.province.code, "bank": row.bank, "revision": row.revision,
    }  # fmt: skip


def permission_out(row: StopPermission) -> dict[str, Any]:
    """Return a word on a stop as programs get it."""
    same = ("may_board", "may_alight", "ground_zh", "valid_from", "valid_to", "withdrawn_on")
    return {
        **_of(row), **{name: getattr(row, name) for name in same}, "line": row.line_id, "stop": row.stop_id,
        "direction": row.direction or None, "ground_en": row.ground,
    }  # fmt: skip


def stop_whole_out(day: queries.Day, row: Stop) -> dict[str, Any]:
    """Return a stop with its day."""
    leaves = [
        {
            "line": one.trip.line.pk, "number": one.trip.line.number, "trip": one.trip.row.code, "direction": one.trip.row.direction,
            "towards": one.towards.pk, "departs": rules.clock(one.call.departs), "departs_minutes": one.call.departs,
            "may_board": one.call.may_board, "last": one.last,
        }
        for one in queries.departures(day, row)
    ]  # fmt: skip
    words = [permission_out(word) for _line, word in queries.words_at(day, row)]
    return {**stop_out(row), "on": day.on, "departures": leaves, "permissions": words}


def line_out(row: Line) -> dict[str, Any]:
    """Return a line as programs get it; unknown is null."""
    return {
        **_of(row), "number": row.number, "name_zh": row.name_zh, "name_en": row.name, "kind": row.kind, "operator_zh": row.operator_zh,
        "operator_en": row.operator, "cards": row.card_codes, "fare_cny": _yuan(row.fare_cny),
        "valid_from": row.valid_from, "valid_to": row.valid_to, "revision": row.revision,
    }  # fmt: skip


def line_told_out(told: queries.LineTold) -> dict[str, Any]:
    """Return a line with its day in short."""
    ways = {way.direction: way for way in told.ways}
    short = {
        f"{which}_{direction}": None if direction not in ways else rules.clock(getattr(ways[direction], which))
        for which in ("first", "last")
        for direction in ("out", "back")
    }
    return {**line_out(told.line), **short, "stops": len(told.stops), "shut": told.shut}


def line_whole_out(day: queries.Day, told: queries.LineTold) -> dict[str, Any]:
    """Return a line with its trips of a day and its stops."""
    trips = [
        {
            "trip": trip.row.code, "direction": trip.row.direction, "days": trip.row.days, "last": trip.calls[0].departs == way.last,
            "calls": [
                {
                    "stop": call.stop.pk, "code": call.stop.code, "arrives": rules.clock(call.arrives), "departs": rules.clock(call.departs),
                    "arrives_minutes": call.arrives, "departs_minutes": call.departs, "may_board": call.may_board, "may_alight": call.may_alight,
                }
                for call in trip.calls
            ],
        }
        for way in told.ways
        for trip in way.trips
    ]  # fmt: skip
    return {**line_told_out(told), "on": day.on, "trips": trips, "at": [stop_out(stop) for stop in told.stops]}


def ride_out(told: queries.RideTold) -> dict[str, Any]:
    """Return a ride as programs get it."""
    ride = told.ride
    return {
        "leaves": rules.clock(ride.leaves), "arrives": rules.clock(ride.arrives, up=True), "leaves_minutes": round(ride.leaves, 2),
        "arrives_minutes": round(ride.arrives, 2), "walk_minutes": round(ride.walk_minutes, 2), "wait_minutes": round(ride.wait_minutes, 2),
        "change_walk_minutes": round(ride.change_walk_minutes, 2), "last_walk_minutes": round(ride.last_walk_minutes, 2),
        "changes": ride.changes, "fare_cny": _yuan(told.fare_cny),
        "legs": [
            {
                "line": leg.line.pk, "number": leg.line.number, "board": leg.board.pk, "alight": leg.alight.pk, "departs": rules.clock(leg.departs),
                "arrives": rules.clock(leg.arrives), "departs_minutes": leg.departs, "arrives_minutes": leg.arrives, "last": leg.last,
            }
            for leg in told.legs
        ],
    }  # fmt: skip


def rides_out(circle: str, on: date, after: int, answer: queries.Answer) -> dict[str, Any]:
    """Return how one gets from one place to another, and where one does not, why."""
    return {
        "circle": circle, "on": on, "after": rules.clock(after), "last_departure_minutes": answer.last,
        "last_departure": None if answer.last is None else rules.clock(answer.last), "rides": [ride_out(ride) for ride in answer.rides],
        "stops_near_origin": [stop.pk for stop in answer.near_origin], "stops_near_goal": [stop.pk for stop in answer.near_goal],
        "passing": [passing_out(one) for one in answer.passing],
    }  # fmt: skip


def passing_out(one: queries.Passing) -> dict[str, Any]:
    """Return a line that passes near and is of no use."""
    return {
        "line": one.line.pk, "number": one.line.number, "stop": one.stop.pk, "at": "goal" if one.at_goal else "origin", "known": one.known,
        "ground_zh": one.word.ground_zh if one.word else None,
    }  # fmt: skip
