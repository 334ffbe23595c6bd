"""Grids and visits for programs, and for the page of an officer's day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.enterprises.queries import enterprise_named
from pilin.domain.visits import actions, queries, rules
from pilin.domain.visits.models import Visit, VisitNeed
from pilin.domain.visits.schemas import (
    GridCutIn,
    GridPlanIn,
    GridPlanOut,
    GridPlansOut,
    GridsFoundOut,
    VisitAnswerIn,
    VisitCallOffIn,
    VisitCoveragesOut,
    VisitEscalateIn,
    VisitIn,
    VisitMergeIn,
    VisitNeedOut,
    VisitNeedsOut,
    VisitOut,
    VisitRecordsIn,
    VisitRecordsOut,
    VisitRoundIn,
    VisitRoundOut,
    VisitsOut,
    as_point,
    coverage_out,
    found_out,
    lines_in,
    need_out,
    plan_out,
    round_out,
    taken_out,
    visit_out,
)
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["visits"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
READ = {404: Error, 422: Error}
Town = Annotated[str, Query(max_length=16)]


@router.get("/circles/{slug:circle}/grids", response={200: GridPlansOut, **READ}, summary="List areas and their grids")
def list_grids(request: HttpRequest, circle: str, on: date | None = None, town: Town = "") -> dict[str, Any]:
    """Return the areas in force on a day, today where none is named, each with its grids from west to east."""
    _circle(request, circle)
    day = on or day_of(request.at)
    return {
        "circle": circle,
        "on": day,
        "plans": [plan_out(told) for told in queries.plans(request.standing, circle, day, town=town)],
    }


@router.get("/circles/{slug:circle}/grids/find", response={200: GridsFoundOut, **READ}, summary="Find a grid")
def find_grid(request: HttpRequest, circle: str, q: Annotated[str, Query(max_length=120)]) -> dict[str, Any]:
    """Return in which grid a position (``longitude, latitude``) or the firms of a name, code or address lie."""
    _circle(request, circle)
    found = queries.look_for(request.standing, circle, q, day_of(request.at))
    return {"circle": circle, "found": [found_out(one) for one in found]}


@router.get("/circles/{slug:circle}/grid-plans/{uuid:uid}", response={200: GridPlanOut, **READ}, summary="Show an area")
def show_plan(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return an area in one version, in force or not."""
    return plan_out(_plan(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/grid-plans", response={201: GridPlanOut, **MADE}, auth=signed_in, summary="Draw an area"
)
def draw_grids(request: HttpRequest, circle: str, data: GridPlanIn) -> tuple[int, dict[str, Any]]:
    """Draw an area of the town acted for and cut it by lines; every fault of its geometry is named."""
    within = _circle(request, circle)
    reported = data.area_reported_km2
    made = actions.draw_grids(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, title_zh=data.title_zh, title=data.title_en,
        border=[as_point(point) for point in data.border], lines=lines_in(data.lines), names=[(name.zh, name.en) for name in data.names],
        valid_from=data.valid_from, area_reported_km2=None if reported is None else Decimal(str(reported)),
        firms_reported=data.firms_reported, reported_source=data.reported_source, audience=data.audience,
    )  # fmt: skip
    return 201, plan_out(_plan(request, circle, made.pk))


@router.post(
    "/circles/{slug:circle}/grid-plans/{uuid:uid}/lines", response={201: GridPlanOut, **MADE}, auth=signed_in,
    summary="Move the lines of an area",
)  # fmt: skip
def cut_anew(request: HttpRequest, circle: str, uid: UUID, data: GridCutIn) -> tuple[int, dict[str, Any]]:
    """Cut an area anew from a day on; the version before stays readable."""
    told = _plan(request, circle, uid)
    made = actions.cut_anew(
        by=request.standing, at=request.at, plan=told.row, lines=lines_in(data.lines), valid_from=data.valid_from,
        names=[(name.zh, name.en) for name in data.names],
    )  # fmt: skip
    return 201, plan_out(_plan(request, circle, made.pk))


@router.get(
    "/circles/{slug:circle}/visit-coverage", response={200: VisitCoveragesOut, **READ}, summary="How much was visited"
)
def show_coverage(request: HttpRequest, circle: str, town: Town = "", since: date | None = None) -> dict[str, Any]:
    """Return how many distinct firms of each area were visited since a day, never how many visits were paid."""
    _circle(request, circle)
    on = day_of(request.at)
    told = queries.coverage(request.standing, circle, on, town=town, since=since)
    return {"circle": circle, "on": on, "coverage": [coverage_out(one) for one in told]}


@router.get("/circles/{slug:circle}/visits", response={200: VisitsOut, **READ}, summary="List visits")
def list_visits(
    request: HttpRequest, circle: str, enterprise: UUID | None = None, since: date | None = None, until: date | None = None
) -> dict[str, Any]:  # fmt: skip
    """Return the visits that the town acted for reads, by day; the 500 first."""
    _circle(request, circle)
    rows = queries.visits(request.standing, circle, firm=enterprise, since=since, until=until)
    return {"circle": circle, "visits": [visit_out(row) for row in rows[:500]]}


@router.get("/circles/{slug:circle}/visits/{uuid:uid}", response={200: VisitOut, **READ}, summary="Show a visit")
def show_visit(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a visit."""
    return visit_out(_visit(request, circle, uid))


@router.post("/circles/{slug:circle}/visits", response={201: VisitOut, **MADE}, auth=signed_in, summary="Plan a visit")
def plan_visit(request: HttpRequest, circle: str, data: VisitIn) -> tuple[int, dict[str, Any]]:
    """Plan a visit to a firm. The code ``twice`` says that another office is near; its visit's uid stands in the fault."""
    within = _circle(request, circle)
    made = actions.plan_visit(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, firm=data.enterprise, office=data.office,
        planned_on=data.planned_on, purpose_zh=data.purpose_zh, purpose=data.purpose_en, kind=data.kind, person=data.person,
        all_the_same=data.all_the_same,
    )  # fmt: skip
    return 201, visit_out(made)


@router.post(
    "/circles/{slug:circle}/visits/merge", response={200: VisitOut, **MADE}, auth=signed_in, summary="Merge visits"
)
def merge_visits(request: HttpRequest, circle: str, data: VisitMergeIn) -> dict[str, Any]:
    """Let visits of several offices to one firm go as one, on one day, each with its purpose."""
    rows = [_visit(request, circle, uid) for uid in data.visits]
    return visit_out(actions.merge_visits(by=request.standing, at=request.at, visits=rows, planned_on=data.planned_on))


@router.post(
    "/circles/{slug:circle}/visits/{uuid:uid}/unmerge", response={200: VisitsOut, **MADE}, auth=signed_in,
    summary="Take merged visits apart",
)  # fmt: skip
def unmerge_visit(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Take merged visits apart again, each to its own day, before they take place."""
    made = actions.unmerge_visit(by=request.standing, at=request.at, visit=_visit(request, circle, uid))
    return {"circle": circle, "visits": [visit_out(_visit(request, circle, row.pk)) for row in made]}


@router.post(
    "/circles/{slug:circle}/visits/{uuid:uid}/call-off", response={200: VisitOut, **MADE}, auth=signed_in, summary="Call off a visit"
)  # fmt: skip
def call_off(request: HttpRequest, circle: str, uid: UUID, data: VisitCallOffIn) -> dict[str, Any]:
    """Call a visit off, with the reason."""
    row = _visit(request, circle, uid)
    return visit_out(actions.call_off(by=request.standing, at=request.at, visit=row, why=data.why))


@router.get(
    "/circles/{slug:circle}/visit-rounds/{uuid:uid}", response={200: VisitRoundOut, **READ}, summary="Show a round of visits"
)  # fmt: skip
def show_round(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a round: its visits in order, and whom it leaves out and why."""
    row = queries.round_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return round_out(queries.round_told(request.standing, row))


@router.post(
    "/circles/{slug:circle}/visit-rounds", response={201: VisitRoundOut, **MADE}, auth=signed_in, summary="Plan a round of visits"
)  # fmt: skip
def plan_round(request: HttpRequest, circle: str, data: VisitRoundIn) -> tuple[int, dict[str, Any]]:
    """Plan the visits of one office to a grid: every firm of it once, or left out with the reason."""
    _circle(request, circle)
    grid = queries.grid_named(request.standing, circle, data.grid)
    if grid is None:
        raise Http404
    made = actions.plan_round(
        by=request.standing, at=request.at, grid=grid, office=data.office, title_zh=data.title_zh, title=data.title_en,
        starts_on=data.starts_on, ends_on=data.ends_on, per_day=data.per_day, purpose_zh=data.purpose_zh, purpose=data.purpose_en,
        kind=data.kind, person=data.person, start=as_point(data.start) if data.start else None,
    )  # fmt: skip
    return 201, round_out(queries.round_told(request.standing, made))


@router.get(
    "/circles/{slug:circle}/visit-day",
    response={200: VisitsOut, 401: Error, **READ},
    auth=signed_in,
    summary="Show my day",
)
def show_day(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the visits of whoever asks for today, in their order, and before them those of the days before that did not take place."""
    _circle(request, circle)
    rows = queries.day(request.standing, circle, day_of(request.at))
    return {"circle": circle, "visits": [visit_out(row) for row in rows]}


@router.post(
    "/circles/{slug:circle}/visit-records", response={200: VisitRecordsOut, **MADE}, auth=signed_in, summary="Send what waited on a telephone"
)  # fmt: skip
def take_records(request: HttpRequest, circle: str, data: VisitRecordsIn) -> dict[str, Any]:
    """Take records that waited without a network, each by itself; one sent twice, by its ``client_id``, is done once."""
    within = _circle(request, circle)
    records = [record.model_dump() for record in data.records]
    taken = actions.take_records(by=request.standing, at=request.at, circle=within, records=records)
    return {"records": [taken_out(one) for one in taken]}


@router.get("/circles/{slug:circle}/visit-needs", response={200: VisitNeedsOut, **READ}, summary="List what firms need")
def list_needs(request: HttpRequest, circle: str, still_open: bool = False) -> dict[str, Any]:
    """Return what firms said they need, and what became of it."""
    _circle(request, circle)
    rows = queries.needs(request.standing, circle, still_open=still_open)
    return {"circle": circle, "needs": [need_out(row) for row in rows]}


@router.post(
    "/circles/{slug:circle}/visit-needs/{uuid:uid}/escalate", response={200: VisitNeedOut, **MADE}, auth=signed_in, summary="Pass a need on"
)  # fmt: skip
def escalate_need(request: HttpRequest, circle: str, uid: UUID, data: VisitEscalateIn) -> dict[str, Any]:
    """Let a need become a request to the service centre; it keeps its number."""
    row = _need(request, circle, uid)
    made = actions.escalate_need(by=request.standing, at=request.at, need=row, way=data.way, choice=data.choice)
    return need_out(made)


@router.post(
    "/circles/{slug:circle}/visit-needs/{uuid:uid}/answer", response={200: VisitNeedOut, **MADE}, auth=signed_in, summary="Answer a need"
)  # fmt: skip
def answer_need(request: HttpRequest, circle: str, uid: UUID, data: VisitAnswerIn) -> dict[str, Any]:
    """Answer a need at once, with what the firm was told."""
    row = _need(request, circle, uid)
    return need_out(actions.answer_need(by=request.standing, at=request.at, need=row, answer=data.answer))


@router.get(
    "/circles/{slug:circle}/enterprises/{uuid:uid}/visits", response={200: VisitsOut, 401: Error, **READ}, auth=signed_in,
    summary="Who visits a firm",
)  # fmt: skip
def list_firm_visits(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return the visits to a firm: all for whoever speaks for it, the own town's for an officer."""
    firm = enterprise_named(request.standing, circle, uid)
    if firm is None or not rules.may_read_visits(request.standing, firm):
        raise Http404
    told = queries.firm_visits(request.standing, firm)
    return {"circle": circle, "visits": [visit_out(row) for one in told for row in one.all]}


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _plan(request: HttpRequest, circle: str, uid: UUID) -> queries.PlanTold:
    found = queries.plan_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _visit(request: HttpRequest, circle: str, uid: UUID) -> Visit:
    found = queries.visit_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _need(request: HttpRequest, circle: str, uid: UUID) -> VisitNeed:
    found = queries.need_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
