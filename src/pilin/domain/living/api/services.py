"""Public services, facilities and settling directly for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.living.actions import services as actions
from pilin.domain.living.enums.services import CareKind, FacilityKind, LifeEvent
from pilin.domain.living.models.services import Facility
from pilin.domain.living.queries import reaching
from pilin.domain.living.queries import services as queries
from pilin.domain.living.schemas.services import (
    DirectPaymentOut,
    DirectPaymentWordIn,
    DirectPaymentWordOut,
    FacilitiesOut,
    FacilityIn,
    FacilityOut,
    FacilityWholeOut,
    PublicServiceIn,
    PublicServiceOut,
    PublicServicesOut,
    facility_given,
    facility_out,
    facility_whole_out,
    service_given,
    service_out,
    settlement_out,
    word_out,
)
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["living"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
Code = Annotated[str, Query(max_length=16)]
Walk = Annotated[float, Query(ge=0, le=5)]


@router.get(
    "/circles/{slug:circle}/public-services", response={200: PublicServicesOut, 404: Error, 422: Error}, summary="List public services"
)  # fmt: skip
def list_public_services(
    request: HttpRequest,
    circle: str,
    event: LifeEvent | None = None,
    town: Code = "",
    q: Annotated[str, Query(max_length=60)] = "",
    home: Code = "",
    origin: Annotated[str, Query(max_length=60)] = "",
    walk: Walk = 1.0,
    on: date | None = None,
) -> dict[str, Any]:
    """Return the services of a circle given on a day, today unless said, those open and reachable first.

    ``home`` is the town somebody lives in, by code; ``origin`` where they start, as ``place:CODE`` or ``stop:UID``: then each
    service says whether one gets there while it is open and home again, on foot up to ``walk`` kilometres to a stop.
    """
    _circle(request, circle)
    day = on or day_of(request.at)
    reacher, _held = reaching.reacher_from(request.standing, circle, day, origin, walk) if origin else (None, [])
    asked = queries.Asked(event.value if event else "", town, q, home)
    told = queries.services_told(request.standing, circle, day, asked, reacher)
    return {"circle": circle, "on": day, "services": [service_out(one) for one in told]}


@router.get(
    "/circles/{slug:circle}/public-services/{uuid:uid}", response={200: PublicServiceOut, 404: Error, 422: Error}, summary="Show a public service"
)  # fmt: skip
def show_public_service(request: HttpRequest, circle: str, uid: UUID, on: date | None = None) -> dict[str, Any]:
    """Return a service with its papers, and its hours on a day."""
    row = queries.service_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return service_out(queries.service_told(request.standing, row, on or day_of(request.at)))


@router.post(
    "/circles/{slug:circle}/public-services", response={201: PublicServiceOut, **MADE}, auth=signed_in, summary="Write down a public service"
)  # fmt: skip
def put_public_service(request: HttpRequest, circle: str, data: PublicServiceIn) -> tuple[int, dict[str, Any]]:
    """Enter a service of the town acted for, whole, or change the one of ``uid``."""
    within, standing = _circle(request, circle), request.standing
    row = queries.service_named(standing, circle, data.uid) if data.uid else None
    if data.uid and row is None:
        raise Http404
    where = _facility(request, circle, data.facility) if data.facility else None
    made = actions.put_service(
        by=standing, at=request.at, circle=within, town=standing.member, service=row, facility=where, **service_given(data)
    )  # fmt: skip
    return 201, service_out(queries.service_told(standing, made, day_of(request.at)))


@router.get(
    "/circles/{slug:circle}/facilities", response={200: FacilitiesOut, 404: Error, 422: Error}, summary="List facilities"
)  # fmt: skip
def list_facilities(request: HttpRequest, circle: str, kind: FacilityKind | None = None) -> dict[str, Any]:
    """Return the facilities of a circle, of one kind or all."""
    _circle(request, circle)
    rows = queries.facilities(request.standing, circle)
    return {"circle": circle, "facilities": [facility_out(row) for row in rows if kind is None or row.kind == kind]}


@router.get(
    "/circles/{slug:circle}/facilities/{uuid:uid}", response={200: FacilityWholeOut, 404: Error, 422: Error}, summary="Show a facility"
)  # fmt: skip
def show_facility(request: HttpRequest, circle: str, uid: UUID, on: date | None = None) -> dict[str, Any]:
    """Return a facility with its departments, its partners, its hours on a day and every word on settling there."""
    day = on or day_of(request.at)
    told = queries.facility_told(request.standing, _facility(request, circle, uid), day)
    return facility_whole_out(told, day)


@router.post(
    "/circles/{slug:circle}/facilities", response={201: FacilityOut, **MADE}, auth=signed_in, summary="Write down a facility"
)  # fmt: skip
def put_facility(request: HttpRequest, circle: str, data: FacilityIn) -> tuple[int, dict[str, Any]]:
    """Enter a facility of the town acted for, whole, or change the one of ``uid``."""
    within, standing = _circle(request, circle), request.standing
    row = _facility(request, circle, data.uid) if data.uid else None
    made = actions.put_facility(
        by=standing, at=request.at, circle=within, town=standing.member, facility=row, **facility_given(data)
    )  # fmt: skip
    return 201, facility_out(made)


@router.post(
    "/circles/{slug:circle}/facilities/{uuid:uid}/settlement", response={201: DirectPaymentWordOut, **MADE}, auth=signed_in,
    summary="Say who settles directly at a facility",
)  # fmt: skip
def say_settlement(
    request: HttpRequest, circle: str, uid: UUID, data: DirectPaymentWordIn
) -> tuple[int, dict[str, Any]]:
    """Say for a facility of the town acted for whether insurance of an area pays directly there, as of a day."""
    row = _facility(request, circle, uid)
    said = data.model_dump(exclude={"says_en"}) | {"says": data.says_en or ""}
    return 201, word_out(actions.say_settlement(by=request.standing, at=request.at, facility=row, **said))


@router.get(
    "/circles/{slug:circle}/settlement", response={200: DirectPaymentOut, 404: Error, 422: Error}, summary="Ask whether one pays directly"
)  # fmt: skip
def settlement(
    request: HttpRequest,
    circle: str,
    insured: Code,
    at: Code,
    on: date | None = None,
    kind: CareKind = CareKind.OUTPATIENT,
) -> dict[str, Any]:
    """Return whether insurance of one place pays directly in another on a day, and whether one files first, by the rule alone."""
    _circle(request, circle)
    return settlement_out(queries.settled(request.standing, insured, at, on or day_of(request.at), kind.value))


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _facility(request: HttpRequest, circle: str, uid: UUID) -> Facility:
    found = queries.facility_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
