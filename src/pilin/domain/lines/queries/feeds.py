"""Feeds (GTFS): what one would change if it were brought, and the circle's own."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.lines import rules
from pilin.domain.lines.enums import CARDS, FEED_DAYS
from pilin.domain.lines.models import CallAt, Line, Stop, StopMatch, StopPermission, Trip
from pilin.domain.lines.queries.days import HOUSE, ground_of, stops
from pilin.engine import gtfs
from pilin.engine.base import great_circles_km
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import member_cards, members_on

NEW = "new"
AROUND = 0.6  # degrees about the circle's towns within which stops are expected
CODE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class StopMeant:
    """What a stop of a feed would be: ``how`` is kept, sure, said (all with ``stop``), new (with ``place``) or ask."""

    feed: gtfs.FeedStop
    how: str
    stop: Stop | None
    place: str
    maybe: tuple[tuple[Stop, float], ...]  # those it may be, with metres


@dataclass(frozen=True, slots=True)
class LineMeant:
    """What a line of a feed would change: its trips now and then; ``line`` is None where it would be a new one."""

    feed: gtfs.FeedLine
    line: Line | None
    trips: tuple[gtfs.FeedTrip, ...]
    trips_now: int
    fare_before: Decimal | None
    changes: bool


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """What bringing a feed would do. Nothing can be brought while ``faults`` or ``asked`` hold anything."""

    publisher: str
    valid_from: date
    stops: tuple[StopMeant, ...]
    lines: tuple[LineMeant, ...]
    faults: tuple[gtfs.FeedFault, ...]  # grave ones
    notes: tuple[gtfs.FeedFault, ...]  # worth saying

    @property
    def asked(self) -> tuple[StopMeant, ...]:
        """Return the stops that somebody has to say about."""
        return tuple(one for one in self.stops if one.how == "ask")

    @property
    def counts(self) -> dict[str, int]:
        """Return how many stops and lines there are of each kind, and the trips."""
        hows = [one.how for one in self.stops]
        return {
            **{how: hows.count(how) for how in ("kept", "sure", "said", "new", "ask")},
            "lines_new": sum(one.line is None for one in self.lines),
            "lines_changed": sum(one.line is not None and one.changes for one in self.lines),
            "lines_same": sum(not one.changes for one in self.lines), "trips": sum(len(one.trips) for one in self.lines if one.changes),
            "trips_ended": sum(one.trips_now for one in self.lines if one.changes),
        }  # fmt: skip


def box_of(standing: Standing, circle: str, on: date) -> gtfs.Box | None:
    """Return the bounds within which stops of a circle are expected: its towns, and some sixty kilometres about them."""
    points = [card.point for card in members_on(standing, circle, on) if card.point]
    if not points:
        return None
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    return gtfs.Box(min(lats) - AROUND, min(lons) - AROUND, max(lats) + AROUND, max(lons) + AROUND)


def feed_plan(
    standing: Standing,
    circle: str,
    town: str,
    feed: gtfs.Feed,
    read: Iterable[gtfs.FeedFault],
    valid_from: date,
    answers: Mapping[str, str],
) -> FeedPlan:
    """Return what bringing a feed would do for a town from a day on; nothing is written.

    Parameters
    ----------
    standing : Standing
    circle, town : str
    feed : Feed
        As the engine read it, with ``read``, what was wrong with its files.
    valid_from : date
    answers : mapping
        Number of a stop in the feed → uid of the stop that it is, ``new``, or ``new:CODE`` of the division it lies in.
    """
    found = [*read, *gtfs.check_feed(feed, box_of(standing, circle, valid_from))]
    grave, notes = tuple(one for one in found if one.grave), [one for one in found if not one.grave]
    if grave:
        return FeedPlan("", valid_from, (), (), grave, tuple(notes))
    schedule, wrong = gtfs.read_schedule(feed)
    faults = [one for one in wrong if one.grave]
    notes += [one for one in wrong if not one.grave]
    held = _stops_meant(standing, circle, town, schedule, valid_from, answers)
    faults += _faults_of(schedule, held, circle, town, valid_from)
    meant = _lines_meant(standing, circle, town, schedule, valid_from, {one.feed.id: one.stop for one in held})
    return FeedPlan(schedule.publisher[:120], valid_from, held, meant, tuple(faults), tuple(notes))


def _stops_meant(
    standing: Standing, circle: str, town: str, schedule: gtfs.Schedule, on: date, answers: Mapping[str, str]
) -> tuple[StopMeant, ...]:
    rows = {str(row.pk): row for row in stops(standing, circle)}
    kept = {
        match.feed_stop: match
        for match in StopMatch.objects.visible_to(standing).filter(
            circle=circle, owner=town, feed=schedule.publisher[:120]
        )
    }
    known = [
        gtfs.Known(key, (row.name_zh, row.name), float(row.latitude), float(row.longitude)) for key, row in rows.items()
    ]
    called = {call.stop for trip in schedule.trips for call in trip.calls}
    used = [stop for stop in schedule.stops if stop.id in called]
    found = gtfs.match_stops(
        [gtfs.Known(stop.id, (stop.name_zh, stop.name), stop.lat, stop.lon) for stop in used], known
    )
    centres = {card.code: card.point for card in members_on(HOUSE, circle, on) if card.point}
    made = []
    for stop, match in zip(used, found, strict=True):
        maybe = tuple((rows[key], far) for key, far in match.maybe)
        answer, before = answers.get(stop.id, ""), kept.get(stop.id)
        if answer in rows:
            made.append(StopMeant(stop, "said", rows[answer], "", maybe))
        elif answer == NEW or answer.startswith(f"{NEW}:"):
            made.append(StopMeant(stop, "new", None, answer[4:].strip() or stop.place or town, maybe))
        elif before and str(before.stop_id) in rows and _as_before(stop, before):
            made.append(StopMeant(stop, "kept", rows[str(before.stop_id)], "", ()))
        elif match.sure:
            made.append(StopMeant(stop, "sure", rows[match.sure], "", ()))
        else:
            own = not maybe and (bool(stop.place) or _nearest(stop, centres) == town)
            made.append(StopMeant(stop, NEW if own else "ask", None, (stop.place or town) if own else "", maybe))
    return tuple(made)


def _as_before(stop: gtfs.FeedStop, match: StopMatch) -> bool:
    """Return whether a stop of a feed still has the name it had, and stands where it stood."""
    same = gtfs.name_forms(stop.name_zh)[0] == gtfs.name_forms(match.name_zh)[0]
    km = float(great_circles_km(stop.lat, stop.lon, float(match.latitude), float(match.longitude)))
    return same and km <= 0.15


def _nearest(stop: gtfs.FeedStop, centres: Mapping[str, tuple[float, float] | None]) -> str:
    """Return the town of the circle whose middle is nearest; a stop about as near to two of them is nobody's: empty."""
    far = sorted(
        (float(great_circles_km(stop.lat, stop.lon, at[1], at[0])), code) for code, at in centres.items() if at
    )
    if not far or (len(far) > 1 and far[1][0] < far[0][0] * 1.25):
        return ""
    return far[0][1]


def _faults_of(
    schedule: gtfs.Schedule, held: Iterable[StopMeant], circle: str, town: str, on: date
) -> list[gtfs.FeedFault]:
    """Return what the room refuses of a feed that is whole: stops too far, in another town, or with names too long."""
    faults = []
    for one in held:
        stop = one.feed
        if one.how == "said" and one.stop is not None:
            km = float(great_circles_km(stop.lat, stop.lon, float(one.stop.latitude), float(one.stop.longitude)))
            if km > 2:
                faults.append(gtfs.FeedFault("far_apart", "stops.txt", stop.row, "stop_lat", f"{km:.1f} km"))
        elif one.how == NEW:
            ground = ground_of(one.place, circle, on)
            if ground is None:
                faults.append(gtfs.FeedFault("no_place", "stops.txt", stop.row, "stop_id", one.place[:40]))
            elif ground.keeper and ground.keeper != town:
                faults.append(gtfs.FeedFault("other_town", "stops.txt", stop.row, "stop_id", stop.name_zh[:60]))
            if len(stop.name_zh) > 60:
                faults.append(gtfs.FeedFault("too_long_name", "stops.txt", stop.row, "stop_name", stop.name_zh[:80]))
        if len(stop.id) > 100:
            faults.append(gtfs.FeedFault("too_long_name", "stops.txt", stop.row, "stop_id", stop.id[:80]))
    numbers = Counter(line.number for line in schedule.lines)
    for line in schedule.lines:
        if len(line.number) > 20:
            faults.append(gtfs.FeedFault("too_long_name", "routes.txt", line.row, "route_short_name", line.number[:80]))
        if len(line.name_zh) > 80:
            faults.append(gtfs.FeedFault("too_long_name", "routes.txt", line.row, "route_long_name", line.name_zh[:80]))
        if numbers[line.number] > 1:
            faults.append(gtfs.FeedFault("line_twice", "routes.txt", line.row, "route_short_name", line.number[:80]))
    return faults


Written = tuple[str, str, str, date | None, tuple[tuple[UUID | str, int, int, bool, bool], ...]]


def _lines_meant(
    standing: Standing, circle: str, town: str, schedule: gtfs.Schedule, on: date, at: Mapping[str, Stop | None]
) -> tuple[LineMeant, ...]:
    rows = {
        line.number: line
        for line in Line.objects.visible_to(standing).filter(circle=circle, owner=town).exclude(valid_to__lt=on)
    }
    now = trips_in_force(rows.values(), on)
    trips: dict[str, list[gtfs.FeedTrip]] = {}
    for trip in schedule.trips:
        if trip.valid_to is None or trip.valid_to >= on:
            trips.setdefault(trip.line, []).append(trip)
    made = []
    for feed in schedule.lines:
        line, held = rows.get(feed.number), tuple(trips.get(feed.id, ()))
        if not held:
            continue
        before = now.get(line.pk, {}) if line else {}
        then = {written(trip, on, at) for trip in held}
        same = (
            line is not None
            and then == set(before)
            and all(begun <= max(on, trip.valid_from) for trip in held if (begun := before[written(trip, on, at)]))
        )
        fare = line.fare_cny if line else None
        cards = tuple(card for card in CARDS if card in feed.cards)
        same = (
            same
            and line is not None
            and feed.fare_cny in (None, fare)
            and (not cards or list(cards) == line.card_codes)
        )
        made.append(LineMeant(feed, line, held, len(before), fare, not same))
    return tuple(made)


def trip_code(trip: gtfs.FeedTrip) -> str:
    """Return the code of a trip as the room keeps it: one that is too long ends in a mark made of the whole."""
    said = trip.code or trip.id
    if len(said) <= CODE_LENGTH:
        return said
    return f"{said[:27]}-{hashlib.blake2b(said.encode(), digest_size=6).hexdigest()}"


def written(trip: gtfs.FeedTrip, on: date, at: Mapping[str, Stop | None]) -> Written:
    """Return a trip of a feed as what is compared with a trip in force."""
    held = [(at.get(call.stop), call) for call in trip.calls]
    calls = tuple(
        (stop.pk if stop else call.stop, call.arrives, call.departs, not call.board, not call.alight)
        for stop, call in held
    )
    return trip_code(trip), trip.direction, trip.days, trip.valid_to, calls


def trips_in_force(held: Iterable[Line], on: date) -> dict[UUID, dict[Written, date]]:
    """Return the trips of lines that go on a day or later, as what is compared, with their first days."""
    rows = {
        trip.pk: trip for trip in Trip.objects.visible_to(HOUSE).filter(line__in=list(held)).exclude(valid_to__lt=on)
        if trip.valid_to is None or trip.valid_to >= trip.valid_from
    }  # fmt: skip
    calls: dict[UUID, list[tuple[UUID | str, int, int, bool, bool]]] = {}
    fields = ("trip_id", "stop_id", "arrives", "departs", "no_boarding", "no_alighting")
    for trip, *call in (
        CallAt.objects.visible_to(HOUSE)
        .filter(trip__in=list(rows))
        .order_by("trip_id", "sequence")
        .values_list(*fields)
    ):
        calls.setdefault(trip, []).append(tuple(call))
    found: dict[UUID, dict[Written, date]] = {}
    for pk, row in rows.items():
        key = row.code, row.direction, row.days, row.valid_to, tuple(calls.get(pk, ()))
        found.setdefault(row.line_id, {})[key] = row.valid_from
    return found


def stop_code(stop: gtfs.FeedStop, taken: Iterable[str]) -> str:
    """Return a free code for a new stop: its number in the feed where that makes one."""
    slug = re.sub("[^a-z0-9]+", "-", stop.id.lower()).strip("-")[:CODE_LENGTH].strip("-")
    held = set(taken)
    if slug and slug not in held:
        return slug
    return f"{slug[:25] or 'stop'}-{hashlib.blake2b(f'{stop.id} {stop.lat} {stop.lon}'.encode(), digest_size=5).hexdigest()}"


def matches_of(standing: Standing, stop: Stop) -> QuerySet[StopMatch]:
    """Return which stops of which feeds a stop is."""
    return StopMatch.objects.visible_to(standing).filter(stop=stop)


def matches(standing: Standing, circle: str) -> QuerySet[StopMatch]:
    """Return which stops of feeds are which stops of a circle, by feed."""
    return StopMatch.objects.visible_to(standing).filter(circle=circle).select_related("stop__province", "stop__place")


def match_named(standing: Standing, circle: str, uid: UUID) -> StopMatch | None:
    """Return a match; None where this standing reads none."""
    return (
        StopMatch.objects.visible_to(standing).select_related("stop", "in_circle").filter(circle=circle, pk=uid).first()
    )


def feed_of(standing: Standing, circle: str, on: date, url: str) -> dict[str, str]:
    """Return the lines of a circle that go on a day or later as a feed: texts by the names of its files.

    Where getting on or off is forbidden, and where nobody said that it is allowed, the feed says no: a trip planner promises
    whatever is not "no", and no ride of ours counts on such a call either. ``pilin_said`` tells the two apart.
    """
    rows = list(Line.objects.visible_to(standing).filter(circle=circle).exclude(valid_to__lt=on))
    at = {stop.pk: stop for stop in stops(standing, circle)}
    words: dict[tuple[UUID, UUID], list[StopPermission]] = {}
    for word in StopPermission.objects.visible_to(standing).filter(circle=circle, line__in=rows):
        words.setdefault((word.line_id, word.stop_id), []).append(word)
    of = {line.pk: line for line in rows}
    trips = {
        trip.pk: trip for trip in Trip.objects.visible_to(standing).filter(circle=circle, line__in=rows).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        if trip.valid_to is None or trip.valid_to >= trip.valid_from
    }  # fmt: skip
    calls: dict[UUID, list[gtfs.FeedCall]] = {}
    for call in CallAt.objects.visible_to(standing).filter(trip__in=list(trips)).order_by("trip_id", "sequence"):
        if call.stop_id in at:
            trip = trips[call.trip_id]
            said = _said(call, rules.word_on(words.get((trip.line_id, call.stop_id), ()), trip.direction, on))
            calls.setdefault(trip.pk, []).append(gtfs.FeedCall(at[call.stop_id].code, call.arrives, call.departs, not call.no_boarding, not call.no_alighting, said))  # fmt: skip
    until = on + timedelta(days=FEED_DAYS)
    feed_trips = []
    for pk, trip in trips.items():
        line, held = of[trip.line_id], tuple(calls.get(pk, ()))
        start = max(trip.valid_from, line.valid_from, on)
        ends = [day for day in (trip.valid_to, line.valid_to) if day is not None]
        end = min(ends) if ends else None
        if len(held) < 2 or start > until or (end is not None and end < start):
            continue
        feed_trips.append(
            gtfs.FeedTrip(f"{line.number} {trip.direction} {trip.code}", str(line.pk), trip.direction, trip.days, start, None if end is None or end >= until else end, held, trip.code)
        )  # fmt: skip
    feed_trips = _told_apart(sorted(feed_trips, key=lambda one: (one.id, one.valid_from)))
    towns = member_cards(standing)
    agencies: dict[tuple[str, str], gtfs.Agency] = {}
    for line in rows:
        name = line.operator_zh or (towns[line.owner].name_zh if line.owner in towns else line.owner)
        agencies.setdefault((line.owner, name), gtfs.Agency(f"{line.owner}-{len(agencies) + 1}", name))
    going = {one.line for one in feed_trips}
    told = tuple(
        gtfs.FeedLine(
            str(line.pk), line.number, line.name_zh, line.name,
            agencies[line.owner, line.operator_zh or (towns[line.owner].name_zh if line.owner in towns else line.owner)].id, line.fare_cny, tuple(line.card_codes),
        )
        for line in rows
        if str(line.pk) in going
    )  # fmt: skip
    called = {call.stop for one in feed_trips for call in one.calls}
    places = tuple(
        gtfs.FeedStop(stop.code, stop.name_zh, stop.name, float(stop.latitude), float(stop.longitude), stop.place.code)
        for stop in at.values()
        if stop.code in called
    )
    used = {line.agency for line in told}
    schedule = gtfs.Schedule(f"毗邻 {circle}", places, told, tuple(feed_trips), until)
    return gtfs.files_of(schedule, [one for one in agencies.values() if one.id in used], url, on, until, f"{on:%Y%m%d}")


def _said(call: CallAt, word: StopPermission | None) -> str:
    """Return the marks of a call: ``b``, ``a`` shut by the operator; ``B``, ``A`` not known to be allowed by the stop's town."""
    said = ("b" if call.no_boarding else "") + ("a" if call.no_alighting else "")
    said += "" if word and word.may_board is True else "B"
    return said + ("" if word and word.may_alight is True else "A") or "-"


def _told_apart(trips: list[gtfs.FeedTrip]) -> list[gtfs.FeedTrip]:
    """Return trips each with a number of its own: of one code in two periods the later ones are counted."""
    seen: dict[str, int] = {}
    made = []
    for trip in trips:
        seen[trip.id] = seen.get(trip.id, 0) + 1
        made.append(trip if seen[trip.id] == 1 else replace(trip, id=f"{trip.id} {seen[trip.id]}"))
    return made
