"""Cases for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router

from pilin.engine.base import Fault, Invalid
from pilin.foundation.cases import actions, queries
from pilin.foundation.cases.enums import CaseState, StepKind
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.schemas import CasesOut, CaseStepIn, CaseWholeOut, case_out, whole_out
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["cases"])
MOST = 1_000
STEPS: dict[StepKind, Callable[..., Case]] = {
    StepKind.NOTED: actions.note_case,
    StepKind.ANSWERED: actions.answer_case,
    StepKind.SENT_BACK: actions.send_back,
    StepKind.CLOSED: actions.close_case,
    StepKind.REOPENED: actions.reopen_case,
    StepKind.WITHDRAWN: actions.withdraw_case,
    StepKind.ACCEPTED: actions.accept_case,
    StepKind.KEPT: actions.keep_case,
}


@router.get(
    "/circles/{slug:circle}/cases", response={200: CasesOut, 401: Error, 404: Error, 422: Error}, auth=signed_in,
    summary="List cases",
)  # fmt: skip
def list_cases(
    request: HttpRequest, circle: str, state: CaseState | None = None, late: bool = False, own: bool = False
) -> dict[str, Any]:
    """Return the cases that the town acted for has, at most a thousand, the one due first on top; with ``own`` what the caller asked."""
    if circle_named(request.standing, circle) is None:
        raise Http404
    today = day_of(request.at)
    late_on = today if late else None
    rows = (
        queries.own_cases(request.standing, circle)
        if own
        else queries.desk(request.standing, circle, state=state or "", late_on=late_on)
    )
    return {"circle": circle, "cases": [case_out(card) for card in queries.cards(rows[:MOST], today)]}


@router.get(
    "/circles/{slug:circle}/cases/{uuid:uid}", response={200: CaseWholeOut, 401: Error, 404: Error}, auth=signed_in,
    summary="Show a case",
)  # fmt: skip
def show_case(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one case with its path."""
    return _whole(request, _found(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/cases/{uuid:uid}/steps",
    response={201: CaseWholeOut, 400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Take a step about a case",
)
def step_case(request: HttpRequest, circle: str, uid: UUID, given: CaseStepIn) -> tuple[int, dict[str, Any]]:
    """Take it or give it to somebody, note, answer, send back, close, reopen or withdraw; offer it to another town, take it over, refuse."""
    row = _found(request, circle, uid)
    shared: dict[str, Any] = {"by": request.standing, "at": request.at, "case": row}
    if given.kind == StepKind.TAKEN:
        actions.take_case(**shared, person=given.person)
    elif given.kind == StepKind.OFFERED:
        actions.offer_case(**shared, town=given.town, note=given.note, joint=given.joint)
    elif given.kind == StepKind.REFUSED:
        actions.refuse_case(**shared, rule=given.rule, note=given.note)
    elif given.kind in STEPS:
        STEPS[given.kind](**shared, note=given.note)
    else:
        raise Invalid(Fault("not_a_step", "kind", "the instance itself takes this step", value=given.kind))
    return 201, _whole(request, _found(request, circle, uid))


def _found(request: HttpRequest, circle: str, uid: UUID) -> Case:
    found = queries.case_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _whole(request: HttpRequest, row: Case) -> dict[str, Any]:
    return whole_out(queries.told(request.standing, row, day_of(request.at)))
