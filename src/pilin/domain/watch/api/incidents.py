"""Incidents, contacts and joint plans for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pilin.domain.watch import actions
from pilin.domain.watch.api.shared import MADE, circle_of, found
from pilin.domain.watch.kinds import Field
from pilin.domain.watch.queries import incidents as queries
from pilin.domain.watch.schemas.incidents import (
    WatchContactsOut,
    WatchIncidentIn,
    WatchIncidentOut,
    WatchIncidentsOut,
    WatchJointPlansOut,
    WatchKnowIn,
    WatchOutcomeIn,
    WatchTellIn,
    incident_out,
    joint_plan_out,
)
from pilin.foundation.members.queries import day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["watch"])


@router.get(
    "/circles/{slug:circle}/watch/incidents", response={200: WatchIncidentsOut, 404: Error, 422: Error}, summary="List incidents"
)  # fmt: skip
def list_incidents(request: HttpRequest, circle: str, field: Field | None = None) -> dict[str, Any]:
    """Return the newest hundred incidents with who was told and who knows."""
    circle_of(request, circle)
    rows = list(queries.incidents(request.standing, circle, field=field or "")[:100])
    told = queries.incidents_told(request.standing, rows)
    return {"circle": circle, "incidents": [incident_out(one) for one in told]}


@router.post(
    "/circles/{slug:circle}/watch/incidents", response={201: WatchIncidentOut, **MADE}, auth=signed_in, summary="Note an incident"
)  # fmt: skip
def report_incident(request: HttpRequest, circle: str, data: WatchIncidentIn) -> tuple[int, dict[str, Any]]:
    """Note what happened in one's own town."""
    within, said = circle_of(request, circle), data.dict()
    for name in ("title", "what", "place"):
        said[name] = said.pop(f"{name}_en")
    made = actions.report_incident(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, **said
    )
    return 201, _told(request, circle, made.pk)


@router.get(
    "/circles/{slug:circle}/watch/incidents/{uuid:uid}",
    response={200: WatchIncidentOut, 404: Error},
    summary="Show an incident",
)
def show_incident(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one incident."""
    return _told(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/watch/incidents/{uuid:uid}/notices", response={201: WatchIncidentOut, **MADE}, auth=signed_in, summary="Tell a neighbour of an incident"
)  # fmt: skip
def tell_neighbour(request: HttpRequest, circle: str, uid: UUID, data: WatchTellIn) -> tuple[int, dict[str, Any]]:
    """Tell another town."""
    row = found(queries.incident_named(request.standing, circle, uid))
    actions.tell_neighbour(
        by=request.standing, at=request.at, incident=row, to_town=data.to_town, words_zh=data.words_zh, words=data.words_en
    )  # fmt: skip
    return 201, _told(request, circle, uid)


@router.post(
    "/circles/{slug:circle}/watch/incident-notices/{uuid:uid}/known", response={201: WatchIncidentOut, **MADE}, auth=signed_in, summary="Say that one’s town knows"
)  # fmt: skip
def know_incident(request: HttpRequest, circle: str, uid: UUID, data: WatchKnowIn) -> tuple[int, dict[str, Any]]:
    """Say for one's own town that it knows of an incident."""
    notice = found(queries.notice_named(request.standing, circle, uid))
    actions.know_incident(by=request.standing, at=request.at, notice=notice, does_zh=data.does_zh, does=data.does_en)
    return 201, _told(request, circle, notice.incident_id)


@router.post(
    "/circles/{slug:circle}/watch/incidents/{uuid:uid}/close", response={200: WatchIncidentOut, **MADE}, auth=signed_in, summary="Close an incident"
)  # fmt: skip
def close_incident(request: HttpRequest, circle: str, uid: UUID, data: WatchOutcomeIn) -> dict[str, Any]:
    """Close an incident with what came of it."""
    row = found(queries.incident_named(request.standing, circle, uid))
    actions.close_incident(
        by=request.standing, at=request.at, incident=row, outcome_zh=data.outcome_zh, outcome=data.outcome_en
    )
    return _told(request, circle, uid)


@router.get(
    "/circles/{slug:circle}/watch/contacts", response={200: WatchContactsOut, 404: Error, 422: Error}, summary="List whom to call"
)  # fmt: skip
def list_contacts(request: HttpRequest, circle: str, field: Field | None = None) -> dict[str, Any]:
    """Return whom to call in each town; read by officers of the circle."""
    circle_of(request, circle)
    on = day_of(request.at)
    names = ("field", "rank", "office_zh", "phone", "reviewed_on", "review_by", "illustrative")
    rows = [
        {name: getattr(one, name) for name in names}
        | {"uid": one.pk, "town": one.owner, "office_en": one.office, "overdue": one.review_by < on}
        for one in queries.contacts(request.standing, circle, field=field or "")
    ]
    return {"circle": circle, "contacts": rows}


@router.get(
    "/circles/{slug:circle}/watch/joint-plans",
    response={200: WatchJointPlansOut, 404: Error},
    summary="List joint plans of basins",
)
def list_joint_plans(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the joint plans that hold today."""
    circle_of(request, circle)
    told = queries.joint_plans(request.standing, circle, day_of(request.at))
    return {"circle": circle, "plans": [joint_plan_out(one) for one in told]}


def _told(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    row = found(queries.incident_named(request.standing, circle, uid))
    return incident_out(queries.incidents_told(request.standing, [row])[0])
