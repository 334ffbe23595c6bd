"""Writing a feed: what a schedule means as files that others read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pilin.engine.gtfs.checks import MARKS
from pilin.engine.gtfs.schedule import PATTERNS, FeedTrip, Schedule
from pilin.engine.gtfs.tables import WEEK

EPOCH = (1980, 1, 1, 0, 0, 0)  # of every entry, so that the same schedule is the same archive


@dataclass(frozen=True, slots=True)
class Agency:
    """Who runs lines; ``id`` is what :attr:`FeedLine.agency` says."""

    id: str
    name: str


def files_of(
    schedule: Schedule, agencies: Sequence[Agency], url: str, start: date, end: date, version: str
) -> dict[str, str]:
    """Return a feed as texts by the names of its files.

    One may get on or off only where that is known to be allowed: what is forbidden and what nobody said are both written as
    "no", because a trip planner promises whatever is not "no". Which of them it is stands in ``pilin_said``.

    Parameters
    ----------
    schedule : Schedule
        ``said`` of a call: ``b`` and ``a`` where the operator shuts getting on, off; ``B`` and ``A`` where it is not allowed
        or unknown; ``-`` where nothing is shut.
    agencies : sequence of Agency
    url : str
        Where the feed's publisher is found.
    start, end : date
        The feed's days; trips that last until further notice are written until ``end``.
    version : str

    Returns
    -------
    dict
        Text by file, lines ended as RFC 4180 says.
    """
    services: dict[tuple[str, date, date], str] = {}
    for trip in schedule.trips:
        services.setdefault(_service(trip, end), f"{trip.days}-{len(services) + 1}")
    files: dict[str, list[Sequence[str]]] = {
        "agency.txt": [("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"), *((one.id, _plain(one.name), url, "Asia/Shanghai", "zh") for one in agencies)],
        "stops.txt": [
            ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "pilin_place"),
            *((one.id, _plain(one.name_zh), f"{one.lat:.6f}", f"{one.lon:.6f}", "0", one.place) for one in schedule.stops),
        ],
        "routes.txt": [
            ("route_id", "agency_id", "route_short_name", "route_long_name", "route_type", "pilin_cards"),
            *((one.id, one.agency, _plain(one.number), _plain(one.name_zh), "3", " ".join(one.cards)) for one in schedule.lines),
        ],
        "trips.txt": [
            ("route_id", "service_id", "trip_id", "direction_id", "pilin_trip"),
            *((one.line, services[_service(one, end)], one.id, "01"[one.direction == "back"], one.code) for one in schedule.trips),
        ],
        "stop_times.txt": [("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type", "pilin_said"), *_calls(schedule.trips)],
        "calendar.txt": [("service_id", *WEEK, "start_date", "end_date", "pilin_days"), *(_weekly(key, name) for key, name in services.items())],
        "calendar_dates.txt": [("service_id", "date", "exception_type"), *(row for key, name in services.items() for row in _exceptions(key, name))],
        "fare_attributes.txt": [
            ("fare_id", "price", "currency_type", "payment_method", "transfers"),
            *((one.id, f"{one.fare_cny:.2f}", "CNY", "0", "0") for one in schedule.lines if one.fare_cny is not None),
        ],
        "fare_rules.txt": [("fare_id", "route_id"), *((one.id, one.id) for one in schedule.lines if one.fare_cny is not None)],
        "translations.txt": [
            ("table_name", "field_name", "language", "translation", "record_id"),
            *(("stops", "stop_name", "en", _plain(one.name), one.id) for one in schedule.stops if one.name),
            *(("routes", "route_long_name", "en", _plain(line.name), line.id) for line in schedule.lines if line.name),
        ],
        "feed_info.txt": [
            ("feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date", "feed_version"),
            (_plain(schedule.publisher), url, "zh", f"{start:%Y%m%d}", f"{end:%Y%m%d}", version),
        ],
    }  # fmt: skip
    optional = {"calendar_dates.txt", "fare_attributes.txt", "fare_rules.txt", "translations.txt"}
    return {name: _text(rows) for name, rows in files.items() if len(rows) > 1 or name not in optional}


def write_folder(files: Mapping[str, str], folder: Path) -> None:
    """Write a feed into a folder, which is made where it is missing; files of a feed that stand there are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())


def write_zip(files: Mapping[str, str]) -> bytes:
    """Return a feed as an archive; the same feed is the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _service(trip: FeedTrip, end: date) -> tuple[str, date, date]:
    return trip.days, trip.valid_from, end if trip.valid_to is None else trip.valid_to


def _weekly(key: tuple[str, date, date], name: str) -> tuple[str, ...]:
    days, start, end = key
    working = {"daily": "1111111", "workdays": "1111100", "weekdays": "1111100"}.get(days, "0000011")
    return (name, *working, f"{start:%Y%m%d}", f"{end:%Y%m%d}", days)


def _exceptions(key: tuple[str, date, date], name: str) -> list[tuple[str, ...]]:
    """Return the days on which a service goes otherwise than its week says: holidays, and weekends that are worked."""
    days, start, end = key
    if days not in ("workdays", "restdays"):
        return []
    week = PATTERNS["weekdays" if days == "workdays" else "weekends"]
    found: list[tuple[str, ...]] = []
    for n in range((end - start).days + 1):
        on = start + timedelta(n)
        if PATTERNS[days](on) != week(on):
            found.append((name, f"{on:%Y%m%d}", "1" if PATTERNS[days](on) else "2"))
    return found


def _calls(trips: Sequence[FeedTrip]) -> list[tuple[str, ...]]:
    return [
        (trip.id, _time(call.arrives), _time(call.departs), call.stop, str(place), "01"[_shut(call.said, "bB")], "01"[_shut(call.said, "aA")], call.said)
        for trip in trips
        for place, call in enumerate(trip.calls, start=1)
    ]  # fmt: skip


def _shut(said: str, marks: str) -> bool:
    return any(mark in said for mark in marks)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def _plain(name: str) -> str:
    """Return a name without what a spreadsheet would take for the head of a formula."""
    return name.lstrip("".join(MARKS) + " ")


def _text(rows: Sequence[Sequence[str]]) -> str:
    return "".join(",".join(_cell(cell) for cell in row) + "\r\n" for row in rows)


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\r\n') else text
