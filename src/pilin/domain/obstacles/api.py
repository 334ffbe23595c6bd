"""The register for programs."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.obstacles import actions, queries
from pilin.domain.obstacles.enums import ObstacleKind, ObstacleStage, ObstacleStepKind
from pilin.domain.obstacles.schemas import RegisterOut, ReportIn, StepIn, WholeOut, register_out, whole_out
from pilin.engine.base import Fault, Invalid, Quantity
from pilin.foundation.members.queries import circle_named
from pilin.foundation.values.columns import as_partial_date
from pilin.web.api import Error, Year, signed_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
router = Router(tags=["obstacles"])
NOTE_ONLY = {
    ObstacleStepKind.CONFIRMED: actions.confirm_removed,
    ObstacleStepKind.SENT_BACK: actions.send_back,
    ObstacleStepKind.NOT_REMOVABLE: actions.declare_not_removable,
    ObstacleStepKind.REOPENED: actions.reopen_obstacle,
    ObstacleStepKind.PARTED: actions.part_obstacle,
}


@router.get(
    "/circles/{slug:circle}/obstacles",
    response={200: RegisterOut, 404: Error, 422: Error},
    summary="List border obstacles",
)
def list_obstacles(
    request: HttpRequest,
    circle: str,
    stage: ObstacleStage | None = None,
    kind: ObstacleKind | None = None,
    year: Year | None = None,
    town: Annotated[str, Query(max_length=16)] = "",
) -> dict[str, Any]:
    """Return the register of a circle with the year's count against its target; merged ones only when asked for."""
    within = circle_named(request.standing, circle)
    if within is None:
        raise Http404
    today = request.at.astimezone(SHANGHAI).date()
    cards = queries.register(request.standing, circle, today)
    count = queries.tally(cards, year=year or today.year, target=within.obstacles_target)
    return register_out(
        circle, count, queries.sifted(cards, stage=stage or "", kind=kind or "", year=year, member=town)
    )


@router.get(
    "/circles/{slug:circle}/obstacles/{uuid:uid}",
    response={200: WholeOut, 404: Error},
    summary="Show a border obstacle",
)
def show_obstacle(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one obstacle with its steps and what ran into it."""
    return whole_out(_found(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/obstacles",
    response={201: WholeOut, 400: Error, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Report a border obstacle",
)
def report_obstacle(request: HttpRequest, circle: str, given: ReportIn) -> tuple[int, dict[str, Any]]:
    """Put an obstacle into the register, for the town acted for."""
    affected = given.affected
    try:
        seen_on = as_partial_date(given.seen_on)
    except ValueError as error:
        raise Invalid(Fault("date", "seen_on", str(error), value=given.seen_on)) from error
    row = actions.report_obstacle(
        by=request.standing,
        at=request.at,
        circle=circle,
        kind=given.kind,
        title_zh=given.title_zh,
        title=given.title_en,
        cost_zh=given.cost_zh,
        cost=given.cost_en,
        affected=None
        if affected is None
        else Quantity(Decimal(str(affected.value)), affected.unit, affected.comparator, period=affected.period),
        seen_on=seen_on,
        audience=given.audience,
    )
    return 201, whole_out(_found(request, circle, row.pk))


@router.post(
    "/circles/{slug:circle}/obstacles/{uuid:uid}/steps",
    response={201: WholeOut, 400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Take a step about a border obstacle",
)
def take_step(request: HttpRequest, circle: str, uid: UUID, given: StepIn) -> tuple[int, dict[str, Any]]:
    """Document, give, say removed, confirm, send back, declare not removable, reopen, merge or part."""
    row = _found(request, circle, uid).obstacle
    shared: dict[str, Any] = {"by": request.standing, "at": request.at, "obstacle": row}
    notes: dict[str, Any] = {"note_zh": given.note_zh, "note": given.note_en}
    if given.kind in NOTE_ONLY:
        NOTE_ONLY[given.kind](**shared, **notes)
    elif given.kind == ObstacleStepKind.DOCUMENTED:
        revision = row.revision if given.revision is None else given.revision
        actions.document_obstacle(
            **shared, **notes, revision=revision, rule_zh=given.rule_zh, rule=given.rule_en, level=given.level or ""
        )
    elif given.kind == ObstacleStepKind.GIVEN:
        actions.give_obstacle(
            **shared,
            **notes,
            body=given.body,
            level=given.level or "",
            authority_zh=given.authority_zh,
            authority=given.authority_en,
            answer_by=_needed(given.answer_by, "answer_by"),
        )
    elif given.kind == ObstacleStepKind.SAID_REMOVED:
        actions.say_removed(**shared, **notes, outcome=given.outcome or "")
    elif given.kind == ObstacleStepKind.MERGED:
        actions.merge_obstacle(**shared, **notes, into=_needed(given.into, "into"))
    else:
        raise Invalid(Fault("not_a_step", "kind", "an obstacle is identified by its report"))
    return 201, whole_out(_found(request, circle, uid))


def _needed(value: Any, field: str) -> Any:
    if value is None:
        raise Invalid(Fault("missing", field, f"this step needs {field}"))
    return value


def _found(request: HttpRequest, circle: str, uid: UUID) -> queries.Whole:
    found = queries.whole(request.standing, circle, uid, request.at.astimezone(SHANGHAI).date())
    if found is None:
        raise Http404
    return found
