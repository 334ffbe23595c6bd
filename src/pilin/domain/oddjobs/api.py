"""Odd jobs for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.enterprises.queries import enterprise_named
from pilin.domain.oddjobs import actions, queries, schemas
from pilin.domain.oddjobs.models import Ban, Booking, Pay, Shift, Worker
from pilin.domain.oddjobs.queries import Origin
from pilin.domain.oddjobs.rules import may_act_for
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.cases.enums import Channel
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, members_on
from pilin.web.api import Error, signed_in

router = Router(tags=["oddjobs"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
DONE = {401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
Code = Annotated[str, Query(max_length=16)]
Latitude = Annotated[float | None, Query(ge=-90, le=90)]
Longitude = Annotated[float | None, Query(ge=-180, le=180)]
Kilometres = Annotated[float | None, Query(gt=0, le=500)]


@router.get(
    "/circles/{slug:circle}/shifts",
    response={200: schemas.ShiftsOut, 404: Error, 422: Error},
    summary="List open shifts",
)
def list_shifts(
    request: HttpRequest, circle: str, lat: Latitude = None, lon: Longitude = None, within_km: Kilometres = None, trade: Code = "",
    town: Code = "",
) -> dict[str, Any]:  # fmt: skip
    """Return the open shifts of the next eight days; with a point, how far each is, and only those ``within_km`` of it."""
    _circle(request, circle)
    if (lat is None) != (lon is None) or (within_km is not None and lat is None):
        raise Invalid(Fault("point", "lat", "a point is a latitude and a longitude"))
    origin = Origin(lat, lon, "") if lat is not None and lon is not None else None
    cards = queries.days_near(
        request.standing, circle, request.at, origin=origin, within_km=within_km, trade=trade, town=town
    )
    return {"circle": circle, "shifts": [schemas.shift_out(card) for card in cards]}


@router.get(
    "/circles/{slug:circle}/shifts/{uuid:uid}", response={200: schemas.ShiftOut, 404: Error}, summary="Show a shift"
)
def show_shift(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one shift."""
    return schemas.shift_out(queries.card_of(_shift(request, circle, uid), None))


@router.post(
    "/circles/{slug:circle}/posts", response={201: schemas.PostOut, **MADE}, auth=signed_in, summary="Offer work"
)
def post_work(request: HttpRequest, circle: str, data: schemas.PostIn) -> tuple[int, dict[str, Any]]:
    """Offer work of a firm in a town, with its shifts; refused with the clause that stands against it."""
    within = _circle(request, circle)
    firm = enterprise_named(request.standing, circle, data.firm)
    if firm is None:
        raise Http404
    row = actions.post_work(by=request.standing, at=request.at, circle=within, firm=firm, **schemas.post_said(data))
    return 201, schemas.post_out(row, list(row.shifts.visible_to(request.standing).select_related("post")))


@router.get(
    "/circles/{slug:circle}/posts/{uuid:uid}", response={200: schemas.PostOut, 404: Error}, summary="Show a post"
)
def show_post(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a post with its shifts."""
    row = queries.post_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return schemas.post_out(row, list(row.shifts.visible_to(request.standing).select_related("post")))


@router.post(
    "/circles/{slug:circle}/posts/{uuid:uid}/repeat",
    response={201: schemas.PostOut, **DONE},
    auth=signed_in,
    summary="Offer work again",
)
def repeat_post(request: HttpRequest, circle: str, uid: UUID) -> tuple[int, dict[str, Any]]:
    """Offer the same work again, its shifts moved on by whole weeks to the first that lie ahead."""
    row = queries.post_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    made = actions.repeat_post(by=request.standing, at=request.at, post=row)
    return 201, schemas.post_out(made, list(made.shifts.visible_to(request.standing).select_related("post")))


@router.post(
    "/circles/{slug:circle}/workers",
    response={201: schemas.WorkerOut, **MADE},
    auth=signed_in,
    summary="Enrol for odd jobs",
)
def enrol_worker(request: HttpRequest, circle: str, data: schemas.WorkerIn) -> tuple[int, dict[str, Any]]:
    """Enrol oneself, or with ``for_somebody`` somebody without a telephone, as the clerk of their town."""
    within = _circle(request, circle)
    said = data.model_dump(exclude={"for_somebody"})
    person = None if data.for_somebody else request.standing.person
    return 201, schemas.worker_out(
        actions.enrol_worker(by=request.standing, at=request.at, circle=within, person=person, **said)
    )


@router.get(
    "/circles/{slug:circle}/workers/{uuid:uid}", response={200: schemas.WorkerOut, 401: Error, 404: Error}, auth=signed_in,
    summary="Show somebody enrolled",
)  # fmt: skip
def show_worker(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return somebody enrolled: to themselves, and to the town that enrolled them."""
    return schemas.worker_out(_worker(request, circle, uid))


@router.get(
    "/circles/{slug:circle}/workers/{uuid:uid}/bookings", response={200: schemas.BookingsOut, 401: Error, 404: Error}, auth=signed_in,
    summary="List a worker's shifts",
)  # fmt: skip
def list_bookings(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return what stands between a worker and shifts."""
    worker = _worker(request, circle, uid)
    may_act_for(request.standing, worker).require()
    return {"circle": circle, "bookings": [schemas.booking_out(row) for row in queries.bookings_of(worker)]}


@router.post(
    "/circles/{slug:circle}/shifts/{uuid:uid}/apply",
    response={200: schemas.BookingOut, **DONE},
    auth=signed_in,
    summary="Ask for a shift",
)
def apply_for_shift(request: HttpRequest, circle: str, uid: UUID, data: schemas.ApplyIn) -> dict[str, Any]:
    """Ask for a shift, for oneself or for a worker whom this clerk enrolled."""
    shift = _shift(request, circle, uid)
    worker = _worker(request, circle, data.worker) if data.worker else queries.own_worker(request.standing, circle)
    if worker is None:
        raise Http404
    return schemas.booking_out(actions.apply_for_shift(by=request.standing, at=request.at, shift=shift, worker=worker))


@router.post(
    "/circles/{slug:circle}/bookings/{uuid:uid}/accept", response={200: schemas.BookingOut, **DONE}, auth=signed_in,
    summary="Say yes to a shift",
)  # fmt: skip
def accept_proposal(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Say yes to a shift that was proposed."""
    return schemas.booking_out(
        actions.accept_proposal(by=request.standing, at=request.at, booking=_booking(request, circle, uid))
    )


@router.post(
    "/circles/{slug:circle}/bookings/{uuid:uid}/decline", response={200: schemas.BookingOut, **DONE}, auth=signed_in,
    summary="Say no to a shift",
)  # fmt: skip
def decline_proposal(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Say no to a shift that was proposed."""
    return schemas.booking_out(
        actions.decline_proposal(by=request.standing, at=request.at, booking=_booking(request, circle, uid))
    )


@router.post(
    "/circles/{slug:circle}/bookings/{uuid:uid}/give-back", response={200: schemas.BookingOut, **DONE}, auth=signed_in,
    summary="Give a shift back",
)  # fmt: skip
def give_back_shift(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Give a shift back before it begins, or ask for it no more."""
    return schemas.booking_out(
        actions.give_back_shift(by=request.standing, at=request.at, booking=_booking(request, circle, uid))
    )


@router.post(
    "/circles/{slug:circle}/bookings/{uuid:uid}/check-in", response={200: schemas.AttendanceOut, **DONE}, auth=signed_in,
    summary="Note that somebody came",
)  # fmt: skip
def check_in(request: HttpRequest, circle: str, uid: UUID, data: schemas.CheckIn) -> dict[str, Any]:
    """Note that the worker came: with the code of the foreman's telephone, or on the employer's word."""
    row = _side(request, circle, uid)
    return schemas.attendance_out(
        actions.check_in(by=request.standing, at=request.at, booking=row, code=data.code, km=data.km)
    )


@router.post(
    "/circles/{slug:circle}/bookings/{uuid:uid}/check-out", response={200: schemas.AttendanceOut, **DONE}, auth=signed_in,
    summary="Note that somebody went",
)  # fmt: skip
def check_out(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Note that the worker went home."""
    return schemas.attendance_out(
        actions.check_out(by=request.standing, at=request.at, booking=_side(request, circle, uid))
    )


@router.post(
    "/circles/{slug:circle}/bookings/{uuid:uid}/hours", response={200: schemas.AttendanceOut, **DONE}, auth=signed_in,
    summary="Say which hours were worked",
)  # fmt: skip
def say_hours(request: HttpRequest, circle: str, uid: UUID, data: schemas.HoursIn) -> dict[str, Any]:
    """Say how long was worked, for the side that this standing speaks for; both the same, and the hours stand."""
    row = _side(request, circle, uid)
    return schemas.attendance_out(
        actions.say_hours(by=request.standing, at=request.at, booking=row, minutes=data.minutes)
    )


@router.get(
    "/circles/{slug:circle}/pays", response={200: schemas.PaysOut, 401: Error, 404: Error}, auth=signed_in, summary="List what is owed"
)  # fmt: skip
def list_pays(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return what is still owed for work in this standing's town and to its workers, the longest due first."""
    _circle(request, circle)
    today = day_of(request.at)
    rows = queries.unpaid(request.standing).filter(circle=circle).order_by("due_on", "uid")
    return {"circle": circle, "on": today, "pays": [schemas.pay_out(row, today) for row in rows]}


@router.post(
    "/circles/{slug:circle}/pays/{uuid:uid}/paid", response={200: schemas.PayOut, **DONE}, auth=signed_in, summary="Say that pay was paid"
)  # fmt: skip
def state_paid(request: HttpRequest, circle: str, uid: UUID, data: schemas.PaidIn) -> dict[str, Any]:
    """Say that the pay was paid, and what was taken off it on which ground."""
    row = _pay(request, circle, uid)
    made = actions.state_paid(by=request.standing, at=request.at, pay=row, **schemas.paid_said(data))
    return schemas.pay_out(made, day_of(request.at))


@router.post(
    "/circles/{slug:circle}/pays/{uuid:uid}/received", response={200: schemas.PayOut, **DONE}, auth=signed_in, summary="Say that pay came"
)  # fmt: skip
def confirm_received(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Say that the pay came, for oneself or for a worker whom this clerk enrolled."""
    made = actions.confirm_received(by=request.standing, at=request.at, pay=_pay(request, circle, uid))
    return schemas.pay_out(made, day_of(request.at))


@router.post(
    "/circles/{slug:circle}/pays/{uuid:uid}/denied", response={200: schemas.PayOut, **DONE}, auth=signed_in, summary="Say that pay did not come"
)  # fmt: skip
def deny_received(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Say that the pay did not come; both towns are told."""
    made = actions.deny_received(by=request.standing, at=request.at, pay=_pay(request, circle, uid))
    return schemas.pay_out(made, day_of(request.at))


@router.post(
    "/circles/{slug:circle}/posts/{uuid:uid}/complaints", response={201: schemas.ComplaintOut, **DONE}, auth=signed_in,
    summary="Complain about work",
)  # fmt: skip
def complain(request: HttpRequest, circle: str, uid: UUID, data: schemas.ComplaintIn) -> tuple[int, dict[str, Any]]:
    """Complain about a post to the town of the work; the employer reads neither the words nor who complained."""
    row = queries.post_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    made = actions.complain(
        by=request.standing,
        at=request.at,
        post=row,
        breach=data.breach.value,
        words=data.words,
        channel=Channel.PROGRAM,
    )
    return 201, {"uid": made.pk, "reference": made.reference, "answer_by": made.answer_by}


@router.get(
    "/circles/{slug:circle}/odd-job-months/{month}", response={200: schemas.MonthOut, 404: Error}, summary="Show a month of odd jobs"
)  # fmt: skip
def show_month(request: HttpRequest, circle: str, month: str) -> dict[str, Any]:
    """Return what each town has published of a month, named as 2026-10."""
    _circle(request, circle)
    first = _month(month)
    if first is None:
        raise Http404
    towns = members_on(request.standing, circle, day_of(request.at))
    rows = queries.months_published(request.standing, circle, towns, first)
    return {"circle": circle, "month": month, "towns": [schemas.month_out(row) for row in rows]}


@router.post(
    "/circles/{slug:circle}/odd-job-months", response={201: schemas.MonthTownOut, **MADE}, auth=signed_in, summary="Publish a month of odd jobs"
)  # fmt: skip
def publish_month(request: HttpRequest, circle: str, data: schemas.MonthIn) -> tuple[int, dict[str, Any]]:
    """Publish a month of the town acted for, once it is over; published again, only what changed."""
    within, standing, first = _circle(request, circle), request.standing, _month(data.month)
    assert first is not None
    actions.publish_month(by=standing, at=request.at, circle=within, town=standing.member, month=first)
    towns = [one for one in members_on(standing, circle, day_of(request.at)) if one.code == standing.member]
    (row,) = queries.months_published(standing, circle, towns, first)
    return 201, schemas.month_out(row)


@router.get(
    "/circles/{slug:circle}/bans", response={200: schemas.BansOut, 401: Error, 404: Error}, auth=signed_in, summary="List barred employers"
)  # fmt: skip
def list_bans(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the bans of the own town and those shared with it, with the towns in which each holds today."""
    _circle(request, circle)
    today = day_of(request.at)
    told = queries.bans_told(request.standing, queries.bans(request.standing, circle), today)
    return {"circle": circle, "on": today, "bans": [schemas.ban_out(one) for one in told]}


@router.post(
    "/circles/{slug:circle}/bans", response={201: schemas.BanOut, **MADE}, auth=signed_in, summary="Bar an employer"
)
def ban_employer(request: HttpRequest, circle: str, data: schemas.BanIn) -> tuple[int, dict[str, Any]]:
    """Let an employer offer no work in the town acted for, and under a clause in the towns bound by it."""
    within, standing = _circle(request, circle), request.standing
    firm = enterprise_named(standing, circle, data.firm)
    if firm is None:
        raise Http404
    said = data.model_dump(exclude={"firm"})
    made = actions.ban_employer(by=standing, at=request.at, circle=within, town=standing.member, firm=firm, **said)
    return 201, _ban_out(request, made)


@router.get(
    "/circles/{slug:circle}/bans/{uuid:uid}", response={200: schemas.BanOut, 401: Error, 404: Error}, auth=signed_in, summary="Show a ban"
)  # fmt: skip
def show_ban(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a ban to the towns that share it, and to whoever speaks for the employer."""
    return _ban_out(request, _ban(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/bans/{uuid:uid}/lift", response={200: schemas.BanOut, **DONE}, auth=signed_in, summary="Lift a ban"
)  # fmt: skip
def lift_ban(request: HttpRequest, circle: str, uid: UUID, data: schemas.SayingIn) -> dict[str, Any]:
    """Let an employer offer work again."""
    row = _ban(request, circle, uid)
    return _ban_out(request, actions.lift_ban(by=request.standing, at=request.at, ban=row, words=data.words))


@router.post(
    "/circles/{slug:circle}/bans/{uuid:uid}/object", response={200: schemas.BanOut, **DONE}, auth=signed_in, summary="Object to a ban"
)  # fmt: skip
def object_to_ban(request: HttpRequest, circle: str, uid: UUID, data: schemas.SayingIn) -> dict[str, Any]:
    """Object to a ban in the employer's name."""
    row = _ban(request, circle, uid)
    return _ban_out(request, actions.object_to_ban(by=request.standing, at=request.at, ban=row, words=data.words))


@router.post(
    "/circles/{slug:circle}/bans/{uuid:uid}/set-aside", response={200: schemas.BanOut, **DONE}, auth=signed_in, summary="Set a ban aside"
)  # fmt: skip
def set_ban_aside(request: HttpRequest, circle: str, uid: UUID, data: schemas.SayingIn) -> dict[str, Any]:
    """Say that the own town does not follow another town's ban."""
    row = _ban(request, circle, uid)
    actions.set_ban_aside(by=request.standing, at=request.at, ban=row, words=data.words)
    return _ban_out(request, row)


@router.post(
    "/circles/{slug:circle}/bans/{uuid:uid}/follow", response={200: schemas.BanOut, **DONE}, auth=signed_in, summary="Follow a ban again"
)  # fmt: skip
def follow_ban(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Follow a ban again that the own town had set aside."""
    row = _ban(request, circle, uid)
    actions.follow_ban(by=request.standing, at=request.at, ban=row)
    return _ban_out(request, row)


@router.get(
    "/circles/{slug:circle}/wage-floors",
    response={200: schemas.FloorsOut, 404: Error, 422: Error},
    summary="List wage floors",
)
def list_floors(request: HttpRequest, circle: str, on: date | None = None) -> dict[str, Any]:
    """Return the least that an hour is paid in each town on a day, with who says so; unknown stays null."""
    _circle(request, circle)
    day = on or day_of(request.at)
    told = queries.floors_told(request.standing, circle, day)
    return {"circle": circle, "on": day, "floors": [schemas.floor_out(town.code, found) for town, found in told]}


@router.post(
    "/circles/{slug:circle}/wage-floors",
    response={201: schemas.FloorRowOut, **MADE},
    auth=signed_in,
    summary="Write down a wage floor",
)
def note_floor(request: HttpRequest, circle: str, data: schemas.FloorIn) -> tuple[int, dict[str, Any]]:
    """Write down the floor of a place in which the town acted for lies."""
    row = actions.note_floor(
        by=request.standing,
        at=request.at,
        circle=_circle(request, circle),
        town=request.standing.member,
        **data.model_dump(),
    )
    return 201, schemas.floor_row_out(row)


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _shift(request: HttpRequest, circle: str, uid: UUID) -> Shift:
    found = queries.shift_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _worker(request: HttpRequest, circle: str, uid: UUID) -> Worker:
    found = queries.worker_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _booking(request: HttpRequest, circle: str, uid: UUID) -> Booking:
    found = queries.own_booking(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _side(request: HttpRequest, circle: str, uid: UUID) -> Booking:
    """Return a booking for either of its sides."""
    found = queries.own_booking(request.standing, circle, uid) or queries.booking_run(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _pay(request: HttpRequest, circle: str, uid: UUID) -> Pay:
    found = queries.pay_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _ban(request: HttpRequest, circle: str, uid: UUID) -> Ban:
    found = queries.ban_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _ban_out(request: HttpRequest, row: Ban) -> dict[str, Any]:
    (told,) = queries.bans_told(request.standing, [row], day_of(request.at))
    return schemas.ban_out(told)


def _month(said: str) -> date | None:
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        return None
