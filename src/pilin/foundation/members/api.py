"""The API of circles: who belongs, who is in office, what is agreed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import Field

from pilin.foundation.members import actions, queries, schemas
from pilin.foundation.members.enums import MembershipKind
from pilin.web.api import Error, Year, signed_in

router = Router(tags=["members"])
Words = Annotated[str, Field(max_length=200)]


def _day(request: HttpRequest, on: date | None) -> date:
    return on or queries.day_of(request.at)


def _known(request: HttpRequest, circle: str) -> None:
    if queries.circle_named(request.standing, circle) is None:
        raise Http404


@router.get("/circles/", response={200: list[schemas.CircleOut]}, operation_id="circles_list")
def circles(request: HttpRequest) -> list[schemas.CircleOut]:
    """List the circles with their members of today, by slug."""
    return [schemas.circle_out(c) for c in queries.circle_cards(request.standing, request.at)]


@router.get(
    "/circles/{circle}/", response={200: schemas.CircleOnDay, 404: Error, 422: Error}, operation_id="circle_show"
)
def circle_on_day(request: HttpRequest, circle: str, on: date | None = None) -> schemas.CircleOnDay:
    """Show members, observers and chair on a day, bounds inclusive; today if no day is given."""
    _known(request, circle)
    day, standing = _day(request, on), request.standing
    chair = queries.chair_on(standing, circle, day)
    return schemas.CircleOnDay(
        on=day,
        members=[schemas.member_out(m) for m in queries.members_on(standing, circle, day)],
        observers=[schemas.member_out(m) for m in queries.members_on(standing, circle, day, MembershipKind.OBSERVER)],
        chair=schemas.term_out(chair) if chair else None,
    )


@router.get(
    "/circles/{circle}/terms/",
    response={200: list[schemas.TermOut], 404: Error, 422: Error},
    operation_id="circle_terms",
)
def terms(request: HttpRequest, circle: str, first: Year = 2024, last: Year = 2030) -> list[schemas.TermOut]:
    """List the terms of these years, settled and computed, oldest first."""
    _known(request, circle)
    return [schemas.term_out(t) for t in queries.terms_of(request.standing, circle, first, last)]


@router.get(
    "/circles/{circle}/hosts/",
    response={200: list[schemas.HostOut], 404: Error, 422: Error},
    operation_id="circle_hosts",
)
def hosts(request: HttpRequest, circle: str, first: Year = 2018, last: Year = 2026) -> list[schemas.HostOut]:
    """List whose turn it is in each of these years."""
    _known(request, circle)
    found = queries.hosts_of(request.standing, circle, first, last)
    return [schemas.HostOut(year=year, member=schemas.brief(card)) for year, card in found]


@router.get(
    "/circles/{circle}/bodies/", response={200: list[schemas.BodyOut], 404: Error}, operation_id="circle_bodies"
)
def bodies(request: HttpRequest, circle: str) -> list[schemas.BodyOut]:
    """List the bodies of the three levels and who answers for what, decision level first."""
    _known(request, circle)
    return [schemas.body_out(b) for b in queries.bodies_of(request.standing, circle)]


@router.get(
    "/circles/{circle}/agreements/",
    response={200: list[schemas.AgreementOut], 404: Error, 422: Error},
    operation_id="agreements_list",
)
def agreements(
    request: HttpRequest, circle: str, on: date | None = None, allowing: Words = ""
) -> list[schemas.AgreementDetail]:
    """List the agreements as they stand on a day, oldest first; with ``allowing``, those in force that speak of it."""
    _known(request, circle)
    standing, day = request.standing, _day(request, on)
    cards = (
        queries.agreements_allowing(standing, circle, allowing, day)
        if allowing.strip()
        else queries.agreements_of(standing, circle, day)
    )
    return [schemas.agreement_out(card) for card in cards]


@router.get(
    "/circles/{circle}/agreements/{slug}/",
    response={200: schemas.AgreementDetail, 404: Error},
    operation_id="agreement_show",
)
def agreement(request: HttpRequest, circle: str, slug: str) -> schemas.AgreementDetail:
    """Show one agreement with its clauses and seals."""
    card = queries.agreement_named(request.standing, slug, _day(request, None))
    if card is None or card.circle != circle:
        raise Http404
    return schemas.agreement_out(card)


@router.post(
    "/circles/{circle}/agreements/{slug}/signatures/",
    auth=signed_in,
    operation_id="agreement_sign",
    response={200: schemas.AgreementDetail, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
)
def sign(request: HttpRequest, circle: str, slug: str, body: schemas.Signing) -> schemas.AgreementDetail:
    """Set one's town's seal under the text with this hash; refused unless it is the text laid out."""
    standing, at = request.standing, request.at
    row = queries.agreement_row(standing, slug)
    if row is None or row.circle != circle:
        raise Http404
    actions.sign_agreement(by=standing, at=at, agreement=row, text_hash=body.text_hash)
    card = queries.agreement_named(standing, slug, _day(request, None))
    if card is None:
        raise Http404
    return schemas.agreement_out(card)


@router.get(
    "/circles/{circle}/alliances/",
    response={200: list[schemas.AllianceOut], 404: Error, 422: Error},
    operation_id="alliances_list",
)
def alliances(request: HttpRequest, circle: str, on: date | None = None) -> list[schemas.AllianceOut]:
    """List the alliances as of a day, with what they did; without activity for twelve months they sleep."""
    _known(request, circle)
    return [schemas.alliance_out(a) for a in queries.alliances_of(request.standing, circle, _day(request, on))]


@router.get(
    "/circles/{circle}/appointments/",
    response={200: schemas.CoverageOut, 404: Error, 422: Error},
    operation_id="appointments_coverage",
)
def appointments(request: HttpRequest, circle: str, on: date | None = None) -> schemas.CoverageOut:
    """Show how many posts of the dual committee system are filled on a day; never who holds them."""
    _known(request, circle)
    return schemas.coverage_out(queries.coverage_of(request.standing, circle, _day(request, on)))
