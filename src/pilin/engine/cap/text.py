"""The small forms inside an alert's texts: times, words in quotes, coordinates."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)
"""The one form of a time (CAP 1.2, clause 3.3.2)."""
LOOSE_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(?P<zone>Z|z|UTC|[-+]\d\d:?\d\d)?",
    re.ASCII,
)
NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)

Point = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""


def moment(text: str | None) -> datetime | None:
    """Return the instant that a time in the standard's form names, or None where the text is no such time."""
    if text is None or not TIME.fullmatch(text):
        return None
    clock, sign, zone = text[:19], text[19], text[20:]
    hours, minutes = int(zone[:2]), int(zone[3:])
    if hours > 14 or minutes > 59 or (hours == 14 and minutes):
        return None
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
    try:
        return datetime.fromisoformat(clock).replace(tzinfo=timezone(offset))
    except ValueError:
        return None


def loosened(text: str) -> str | None:
    """Return a time that is nearly in the standard's form in that form, or None.

    Taken are Z for -00:00, parts of seconds (left out), a blank for T, no seconds, a zone without its colon. A time
    without a zone is not taken: nobody knows which instant it names.
    """
    found = LOOSE_TIME.fullmatch(text.strip())
    if not found or not found["zone"]:
        return None
    zone = "-00:00" if found["zone"] in ("Z", "z", "UTC") else found["zone"]
    if ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    clock = found["clock"] if len(found["clock"]) == 8 else f"{found['clock']}:00"
    made = f"{found['day']}T{clock}{zone}"
    return made if moment(made) else None


def time_text(at: datetime) -> str:
    """Return an instant in the standard's form; UTC is written -00:00."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("a time of an alert names its zone")
    text = at.replace(microsecond=0, tzinfo=None).isoformat()
    minutes = int(offset.total_seconds()) // 60
    sign = "+" if minutes > 0 else "-"
    return f"{text}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def words(text: str) -> tuple[str, ...] | None:
    """Return the words of a list in which a word with blanks stands in double quotes; None where a quote stays open."""
    if text.count('"') % 2:
        return None
    return tuple(quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|([^\s"]+)', text) if quoted or bare)


def quoted(listed: tuple[str, ...] | list[str]) -> str:
    """Return words as one text, those with blanks in double quotes."""
    return " ".join(f'"{word}"' if re.search(r"\s", word) else word for word in listed)


def number(text: str) -> float | None:
    """Return a plain decimal number, or None: no exponents, no words such as ``nan``."""
    return float(text) if NUMBER.fullmatch(text) else None


def point(text: str) -> Point | None:
    """Return the latitude and longitude of ``lat,lon``, or None where the text is no such pair."""
    parts = text.split(",")
    if len(parts) != 2:
        return None
    latitude, longitude = number(parts[0]), number(parts[1])
    return None if latitude is None or longitude is None else (latitude, longitude)


def ring(text: str) -> tuple[Point, ...] | None:
    """Return the points of a polygon, or None where one of them is no pair of numbers."""
    points = [point(pair) for pair in text.split()]
    return None if None in points else tuple(p for p in points if p is not None)


def circle(text: str) -> tuple[Point, float] | None:
    """Return the middle and the radius in kilometres of ``lat,lon radius``, or None."""
    parts = text.split()
    if len(parts) != 2:
        return None
    middle, radius = point(parts[0]), number(parts[1])
    return None if middle is None or radius is None else (middle, radius)


def on_earth(at: Point) -> bool:
    """Say whether a latitude and a longitude exist."""
    return -90 <= at[0] <= 90 and -180 <= at[1] <= 180
