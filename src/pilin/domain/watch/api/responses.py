"""Responses, their tasks and plans for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from pilin.domain.watch import actions
from pilin.domain.watch.api.shared import MADE, circle_of, found
from pilin.domain.watch.queries import responses as queries
from pilin.domain.watch.queries.responses import ResponseTold
from pilin.domain.watch.schemas.responses import (
    WatchChangeIn,
    WatchDoneIn,
    WatchLaunchIn,
    WatchPlanOut,
    WatchResponseOut,
    WatchResponsesOut,
    WatchTaskOut,
    plan_task_out,
    response_out,
    responses_out,
    task_out,
)
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.members.queries import day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["watch"])


@router.get(
    "/circles/{slug:circle}/watch/responses", response={200: WatchResponsesOut, 404: Error}, summary="List responses"
)
def list_responses(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the responses of both banks with their tasks."""
    circle_of(request, circle)
    return responses_out(circle, queries.responses_told(request.standing, circle))


@router.post(
    "/circles/{slug:circle}/watch/responses", response={201: WatchResponseOut, **MADE}, auth=signed_in, summary="Note that a response was launched"
)  # fmt: skip
def launch_response(request: HttpRequest, circle: str, data: WatchLaunchIn) -> tuple[int, dict[str, Any]]:
    """Write down the order of a command; the offices get the tasks of plan and law."""
    within = circle_of(request, circle)
    said = data.dict()
    signal = _signal(request, circle, said.pop("signal"))
    said["command"] = said.pop("command_en")[:120]
    made = actions.launch_response(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, signal=signal, **said
    )
    return 201, response_out(_told(request, circle, made.family))


@router.get(
    "/circles/{slug:circle}/watch/responses/{uuid:uid}",
    response={200: WatchResponseOut, 404: Error},
    summary="Show a response",
)
def show_response(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one response with its states and tasks."""
    return response_out(_told(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/watch/responses/{uuid:uid}/levels", response={201: WatchResponseOut, **MADE}, auth=signed_in, summary="Raise, lower or stand down a response"
)  # fmt: skip
def change_response(request: HttpRequest, circle: str, uid: UUID, data: WatchChangeIn) -> tuple[int, dict[str, Any]]:
    """Write down a later state of a response."""
    told = _told(request, circle, uid)
    said = data.dict()
    signal, level = _signal(request, circle, said.pop("signal")), said.pop("level")
    said["command"] = said.pop("command_en")
    if level:
        actions.change_response(
            by=request.standing, at=request.at, response=told.now, level=level, signal=signal, **said
        )
    else:
        actions.end_response(by=request.standing, at=request.at, response=told.now, **said)
    return 201, response_out(_told(request, circle, uid))


@router.post(
    "/circles/{slug:circle}/watch/response-tasks/{uuid:uid}/acknowledge", response={200: WatchTaskOut, **MADE}, auth=signed_in, summary="Take on a task"
)  # fmt: skip
def acknowledge_task(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Say that an office has taken on its task."""
    task = found(queries.task_named(request.standing, circle, uid))
    return task_out(actions.acknowledge_task(by=request.standing, at=request.at, task=task))


@router.post(
    "/circles/{slug:circle}/watch/response-tasks/{uuid:uid}/done", response={200: WatchTaskOut, **MADE}, auth=signed_in, summary="Say that a task is done"
)  # fmt: skip
def finish_task(request: HttpRequest, circle: str, uid: UUID, data: WatchDoneIn) -> dict[str, Any]:
    """Say that a task is done, and what came of it."""
    task = found(queries.task_named(request.standing, circle, uid))
    return task_out(actions.finish_task(by=request.standing, at=request.at, task=task, note=data.note))


@router.get(
    "/circles/{slug:circle}/watch/plan-tasks", response={200: WatchPlanOut, 404: Error, 422: Error}, summary="Show a town’s flood plan"
)  # fmt: skip
def list_plan_tasks(
    request: HttpRequest, circle: str, town: Annotated[str, Query(max_length=16)] = "", on: date | None = None
) -> dict[str, Any]:
    """Return the lines of a town's plan that hold on a day; of the town acted for where none is named."""
    circle_of(request, circle)
    code = town or request.standing.member
    lines = queries.plan_of(request.standing, circle, code, on or day_of(request.at)) if code else []
    return {"circle": circle, "town": code, "lines": [plan_task_out(one) for one in lines]}


def _signal(request: HttpRequest, circle: str, uid: UUID | None) -> Any:
    row = queries.signal_named(request.standing, circle, uid)
    if uid is not None and row is None:
        raise Invalid(Fault("unknown_signal", "signal", "no such signal", value=str(uid)))
    return row


def _told(request: HttpRequest, circle: str, uid: UUID) -> ResponseTold:
    return found(queries.response_named(request.standing, circle, uid))
