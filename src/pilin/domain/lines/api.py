"""Lines for programs."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Query, Router, UploadedFile

from pilin.domain.lines import actions, forms, queries, rules
from pilin.domain.lines.enums import MOST_FEED_BYTES, WALK_KM
from pilin.domain.lines.models import Line, Stop, Subsidy
from pilin.domain.lines.schemas import (
    CloseIn,
    FeedPlanOut,
    LineIn,
    LineOut,
    LinesOut,
    LineWholeOut,
    PermissionIn,
    PermissionOut,
    RidesOut,
    StopIn,
    StopMatchesOut,
    StopOut,
    StopsOut,
    StopWholeOut,
    SubsidiesOut,
    SubsidyIn,
    SubsidyOut,
    TimetableIn,
    TimetableOut,
    TripAnswerOut,
    feed_plan_out,
    given,
    line_out,
    line_told_out,
    line_whole_out,
    match_out,
    permission_out,
    rides_out,
    stop_out,
    stop_whole_out,
    subsidy_out,
    trip_out,
)
from pilin.engine import gtfs
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


@router.get(
    "/circles/{slug:circle}/trips", response={200: TripAnswerOut, 404: Error, 422: Error}, summary="Find a way that arrives by a time"
)  # fmt: skip
def find_trip(
    request: HttpRequest,
    circle: str,
    origin: Annotated[str, Query(max_length=60)],
    goal: Annotated[str, Query(max_length=60)],
    arrive: Annotated[str, Query(max_length=8)],
    on: date | None = None,
    back_after: Annotated[str, Query(max_length=8)] = "",
) -> dict[str, Any]:
    """Return when to leave at the latest to be there by a time, with up to three changes; first and last way back; or why not.

    A place is a stop's uid or code, ``LAT,LON``, or the code or name of a division: any stop in it will do.
    """
    by, back = rules.minutes_of(arrive), rules.minutes_of(back_after) if back_after else None
    faults = [Fault("time", name, _("Write a time as 18:40; past midnight as 24:10"), value=text) for name, text, minute in (("arrive", arrive, by), ("back_after", back_after, back)) if text and minute is None]  # fmt: skip
    if faults or by is None:
        raise Invalid(*faults or [Fault("time", "arrive", _("Write a time as 18:40; past midnight as 24:10"))])
    day = on or day_of(request.at)
    found = queries.trip(request.standing, _circle(request, circle).slug, origin, goal, day, by, back)
    if not isinstance(found, queries.TripSaid):
        raise Invalid(*(Fault("no_place", name, _("No stop or place here is called so"), value=origin if name == "origin" else goal) for name in found))  # fmt: skip
    return trip_out(circle, found)


@router.get(
    "/circles/{slug:circle}/gtfs.zip", response={200: None, 404: Error}, summary="Take the lines as a GTFS feed"
)
def take_feed(request: HttpRequest, circle: str) -> HttpResponse:
    """Return the circle's lines as an archive; where getting on or off is forbidden or unknown, the feed says no."""
    files = queries.feed_of(
        request.standing, _circle(request, circle).slug, day_of(request.at), request.build_absolute_uri("/")
    )
    return HttpResponse(gtfs.write_zip(files), content_type="application/zip")


@router.post(
    "/circles/{slug:circle}/gtfs", response={200: FeedPlanOut, **MADE}, auth=signed_in, summary="Bring a GTFS feed, or see what it would change"
)  # fmt: skip
def bring_feed(
    request: HttpRequest,
    circle: str,
    file: File[UploadedFile],
    valid_from: Form[date],
    dry_run: Form[bool] = True,
    answers: Form[str] = "{}",
) -> dict[str, Any]:
    """Say what a feed would change, or, without ``dry_run``, put it into force for the town acted for: all of it or nothing.

    ``answers`` is a JSON object: number of a stop in the feed → uid of the stop that it is, ``new``, or ``new:CODE`` of the
    division in which it lies.
    """
    within, town = _circle(request, circle), request.standing.member
    rules.may_keep(request.standing, circle, town).require()
    said = _answers(answers)
    if (file.size or 0) > MOST_FEED_BYTES:
        raise Invalid(Fault("too_large", "file", _("Larger than is read here"), value=str(file.size)))
    feed, read = forms.read_feed(file.read())
    plan = queries.feed_plan(request.standing, circle, town, feed, read, valid_from, said)
    written = None
    if not dry_run:
        written = actions.bring_feed(
            by=request.standing, at=request.at, circle=within, town=town, feed=feed, read=read, valid_from=valid_from, answers=said
        )  # fmt: skip
    return feed_plan_out(circle, plan, written)


def _answers(text: str) -> dict[str, str]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        raise Invalid(Fault("answers", "answers", _("A JSON object of texts")))
    return said


@router.get(
    "/circles/{slug:circle}/stop-matches", response={200: StopMatchesOut, 404: Error}, summary="List stops of feeds"
)
def list_matches(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return which stops of feeds are which stops of a circle."""
    _circle(request, circle)
    return {"circle": circle, "matches": [match_out(row) for row in queries.matches(request.standing, circle)]}


@router.post(
    "/circles/{slug:circle}/stop-matches/{uuid:uid}/part", response={200: StopOut, **MADE}, auth=signed_in, summary="Part a stop of a feed from a stop",
)  # fmt: skip
def part_stops(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Forget which stop a stop of a feed is: the next feed asks again. The stop it was taken for is answered."""
    match = queries.match_named(request.standing, circle, uid)
    if match is None:
        raise Http404
    return stop_out(actions.part_stops(by=request.standing, at=request.at, match=match))


@router.get(
    "/circles/{slug:circle}/subsidies", response={200: SubsidiesOut, 404: Error}, summary="List who pays for bus lines"
)
def list_subsidies(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return who pays for the lines of a circle that go today, agreed and proposed."""
    held = queries.lines(request.standing, _circle(request, circle).slug, day_of(request.at))
    return {"circle": circle, "subsidies": [subsidy_out(one) for one in queries.subsidies(request.standing, held)]}


@router.post(
    "/circles/{slug:circle}/lines/{uuid:uid}/subsidies", response={201: SubsidyOut, **MADE}, auth=signed_in, summary="Propose who pays for a bus line",
)  # fmt: skip
def propose_subsidy(request: HttpRequest, circle: str, uid: UUID, data: SubsidyIn) -> tuple[int, dict[str, Any]]:
    """Propose what each town pays of a line in a year; it counts once every town with a share has agreed."""
    amount = None if data.amount_cny is None else Decimal(data.amount_cny)
    shares = {one.town: Decimal(one.per_cent) for one in data.shares}
    made = actions.propose_subsidy(by=request.standing, at=request.at, line=_line(request, circle, uid), year=data.year, shares=shares, amount_cny=amount)  # fmt: skip
    return 201, subsidy_out(queries.subsidy_told(made))


@router.post(
    "/circles/{slug:circle}/subsidies/{uuid:uid}/agree", response={200: SubsidyOut, **MADE}, auth=signed_in, summary="Agree to who pays for a bus line",
)  # fmt: skip
def agree_to_subsidy(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Say yes to the share of the town acted for."""
    made = actions.agree_to_subsidy(by=request.standing, at=request.at, subsidy=_subsidy(request, circle, uid))
    return subsidy_out(queries.subsidy_told(made))


@router.post(
    "/circles/{slug:circle}/subsidies/{uuid:uid}/withdraw", response={200: SubsidyOut, **MADE}, auth=signed_in,
    summary="Take back who pays for a bus line",
)  # fmt: skip
def withdraw_subsidy(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Take back a proposal that is not agreed yet."""
    made = actions.withdraw_subsidy(by=request.standing, at=request.at, subsidy=_subsidy(request, circle, uid))
    return subsidy_out(queries.subsidy_told(made))


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


def _subsidy(request: HttpRequest, circle: str, uid: UUID) -> Subsidy:
    found = queries.subsidy_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _stop(request: HttpRequest, circle: str, uid: UUID) -> Stop:
    found = queries.stop_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
