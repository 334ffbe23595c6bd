"""Flows for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.observatory import actions
from pilin.domain.observatory.enums.flows import FLOWS_SAY_NOT, FlowKind, Reading
from pilin.domain.observatory.frames import flows as frames
from pilin.domain.observatory.queries import flows as queries
from pilin.domain.observatory.rules import flows as rules
from pilin.domain.observatory.schemas.flows import (
    FlowBalanceOut,
    FlowGravityOut,
    FlowOut,
    FlowSayIn,
    FlowsBroughtOut,
    FlowsOut,
    FlowTableIn,
    FlowWholeOut,
    balance_out,
    flow_out,
    flow_whole_out,
    flows_out,
    gravity_out,
)
from pilin.engine.base import Invalid, PartialDate
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named
from pilin.foundation.places.queries import place_of
from pilin.web.api import Error, signed_in

router = Router(tags=["observatory"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
Code = Annotated[str, Query(max_length=16)]
Unit = Annotated[str, Query(max_length=8)]


@router.get(
    "/circles/{slug:circle}/flows", response={200: FlowsOut, 404: Error, 422: Error}, summary="List flows by pairs"
)
def list_flows(
    request: HttpRequest,
    circle: str,
    kind: FlowKind | None = None,
    unit: Unit = "",
    period: Annotated[str, Query(max_length=10)] = "",
    place: Code = "",
    other: Code = "",
    known_at: datetime | None = None,
) -> dict[str, Any]:
    """Return both ways of each pair with both words and the net by either reading, as known now or at a moment.

    A way that nobody spoke of, and an amount that is vague, make the net null. ``place`` asks for the flows of one place,
    ``place`` and ``other`` for those between two.
    """
    _circle(request, circle)
    told = queries.flows(
        request.standing, circle, kind=kind.value if kind else "", unit=unit, span=_period(period), places=[code for code in (place, other) if code],
        known_by=known_at,
    )  # fmt: skip
    return flows_out(circle, queries.pairs(told), queries.coverage(told), known_at)


@router.get(
    "/circles/{slug:circle}/flows/balance", response={200: FlowBalanceOut, 404: Error, 422: Error}, summary="Show a place's siphon and overflow"
)  # fmt: skip
def flow_balance(
    request: HttpRequest,
    circle: str,
    place: Code,
    kind: FlowKind,
    unit: Unit,
    other: Code = "",
    by: Reading = Reading.SENDER,
) -> dict[str, Any]:
    """Return what a place draws from others, or from one other, and gives them over time, of one kind and unit, by one reading."""
    _circle(request, circle)
    found = place_of(request.standing, place)
    ends = [code for code in (place, other) if code]
    told = queries.flows(request.standing, circle, kind=kind.value, unit=unit, places=ends)
    balance = queries.balance(request.standing, told, found, by) if found else None
    if balance is None:
        raise Http404
    return balance_out(circle, balance)


@router.get(
    "/circles/{slug:circle}/flows/gravity", response={200: FlowGravityOut, 404: Error, 422: Error}, summary="Estimate gravity on flows"
)  # fmt: skip
def flow_gravity(
    request: HttpRequest, circle: str, kind: FlowKind, unit: Unit, by: Reading = Reading.SENDER
) -> dict[str, Any]:
    """Return how flows of one kind and unit go with distance and the provincial border, with 95 % intervals.

    Where the flows are too few, ``why_not`` says so and no number is given.
    """
    _circle(request, circle)
    told = frames.gravity(queries.flows(request.standing, circle, kind=kind.value, unit=unit), by)
    return gravity_out(circle, kind.value, unit, told, FLOWS_SAY_NOT)


@router.get(
    "/circles/{slug:circle}/flows/{uuid:uid}", response={200: FlowWholeOut, 404: Error}, summary="Show a flow with both words"
)  # fmt: skip
def show_flow(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return the flow of which this is a word: the word of each end, the difference, and every word said before."""
    _circle(request, circle)
    told = queries.flow_named(request.standing, circle, uid)
    if told is None:
        raise Http404
    return flow_whole_out(told)


@router.post("/circles/{slug:circle}/flows", response={201: FlowOut, **MADE}, auth=signed_in, summary="Say what flows")
def say_flow(request: HttpRequest, circle: str, data: FlowSayIn) -> tuple[int, dict[str, Any]]:
    """Say for the town acted for what flows from it or to it; what it said before stays, with its time."""
    within, standing = _circle(request, circle), request.standing
    made = actions.say_flow(
        by=standing, at=request.at, circle=within, town=standing.member, said=data.said(), audience=data.audience
    )
    told = queries.flow_named(standing, circle, made.pk)
    assert told is not None  # who says a word may read it
    return 201, flow_out(told)


@router.post(
    "/circles/{slug:circle}/flows/bring", response={200: FlowsBroughtOut, **MADE}, auth=signed_in, summary="Say a table of flows"
)  # fmt: skip
def bring_flows(request: HttpRequest, circle: str, data: FlowTableIn) -> dict[str, int]:
    """Say a whole table of words for the town acted for: all of it, or an answer that names each row that is wrong, from 1."""
    within, standing = _circle(request, circle), request.standing
    rows: list[tuple[int | None, rules.FlowInput]] = [(number, row.said()) for number, row in enumerate(data.rows, 1)]
    return actions.bring_flows(
        by=standing, at=request.at, circle=within, town=standing.member, rows=rows, audience=data.audience
    )


def _period(text: str) -> PartialDate | None:
    if not text:
        return None
    span, wrong = rules.read_span(text)
    if wrong:
        raise Invalid(wrong)
    return span


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found
