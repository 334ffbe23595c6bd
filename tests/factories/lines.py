"""Stops, lines, timetables and permissions for tests, made by the room's own deeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pilin.domain.lines import actions, rules
from pilin.domain.lines.models import Line, Stop, StopMatch, StopPermission
from pilin.engine import gtfs
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from tests.factories.base import NOW, writing

SINCE = date(2024, 1, 1)
PLACES = {  # code: latitude, longitude, division
    "fengjing": ("30.8902", "121.0120", "310116102"), "fengjing-hospital": ("30.8856", "121.0075", "310116102"),
    "zhujing": ("30.9010", "121.1597", "310116101"), "huimin": ("30.8391", "120.9699", "330421003"),
    "yaozhuang": ("30.9140", "120.9565", "330421111"), "xindai": ("30.8230", "121.0824", "330482102"),
}  # fmt: skip


def stop(by: Standing, named: str, /, at: datetime = NOW, **more: Any) -> Stop:
    """Return one of ``PLACES`` as a stop of the town acted for."""
    latitude, longitude, place = PLACES.get(named, PLACES["fengjing"])
    given = {
        "code": named, "name_zh": f"{named}站", "name": named, "latitude": Decimal(latitude), "longitude": Decimal(longitude), "place": place, **more,
    }  # fmt: skip
    return actions.put_stop(by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, **given)  # type: ignore[arg-type]


def line(by: Standing, at: datetime = NOW, **more: Any) -> Line:
    """Return a line across the border for two yuan."""
    given = {
        "number": "枫惠1", "name_zh": "枫泾—惠民", "name": "Fengjing–Huimin", "kind": "cross_province", "fare_cny": Decimal("2.00"),
        "cards": ["t_union", "code"], "valid_from": SINCE, **more,
    }  # fmt: skip
    return actions.open_line(by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, **given)  # type: ignore[arg-type]


def calls(*trips: str) -> list[tuple[int | None, rules.CallInput]]:
    """Return calls written as ``1840 out workdays: fengjing 18:40, huimin 19:02``; arrival and departure are one."""
    made: list[tuple[int | None, rules.CallInput]] = []
    for text in trips:
        head, way = text.split(": ")
        trip, direction, days = (*head.split(), "daily")[:3]
        for part in way.split(", "):
            code, time = part.rsplit(" ", 1)
            minute = rules.minutes_of(time)
            made.append((len(made) + 2, rules.CallInput(trip, code, minute, minute, direction, days)))
    return made


def timetable(row: Line, by: Standing, *trips: str, at: datetime = NOW, valid_from: date = SINCE) -> dict[str, int]:
    """Bring a timetable written as :func:`calls` reads it."""
    return actions.bring_timetable(by=by, at=at, line=row, calls=calls(*trips), valid_from=valid_from)


def permission(by: Standing, row: Line, at_stop: Stop, *, on: bool | None = True, off: bool | None = True, at: datetime = NOW, **more: Any) -> StopPermission:  # fmt: skip
    """Return the word of a stop's town: one may get on and off, unless said otherwise."""
    given = {"ground_zh": "毗邻公交协议第三条", "ground": "Agreement on buses, article 3", "valid_from": SINCE, **more}
    return actions.grant_permission(by=by, at=at, line=row, stop=at_stop, may_board=on, may_alight=off, **given)  # type: ignore[arg-type]


def open_to_all(row: Line, held: Iterable[tuple[Standing, Stop]]) -> None:
    """Let one get on and off a line at stops, each said by its own town."""
    for by, at_stop in held:
        permission(by, row, at_stop)


def feed(files: Mapping[str, str]) -> tuple[gtfs.Feed, list[gtfs.FeedFault]]:
    """Return a feed's files as the engine reads them."""
    return gtfs.read_feed(gtfs.write_zip(files))


def bring(
    by: Standing, files: Mapping[str, str], at: datetime = NOW, valid_from: date = SINCE, **more: Any
) -> dict[str, int]:
    """Bring a feed for the town acted for."""
    read, faults = feed(files)
    return actions.bring_feed(
        by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, feed=read, read=faults, valid_from=valid_from, **more
    )  # type: ignore[arg-type]  # fmt: skip


def match(by: Standing, at_stop: Stop, feed_stop: str = "m-1") -> StopMatch:
    """Return which stop of a feed a stop is, as a feed left it."""
    with writing(by=by):
        row = StopMatch(
            in_circle=at_stop.in_circle, circle=at_stop.circle, owner=by.member, audience=at_stop.audience, feed="公交", feed_stop=feed_stop,
            name_zh=at_stop.name_zh, latitude=at_stop.latitude, longitude=at_stop.longitude, stop=at_stop,
        )  # fmt: skip
        row.save()
    return row
