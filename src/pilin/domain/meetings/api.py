"""Meetings for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.meetings import actions, queries
from pilin.domain.meetings.enums import MatterState, MeetingKind, TaskState
from pilin.domain.meetings.schemas import (
    AnswerIn,
    CallIn,
    CommitmentOut,
    DocumentTaskIn,
    MatterOut,
    MeetingOut,
    MeetingWhole,
    PolicyDocumentIn,
    PolicyDocumentOut,
    TaskMoveIn,
    TaskOut,
    commitment_out,
    document_out,
    matter_out,
    meeting_out,
    task_out,
    whole_out,
)
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.enums import Level
from pilin.foundation.members.queries import circle_named
from pilin.web.api import Error, Year, signed_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
router = Router(tags=["meetings"])
Town = Annotated[str, Query(max_length=16)]


def circle_or_404(request: HttpRequest, circle: str) -> None:
    """Answer "not found" for a circle nobody knows."""
    if circle_named(standing_of(request), circle) is None:
        raise Http404


def standing_of(request: HttpRequest) -> Standing:
    """Return who asks."""
    standing: Standing = request.standing
    return standing


def today(request: HttpRequest) -> date:
    """Return the day in Shanghai on which the request came."""
    day: date = request.at.astimezone(SHANGHAI).date()
    return day


def deed_of(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return what every deed takes."""
    return {"by": standing_of(request), "at": request.at, "circle": circle}


@router.get(
    "/circles/{slug:circle}/meetings", response={200: list[MeetingOut], 404: Error, 422: Error}, summary="List events"
)
def list_meetings(
    request: HttpRequest,
    circle: str,
    level: Level | None = None,
    kind: MeetingKind | None = None,
    year: Year | None = None,
) -> list[dict[str, Any]]:
    """Return the events of a circle, those under an umbrella too, by uid."""
    circle_or_404(request, circle)
    found = queries.meetings_of(
        standing_of(request), circle, today(request), level=level or "", kind=kind or "", year=year
    )
    return sorted((meeting_out(e) for event in found for e in (event, *event.parts)), key=lambda m: m["uid"])


@router.get(
    "/circles/{slug:circle}/meetings/{uuid:uid}", response={200: MeetingWhole, 404: Error}, summary="Show an event"
)
def show_meeting(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one event with its resolutions, tasks, outcomes and commitments."""
    view = queries.meeting_named(standing_of(request), circle, uid, today(request))
    if view is None:
        raise Http404
    return whole_out(view)


@router.post(
    "/circles/{slug:circle}/meetings",
    response={201: MeetingWhole, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Call a meeting",
)
def call_meeting(request: HttpRequest, circle: str, body: CallIn) -> tuple[int, dict[str, Any]]:
    """Call a meeting; without a host named, whoever chairs that day hosts it."""
    circle_or_404(request, circle)
    given = body.dict()
    made = actions.call_meeting(**deed_of(request, circle), title=given.pop("title_en"), **given)
    return 201, show_meeting(request, circle, made.pk)


@router.get("/circles/{slug:circle}/tasks", response={200: list[TaskOut], 404: Error, 422: Error}, summary="List tasks")
def list_tasks(
    request: HttpRequest, circle: str, town: Town = "", state: TaskState | None = None, overdue: bool = False
) -> list[dict[str, Any]]:
    """Return the tasks of a circle by uid."""
    circle_or_404(request, circle)
    found = queries.tasks_of(standing_of(request), circle, today(request), member=town, state=state or "", late=overdue)
    return sorted(map(task_out, found), key=lambda t: t["uid"])


@router.post(
    "/circles/{slug:circle}/tasks/{uuid:uid}/steps",
    response={200: TaskOut, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Take, report, confirm a task",
)
def move_task(request: HttpRequest, circle: str, uid: UUID, body: TaskMoveIn) -> dict[str, Any]:
    """Do something to a task: its town takes, declines, reports or redates it; the other bank confirms or sends back."""
    if queries.task_named(standing_of(request), circle, uid, today(request)) is None:
        raise Http404
    actions.move_task(**deed_of(request, circle), task=uid, **body.dict())
    view = queries.task_named(standing_of(request), circle, uid, today(request))
    assert view is not None
    return task_out(view)


@router.get(
    "/circles/{slug:circle}/matters",
    response={200: list[MatterOut], 404: Error, 422: Error},
    summary="List raised matters",
)
def list_matters(
    request: HttpRequest, circle: str, level: Level | None = None, state: MatterState | None = None
) -> list[dict[str, Any]]:
    """Return the matters raised one level up, by uid, as far as this standing reads them."""
    circle_or_404(request, circle)
    found = queries.matters_of(standing_of(request), circle, today(request), level=level or "", state=state or "")
    return sorted(map(matter_out, found), key=lambda m: m["uid"])


@router.post(
    "/circles/{slug:circle}/matters/{uuid:uid}/answer",
    response={200: MatterOut, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error},
    auth=signed_in,
    summary="Answer a raised matter",
)
def answer_matter(request: HttpRequest, circle: str, uid: UUID, body: AnswerIn) -> dict[str, Any]:
    """Record what the body answered."""
    if queries.matter_named(standing_of(request), circle, uid, today(request)) is None:
        raise Http404
    actions.answer_matter(**deed_of(request, circle), matter=uid, answer=body.answer)
    view = queries.matter_named(standing_of(request), circle, uid, today(request))
    assert view is not None
    return matter_out(view)


@router.get(
    "/circles/{slug:circle}/commitments",
    response={200: list[CommitmentOut], 404: Error, 422: Error},
    summary="List commitments",
)
def list_commitments(request: HttpRequest, circle: str, member: Town = "") -> list[dict[str, Any]]:
    """Return what speakers undertook and what was found a year later, by uid."""
    circle_or_404(request, circle)
    found = queries.commitments_of(standing_of(request), circle, today(request), member=member)
    return sorted(map(commitment_out, found), key=lambda c: c["uid"])


@router.get(
    "/circles/{slug:circle}/documents",
    response={200: list[PolicyDocumentOut], 404: Error, 422: Error},
    summary="List policy documents",
)
def list_documents(request: HttpRequest, circle: str, town: Town = "", undated: bool = False) -> list[dict[str, Any]]:
    """Return the policy documents of a circle's towns, each from clause to result, by uid."""
    circle_or_404(request, circle)
    dated = "no" if undated else ""
    found = queries.documents_of(standing_of(request), circle, today(request), town=town, dated=dated)
    return sorted(map(document_out, found), key=lambda d: d["uid"])


@router.get(
    "/circles/{slug:circle}/documents/{uuid:uid}",
    response={200: PolicyDocumentOut, 404: Error},
    summary="Show a policy document",
)
def show_document(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one policy document from clause to result."""
    view = queries.document_named(standing_of(request), circle, uid, today(request))
    if view is None:
        raise Http404
    return document_out(view)


@router.post(
    "/circles/{slug:circle}/documents",
    response={201: PolicyDocumentOut, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Record a policy document",
)
def record_document(request: HttpRequest, circle: str, body: PolicyDocumentIn) -> tuple[int, dict[str, Any]]:
    """Record a policy document of one's own town; its day may be unknown."""
    circle_or_404(request, circle)
    given = body.dict()
    made = actions.record_document(
        **deed_of(request, circle), title=given.pop("title_en"), issuer=given.pop("issuer_en"), **given
    )
    return 201, show_document(request, circle, made.pk)


@router.post(
    "/circles/{slug:circle}/documents/{uuid:uid}/tasks",
    response={200: PolicyDocumentOut, 401: Error, 403: Error, 404: Error, 422: Error},
    auth=signed_in,
    summary="Give a task out of a policy document",
)
def give_document_task(request: HttpRequest, circle: str, uid: UUID, body: DocumentTaskIn) -> dict[str, Any]:
    """Give one's own town a task out of a clause, or out of the whole where the clause is not known."""
    if queries.document_named(standing_of(request), circle, uid, today(request)) is None:
        raise Http404
    task = {"title_zh": body.title_zh, "title": body.title_en, "due_on": body.due_on}
    actions.give_document_tasks(**deed_of(request, circle), document=uid, clause=body.clause, tasks=[task])
    return show_document(request, circle, uid)
