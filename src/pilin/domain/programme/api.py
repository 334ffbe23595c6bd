"""The programme for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router

from pilin.domain.programme import actions, queries
from pilin.domain.programme.queries import day_of
from pilin.domain.programme.schemas import (
    AcceptIn,
    ItemWholeOut,
    ListCardOut,
    ListOut,
    MilestoneReportIn,
    PlanClauseOut,
    RollUpOut,
    WitnessIn,
    item_whole_out,
    list_card_out,
    list_out,
    roll_up_out,
)
from pilin.foundation.members.queries import members_on
from pilin.web.api import Error, Whole, Year, signed_in

router = Router(tags=["programme"])
WRITES = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}


def _list(request: HttpRequest, circle: str, year: int) -> queries.ListCard:
    card = queries.list_of(request.standing, circle, year)
    if card is None:
        raise Http404
    return card


def _items(request: HttpRequest, circle: str, year: int) -> list[queries.ItemCard]:
    return queries.items_of(request.standing, circle, year, day_of(request.at))


def _item(request: HttpRequest, circle: str, year: int, no: int) -> dict[str, Any]:
    found = queries.item_of(request.standing, circle, year, no, day_of(request.at))
    if found is None:
        raise Http404
    return item_whole_out(found)


@router.get(
    "/circles/{slug:circle}/programme", response={200: list[ListCardOut], 404: Error}, summary="List joint lists"
)
def list_lists(request: HttpRequest, circle: str) -> list[dict[str, Any]]:
    """Return the lists of a circle, newest year first, and how far each has come."""
    return [list_card_out(card) for card in queries.lists_of(request.standing, circle)]


@router.get(
    "/circles/{slug:circle}/programme/{year}",
    response={200: ListOut, 404: Error, 422: Error},
    summary="Show a joint list",
)
def show_list(request: HttpRequest, circle: str, year: Year) -> dict[str, Any]:
    """Return a year's list with its items as they stand today."""
    return list_out(circle, _list(request, circle, year), _items(request, circle, year))


@router.get(
    "/circles/{slug:circle}/programme/{year}/roll-up",
    response={200: RollUpOut, 404: Error, 422: Error},
    summary="Roll a list up",
)
def show_roll_up(request: HttpRequest, circle: str, year: Year) -> dict[str, Any]:
    """Return totals for the list, each town and each strand, with what they rest on."""
    card = _list(request, circle, year)
    towns = card.towns or [m.code for m in members_on(request.standing, circle, day_of(request.at))]
    return roll_up_out(queries.roll_up(_items(request, circle, year), sorted(towns)))


@router.get(
    "/circles/{slug:circle}/programme/{year}/uncovered", response={200: list[PlanClauseOut], 404: Error, 422: Error},
    summary="List clauses no item serves",
)  # fmt: skip
def show_uncovered(request: HttpRequest, circle: str, year: Year) -> list[dict[str, Any]]:
    """Return the clauses of the plan of that year that no item serves."""
    _list(request, circle, year)
    plan = queries.plan_for(request.standing, circle, year, day_of(request.at))
    if plan is None:
        return []
    gaps = queries.uncovered_clauses(request.standing, plan.uid, _items(request, circle, year))
    return [{"plan": plan.slug, "number": c.number, "title_zh": c.title_zh, "title": c.title} for c in gaps]


@router.get(
    "/circles/{slug:circle}/programme/{year}/{int:no}",
    response={200: ItemWholeOut, 404: Error, 422: Error},
    summary="Show a joint item",
)
def show_item(request: HttpRequest, circle: str, year: Year, no: Whole) -> dict[str, Any]:
    """Return one item with its milestones and budget."""
    return _item(request, circle, year, no)


@router.post(
    "/circles/{slug:circle}/programme/{year}/answer",
    response={200: ListCardOut, **WRITES},
    auth=signed_in,
    summary="Answer a proposed list",
)
def answer_list(request: HttpRequest, circle: str, year: Year, body: AcceptIn) -> dict[str, Any]:
    """Accept or refuse, for the town acted for, the text with this hash."""
    _list(request, circle, year)
    standing, at = request.standing, request.at
    if body.accepted:
        actions.accept_list(by=standing, at=at, circle=circle, year=year, text_hash=body.text_hash)
    else:
        actions.refuse_list(by=standing, at=at, circle=circle, year=year, text_hash=body.text_hash, reason=body.reason)
    return list_card_out(_list(request, circle, year))


def _milestone(request: HttpRequest, circle: str, year: int, no: int, number: int) -> UUID:
    item = queries.item_of(request.standing, circle, year, no, day_of(request.at))
    found = next((m.uid for m in item.milestones if m.no == number), None) if item else None
    if found is None:
        raise Http404
    return found


@router.post(
    "/circles/{slug:circle}/programme/{year}/{no}/{number}/report", response={200: ItemWholeOut, **WRITES}, auth=signed_in,
    summary="Report a milestone",
)  # fmt: skip
def report(
    request: HttpRequest, circle: str, year: Year, no: Whole, number: Whole, body: MilestoneReportIn
) -> dict[str, Any]:
    """Say for the lead town that a milestone stands; it counts half until the other bank has witnessed it."""
    milestone = _milestone(request, circle, year, no, number)
    actions.report_milestone(
        by=request.standing, at=request.at, milestone=milestone, text=body.text, links=body.links, figures=body.figures,
    )  # fmt: skip
    return _item(request, circle, year, no)


@router.post(
    "/circles/{slug:circle}/programme/{year}/{no}/{number}/witness", response={200: ItemWholeOut, **WRITES}, auth=signed_in,
    summary="Witness a milestone",
)  # fmt: skip
def witness(request: HttpRequest, circle: str, year: Year, no: Whole, number: Whole, body: WitnessIn) -> dict[str, Any]:
    """Witness a milestone for a town of the other province, or send it back with the reason."""
    milestone = _milestone(request, circle, year, no, number)
    standing, at = request.standing, request.at
    if body.accepted:
        actions.witness_milestone(by=standing, at=at, milestone=milestone, text=body.text, confirmed=body.confirmed)
    else:
        actions.send_back_milestone(by=standing, at=at, milestone=milestone, reason=body.text)
    return _item(request, circle, year, no)
