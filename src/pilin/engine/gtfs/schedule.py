"""What a feed means: stops, lines, and trips with the days on which they go, times as minutes of the day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import islice

from pilin.engine.base import is_working_day
from pilin.engine.gtfs.checks import MOST_DAYS, day_of, seconds_of
from pilin.engine.gtfs.reading import Feed, FeedFault
from pilin.engine.gtfs.tables import WEEK

LAST_MINUTE = 2_879  # of a call: a bus that left on one day comes home on the next
MOST_SERVICES = 1_000
MOST_TRIPS = 20_000  # after those that go every so many minutes are counted out
Fields = Mapping[str, str]


def _all_days(_on: date) -> bool:
    return True


@cache
def _working(on: date) -> bool:
    return is_working_day(on)[0]


PATTERNS: dict[str, Callable[[date], bool]] = {  # days as a room names them: whether a trip of these days goes on one
    "daily": _all_days,
    "workdays": _working,
    "restdays": lambda on: not _working(on),
    "weekdays": lambda on: on.weekday() < 5,
    "weekends": lambda on: on.weekday() >= 5,
}


@dataclass(frozen=True, slots=True)
class FeedStop:
    """A stop of a feed."""

    id: str
    name_zh: str
    name: str
    lat: float
    lon: float
    place: str = ""  # code of the division in which it lies, where the feed says it
    row: int = 0


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A line of a feed."""

    id: str
    number: str
    name_zh: str
    name: str
    agency: str
    fare_cny: Decimal | None = None
    cards: tuple[str, ...] = ()
    row: int = 0


@dataclass(frozen=True, slots=True)
class FeedCall:
    """A call. ``board`` and ``alight`` are False where the operator's timetable itself lets nobody on or off."""

    stop: str
    arrives: int  # minutes after midnight of the day on which the trip begins; may exceed 1440
    departs: int
    board: bool = True
    alight: bool = True
    said: str = ""  # of a feed written by a room: what was known of getting on and off there


@dataclass(frozen=True, slots=True)
class FeedTrip:
    """A trip, on days that a room has a word for, from a first day until a last; None: as long as nothing newer comes."""

    id: str
    line: str
    direction: str  # out or back
    days: str
    valid_from: date
    valid_to: date | None
    calls: tuple[FeedCall, ...]
    code: str = ""  # as its room calls it, where the feed says it
    row: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a feed means."""

    publisher: str
    stops: tuple[FeedStop, ...]
    lines: tuple[FeedLine, ...]
    trips: tuple[FeedTrip, ...]
    until: date | None = None  # the feed's last day, where it says one


def days_meant(gone: Iterable[date], start: date, end: date, hint: str = "") -> str:
    """Return which days a trip goes that goes on these, from a day until another; empty where no word fits.

    Parameters
    ----------
    gone : iterable of date
    start, end : date
        Both inclusive. Where more than one word fits, ``hint`` is taken if it does, and else the first of them.

    Examples
    --------
    >>> days_meant([date(2026, 11, 28), date(2026, 11, 29)], date(2026, 11, 23), date(2026, 11, 29))
    'restdays'
    """
    held = set(gone)
    span = [start + timedelta(n) for n in range((end - start).days + 1)]
    fit = [word for word, goes in PATTERNS.items() if all(goes(day) == (day in held) for day in span)]
    return hint if hint in fit else next(iter(fit), "")


def read_schedule(feed: Feed) -> tuple[Schedule, list[FeedFault]]:
    """Return what a feed means that :func:`~pilin.engine.gtfs.check_feed` found nothing grave in.

    Seconds are cut; times between two that are given are spread evenly by calls, as the reference allows; trips that go every
    so many minutes are counted out. A service that lasts until the feed's last day lasts until a newer feed comes.

    Returns
    -------
    Schedule
    list of FeedFault
        What a room cannot keep: days no word fits, times beyond the second day, amounts in two currencies.
    """
    faults: list[FeedFault] = []
    words = {(row["table_name"], row["field_name"], row.get("record_id", "")): row["translation"] for _n, row in feed.rows("translations.txt") if row.get("language", "").startswith("en")}  # fmt: skip
    info = next((row for _n, row in feed.rows("feed_info.txt")), {})
    until = day_of(info.get("feed_end_date", ""))
    agencies = {row.get("agency_id", ""): row["agency_name"] for _n, row in feed.rows("agency.txt")}
    first = next(iter(agencies.values()), "")
    stops = tuple(
        FeedStop(
            row["stop_id"], row["stop_name"], words.get(("stops", "stop_name", row["stop_id"]), ""), float(row["stop_lat"]), float(row["stop_lon"]),
            row.get("pilin_place", ""), number,
        )
        for number, row in feed.rows("stops.txt")
        if row.get("location_type", "") in ("", "0")
    )  # fmt: skip
    fares, wrong = _fares(feed)
    faults += wrong
    lines = tuple(
        FeedLine(
            row["route_id"], row.get("route_short_name") or row["route_long_name"], row.get("route_long_name") or row["route_short_name"],
            words.get(("routes", "route_long_name", row["route_id"]), ""), agencies.get(row.get("agency_id", ""), first), fares.get(row["route_id"]),
            tuple(card for card in row.get("pilin_cards", "").split(" ") if card), number,
        )
        for number, row in feed.rows("routes.txt")
    )  # fmt: skip
    services, wrong = _services(feed, until)
    faults += wrong
    trips, wrong = _trips(feed, services)
    faults += wrong
    return Schedule(info.get("feed_publisher_name", "") or first, stops, lines, trips, until), faults


def _fares(feed: Feed) -> tuple[dict[str, Decimal], list[FeedFault]]:
    """Return what each line costs in yuan where a feed says one price for it."""
    prices = {row["fare_id"]: (number, row) for number, row in feed.rows("fare_attributes.txt")}
    told: dict[str, set[Decimal]] = {}
    faults = []
    for number, row in prices.values():
        if row["currency_type"] != "CNY":
            faults.append(FeedFault("not_yuan", "fare_attributes.txt", number, "currency_type", row["currency_type"], grave=False))  # fmt: skip
    for _number, row in feed.rows("fare_rules.txt"):
        price = prices.get(row["fare_id"])
        if row.get("route_id") and price and price[1]["currency_type"] == "CNY":
            told.setdefault(row["route_id"], set()).add(Decimal(price[1]["price"]).quantize(Decimal("0.01")))
    for route, held in sorted(told.items()):
        if len(held) > 1:
            faults.append(FeedFault("many_fares", "fare_rules.txt", None, "route_id", route, grave=False))
    return {route: next(iter(held)) for route, held in told.items() if len(held) == 1}, faults


@dataclass(frozen=True, slots=True)
class _Service:
    days: str
    valid_from: date
    valid_to: date | None


def _services(feed: Feed, until: date | None) -> tuple[dict[str, _Service], list[FeedFault]]:
    """Return on which days each service goes, as rooms name them."""
    added: dict[str, set[date]] = {}
    taken: dict[str, set[date]] = {}
    for _number, row in feed.rows("calendar_dates.txt"):
        on = day_of(row["date"])
        if on:
            (added if row["exception_type"] == "1" else taken).setdefault(row["service_id"], set()).add(on)
    faults: list[FeedFault] = []
    found = {}
    weekly = {row["service_id"]: (number, row) for number, row in feed.rows("calendar.txt")}
    used = {row["service_id"] for _number, row in feed.rows("trips.txt")}
    if len(used) > MOST_SERVICES:
        return {}, [FeedFault("too_many_services", "trips.txt", None, "service_id", str(MOST_SERVICES))]
    for service in [*weekly, *(service for service in added if service not in weekly)]:
        if service not in used:
            continue
        number, row = weekly.get(service, (None, {}))
        start, end = day_of(row.get("start_date", "")), day_of(row.get("end_date", ""))
        if start is None or end is None:
            held = added[service] - taken.get(service, set())
            if not held:
                continue
            start, end = min(held), max(held)
            file = "calendar_dates.txt"
            if (end - start).days > MOST_DAYS:
                faults.append(FeedFault("too_long", file, None, "date", service))
                continue
        else:
            file = "calendar.txt"
            held = {
                day for n in range((end - start).days + 1) if row[WEEK[(day := start + timedelta(n)).weekday()]] == "1"
            }
            held = (held | added.get(service, set())) - taken.get(service, set())
            if not held:
                continue  # a service that never goes: its trips are left out
        days = days_meant(held, start, end, row.get("pilin_days", ""))
        if not days:
            faults.append(FeedFault("days_unfit", file, number, "service_id", service))
        else:
            found[service] = _Service(days, start, None if end == until else end)
    return found, faults


def _trips(feed: Feed, services: Mapping[str, _Service]) -> tuple[tuple[FeedTrip, ...], list[FeedFault]]:
    calls: dict[str, list[tuple[int, int, Fields]]] = {}
    for number, row in feed.rows("stop_times.txt"):
        calls.setdefault(row["trip_id"], []).append((int(row["stop_sequence"]), number, row))
    every: dict[str, list[Fields]] = {}
    for _number, row in feed.rows("frequencies.txt"):
        every.setdefault(row["trip_id"], []).append(row)
    trips: list[FeedTrip] = []
    faults: list[FeedFault] = []
    for number, row in feed.rows("trips.txt"):
        service = services.get(row["service_id"])
        if service is None:
            continue
        timed, late = _timed(sorted(calls[row["trip_id"]], key=lambda call: call[:2]))
        direction = "back" if row.get("direction_id") == "1" else "out"
        trip = FeedTrip(row["trip_id"], row["route_id"], direction, service.days, service.valid_from, service.valid_to, timed, row.get("pilin_trip", ""), number)  # fmt: skip
        made = list(islice(_counted_out(trip, every[trip.id]), MOST_TRIPS + 1)) if trip.id in every else [trip]
        if late or any(one.calls[-1].departs > LAST_MINUTE for one in made):
            faults.append(FeedFault("beyond", "stop_times.txt", late or number, "departure_time", trip.id))
            continue
        trips += made
        if len(trips) > MOST_TRIPS:
            return (), [FeedFault("too_many_trips", "trips.txt", number, "trip_id", str(MOST_TRIPS))]
    return tuple(trips), faults


def _timed(calls: list[tuple[int, int, Fields]]) -> tuple[tuple[FeedCall, ...], int]:
    """Return the calls of a trip in minutes, those without a time spread evenly; and the row of one beyond the second day."""
    times: list[tuple[int, int] | None] = []
    for _sequence, _number, row in calls:
        said = row.get("arrival_time", ""), row.get("departure_time", "")
        came, went = seconds_of(said[0] or said[1]), seconds_of(said[1] or said[0])
        times.append(None if came is None or went is None else (came // 60, went // 60))
    known = [place for place, time in enumerate(times) if time is not None]
    made = []
    late = 0
    for place, (_sequence, number, row) in enumerate(calls):
        time = times[place]
        if time is None:
            before, after = max(p for p in known if p < place), min(p for p in known if p > place)
            left, reached = times[before], times[after]
            assert left and reached  # both are known
            minute = left[1] + (reached[0] - left[1]) * (place - before) // (after - before)
            time = minute, minute
        if time[1] > LAST_MINUTE:
            late = late or number
        told = row.get("pilin_said", "")
        board, alight = (row.get(head, "") != "1" for head in ("pickup_type", "drop_off_type"))
        if told:  # the feed of a room tells apart what the operator shuts from what a town forbids or nobody said
            board, alight = "b" not in told, "a" not in told
        made.append(FeedCall(row["stop_id"], *time, board, alight, told))
    return tuple(made), late


def _counted_out(trip: FeedTrip, every: Iterable[Fields]) -> Iterator[FeedTrip]:
    """Yield a trip that goes every so many minutes once for each time it goes."""
    first = trip.calls[0].departs
    for row in every:
        start, end, gap = seconds_of(row["start_time"]), seconds_of(row["end_time"]), int(row["headway_secs"])
        if start is None or end is None or not gap:
            continue
        for second in range(start, min(end, start + gap * MOST_TRIPS), gap):
            shift = second // 60 - first
            shifted = tuple(replace(call, arrives=call.arrives + shift, departs=call.departs + shift) for call in trip.calls)  # fmt: skip
            yield replace(trip, id=f"{trip.id}@{second // 3600:02}{second // 60 % 60:02}", calls=shifted)
