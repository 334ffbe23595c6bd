"""Events afterwards for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from pilin.domain.watch import actions, queries
from pilin.domain.watch.api.shared import MADE, found
from pilin.domain.watch.queries import after
from pilin.domain.watch.schemas.shared import Moment, Town
from pilin.web.api import Error, Incoming, signed_in

router = Router(tags=["watch"])
Minutes = Annotated[int, Field(ge=1, le=1440)]


class WatchEntryOut(Schema):
    """One thing that happened, in the language asked for."""

    at: datetime
    kind: str
    town: str
    what: str
    detail: str
    colour: str
    alarmed: bool
    source: str
    illustrative: bool


class WatchDelayOut(Schema):
    """Minutes from one step of a town to a later one."""

    town: str
    first: str
    first_at: datetime
    then: str
    then_at: datetime
    minutes: int


class WatchCourseOut(Schema):
    """The course of an event: as record, not as reproach."""

    uid: UUID
    title_zh: str
    title_en: str
    opened_at: datetime
    closed_at: datetime | None
    entries: list[WatchEntryOut]
    delays: list[WatchDelayOut]


class WatchReplayIn(Incoming):
    """Make a drill of an event that is over."""

    planned_at: Moment
    speed: Annotated[int, Field(ge=1, le=60)] = 1
    neighbour: Town = ""
    know: Minutes = 10
    tell: Minutes = 20
    launch: Minutes = 60
    gates: Minutes = 60


class WatchReplayOut(Schema):
    """The drill that was planned, and its scenario."""

    drill: UUID
    scenario: UUID


@router.get(
    "/circles/{slug:circle}/watch/events/{uuid:uid}/course", response={200: WatchCourseOut, 404: Error}, summary="Show the course of an event"
)  # fmt: skip
def show_course(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return what each bank was told, did and when, with every delay."""
    row = found(queries.event_named(request.standing, circle, uid))
    course = after.course_of(request.standing, row, request.at)
    names = ("at", "kind", "town", "what", "detail", "colour", "alarmed", "source", "illustrative")
    return {
        "uid": row.pk, "title_zh": row.title_zh, "title_en": row.title, "opened_at": row.opened_at, "closed_at": row.closed_at,
        "entries": [{name: getattr(one, name) for name in names} for one in course.entries],
        "delays": [
            {
                "town": d.town, "first": d.steps[a].name, "first_at": d.steps[a].at, "then": d.steps[b].name, "then_at": d.steps[b].at, "minutes": minutes,
            }
            for d in course.delays
            for (a, b), minutes in sorted(d.minutes.items())
        ],
    }  # fmt: skip


@router.post(
    "/circles/{slug:circle}/watch/events/{uuid:uid}/drills", response={201: WatchReplayOut, **MADE}, auth=signed_in, summary="Make a drill of an event"
)  # fmt: skip
def replay_as_drill(request: HttpRequest, circle: str, uid: UUID, data: WatchReplayIn) -> tuple[int, dict[str, Any]]:
    """Plan a drill in which the signals and levels of an event come again."""
    row = found(queries.event_named(request.standing, circle, uid))
    made = actions.replay_as_drill(
        by=request.standing, at=request.at, event=row, town=request.standing.member, planned_at=data.planned_at, speed=data.speed,
        neighbour=data.neighbour, terms=actions.Terms(data.know, data.tell, data.launch, data.gates),
    )  # fmt: skip
    return 201, {"drill": made.pk, "scenario": made.scenario_id}
