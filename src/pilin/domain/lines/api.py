"""Lines for programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from pilin.domain.lines import actions, forms, queries, rules
from pilin.domain.lines.enums import WALK_KM
from pilin.domain.lines.models import Line, Stop
from pilin.domain.lines.schemas import (
    CloseIn,
    LineIn,
    LineOut,
    LinesOut,
    LineWholeOut,
    PermissionIn,
    PermissionOut,
    RidesOut,
    StopIn,
    StopOut,
    StopsOut,
    StopWholeOut,
    TimetableIn,
    TimetableOut,
    given,
    line_out,
    line_told_out,
    line_whole_out,
    permission_out,
    rides_out,
    stop_out,
    stop_whole_out,
)
from pilin.engine.base import Fault, Invalid
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["lines"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
PointIn = Annotated[str, Query(max_length=40)]


@router.get("/circles/{slug:circle}/lines", response={200: LinesOut, 404: Error, 422: Error}, summary="List bus lines")
def list_lines(request: HttpRequest, circle: str, on: date | None = None) -> dict[str, Any]:
    """Return the lines of a circle on a day, today unless said, each with its first and last bus."""
    day = _day(request, circle, on)
    return {"circle": circle, "on": day.on, "lines": [line_told_out(queries.line_told(day, row)) for row in day.lines]}


@router.get(
    "/circles/{slug:circle}/lines/{uuid:uid}", response={200: LineWholeOut, 404: Error, 422: Error}, summary="Show a bus line"
)  # fmt: skip
def show_line(request: HttpRequest, circle: str, uid: UUID, on: date | None = None) -> dict[str, Any]:
    """Return a line with its trips of a day, its stops, and where one may get on and off; unknown is null."""
    row, day = _line(request, circle, uid), _day(request, circle, on)
    return line_whole_out(day, queries.line_told(day, row))


@router.get("/circles/{slug:circle}/stops", response={200: StopsOut, 404: Error}, summary="List stops")
def list_stops(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the stops of a circle."""
    _circle(request, circle)
    return {"circle": circle, "stops": [stop_out(row) for row in queries.stops(request.standing, circle)]}


@router.get(
    "/circles/{slug:circle}/stops/{uuid:uid}", response={200: StopWholeOut, 404: Error, 422: Error}, summary="Show a stop"
)  # fmt: skip
def show_stop(request: HttpRequest, circle: str, uid: UUID, on: date | None = None) -> dict[str, Any]:
    """Return a stop with what leaves it on a day, which is the last bus, and every word that counts there."""
    row = _stop(request, circle, uid)
    return stop_whole_out(_day(request, circle, on), row)


@router.get(
    "/circles/{slug:circle}/rides", response={200: RidesOut, 404: Error, 422: Error}, summary="Find rides from door to door"
)  # fmt: skip
def find_rides(
    request: HttpRequest,
    circle: str,
    origin: PointIn,
    goal: PointIn,
    after: Annotated[str, Query(max_length=8)] = "0:00",
    on: date | None = None,
    walk_km: Annotated[float, Query(ge=0, le=10)] = WALK_KM,
) -> dict[str, Any]:
    """Return rides between two places (``LAT,LON``) that leave after a time, direct or with one change, and the last bus.

    Only calls where getting on, or off, is known to be allowed are used; what passes near without being of use is named.
    """
    places = {name: rules.point_of(text) for name, text in (("origin", origin), ("goal", goal))}
    minute = rules.minutes_of(after)
    faults = [Fault("no_place", name, _("Write latitude and longitude: 30.8902,121.0120")) for name, place in places.items() if place is None]  # fmt: skip
    if minute is None:
        faults.append(Fault("time", "after", _("Write a time as 18:40; past midnight as 24:10"), value=after))
    start, end = places["origin"], places["goal"]
    if start is None or end is None or minute is None:
        raise Invalid(*faults)
    day = _day(request, circle, on)
    return rides_out(circle, day.on, minute, queries.answer(day, start, end, minute, walk_km))


@router.post(
    "/circles/{slug:circle}/stops", response={201: StopOut, **MADE}, auth=signed_in, summary="Put down a stop, or change it"
)  # fmt: skip
def put_stop(request: HttpRequest, circle: str, data: StopIn) -> tuple[int, dict[str, Any]]:
    """Enter a stop of the town acted for, or change the one of ``uid``."""
    within = _circle(request, circle)
    row = _stop(request, circle, data.uid) if data.uid else None
    said = given(data) | {"latitude": Decimal(data.latitude), "longitude": Decimal(data.longitude)}
    made = actions.put_stop(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, stop=row, revision=data.revision, **said
    )  # fmt: skip
    return 201, stop_out(made)


@router.post(
    "/circles/{slug:circle}/lines", response={201: LineOut, **MADE}, auth=signed_in, summary="Write down a line, or change it"
)  # fmt: skip
def open_line(request: HttpRequest, circle: str, data: LineIn) -> tuple[int, dict[str, Any]]:
    """Enter a line of the town acted for, or change the one of ``uid``."""
    within = _circle(request, circle)
    row = _line(request, circle, data.uid) if data.uid else None
    said = given(data) | {"fare_cny": None if data.fare_cny is None else Decimal(data.fare_cny)}
    made = actions.open_line(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, line=row, revision=data.revision, **said
    )  # fmt: skip
    return 201, line_out(made)


@router.post(
    "/circles/{slug:circle}/lines/{uuid:uid}/timetable", response={200: TimetableOut, **MADE}, auth=signed_in, summary="Bring a timetable",
)  # fmt: skip
def bring_timetable(request: HttpRequest, circle: str, uid: UUID, data: TimetableIn) -> dict[str, int]:
    """Put a whole timetable into force from a day: all of it, or an answer that names each row that is wrong."""
    row = _line(request, circle, uid)
    read = [
        forms.read_call(
            number, trip=call.trip, stop=call.stop, arrives=call.arrives, departs=call.departs, direction=call.direction or "",
            days=call.days or "",
        )
        for number, call in enumerate(data.calls, start=1)
    ]  # fmt: skip
    calls: list[tuple[int | None, rules.CallInput]] = [(number, call) for number, (call, _wrong) in enumerate(read, start=1)]  # fmt: skip
    return actions.bring_timetable(
        by=request.standing, at=request.at, line=row, calls=calls, valid_from=data.valid_from, faults=[fault for _call, wrong in read for fault in wrong]
    )  # fmt: skip


@router.post(
    "/circles/{slug:circle}/lines/{uuid:uid}/permissions", response={201: PermissionOut, **MADE}, auth=signed_in,
    summary="Say who may get on and off at a stop",
)  # fmt: skip
def grant_permission(request: HttpRequest, circle: str, uid: UUID, data: PermissionIn) -> tuple[int, dict[str, Any]]:
    """Say for a stop of the town acted for whether one may get on the line there, and off; null leaves it unknown."""
    row, stop = _line(request, circle, uid), _stop(request, circle, data.stop)
    said = given(data) | {"stop": stop, "direction": data.direction or ""}
    return 201, permission_out(actions.grant_permission(by=request.standing, at=request.at, line=row, **said))


@router.post(
    "/circles/{slug:circle}/stop-permissions/{uuid:uid}/withdraw", response={200: PermissionOut, **MADE}, auth=signed_in,
    summary="Take back who may get on and off",
)  # fmt: skip
def withdraw_permission(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Let a word on who may get on and off count no more from today on."""
    word = queries.permission_named(request.standing, circle, uid)
    if word is None:
        raise Http404
    return permission_out(actions.withdraw_permission(by=request.standing, at=request.at, permission=word))


@router.post(
    "/circles/{slug:circle}/lines/{uuid:uid}/close", response={200: LineOut, **MADE}, auth=signed_in, summary="Close a line"
)  # fmt: skip
def close_line(request: HttpRequest, circle: str, uid: UUID, data: CloseIn) -> dict[str, Any]:
    """Let a line go no more after a day, today unless said."""
    row = _line(request, circle, uid)
    return line_out(actions.close_line(by=request.standing, at=request.at, line=row, last_day=data.last_day))


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _day(request: HttpRequest, circle: str, on: date | None) -> queries.Day:
    return queries.day(request.standing, _circle(request, circle).slug, on or day_of(request.at))


def _line(request: HttpRequest, circle: str, uid: UUID) -> Line:
    found = queries.line_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _stop(request: HttpRequest, circle: str, uid: UUID) -> Stop:
    found = queries.stop_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
