"""Services for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.services import actions, queries
from pilin.domain.services.enums import ServiceStage
from pilin.domain.services.schemas import (
    AskedOut,
    AskIn,
    DaysOut,
    FirmFactsIn,
    LeafletIn,
    LeafletOut,
    LeafletsOut,
    PoliciesOut,
    PolicyFitOut,
    ResourceIn,
    ResourceOut,
    ResourcesOut,
    ServiceIn,
    ServiceOut,
    ServicesOut,
    ServiceWholeOut,
    days_out,
    fit_out,
    given,
    leaflet_out,
    policies_out,
    resource_out,
    service_out,
    service_whole_out,
)
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["services"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
Words = Annotated[str, Query(max_length=80)]
PLACE = r"^(\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?)?$"
Town = Annotated[str, Query(max_length=16)]


@router.get(
    "/circles/{slug:circle}/services",
    response={200: ServicesOut, 404: Error, 422: Error},
    summary="List services to firms",
)
def list_services(
    request: HttpRequest, circle: str, stage: ServiceStage | None = None, town: Town = "", q: Words = ""
) -> dict[str, Any]:
    """Return what the towns of a circle offer firms today."""
    within, on = _circle(request, circle), day_of(request.at)
    rows = queries.services(request.standing, within.slug, on, stage=stage or "", town=town, words=q)
    return {"circle": circle, "services": [service_out(row) for row in rows]}


@router.get(
    "/circles/{slug:circle}/services/{uuid:uid}", response={200: ServiceWholeOut, 404: Error}, summary="Show a service"
)
def show_service(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a service with how long its answers took."""
    row = queries.service_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return service_whole_out(row)


@router.post(
    "/circles/{slug:circle}/services",
    response={201: ServiceOut, **MADE},
    auth=signed_in,
    summary="Offer a service to firms, or change it",
)
def offer_service(request: HttpRequest, circle: str, data: ServiceIn) -> tuple[int, dict[str, Any]]:
    """Enter a service of the town acted for, or change the one of ``uid``."""
    within = _circle(request, circle)
    row = queries.service_named(request.standing, circle, data.uid) if data.uid else None
    if data.uid and row is None:
        raise Http404
    made = actions.offer_service(
        by=request.standing,
        at=request.at,
        circle=within,
        town=request.standing.member,
        service=row,
        revision=data.revision,
        **given(data),
    )
    return 201, service_out(made)


@router.post(
    "/circles/{slug:circle}/services/{uuid:uid}/end",
    response={200: ServiceOut, **MADE},
    auth=signed_in,
    summary="Offer a service no more",
)
def end_service(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Offer a service no more from today on."""
    row = queries.service_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return service_out(actions.end_service(by=request.standing, at=request.at, service=row))


@router.post(
    "/circles/{slug:circle}/services/{uuid:uid}/requests",
    response={201: AskedOut, **MADE},
    auth=signed_in,
    summary="Ask for a service",
)
def ask_service(request: HttpRequest, circle: str, uid: UUID, data: AskIn) -> tuple[int, dict[str, Any]]:
    """Ask for a service, for a firm: a case that only the firm can close."""
    row = queries.service_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    made = actions.ask_service(
        by=request.standing,
        at=request.at,
        service=row,
        firm=data.firm,
        subject=data.subject,
        text=data.text,
        channel=data.channel,
    )
    return 201, {"uid": made.pk, "reference": made.reference, "take_by": made.take_by, "answer_by": made.answer_by}


@router.get(
    "/circles/{slug:circle}/resources",
    response={200: ResourcesOut, 404: Error, 422: Error},
    summary="List whom firms can turn to",
)
def list_resources(
    request: HttpRequest, circle: str, stage: ServiceStage | None = None, town: Town = "", q: Words = ""
) -> dict[str, Any]:
    """Return the resources of a circle, each with whether it may be trusted today."""
    within, on = _circle(request, circle), day_of(request.at)
    rows = queries.resources(request.standing, within.slug, stage=stage or "", town=town, words=q)
    return {"circle": circle, "resources": [resource_out(queries.resource_told(row, on)) for row in rows]}


@router.post(
    "/circles/{slug:circle}/resources",
    response={201: ResourceOut, **MADE},
    auth=signed_in,
    summary="Note whom firms can turn to",
)
def note_resource(request: HttpRequest, circle: str, data: ResourceIn) -> tuple[int, dict[str, Any]]:
    """Enter a resource of the town acted for, or change the one of ``uid``."""
    within = _circle(request, circle)
    row = queries.resource_named(request.standing, circle, data.uid) if data.uid else None
    if data.uid and row is None:
        raise Http404
    made = actions.note_resource(
        by=request.standing,
        at=request.at,
        circle=within,
        town=request.standing.member,
        resource=row,
        revision=data.revision,
        **given(data),
    )
    return 201, resource_out(queries.resource_told(made, day_of(request.at)))


@router.post(
    "/circles/{slug:circle}/resources/{uuid:uid}/review", response={200: ResourceOut, **MADE}, auth=signed_in,
    summary="Note that a resource answers",
)  # fmt: skip
def review_resource(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Note that somebody called today and it answered."""
    row = queries.resource_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    made = actions.review_resource(by=request.standing, at=request.at, resource=row)
    return resource_out(queries.resource_told(made, day_of(request.at)))


@router.get(
    "/circles/{slug:circle}/leaflets", response={200: LeafletsOut, 404: Error}, summary="List leaflets for firms"
)
def list_leaflets(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the cards, booklets and lists of a circle's towns."""
    _circle(request, circle)
    return {"circle": circle, "leaflets": [leaflet_out(row) for row in queries.leaflets(request.standing, circle)]}


@router.post(
    "/circles/{slug:circle}/leaflets", response={201: LeafletOut, **MADE}, auth=signed_in, summary="Make a leaflet"
)
def make_leaflet(request: HttpRequest, circle: str, data: LeafletIn) -> tuple[int, dict[str, Any]]:
    """Put live resources on a card, into a booklet or on a list."""
    within = _circle(request, circle)
    made = actions.make_leaflet(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, **given(data)
    )
    return 201, leaflet_out(made)


@router.get(
    "/circles/{slug:circle}/service-days",
    response={200: DaysOut, 404: Error, 422: Error},
    summary="How long services take",
)
def show_days(request: HttpRequest, circle: str, split: date) -> dict[str, Any]:
    """Return by service the median working days of answers in the year before a day and in that from it on."""
    _circle(request, circle)
    return days_out(circle, split, queries.days_compared(request.standing, circle, split, day_of(request.at)))


@router.get(
    "/circles/{slug:circle}/policies",
    response={200: PoliciesOut, 404: Error, 422: Error},
    summary="List policies for firms",
)
def list_policies(request: HttpRequest, circle: str, on: date | None = None) -> dict[str, Any]:
    """Return the measures of both provinces that hold on a day, today where none is named."""
    _circle(request, circle)
    return policies_out(on or day_of(request.at))


@router.get(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/policies",
    response={200: PolicyFitOut, 401: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Which policies fit a firm",
)
def show_fit(
    request: HttpRequest, circle: str, uid: UUID, on: date | None = None, place: Annotated[str, Query(max_length=12, pattern=PLACE)] = ""
) -> dict[str, Any]:  # fmt: skip
    """Return for each measure whether it fits, criterion by criterion; with ``place`` as if the firm stood there."""
    firm = _firm(request, circle, uid)
    return fit_out(queries.fit(request.standing, firm, on or day_of(request.at), place=place))


@router.post(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/facts",
    response={201: PolicyFitOut, **MADE},
    auth=signed_in,
    summary="Say what policies ask of a firm",
)
def say_facts(request: HttpRequest, circle: str, uid: UUID, data: FirmFactsIn) -> tuple[int, dict[str, Any]]:
    """Keep what policies ask of a firm in place of what was said before, and return which fit."""
    firm = _firm(request, circle, uid)
    actions.say_facts(by=request.standing, at=request.at, firm=firm, facts=data.facts)
    return 201, fit_out(queries.fit(request.standing, firm, day_of(request.at)))


def _firm(request: HttpRequest, circle: str, uid: UUID) -> Enterprise:
    found = queries.firm_to_fit(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found
