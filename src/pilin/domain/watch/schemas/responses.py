"""What programs send and get: responses, their tasks and plans for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.watch.enums import Hazard
from pilin.domain.watch.models import PlanTask, Response, ResponseTask
from pilin.domain.watch.queries.responses import ResponseTold
from pilin.domain.watch.schemas.shared import Long, Moment
from pilin.web.api import Incoming

Level = Annotated[int, Field(ge=1, le=4)]
Command = Annotated[str, Field(max_length=80)]


class WatchStateOut(Schema):
    """A level that a town had from a moment on; 0 stood down, 1 the highest. ``mapped_level`` null: no text was read."""

    level: int
    since: datetime
    command_zh: str
    command_en: str
    colour: str
    mapped_level: int | None
    mapped_clause: str
    reason: str


class WatchTaskOut(Schema):
    """What an office has to do in a response."""

    uid: UUID
    number: int
    task_zh: str
    task_en: str
    office_zh: str
    office_en: str
    clause: str
    due_at: datetime | None
    acknowledged_at: datetime | None
    done_at: datetime | None
    note: str


class WatchResponseOut(Schema):
    """A response from its launch on; ``lag_minutes`` from the signal that it followed, null where it followed none."""

    uid: UUID
    town: str
    hazard: Hazard
    level: int
    launched_at: datetime
    ended_at: datetime | None
    signal: UUID | None
    lag_minutes: int | None
    states: list[WatchStateOut]
    tasks: list[WatchTaskOut]
    source: str
    illustrative: bool


class WatchResponsesOut(Schema):
    """The responses of a circle, those that changed last first."""

    circle: str
    running: int
    responses: list[WatchResponseOut]


class WatchPlanTaskOut(Schema):
    """A line of a town's flood plan."""

    uid: UUID
    town: str
    level: int
    number: int
    task_zh: str
    task_en: str
    office_zh: str
    office_en: str
    minutes: int | None
    clause: str
    valid_from: date
    valid_to: date | None
    source: str
    illustrative: bool


class WatchPlanOut(Schema):
    """The lines of a town's plan that hold on a day."""

    circle: str
    town: str
    lines: list[WatchPlanTaskOut]


class WatchLaunchIn(Incoming):
    """Note that a command launched a response for the town acted for."""

    level: Level
    hazard: Hazard
    command_zh: Command
    command_en: Long = ""
    since: Moment | None = None
    signal: UUID | None = None
    reason: Long = ""


class WatchChangeIn(Incoming):
    """Note that a response was raised, lowered, or (level 0) stood down."""

    level: Annotated[int, Field(ge=0, le=4)]
    command_zh: Annotated[str, Field(max_length=80)] = ""
    command_en: Annotated[str, Field(max_length=120)] = ""
    since: Moment | None = None
    signal: UUID | None = None
    reason: Long = ""


class WatchDoneIn(Incoming):
    """What came of a task."""

    note: Long = ""


def responses_out(circle: str, told: list[ResponseTold]) -> dict[str, Any]:
    """Return the responses of a circle as programs get them."""
    return {
        "circle": circle,
        "running": sum(one.running for one in told),
        "responses": [response_out(one) for one in told],
    }


def response_out(told: ResponseTold) -> dict[str, Any]:
    """Return a response as programs get it."""
    first = told.launched
    return {
        "uid": first.family, "town": first.owner, "hazard": first.hazard, "level": told.now.level, "launched_at": first.since, "ended_at": told.ended_at,
        "signal": None if told.signal is None else told.signal.pk, "lag_minutes": told.lag_minutes, "states": [state_out(one) for one in told.states],
        "tasks": [task_out(one) for one in told.tasks], "source": first.source, "illustrative": first.illustrative,
    }  # fmt: skip


def state_out(row: Response) -> dict[str, Any]:
    """Return a state of a response as programs get it."""
    names = ("level", "since", "command_zh", "colour", "mapped_level", "mapped_clause", "reason")
    return {name: getattr(row, name) for name in names} | {"command_en": row.command}


def task_out(row: ResponseTask) -> dict[str, Any]:
    """Return a task as programs get it; who did it is not told."""
    names = ("number", "task_zh", "office_zh", "clause", "due_at", "acknowledged_at", "done_at", "note")
    return {name: getattr(row, name) for name in names} | {"uid": row.pk, "task_en": row.task, "office_en": row.office}


def plan_task_out(row: PlanTask) -> dict[str, Any]:
    """Return a line of a plan as programs get it."""
    names = (
        "level",
        "number",
        "task_zh",
        "office_zh",
        "minutes",
        "clause",
        "valid_from",
        "valid_to",
        "source",
        "illustrative",
    )
    return {name: getattr(row, name) for name in names} | {
        "uid": row.pk, "town": row.owner, "task_en": row.task, "office_en": row.office,
    }  # fmt: skip
