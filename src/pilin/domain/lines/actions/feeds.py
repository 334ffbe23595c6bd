"""The deeds of feeds: bring one whole or not at all, and part a stop of a feed from the stop it was taken for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.lines import queries, wording
from pilin.domain.lines.actions.keep import A_CHUNK, end_trips, open_line, put_stop, shared_with
from pilin.domain.lines.enums import CARDS, LineKind
from pilin.domain.lines.models import CallAt, Line, Stop, StopMatch, Trip
from pilin.domain.lines.rules import may_keep
from pilin.engine import gtfs
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.models import Circle


@deed("lines.bring_feed", says=_("{who} brought the timetables of {publisher}"))
def bring_feed(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    feed: gtfs.Feed,
    valid_from: date,
    read: Iterable[gtfs.FeedFault] = (),
    answers: Mapping[str, str] | None = None,
    illustrative: bool = False,
    source: str = "",
) -> dict[str, int]:
    """Put the lines of a feed into force from a day, as a town's: all of them or nothing.

    A line of the town with the same number gets the feed's trips, those before end on the day before; another is entered. A line
    of which nothing changes is left alone, and so is a line that the feed does not have. Getting on and off stays the word of
    the town that keeps each stop: a feed can only forbid, never allow.

    Parameters
    ----------
    by : Standing
    at : datetime
    circle : Circle
    town : str
    feed : Feed
        As the engine read it, with ``read``, what was wrong with its files.
    valid_from : date
    answers : mapping, optional
        Which stop a stop of the feed is, as :func:`~pilin.domain.lines.queries.feed_plan` takes it.
    illustrative : bool
    source : str

    Returns
    -------
    dict
        How many stops, matches, lines, trips and calls were written, and how many trips ended.

    Raises
    ------
    Invalid
        With each fault of the feed, and each stop of which nobody said yet which it is.
    """
    may_keep(by, circle.slug, town).require()
    plan = queries.feed_plan(by, circle.slug, town, feed, read, valid_from, answers or {})
    faults = [wording.fault_of(one) for one in plan.faults]
    faults += [
        Fault("stop_asked", "stops.txt · stop_id", _("Say which stop this is, or that it is a new one of yours"), one.feed.row, f"{one.feed.id} {one.feed.name_zh}")
        for one in plan.asked
    ]  # fmt: skip
    if not 1950 <= valid_from.year <= 2150:
        faults.append(Fault("far", "valid_from", _("Between 1950 and 2150"), value=str(valid_from)))
    if faults:
        raise Invalid(*faults)
    shared = {"illustrative": illustrative, "source": source}
    meant: dict[str, Stop] = {}
    numbers = {"stops": 0, "matches": 0, "lines": 0, "trips": 0, "calls": 0, "ended": 0}
    for stop in plan.stops:
        meant[stop.feed.id] = stop.stop or _put(by, at, circle, town, stop, shared)
        numbers["stops"] += stop.how == "new"
        if stop.how != "kept":
            _match(circle, town, plan.publisher, stop, meant[stop.feed.id], illustrative=illustrative)
            numbers["matches"] += 1
    for line in plan.lines:
        if line.changes:
            row = _line(by, at, circle, town, line, meant, valid_from, shared)
            for name, number in _trips(row, line, meant, valid_from, at, illustrative=illustrative).items():
                numbers[name] += number
            numbers["lines"] += 1
    count(**numbers)
    tell(publisher=plan.publisher or town)
    return numbers


def _put(
    by: Standing, at: datetime, circle: Circle, town: str, meant: queries.StopMeant, shared: Mapping[str, Any]
) -> Stop:
    stop = meant.feed
    taken = Stop.objects.visible_to(queries.HOUSE).filter(in_circle=circle).values_list("code", flat=True)
    return put_stop(
        by=by, at=at, circle=circle, town=town, code=queries.stop_code(stop, taken), name_zh=stop.name_zh, name=stop.name[:80],
        latitude=Decimal(f"{stop.lat:.6f}"), longitude=Decimal(f"{stop.lon:.6f}"), place=meant.place, **shared,
    )  # fmt: skip


def _match(circle: Circle, town: str, feed: str, meant: queries.StopMeant, stop: Stop, *, illustrative: bool) -> None:
    """Keep which stop a stop of the feed is; what was kept of it before is put right."""
    told = meant.feed
    rows = StopMatch.objects.visible_to(queries.HOUSE).filter(
        in_circle=circle, owner=town, feed=feed, feed_stop=told.id
    )
    row = rows.first() or StopMatch(in_circle=circle, circle=circle.slug, owner=town, feed=feed, feed_stop=told.id)
    row.audience, row.illustrative = stop.audience, illustrative
    row.name_zh, row.stop, row.by_hand = told.name_zh[:120], stop, meant.how == "said"
    row.latitude, row.longitude = Decimal(f"{told.lat:.6f}"), Decimal(f"{told.lon:.6f}")
    row.save()


def _line(
    by: Standing, at: datetime, circle: Circle, town: str, meant: queries.LineMeant, stops: Mapping[str, Stop], valid_from: date, shared: Mapping[str, Any],
) -> Line:  # fmt: skip
    feed, row = meant.feed, meant.line
    cards = tuple(card for card in CARDS if card in feed.cards)
    if row is None:
        provinces = {stops[call.stop].province_id for trip in meant.trips for call in trip.calls}
        return open_line(
            by=by, at=at, circle=circle, town=town, number=feed.number, name_zh=feed.name_zh, name=feed.name[:120], operator_zh=feed.agency[:80],
            kind=LineKind.CROSS_PROVINCE if len(provinces) > 1 else LineKind.TOWN, valid_from=valid_from, fare_cny=feed.fare_cny, cards=cards, **shared,
        )  # fmt: skip
    if feed.fare_cny is not None:
        row.fare_cny = feed.fare_cny
    if cards:
        row.cards = ",".join(cards)
    row.valid_from = min(row.valid_from, valid_from)
    row.save()
    return row


def _trips(
    line: Line,
    meant: queries.LineMeant,
    stops: Mapping[str, Stop],
    valid_from: date,
    at: datetime,
    *,
    illustrative: bool,
) -> dict[str, int]:
    shared = shared_with(line, at, illustrative=illustrative)
    rows, parts = [], []
    ended = end_trips(line, valid_from)
    for trip in meant.trips:
        row = Trip(
            line=line, code=queries.trip_code(trip), direction=trip.direction, days=trip.days, valid_from=max(valid_from, trip.valid_from),
            valid_to=trip.valid_to, **shared,
        )  # fmt: skip
        rows.append(row)
        parts += [
            CallAt(
                trip=row, stop=stops[call.stop], sequence=sequence, arrives=call.arrives, departs=call.departs, no_boarding=not call.board,
                no_alighting=not call.alight, **shared,
            )
            for sequence, call in enumerate(trip.calls, start=1)
        ]  # fmt: skip
    Trip.objects.visible_to(queries.HOUSE).bulk_create(rows, batch_size=A_CHUNK)
    CallAt.objects.visible_to(queries.HOUSE).bulk_create(parts, batch_size=A_CHUNK)
    return {"trips": len(rows), "calls": len(parts), "ended": ended}


@deed("lines.part_stops", says=_("{who} parted {title} of {publisher} from the stop it was taken for"))
def part_stops(*, by: Standing, at: datetime, match: StopMatch) -> Stop:
    """Forget which stop a stop of a feed is: the next feed asks again. Trips that call there stay as they are."""
    may_keep(by, match.circle, match.owner).require()
    stop = match.stop
    tell(title=match.name_zh, publisher=match.feed)
    match.delete()
    return stop
