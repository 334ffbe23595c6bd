"""Whether a feed is whole: its files, its fields, what refers to what, its days and its times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pilin.engine.gtfs.reading import MOST_FAULTS, Feed, FeedFault
from pilin.engine.gtfs.tables import FILES, REFERENCES, WEEK, Field

TIME = re.compile(r"([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])")
AMOUNT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")
DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,15})?")
MARKS = ("=", "+", "-", "@", "\t", "\r")  # at the head of a cell a spreadsheet takes them for a formula
MOST_DAYS = 3_700  # of one service: ten years


@dataclass(frozen=True, slots=True)
class Box:
    """Within which degrees stops are expected."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        """Return whether a place lies in it, its edges included."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def seconds_of(text: str) -> int | None:
    """Return ``25:10:00`` as seconds after midnight of the day on which the trip begins; None where it is no time."""
    found = TIME.fullmatch(text)
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3]) if found else None


def day_of(text: str) -> date | None:
    """Return ``20260131`` as a day; None where it is none."""
    if not re.fullmatch("[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def check_feed(feed: Feed, box: Box | None = None) -> list[FeedFault]:
    """Return everything that is wrong with a feed, by file and row; at most two thousand faults.

    Parameters
    ----------
    feed : Feed
        As :func:`~pilin.engine.gtfs.read_feed` gave it.
    box : Box, optional
        A stop outside is told without turning the feed away.

    Returns
    -------
    list of FeedFault
        Faults that are not grave are worth saying: the feed can be used.
    """
    found: list[FeedFault] = []
    for fault in _all(feed, box):
        found.append(fault)
        if len(found) >= MOST_FAULTS:
            break
    order = {name: place for place, name in enumerate(FILES)}
    return sorted(found, key=lambda fault: (order.get(fault.file, -1), fault.row or 0, fault.field, fault.code))


def _all(feed: Feed, box: Box | None) -> Iterator[FeedFault]:
    for name, file in FILES.items():
        if name not in feed.tables:
            if file.needed:
                yield FeedFault("missing_file", name)
            continue
        heads = feed.tables[name].heads
        yield from (FeedFault("missing_field", name, 1, head) for head, held in file.fields.items() if held.needed and head not in heads)  # fmt: skip
        if not feed.rows(name) and file.needed:
            yield FeedFault("no_rows", name)
        yield from _cells(feed, name)
        if file.key:
            yield from _twice(feed, name, file.key)
    for name, field, there, key in REFERENCES:
        known = {row.get(key, "") for _number, row in feed.rows(there)}
        for number, row in feed.rows(name):
            if (said := row.get(field, "")) and said not in known:
                yield FeedFault("no_reference", name, number, field, said)
    yield from _calendar(feed)
    yield from _stops(feed, box)
    yield from _routes(feed)
    yield from _calls(feed)


def _cells(feed: Feed, name: str) -> Iterator[FeedFault]:
    fields = [(head, held) for head, held in FILES[name].fields.items() if head in feed.tables[name].heads]
    for number, row in feed.rows(name):
        for head, held in fields:
            said = row[head]
            if not said and held.needed:
                yield FeedFault("missing_value", name, number, head)
            elif said and (code := _wrong(said, held)):
                yield FeedFault(code, name, number, head, said[:80])


def _wrong(said: str, held: Field) -> str:
    """Return the code of what is wrong with a cell; empty where nothing is."""
    kind = held.kind
    if kind == "choice":
        return "" if said in held.choices else "bad_choice"
    if kind == "time":
        return "" if seconds_of(said) is not None else "bad_time"
    if kind == "day":
        return "" if day_of(said) else "bad_day"
    if kind == "whole":
        return "" if said.isascii() and said.isdecimal() and len(said) < 10 else "bad_whole"
    if kind == "amount":
        return "" if AMOUNT.fullmatch(said) else "bad_amount"
    if kind in ("lat", "lon"):
        return "" if DEGREES.fullmatch(said) and abs(float(said)) <= (90 if kind == "lat" else 180) else "bad_degrees"
    return "formula" if kind == "text" and said.startswith(MARKS) else ""


def _twice(feed: Feed, name: str, key: tuple[str, ...]) -> Iterator[FeedFault]:
    seen: dict[tuple[str, ...], int] = {}
    for number, row in feed.rows(name):
        said = tuple(row.get(head, "") for head in key)
        if said in seen:
            yield FeedFault("twice", name, number, key[-1], " · ".join(said)[:80])
        seen.setdefault(said, number)


def _calendar(feed: Feed) -> Iterator[FeedFault]:
    if "calendar.txt" not in feed.tables and "calendar_dates.txt" not in feed.tables:
        yield FeedFault("no_calendar")
    known = {
        row.get("service_id", "") for name in ("calendar.txt", "calendar_dates.txt") for _n, row in feed.rows(name)
    }
    for number, row in feed.rows("trips.txt"):
        if (said := row.get("service_id", "")) and known and said not in known:
            yield FeedFault("no_reference", "trips.txt", number, "service_id", said)
    added = {row.get("service_id") for _n, row in feed.rows("calendar_dates.txt") if row.get("exception_type") == "1"}
    for number, row in feed.rows("calendar.txt"):
        start, end = day_of(row.get("start_date", "")), day_of(row.get("end_date", ""))
        if start and end and end < start:
            yield FeedFault("ends_before", "calendar.txt", number, "end_date", row["end_date"])
        elif start and end and (end - start).days > MOST_DAYS:
            yield FeedFault("too_long", "calendar.txt", number, "end_date", row["end_date"])
        if all(row.get(day) == "0" for day in WEEK) and row.get("service_id") not in added:
            yield FeedFault("no_days", "calendar.txt", number, "service_id", row.get("service_id", ""), grave=False)


def _stops(feed: Feed, box: Box | None) -> Iterator[FeedFault]:
    called = {row.get("stop_id", "") for _number, row in feed.rows("stop_times.txt")}
    for number, row in feed.rows("stops.txt"):
        stands = row.get("location_type", "") in ("", "0")
        if stands:
            yield from (FeedFault("missing_value", "stops.txt", number, head) for head in ("stop_name", "stop_lat", "stop_lon") if not row.get(head))  # fmt: skip
            if row.get("stop_id") not in called:
                yield FeedFault("unused", "stops.txt", number, "stop_id", row.get("stop_id", ""), grave=False)
        elif row.get("stop_id") in called:
            yield FeedFault("no_stop", "stops.txt", number, "location_type", row["location_type"])
        place = _place(row)
        if place == (0.0, 0.0):
            yield FeedFault("nowhere", "stops.txt", number, "stop_lat", "0, 0")
        elif place and box and not box.holds(*place):
            yield FeedFault(
                "out_of_bounds", "stops.txt", number, "stop_lat", f"{place[0]:g}, {place[1]:g}", grave=False
            )


def _place(row: Mapping[str, str]) -> tuple[float, float] | None:
    said = row.get("stop_lat", ""), row.get("stop_lon", "")
    return (float(said[0]), float(said[1])) if all(DEGREES.fullmatch(one) for one in said) else None


def _routes(feed: Feed) -> Iterator[FeedFault]:
    for number, row in feed.rows("routes.txt"):
        if not row.get("route_short_name") and not row.get("route_long_name"):
            yield FeedFault("missing_value", "routes.txt", number, "route_short_name")
    agencies = feed.rows("agency.txt")
    if len(agencies) > 1:
        yield from (FeedFault("missing_value", "agency.txt", number, "agency_id") for number, row in agencies if not row.get("agency_id"))  # fmt: skip
    zones = {row.get("agency_timezone", "") for _number, row in agencies} - {""}
    if len(zones) > 1:
        yield FeedFault("zones_differ", "agency.txt", None, "agency_timezone", ", ".join(sorted(zones))[:80])


def _calls(feed: Feed) -> Iterator[FeedFault]:
    trips: dict[str, list[tuple[int, int, Mapping[str, str]]]] = {}
    for number, row in feed.rows("stop_times.txt"):
        if (sequence := row.get("stop_sequence", "")).isdecimal() and row.get("trip_id"):
            trips.setdefault(row["trip_id"], []).append((int(sequence), number, row))
    for number, row in feed.rows("trips.txt"):
        if len(trips.get(row.get("trip_id", ""), ())) < 2:
            yield FeedFault("one_call", "trips.txt", number, "trip_id", row.get("trip_id", ""))
    for calls in trips.values():
        calls.sort(key=lambda call: call[:2])
        before: int | None = None
        for place, (_sequence, number, row) in enumerate(calls):
            said = row.get("arrival_time", ""), row.get("departure_time", "")
            came, went = seconds_of(said[0] or said[1]), seconds_of(said[1] or said[0])
            if place in (0, len(calls) - 1) and not any(said):
                yield FeedFault("untimed", "stop_times.txt", number, "arrival_time")
            if came is None or went is None:
                continue
            if went < came:
                yield FeedFault("leaves_before", "stop_times.txt", number, "departure_time", said[1])
            if before is not None and came < before:
                yield FeedFault("times_fall", "stop_times.txt", number, "arrival_time", said[0] or said[1])
            before = went
