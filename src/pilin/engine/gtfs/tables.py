"""Which files and fields of a feed are read, and what each field must hold (gtfs.org reference, revision of 2024)."""

from __future__ import annotations

from dataclasses import dataclass

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Field:
    """What a field holds: ``kind`` is id, text, lat, lon, whole, choice, day, time or amount."""

    kind: str = "id"
    needed: bool = False  # its column and a value in each row
    choices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class File:
    """A file of a feed: its fields, and by which of them a row is told from others."""

    fields: dict[str, Field]
    key: tuple[str, ...] = ()
    needed: bool = False


def _choice(*words: str, needed: bool = False) -> Field:
    return Field("choice", needed, frozenset(words))


ID, NEEDED = Field(), Field(needed=True)
TEXT, NAMED = Field("text"), Field("text", True)
ROUTE_TYPES = frozenset({"0", "1", "2", "3", "4", "5", "6", "7", "11", "12", *(str(n) for n in range(100, 1703))})
FILES: dict[str, File] = {
    "agency.txt": File(
        {"agency_id": ID, "agency_name": NAMED, "agency_url": Field("text", True), "agency_timezone": NEEDED},
        ("agency_id",), True,
    ),
    "stops.txt": File(
        {
            "stop_id": NEEDED, "stop_name": TEXT, "stop_lat": Field("lat"), "stop_lon": Field("lon"),
            "location_type": _choice("", "0", "1", "2", "3", "4"), "parent_station": ID,
        },
        ("stop_id",), True,
    ),
    "routes.txt": File(
        {
            "route_id": NEEDED, "agency_id": ID, "route_short_name": TEXT, "route_long_name": TEXT,
            "route_type": Field("choice", True, ROUTE_TYPES),
        },
        ("route_id",), True,
    ),
    "trips.txt": File(
        {"route_id": NEEDED, "service_id": NEEDED, "trip_id": NEEDED, "direction_id": _choice("", "0", "1")},
        ("trip_id",), True,
    ),
    "stop_times.txt": File(
        {
            "trip_id": NEEDED, "arrival_time": Field("time"), "departure_time": Field("time"), "stop_id": NEEDED,
            "stop_sequence": Field("whole", True), "pickup_type": _choice("", "0", "1", "2", "3"),
            "drop_off_type": _choice("", "0", "1", "2", "3"),
        },
        ("trip_id", "stop_sequence"), True,
    ),
    "calendar.txt": File(
        {
            "service_id": NEEDED, **{day: _choice("0", "1", needed=True) for day in WEEK}, "start_date": Field("day", True),
            "end_date": Field("day", True),
        },
        ("service_id",),
    ),
    "calendar_dates.txt": File(
        {"service_id": NEEDED, "date": Field("day", True), "exception_type": _choice("1", "2", needed=True)},
        ("service_id", "date"),
    ),
    "fare_attributes.txt": File(
        {"fare_id": NEEDED, "price": Field("amount", True), "currency_type": NEEDED}, ("fare_id",)
    ),
    "fare_rules.txt": File({"fare_id": NEEDED, "route_id": ID}),
    "frequencies.txt": File(
        {"trip_id": NEEDED, "start_time": Field("time", True), "end_time": Field("time", True), "headway_secs": Field("whole", True)},
        ("trip_id", "start_time"),
    ),
    "feed_info.txt": File({"feed_publisher_name": NAMED, "feed_start_date": Field("day"), "feed_end_date": Field("day")}),
    "translations.txt": File({"table_name": NEEDED, "field_name": NEEDED, "language": NEEDED, "translation": TEXT, "record_id": ID}),
}  # fmt: skip
REFERENCES = (  # file, field, file in which it must stand, field there
    ("routes.txt", "agency_id", "agency.txt", "agency_id"),
    ("trips.txt", "route_id", "routes.txt", "route_id"),
    ("stop_times.txt", "trip_id", "trips.txt", "trip_id"),
    ("stop_times.txt", "stop_id", "stops.txt", "stop_id"),
    ("stops.txt", "parent_station", "stops.txt", "stop_id"),
    ("fare_rules.txt", "fare_id", "fare_attributes.txt", "fare_id"),
    ("fare_rules.txt", "route_id", "routes.txt", "route_id"),
    ("frequencies.txt", "trip_id", "trips.txt", "trip_id"),
)
