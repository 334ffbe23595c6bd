"""Listings, lists, villages, visitors and flights for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from pilin.domain.living import actions
from pilin.domain.living.enums.listings import DroneSize, FigureTopic
from pilin.domain.living.models.listings import FlightRequest, Listing
from pilin.domain.living.queries import listings as queries
from pilin.domain.living.queries import listings_figures as figures
from pilin.domain.living.queries import listings_flights as flights
from pilin.domain.living.rules import listings_flights as clock
from pilin.domain.living.schemas.listings import (
    FlightAnswerIn,
    FlightBasesOut,
    FlightIn,
    FlightNeedOut,
    FlightOut,
    ListingIn,
    ListingOut,
    ListingsOut,
    ListingWholeOut,
    ListRegistersOut,
    StoryDecisionIn,
    StoryIn,
    StoryStateOut,
    VillagesOut,
    VisitorsOut,
    base_out,
    figure_out,
    flight_out,
    given,
    listing_out,
    listing_whole_out,
    register_out,
    story_state_out,
    sum_out,
    villages_out,
)
from pilin.engine.base import Fault, Invalid
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["living"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
Short = Annotated[str, Query(max_length=80)]


@router.get(
    "/circles/{slug:circle}/listings",
    response={200: ListingsOut, 404: Error, 422: Error},
    summary="List what towns cherish and make",
)
def list_listings(
    request: HttpRequest, circle: str, kind: Short = "", town: Short = "", find: Short = "", of_class: UUID | None = None,
    label: UUID | None = None, year: Annotated[int | None, Query(ge=1, le=2200)] = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the listings of a circle that pass: by kind, town, words, class of a list, label, and a year in which they were there."""
    _circle(request, circle)
    wanted = queries.Wanted(kind=kind, town=town, of_class=of_class, label=label, year=year, find=find)
    return {
        "circle": circle,
        "listings": [listing_out(row) for row in queries.listings(request.standing, circle, wanted)],
    }


@router.get(
    "/circles/{slug:circle}/listings/{uuid:uid}", response={200: ListingWholeOut, 404: Error}, summary="Show a listing"
)
def show_listing(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a listing with its story, labels, awards, stages, and what people tell of it."""
    return listing_whole_out(queries.listing_told(request.standing, _listing(request, circle, uid)))


@router.get(
    "/circles/{slug:circle}/lists",
    response={200: ListRegistersOut, 404: Error},
    summary="Show the lists that listings stand in",
)
def show_lists(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the lists of a circle: their classes, how many each has by its source, and how many are entered here."""
    _circle(request, circle)
    return {"circle": circle, "lists": [register_out(one) for one in queries.registers(request.standing, circle)]}


@router.get(
    "/circles/{slug:circle}/villages",
    response={200: VillagesOut, 404: Error},
    summary="Show labels, incomes and funds of villages",
)
def show_villages(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return labels of villages with their union, incomes and funds: totals alone."""
    _circle(request, circle)
    return villages_out(circle, figures.villages(request.standing, circle, day_of(request.at)))


@router.get(
    "/circles/{slug:circle}/visitors",
    response={200: VisitorsOut, 404: Error, 422: Error},
    summary="Show visitors, and how they are counted",
)
def show_visitors(request: HttpRequest, circle: str, add: Annotated[str, Query(max_length=400)] = "") -> dict[str, Any]:
    """Return series of visitors with method and year before; ``add`` names series to add up, a comma between, or it is said why not."""
    _circle(request, circle)
    told = figures.figures_of(request.standing, circle, FigureTopic.VISITORS)
    return {
        "circle": circle,
        "figures": [figure_out(one) for one in told],
        "sum": sum_out(figures.sum_of(told, add.split(","))),
    }


@router.get(
    "/circles/{slug:circle}/flights",
    response={200: FlightBasesOut, 404: Error},
    summary="Show where drones fly, and by when to ask",
)
def show_flights(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the places where drones fly, and the first day for which one may ask now."""
    _circle(request, circle)
    day = clock.next_day(request.at)
    return {
        "circle": circle, "next_day": day, "ask_before": clock.ask_before(day) if day else None, "answer_by": clock.answer_by(day) if day else None,
        "bases": [base_out(one) for one in flights.bases(request.standing, circle)],
    }  # fmt: skip


@router.get("/flight-need", response={200: FlightNeedOut, 422: Error}, summary="Ask what a flight needs, and by when")
def flight_need(
    request: HttpRequest, size: Short, height_m: Annotated[int, Query(ge=1, le=6000)], starts_at: datetime, controlled: bool = False
) -> dict[str, Any]:  # fmt: skip
    """Return whether a flight must be asked for, by when, by when it is answered, and by which clauses."""
    if starts_at.tzinfo is None:
        raise Invalid(Fault("zone", "starts_at", _("Write the moment with its offset: 2024-10-20T09:00+08:00")))
    if size not in DroneSize.values:
        raise Invalid(Fault("size", "size", _("Choose how large the aircraft is"), value=size))
    told = clock.asked(size, height_m, starts_at, request.at, controlled=controlled)
    names = ("needed", "controlled", "ask_before", "answer_by", "late", "next_day")
    return {name: getattr(told, name) for name in names} | {"clauses": [rule.clause for rule in told.rules]}


@router.post(
    "/circles/{slug:circle}/listings",
    response={201: ListingOut, **MADE},
    auth=signed_in,
    summary="Write down a listing",
)
def enter_listing(request: HttpRequest, circle: str, data: ListingIn) -> tuple[int, dict[str, Any]]:
    """Enter something that the town acted for cherishes or makes."""
    within = _circle(request, circle)
    made = actions.enter_listing(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, **given(data)
    )
    return 201, listing_out(made)


@router.post(
    "/circles/{slug:circle}/listings/{uuid:uid}/stories", response={201: StoryStateOut, **MADE}, auth=signed_in, summary="Tell a story of a listing"
)  # fmt: skip
def tell_story(request: HttpRequest, circle: str, uid: UUID, data: StoryIn) -> tuple[int, dict[str, Any]]:
    """Tell a story; the town reads it before everyone does."""
    row = _listing(request, circle, uid)
    return 201, story_state_out(actions.tell_story(by=request.standing, at=request.at, listing=row, **given(data)))


@router.post(
    "/circles/{slug:circle}/stories/{uuid:uid}/decision", response={200: StoryStateOut, **MADE}, auth=signed_in, summary="Decide whether everyone reads a story"
)  # fmt: skip
def decide_story(request: HttpRequest, circle: str, uid: UUID, data: StoryDecisionIn) -> dict[str, Any]:
    """Let everyone read a story, or not, and say why not."""
    row = queries.story_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return story_state_out(actions.decide_story(by=request.standing, at=request.at, story=row, **given(data)))


@router.post(
    "/circles/{slug:circle}/listings/{uuid:uid}/flights", response={201: FlightOut, **MADE}, auth=signed_in, summary="Ask for a flight"
)  # fmt: skip
def ask_flight(request: HttpRequest, circle: str, uid: UUID, data: FlightIn) -> tuple[int, dict[str, Any]]:
    """Ask for a flight in the name of one's firm, before noon of the day before; too late is turned down with the clause."""
    base = _listing(request, circle, uid)
    said = given(data)
    firm = queries.firm_named(request.standing, circle, said.pop("firm"))
    if firm is None:
        raise Http404
    if said["starts_at"].tzinfo is None or said["ends_at"].tzinfo is None:
        raise Invalid(Fault("zone", "starts_at", _("Write the moment with its offset: 2024-10-20T09:00+08:00")))
    return 201, flight_out(actions.ask_flight(by=request.standing, at=request.at, base=base, firm=firm, **said))


@router.get(
    "/circles/{slug:circle}/flights/{uuid:uid}",
    response={200: FlightOut, 404: Error},
    summary="Show a request for a flight",
)
def show_flight(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a request to its firm, the operator and the town of the place."""
    return flight_out(_flight(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/flights/{uuid:uid}/answer", response={200: FlightOut, **MADE}, auth=signed_in, summary="Answer a request for a flight"
)  # fmt: skip
def answer_flight(request: HttpRequest, circle: str, uid: UUID, data: FlightAnswerIn) -> dict[str, Any]:
    """Answer a request: yes, or no with the reason."""
    row = _flight(request, circle, uid)
    return flight_out(actions.answer_flight(by=request.standing, at=request.at, request=row, **given(data)))


@router.post(
    "/circles/{slug:circle}/flights/{uuid:uid}/withdraw", response={200: FlightOut, **MADE}, auth=signed_in, summary="Withdraw a request for a flight"
)  # fmt: skip
def withdraw_flight(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Withdraw a request before the flight."""
    return flight_out(
        actions.withdraw_flight(by=request.standing, at=request.at, request=_flight(request, circle, uid))
    )


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _listing(request: HttpRequest, circle: str, uid: UUID) -> Listing:
    found = queries.listing_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _flight(request: HttpRequest, circle: str, uid: UUID) -> FlightRequest:
    found = flights.request_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
