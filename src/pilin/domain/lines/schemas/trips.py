"""What programs send and get about feeds, trips by arrival, and subsidies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.lines import queries, rules, wording
from pilin.domain.lines.models import StopMatch
from pilin.domain.lines.schemas.lines import PassingOut, passing_out
from pilin.engine.gtfs import FeedFault
from pilin.web.api import Incoming


class FeedFaultOut(Schema):
    """One thing wrong with a feed, or, where it is not grave, worth knowing."""

    code: str
    file: str | None
    row: int | None
    field: str | None
    value: str | None
    reason: str
    grave: bool


class MaybeOut(Schema):
    """A stop that a stop of a feed may be."""

    stop: UUID
    metres: float


class FeedStopOut(Schema):
    """A stop of a feed: which stop it is, or that somebody has to say so."""

    feed_stop: str
    name_zh: str
    how: Annotated[str, Field(pattern="^(kept|sure|said|new|ask)$")]
    stop: UUID | None
    place: str | None
    maybe: list[MaybeOut]


class FeedLineOut(Schema):
    """A line of a feed: what bringing it would change."""

    number: str
    name_zh: str
    line: UUID | None
    changes: bool
    trips_now: int
    trips_then: int
    fare_cny: str | None


class FeedPlanOut(Schema):
    """What bringing a feed would change; ``written`` says what was, where it was brought."""

    circle: str
    valid_from: date
    publisher: str
    faults: list[FeedFaultOut]
    stops: list[FeedStopOut]
    lines: list[FeedLineOut]
    counts: dict[str, int]
    written: dict[str, int] | None


class StopMatchOut(Schema):
    """Which stop a stop of a feed is."""

    uid: UUID
    feed: str
    feed_stop: str
    name_zh: str
    stop: UUID
    by_hand: bool
    town: str
    illustrative: bool
    source: str | None


class StopMatchesOut(Schema):
    """Which stops of feeds are which stops of a circle."""

    circle: str
    matches: list[StopMatchOut]


class TripLegOut(Schema):
    """One bus of a way, with the word of each stop's town that opens it."""

    line: UUID
    number: str
    board: UUID
    board_name_zh: str
    board_province: str
    may_board: bool | None
    board_ground_zh: str | None
    departs: str
    departs_minutes: int
    alight: UUID
    alight_name_zh: str
    alight_province: str
    may_alight: bool | None
    alight_ground_zh: str | None
    arrives: str
    arrives_minutes: int
    last: bool
    goes_on: bool


class TripWayOut(Schema):
    """A way from door to door; minutes count from midnight of the day. Unknown is null."""

    leaves: str
    leaves_minutes: float
    arrives: str
    arrives_minutes: float
    changes: int
    walk_minutes: list[float]
    wait_minutes: list[float]
    fare_cny: str | None
    cards: list[str] | None
    legs: list[TripLegOut]


class SpotOut(Schema):
    """What was understood by a place."""

    said: str
    name_zh: str
    name_en: str
    latitude: float | None
    longitude: float | None
    stops: list[UUID]


class TripBarOut(Schema):
    """What is in the way of a bus that would lead there."""

    line: UUID
    number: str
    stop: UUID
    name_zh: str
    at: str
    known: bool
    ground_zh: str | None


class TripAnswerOut(Schema):
    """How one is at a goal by a time, and how one comes back."""

    circle: str
    on: date
    arrive: str
    origin: SpotOut
    goal: SpotOut
    ways: list[TripWayOut]
    on_foot_minutes: float | None
    back_after: str
    back_first: TripWayOut | None
    back_last: TripWayOut | None
    last_bus_back: str | None
    stranded: bool
    minutes_there: int | None
    earliest: TripWayOut | None
    in_the_way: list[TripBarOut]
    passing: list[PassingOut]


class SubsidyPartOut(Schema):
    """What one town pays."""

    town: str
    per_cent: str
    amount_cny: str | None
    agreed: bool


class SubsidyOut(Schema):
    """Who pays for a line in a year; unknown is null."""

    uid: UUID
    line: UUID
    number: str
    year: int
    amount_cny: str | None
    parts: list[SubsidyPartOut]
    agreed_on: date | None
    withdrawn_on: date | None
    town: str
    illustrative: bool
    source: str | None


class SubsidiesOut(Schema):
    """Who pays for the lines of a circle."""

    circle: str
    subsidies: list[SubsidyOut]


class ShareIn(Incoming):
    """A town's share in per cent."""

    town: Annotated[str, Field(max_length=16)]
    per_cent: Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$")]


class SubsidyIn(Incoming):
    """Who pays for a line in a year; the amount as text, to the fen, null where nobody said it."""

    year: Annotated[int, Field(ge=1950, le=2150)]
    amount_cny: Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,2})?$")] | None = None
    shares: Annotated[list[ShareIn], Field(min_length=1, max_length=20)]


def fault_out(fault: FeedFault) -> dict[str, Any]:
    """Return a fault of a feed as programs get it."""
    return {
        "code": fault.code, "file": fault.file or None, "row": fault.row, "field": fault.field or None, "value": fault.value or None,
        "reason": wording.said(fault), "grave": fault.grave,
    }  # fmt: skip


def feed_faults_out(feed: str, faults: list[FeedFault]) -> dict[str, Any]:
    """Return what is wrong with a feed, and whether it can be used."""
    return {"feed": feed, "valid": not any(one.grave for one in faults), "faults": [fault_out(one) for one in faults]}


def feed_plan_out(circle: str, plan: queries.FeedPlan, written: dict[str, int] | None) -> dict[str, Any]:
    """Return what bringing a feed would change."""
    return {
        "circle": circle, "valid_from": plan.valid_from, "publisher": plan.publisher,
        "faults": [fault_out(one) for one in (*plan.faults, *plan.notes)], "counts": plan.counts, "written": written,
        "stops": [
            {
                "feed_stop": one.feed.id, "name_zh": one.feed.name_zh, "how": one.how, "stop": one.stop.pk if one.stop else None,
                "place": one.place or None, "maybe": [{"stop": stop.pk, "metres": far} for stop, far in one.maybe],
            }
            for one in plan.stops
        ],
        "lines": [
            {
                "number": one.feed.number, "name_zh": one.feed.name_zh, "line": one.line.pk if one.line else None, "changes": one.changes,
                "trips_now": one.trips_now, "trips_then": len(one.trips), "fare_cny": _yuan(one.feed.fare_cny),
            }
            for one in plan.lines
        ],
    }  # fmt: skip


def match_out(row: StopMatch) -> dict[str, Any]:
    """Return which stop a stop of a feed is."""
    return {
        "uid": row.pk, "feed": row.feed, "feed_stop": row.feed_stop, "name_zh": row.name_zh, "stop": row.stop_id, "by_hand": row.by_hand,
        "town": row.owner, "illustrative": row.illustrative, "source": row.source or None,
    }  # fmt: skip


def way_out(way: queries.WaySaid | None) -> dict[str, Any] | None:
    """Return a way from door to door as programs get it."""
    if way is None:
        return None
    legs = []
    for leg, _walk, goes_on in way.steps:
        on, off = leg.board_word, leg.alight_word
        legs.append({
            "line": leg.line.pk, "number": leg.line.number, "board": leg.board.pk, "board_name_zh": leg.board.name_zh,
            "board_province": leg.board.province.code, "may_board": on.may_board if on else None, "board_ground_zh": on.ground_zh if on else None,
            "departs": leg.departs_clock, "departs_minutes": leg.departs, "alight": leg.alight.pk, "alight_name_zh": leg.alight.name_zh,
            "alight_province": leg.alight.province.code, "may_alight": off.may_alight if off else None,
            "alight_ground_zh": off.ground_zh if off else None, "arrives": leg.arrives_clock, "arrives_minutes": leg.arrives, "last": leg.last,
            "goes_on": goes_on,
        })  # fmt: skip
    journey = way.journey
    return {
        "leaves": way.leaves_clock, "leaves_minutes": round(journey.leaves, 2), "arrives": way.arrives_clock, "arrives_minutes": round(journey.arrives, 2),
        "changes": journey.changes, "walk_minutes": [round(one, 2) for one in journey.walks], "wait_minutes": [round(one, 2) for one in journey.waits],
        "fare_cny": _yuan(way.fare_cny), "cards": None if way.cards is None else list(way.cards), "legs": legs,
    }  # fmt: skip


def _spot(spot: queries.Spot) -> dict[str, Any]:
    lat, lon = spot.point or (None, None)
    return {"said": spot.said, "name_zh": spot.name_zh, "name_en": spot.name, "latitude": lat, "longitude": lon, "stops": [stop.pk for stop in spot.stops]}  # fmt: skip


def trip_out(circle: str, found: queries.TripSaid) -> dict[str, Any]:
    """Return how one is at a goal by a time and comes back."""
    return {
        "circle": circle, "on": found.on, "arrive": found.arrive_clock, "origin": _spot(found.origin), "goal": _spot(found.goal),
        "ways": [way_out(way) for way in found.ways], "on_foot_minutes": None if found.on_foot is None else round(found.on_foot, 2),
        "back_after": found.back_after_clock, "back_first": way_out(found.back_first), "back_last": way_out(found.back_last),
        "last_bus_back": found.last_bus_back_clock or None, "stranded": found.stranded, "minutes_there": found.minutes_left,
        "earliest": way_out(found.earliest),
        "in_the_way": [
            {
                "line": bar.line.pk, "number": bar.line.number, "stop": bar.stop.pk, "name_zh": bar.stop.name_zh,
                "at": "board" if bar.boarding else "alight", "known": bar.known, "ground_zh": bar.word.ground_zh if bar.word else None,
            }
            for bar in found.bars
        ],
        "passing": [passing_out(one) for one in found.passing],
    }  # fmt: skip


def subsidy_out(told: queries.SubsidyTold) -> dict[str, Any]:
    """Return who pays for a line in a year."""
    row = told.row
    return {
        "uid": row.pk, "line": row.line_id, "number": row.line.number, "year": row.year, "amount_cny": _yuan(row.amount_cny),
        "parts": [
            {"town": town, "per_cent": rules.plain(share), "amount_cny": _yuan(part), "agreed": town in told.said} for town, share, part in told.parts
        ],
        "agreed_on": row.agreed_on, "withdrawn_on": row.withdrawn_on, "town": row.owner, "illustrative": row.illustrative, "source": row.source or None,
    }  # fmt: skip


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
