"""What programs send and get about meetings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.meetings import queries
from pilin.domain.meetings.enums import (
    CheckResult,
    MatterState,
    MeetingKind,
    MeetingState,
    ObjectKind,
    OutcomeKind,
    ResolutionState,
    TaskMove,
    TaskState,
)
from pilin.foundation.members.enums import Level
from pilin.web.api import Incoming

Line = Annotated[str, Field(max_length=240)]
Text = Annotated[str, Field(max_length=10_000)]


class MeetingOut(Schema):
    """An event as lists give it. ``starts_on`` is as exact as it is known: a day, a month, a year."""

    uid: UUID
    kind: MeetingKind
    level: Level | None
    body: str | None
    title_zh: str
    title_en: str
    starts_on: str
    ends_on: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    place_zh: str | None
    host: str | None
    host_stated: bool
    umbrella: UUID | None
    state: MeetingState
    next_host: str | None
    next_year: int | None
    illustrative: bool
    source: str | None


class OutcomeOut(Schema):
    """What an event brought forth."""

    uid: UUID
    kind: OutcomeKind
    object_kind: ObjectKind
    object_uid: UUID | None
    object_slug: str | None
    title_zh: str
    title_en: str
    count: int | None
    illustrative: bool
    source: str | None


class TaskOut(Schema):
    """A task with where it stands today."""

    uid: UUID
    member: str
    title_zh: str
    title_en: str
    state: TaskState
    due_on: date | None
    first_due_on: date | None
    overdue_days: int
    age_days: int
    carried: int
    resolution: UUID | None
    commitment: UUID | None
    document: UUID | None
    clause: UUID | None
    meeting: UUID | None
    result: str | None  # the words of its town, once reported done
    theme: str | None
    illustrative: bool
    source: str | None


class ResolutionOut(Schema):
    """A resolution; "approved_in_principle" is not "approved"."""

    uid: UUID
    no: int
    text_zh: str
    text_en: str
    state: ResolutionState | None  # null: this reader reads none of its steps
    snapshot_hash: str | None
    tasks: list[TaskOut]
    illustrative: bool
    source: str | None


class CommitmentOut(Schema):
    """What was undertaken and what was found."""

    uid: UUID
    member: str
    sentence_zh: str
    sentence_en: str
    check_on: date
    result: CheckResult | None
    evidence: str | None
    illustrative: bool
    source: str | None


class MeetingWhole(MeetingOut):
    """One event whole."""

    parts: list[UUID]
    themes: list[str]
    resolutions: list[ResolutionOut]
    outcomes: list[OutcomeOut]
    commitments: list[CommitmentOut]


class MatterOut(Schema):
    """A raised matter with its clock."""

    uid: UUID
    title_zh: str
    title_en: str
    member: str
    level: Level
    state: MatterState
    raised_on: date
    due_on: date
    provisional: bool
    working_days: int
    spent: int
    bounces: int
    overdue_days: int
    made_up_days: list[date]
    answer: str | None
    subject: UUID
    subject_kind: str
    illustrative: bool


class CallIn(Incoming):
    """Call a meeting."""

    title_zh: Line
    title_en: Line = ""
    starts_on: Annotated[str, Field(max_length=10)]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    kind: MeetingKind = MeetingKind.MEETING
    body: UUID | None = None
    host: Annotated[str, Field(max_length=16)] = ""
    place_zh: Line = ""
    umbrella: UUID | None = None


class TaskMoveIn(Incoming):
    """Do something to a task."""

    what: TaskMove
    words: Annotated[str, Field(max_length=500)] = ""
    due_on: date | None = None


class DocumentClauseIn(Incoming):
    """A clause as it is printed."""

    label: Annotated[str, Field(max_length=40)]
    text_zh: Text = ""
    text: Text = ""


class PolicyDocumentIn(Incoming):
    """Record a policy document of one's own town."""

    title_zh: Annotated[str, Field(max_length=200)] = ""
    title_en: Annotated[str, Field(max_length=300)] = ""
    issuer_zh: Annotated[str, Field(max_length=120)] = ""
    issuer_en: Annotated[str, Field(max_length=160)] = ""
    number: Annotated[str, Field(max_length=60)] = ""
    issued_on: Annotated[str, Field(max_length=10)] | None = None  # a year, a month or a day; null: nobody knows
    clauses_declared: Annotated[int, Field(ge=0, le=999)] | None = None
    clauses: Annotated[list[DocumentClauseIn], Field(max_length=999)] = []
    audience: Annotated[str, Field(max_length=9)] = "public"


class DocumentTaskIn(Incoming):
    """Give one's own town a task out of a document."""

    clause: UUID | None = None
    title_zh: Annotated[str, Field(max_length=200)] = ""
    title_en: Annotated[str, Field(max_length=300)] = ""
    due_on: date | None = None


class DocumentClauseOut(Schema):
    """A clause with the tasks out of it."""

    uid: UUID
    no: int
    label: str
    text_zh: str
    text_en: str
    tasks: list[TaskOut]


class PolicyDocumentOut(Schema):
    """A policy document, traced from clause to result."""

    uid: UUID
    owner: str
    title_zh: str | None
    title_en: str
    issuer_zh: str | None
    issuer_en: str
    number: str | None
    issued_on: str | None  # null: nobody knows
    ended_on: date | None
    in_force: bool
    clauses_declared: int | None
    clauses: list[DocumentClauseOut]
    tasks_of_unknown_clause: list[TaskOut]
    tasks_with_result: int
    illustrative: bool
    source: str | None


class AnswerIn(Incoming):
    """Answer a matter."""

    answer: Text


def meeting_out(event: queries.EventView) -> dict[str, Any]:
    """Return an event for programs."""
    row = event.row
    return {
        "uid": row.pk,
        "kind": row.kind,
        "level": row.body.level if row.body else None,
        "body": row.body.name_zh if row.body else None,
        "title_zh": row.title_zh,
        "title_en": row.title,
        "starts_on": str(row.starts_on),
        "ends_on": str(row.ends_on) if row.ends_on else None,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "place_zh": row.place_zh or None,
        "host": row.host.code if row.host else None,
        "host_stated": row.host_stated,
        "umbrella": row.umbrella_id,
        "state": event.state,
        "next_host": row.next_host.code if row.next_host else None,
        "next_year": row.next_year,
        "illustrative": row.illustrative,
        "source": row.source or None,
    }


def task_out(view: queries.TaskView) -> dict[str, Any]:
    """Return a task for programs."""
    row, stands = view.row, view.stands
    meeting = row.resolution.meeting_id if row.resolution else row.commitment.meeting_id if row.commitment else None
    return {
        "uid": row.pk,
        "member": row.member.code,
        "title_zh": row.title_zh,
        "title_en": row.title,
        "state": stands.state,
        "due_on": stands.due_on,
        "first_due_on": stands.first_due_on,
        "overdue_days": stands.overdue_days,
        "age_days": stands.age_days,
        "carried": stands.carried,
        "resolution": row.resolution_id,
        "commitment": row.commitment_id,
        "document": row.document_id,
        "clause": row.clause_id,
        "meeting": meeting,
        "result": view.result or None,
        "theme": row.theme.name if row.theme else None,
        "illustrative": row.illustrative,
        "source": row.source or None,
    }


def commitment_out(view: queries.CommitmentView) -> dict[str, Any]:
    """Return a commitment for programs."""
    row, last = view.row, view.last
    return {
        "uid": row.pk,
        "member": row.member.code,
        "sentence_zh": row.sentence_zh,
        "sentence_en": row.sentence,
        "check_on": row.check_on,
        "result": last.result if last else None,
        "evidence": last.evidence if last else None,
        "illustrative": row.illustrative,
        "source": row.source or None,
    }


def whole_out(view: queries.MeetingView) -> dict[str, Any]:
    """Return one event whole for programs."""
    return {
        **meeting_out(view.event),
        "parts": [p.row.pk for p in view.event.parts],
        "themes": [t.name for t in view.themes],
        "resolutions": [
            {
                "uid": r.row.pk,
                "no": r.row.no,
                "text_zh": r.row.text_zh,
                "text_en": r.row.text,
                "state": r.state or None,
                "snapshot_hash": r.row.snapshot_hash or None,
                "tasks": [task_out(t) for t in r.tasks],
                "illustrative": r.row.illustrative,
                "source": r.row.source or None,
            }
            for r in view.resolutions
        ],
        "outcomes": [
            {
                "uid": o.pk,
                "kind": o.kind,
                "object_kind": o.object_kind,
                "object_uid": o.object_uid,
                "object_slug": o.object_slug or None,
                "title_zh": o.title_zh,
                "title_en": o.title,
                "count": o.count,
                "illustrative": o.illustrative,
                "source": o.source or None,
            }
            for o in view.outcomes
        ],
        "commitments": [commitment_out(c) for c in view.commitments],
    }


def matter_out(view: queries.MatterView) -> dict[str, Any]:
    """Return a matter for programs."""
    row = view.row
    return {
        "uid": row.pk,
        "title_zh": row.title_zh,
        "title_en": row.title,
        "member": row.member.code,
        "level": view.level,
        "state": view.state,
        "raised_on": view.steps[0].on,
        "due_on": view.due_on,
        "provisional": view.provisional,
        "working_days": view.term,
        "spent": view.spent,
        "bounces": view.bounces,
        "overdue_days": view.overdue_days,
        "made_up_days": list(view.made_up),
        "answer": view.answer or None,
        "subject": row.subject,
        "subject_kind": row.subject_kind,
        "illustrative": row.illustrative,
    }


def document_out(view: queries.DocumentView) -> dict[str, Any]:
    """Return a policy document for programs."""
    row = view.row
    return {
        "uid": row.pk,
        "owner": row.owner,
        "title_zh": row.title_zh or None,
        "title_en": row.title,
        "issuer_zh": row.issuer_zh or None,
        "issuer_en": row.issuer,
        "number": row.number or None,
        "issued_on": str(row.issued_on) if row.issued_on else None,
        "ended_on": row.ended_on,
        "in_force": view.in_force,
        "clauses_declared": row.clauses_declared,
        "clauses": [
            {
                "uid": c.row.pk,
                "no": c.row.no,
                "label": c.row.label,
                "text_zh": c.row.text_zh,
                "text_en": c.row.text,
                "tasks": [task_out(t) for t in c.tasks],
            }
            for c in view.clauses
            if c.row
        ],
        "tasks_of_unknown_clause": [task_out(t) for t in view.loose.tasks],
        "tasks_with_result": view.done,
        "illustrative": row.illustrative,
        "source": row.source or None,
    }
