"""Public events, registrations and joint passes for programs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.living import actions
from pilin.domain.living.queries import happenings as queries
from pilin.domain.living.queries import happenings_coming as coming
from pilin.domain.living.queries import happenings_passes as passes
from pilin.domain.living.rules import happenings as rules
from pilin.domain.living.schemas.happenings import (
    CalendarOut,
    CameOut,
    HappeningIn,
    HappeningOut,
    HappeningsOut,
    HappeningThoughtOut,
    HappeningWhyIn,
    JointPassesOut,
    RegistrationIn,
    RegistrationOut,
    RegistrationsOut,
    TicketIn,
    happening_out,
    line_out,
    pass_out,
    thought_out,
    ticket_out,
    tickets_out,
)
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["living"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
READ = {404: Error, 422: Error}
Town = Annotated[str, Query(max_length=16)]
Kind = Annotated[str, Query(max_length=10)]


@router.get("/circles/{slug:circle}/calendar", response={200: CalendarOut, **READ}, summary="Read the one calendar")
def show_calendar(
    request: HttpRequest,
    circle: str,
    first: date | None = None,
    last: date | None = None,
    town: Town = "",
    kind: Kind = "",
) -> dict[str, Any]:
    """Return everything dated between two days, both counted: the coming thirty where none are named, at most 370."""
    _circle(request, circle)
    start = first or day_of(request.at)
    end = min(last or start + timedelta(days=29), start + timedelta(days=369))
    lines = queries.calendar(request.standing, circle, request.at, start, end, town=town, kind=kind)
    return {"circle": circle, "first": start, "last": end, "lines": [line_out(line) for line in lines]}


@router.get("/circles/{slug:circle}/happenings", response={200: HappeningsOut, **READ}, summary="List public events")
def list_happenings(request: HttpRequest, circle: str, town: Town = "", kind: Kind = "") -> dict[str, Any]:
    """Return the public events of a circle by date; without the places of each town, which one event gives."""
    _circle(request, circle)
    found = queries.happenings(request.standing, circle, request.at, town=town, kind=kind)
    return {"circle": circle, "happenings": [happening_out(one, []) for one in found]}


@router.post(
    "/circles/{slug:circle}/happenings", response={201: HappeningOut, **MADE}, auth=signed_in, summary="Plan an event"
)
def plan_happening(request: HttpRequest, circle: str, data: HappeningIn) -> tuple[int, dict[str, Any]]:
    """Plan an event of the town acted for; nobody but the town and the host reads it before it is announced."""
    within = _circle(request, circle)
    apart = ("title_zh", "title_en", "kind", "host", "venues", "quotas", "announce", "about_en")
    said = {name: value for name, value in data.dict().items() if name not in apart} | {"about": data.about_en}
    made = actions.plan_happening(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, title_zh=data.title_zh, title=data.title_en, kind=data.kind,
        host=data.host, venues=[venue.dict() for venue in data.venues], quotas=data.quotas or None, said=said, announce=data.announce,
    )  # fmt: skip
    return 201, _shown(request, circle, made.pk)


@router.get(
    "/circles/{slug:circle}/happenings/{uuid:uid}", response={200: HappeningOut, **READ}, summary="Show a public event"
)
def show_happening(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one event with the places of each town: given, taken, waiting."""
    return _shown(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/happenings/{uuid:uid}/announcement", response={200: HappeningOut, **MADE}, auth=signed_in,
    summary="Announce an event",
)  # fmt: skip
def announce_happening(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Let everybody whom an event is for read of it."""
    told = _happening(request, circle, uid)
    actions.announce_happening(by=request.standing, at=request.at, happening=told.row)
    return _shown(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/happenings/{uuid:uid}/cancellation", response={200: HappeningOut, **MADE}, auth=signed_in,
    summary="Call an event off",
)  # fmt: skip
def cancel_happening(request: HttpRequest, circle: str, uid: UUID, data: HappeningWhyIn) -> dict[str, Any]:
    """Call an event off, with the reason; whoever registered is told."""
    told = _happening(request, circle, uid)
    actions.cancel_happening(by=request.standing, at=request.at, happening=told.row, why=data.why)
    return _shown(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/happenings/{uuid:uid}/registrations", response={201: RegistrationOut, **MADE}, auth=signed_in,
    summary="Register for an event",
)  # fmt: skip
def register(request: HttpRequest, circle: str, uid: UUID, data: RegistrationIn) -> tuple[int, dict[str, Any]]:
    """Register oneself; a clerk registers somebody of their own town. Without a free place one waits, in order of asking."""
    told, standing = _happening(request, circle, uid), request.standing
    clerk = bool(standing.member and rules.may_register(standing, circle, standing.member, None))
    made = actions.register(
        by=standing,
        at=request.at,
        happening=told.row,
        town=data.town,
        name=data.name,
        person=None if clerk else standing.person,
    )
    found = coming.ticket_named(standing, circle, made.pk, request.at)
    return 201, ticket_out(made, found.place if found else None)


@router.get(
    "/circles/{slug:circle}/registrations", response={200: RegistrationsOut, **MADE}, auth=signed_in, summary="One's own registrations"
)  # fmt: skip
def list_registrations(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return one's own registrations with their tickets."""
    _circle(request, circle)
    return tickets_out(coming.tickets(request.standing, circle, request.at))


@router.post(
    "/circles/{slug:circle}/registrations/{uuid:uid}/withdrawal", response={200: RegistrationOut, **MADE}, auth=signed_in,
    summary="Give a registration back",
)  # fmt: skip
def withdraw(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Give a registration back before the event begins; whoever waited longest gets the place."""
    _circle(request, circle)
    found = coming.ticket_named(request.standing, circle, uid, request.at)
    if found is None:
        raise Http404
    row = actions.withdraw_registration(by=request.standing, at=request.at, registration=found.row)
    return ticket_out(row, None)


@router.post(
    "/circles/{slug:circle}/happenings/{uuid:uid}/attendance", response={200: CameOut, **MADE}, auth=signed_in, summary="Take a ticket in"
)  # fmt: skip
def take_ticket(request: HttpRequest, circle: str, uid: UUID, data: TicketIn) -> dict[str, Any]:
    """Note that whoever bears a ticket is there; twice is once."""
    told = _happening(request, circle, uid)
    row, fresh = actions.mark_came(
        by=request.standing, at=request.at, happening=told.row, code=data.code, session=data.session
    )
    return {"name": row.name, "town": row.town.code, "fresh": fresh}


@router.get(
    "/circles/{slug:circle}/happenings/{uuid:uid}/evaluation", response={200: HappeningThoughtOut, **READ}, summary="What people thought"
)  # fmt: skip
def show_thought(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return what people thought of an event, from five answers on; fewer could be traced to somebody."""
    return thought_out(coming.thought_of(_happening(request, circle, uid).row))


@router.get("/circles/{slug:circle}/passes", response={200: JointPassesOut, **READ}, summary="List joint passes")
def list_passes(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the joint passes of a circle; uses at all venues together are no visitors."""
    _circle(request, circle)
    return {"circle": circle, "passes": [pass_out(one) for one in passes.passes(request.standing, circle)]}


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _happening(request: HttpRequest, circle: str, uid: UUID) -> queries.HappeningTold:
    found = queries.happening_named(request.standing, circle, uid, request.at)
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    told = _happening(request, circle, uid)
    return happening_out(told, queries.quotas_of(told))
