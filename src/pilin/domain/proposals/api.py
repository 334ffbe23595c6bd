"""Proposals for programs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.proposals import actions, queries
from pilin.domain.proposals.enums import OutcomeClass
from pilin.domain.proposals.models import Proposal
from pilin.domain.proposals.queries import Asked
from pilin.domain.proposals.schemas import (
    CollectionPointIn,
    CollectionPointOut,
    CollectionPointsOut,
    ProposalConversionIn,
    ProposalConversionOut,
    ProposalFiguresOut,
    ProposalHoldIn,
    ProposalIn,
    ProposalMarkIn,
    ProposalOfferIn,
    ProposalOfferOut,
    ProposalOut,
    ProposalOutcomeIn,
    ProposalReleaseIn,
    ProposalResultIn,
    ProposalRouteIn,
    ProposalsHeardOut,
    ProposalsOut,
    ProposalTopicIn,
    ProposalTopicOut,
    ProposalTopicsOut,
    ProposalWholeOut,
    conversion_out,
    figures_out,
    heard_out,
    offer_out,
    one_out,
    point_out,
    proposal_out,
    topic_out,
    whole_out,
)
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, Whole, Year, signed_in

router = Router(tags=["proposals"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
A_PAGE = 100
Words = Annotated[str, Query(max_length=80)]
Code = Annotated[str, Query(max_length=16)]
ONE = "/circles/{slug:circle}/proposals/{uuid:uid}"


@router.get(
    "/circles/{slug:circle}/proposals", response={200: ProposalsOut, 404: Error, 422: Error}, summary="List proposals"
)
def list_proposals(
    request: HttpRequest, circle: str, town: Code = "", outcome: OutcomeClass | None = None, year: Year | None = None, topic: UUID | None = None,
    point: UUID | None = None, department: Code = "", q: Words = "", confirmed: bool = False, border: bool = False, page: Whole = 1,
) -> dict[str, Any]:  # fmt: skip
    """Return the register, the newest first, a hundred a page: what the public reads, and the own town's held ones."""
    _circle(request, circle)
    asked = Asked(
        town=town, outcome=outcome or "", year=year, topic=topic, point=point, department=department, words=q, confirmed=confirmed, border=border
    )  # fmt: skip
    found = Paginator(queries.register(request.standing, circle, asked), A_PAGE).get_page(max(1, page))
    cards = queries.cards(request.standing, list(found.object_list))
    return {
        "circle": circle, "number": found.paginator.count, "page": found.number, "proposals": [proposal_out(card) for card in cards],
    }  # fmt: skip


@router.post(
    "/circles/{slug:circle}/proposals", response={201: ProposalOut, **MADE}, auth=signed_in, summary="File a proposal"
)
def file_proposal(request: HttpRequest, circle: str, data: ProposalIn) -> tuple[int, dict[str, Any]]:
    """File a proposal of the person, or as the town's clerk for somebody."""
    made = actions.file_proposal(by=request.standing, at=request.at, circle=_circle(request, circle), **data.dict())
    return 201, one_out(made)


@router.get(
    "/circles/{slug:circle}/proposals/points",
    response={200: CollectionPointsOut, 404: Error, 422: Error},
    summary="List collection points with their yield",
)
def list_points(request: HttpRequest, circle: str, town: Code = "") -> dict[str, Any]:
    """Return where proposals are collected and what came through each point."""
    _circle(request, circle)
    rows = list(queries.points(request.standing, circle, town=town))
    return {
        "circle": circle, "kinds": {kind.value: number for kind, number in queries.by_kind(rows)},
        "points": [point_out(one) for one in queries.yields(request.standing, rows)],
    }  # fmt: skip


@router.post(
    "/circles/{slug:circle}/proposals/points",
    response={201: CollectionPointOut, **MADE},
    auth=signed_in,
    summary="Enter a collection point",
)
def note_point(request: HttpRequest, circle: str, data: CollectionPointIn) -> tuple[int, dict[str, Any]]:
    """Enter a collection point of the town acted for."""
    within, town = _circle(request, circle), request.standing.member
    row = actions.note_point(by=request.standing, at=request.at, circle=within, town=town, **data.dict())
    return 201, point_out(queries.yields(request.standing, [row])[0])


@router.get(
    "/circles/{slug:circle}/proposals/topics",
    response={200: ProposalTopicsOut, 404: Error},
    summary="List what towns ask everyone about",
)
def list_topics(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return what towns ask or asked about, with how many proposals answer to it."""
    _circle(request, circle)
    rows = list(queries.topics(request.standing, circle))
    numbers = queries.answers_to(request.standing, rows)
    return {"circle": circle, "topics": [topic_out(row, numbers.get(row.pk, 0)) for row in rows]}


@router.post(
    "/circles/{slug:circle}/proposals/topics",
    response={201: ProposalTopicOut, **MADE},
    auth=signed_in,
    summary="Ask everyone about something",
)
def open_topic(request: HttpRequest, circle: str, data: ProposalTopicIn) -> tuple[int, dict[str, Any]]:
    """Ask everyone about something, for the town acted for."""
    within, town = _circle(request, circle), request.standing.member
    row = actions.open_topic(by=request.standing, at=request.at, circle=within, town=town, **data.dict())
    return 201, topic_out(row, 0)


@router.post(
    "/circles/{slug:circle}/proposals/topics/{uuid:uid}/end",
    response={200: ProposalTopicOut, **MADE},
    auth=signed_in,
    summary="Say what came of what was asked",
)
def end_topic(request: HttpRequest, circle: str, uid: UUID, data: ProposalResultIn) -> dict[str, Any]:
    """Say what came of it; it takes no more proposals."""
    row = queries.topic_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    made = actions.end_topic(by=request.standing, at=request.at, topic=row, **data.dict())
    return topic_out(made, queries.answers_to(request.standing, [made]).get(made.pk, 0))


@router.get(
    "/circles/{slug:circle}/proposals/heard",
    response={200: ProposalsHeardOut, 404: Error},
    summary="Show what many write about",
)
def show_heard(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return what several proposals are about, across towns and years."""
    _circle(request, circle)
    return {"circle": circle, "heard": [heard_out(one) for one in queries.heard(request.standing, circle)]}


@router.get(
    "/circles/{slug:circle}/proposals/figures",
    response={200: ProposalFiguresOut, 404: Error},
    summary="Count proposals by what became of them",
)
def show_figures(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return by town what was received, adopted and said to be done."""
    _circle(request, circle)
    told = queries.figures(request.standing, circle, day_of(request.at))
    return {"circle": circle, "towns": [figures_out(one) for one in told.towns], "total": figures_out(told.total)}


@router.get(ONE, response={200: ProposalWholeOut, 404: Error}, summary="Show a proposal")
def show_proposal(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a proposal with its answer and what the other towns make of it."""
    return whole_out(queries.told(request.standing, _proposal(request, circle, uid)))


@router.post(f"{ONE}/release", response={200: ProposalOut, **MADE}, auth=signed_in, summary="Let the public read a proposal")  # fmt: skip
def release_proposal(request: HttpRequest, circle: str, uid: UUID, data: ProposalReleaseIn) -> dict[str, Any]:
    """Let everyone read a proposal, as it is to be shown."""
    row = _proposal(request, circle, uid)
    return one_out(actions.release_proposal(by=request.standing, at=request.at, proposal=row, **data.dict()))


@router.post(f"{ONE}/hold", response={200: ProposalOut, **MADE}, auth=signed_in, summary="Hold a proposal back")
def hold_proposal(request: HttpRequest, circle: str, uid: UUID, data: ProposalHoldIn) -> dict[str, Any]:
    """Take a proposal out of the public's sight, with the reason."""
    row = _proposal(request, circle, uid)
    return one_out(actions.hold_proposal(by=request.standing, at=request.at, proposal=row, why=data.why))


@router.post(f"{ONE}/route", response={200: ProposalOut, **MADE}, auth=signed_in, summary="Decide the office of a proposal")  # fmt: skip
def route_proposal(request: HttpRequest, circle: str, uid: UUID, data: ProposalRouteIn) -> dict[str, Any]:
    """Decide which office has a proposal; for another town's, offer it to that town."""
    row = _proposal(request, circle, uid)
    return one_out(actions.route_proposal(by=request.standing, at=request.at, proposal=row, **data.dict()))


@router.post(f"{ONE}/outcome", response={200: ProposalOut, **MADE}, auth=signed_in, summary="Say what becomes of a proposal")  # fmt: skip
def say_outcome(request: HttpRequest, circle: str, uid: UUID, data: ProposalOutcomeIn) -> dict[str, Any]:
    """Answer a proposal: what becomes of it, whether it is adopted, by when."""
    row = _proposal(request, circle, uid)
    said = actions.say_outcome(by=request.standing, at=request.at, proposal=row, **data.dict())
    return one_out(_proposal(request, circle, uid), said)


@router.post(f"{ONE}/confirm", response={200: ProposalOut, **MADE}, auth=signed_in, summary="Say that a proposal is done")  # fmt: skip
def confirm_done(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Say that what one proposed is done; nobody else can."""
    row = _proposal(request, circle, uid)
    done = actions.confirm_done(by=request.standing, at=request.at, proposal=row)
    return one_out(_proposal(request, circle, uid), None, done)


@router.post(f"{ONE}/offer", response={200: ProposalOfferOut, **MADE}, auth=signed_in, summary="Say what a town makes of it")  # fmt: skip
def answer_offer(request: HttpRequest, circle: str, uid: UUID, data: ProposalOfferIn) -> dict[str, Any]:
    """Say what the town acted for makes of something that another one has done."""
    row = _proposal(request, circle, uid)
    found = queries.offer_to(row, request.standing.member)
    if found is None:
        raise Http404
    return offer_out(actions.answer_offer(by=request.standing, at=request.at, offer=found, **data.dict()))


@router.post(f"{ONE}/conversions", response={201: ProposalConversionOut, **MADE}, auth=signed_in, summary="Make an item or a matter of a proposal")  # fmt: skip
def convert_proposal(
    request: HttpRequest, circle: str, uid: UUID, data: ProposalConversionIn
) -> tuple[int, dict[str, Any]]:
    """Make an item of the draft programme, or a matter one level up."""
    row = _proposal(request, circle, uid)
    given = data.dict() | {"partners": tuple(data.partners)}
    return 201, conversion_out(actions.convert_proposal(by=request.standing, at=request.at, proposal=row, **given))


@router.post(f"{ONE}/ratings", response={201: None, **MADE}, auth=signed_in, summary="Say how one finds it")
def rate_proposal(request: HttpRequest, circle: str, uid: UUID, data: ProposalMarkIn) -> tuple[int, None]:
    """Say how one finds what became of a proposal, once."""
    row = _proposal(request, circle, uid)
    actions.rate_proposal(by=request.standing, at=request.at, proposal=row, mark=data.mark)
    return 201, None


@router.post(f"{ONE}/followers", response={201: None, **MADE}, auth=signed_in, summary="Follow a proposal")
def follow_proposal(request: HttpRequest, circle: str, uid: UUID) -> tuple[int, None]:
    """Follow a proposal: one is told what becomes of it."""
    actions.follow_proposal(by=request.standing, at=request.at, proposal=_proposal(request, circle, uid))
    return 201, None


@router.delete(f"{ONE}/followers", response={204: None, **MADE}, auth=signed_in, summary="Follow a proposal no more")
def leave_proposal(request: HttpRequest, circle: str, uid: UUID) -> tuple[int, None]:
    """Follow a proposal no more."""
    actions.leave_proposal(by=request.standing, at=request.at, proposal=_proposal(request, circle, uid))
    return 204, None


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _proposal(request: HttpRequest, circle: str, uid: UUID) -> Proposal:
    found = queries.proposal_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
