"""What programs send and get about cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.foundation.cases import queries
from pilin.foundation.cases.enums import CaseState, Channel, StepKind
from pilin.web.api import Incoming


class CaseOut(Schema):
    """A case as lists give it."""

    uid: UUID
    reference: str
    kind: str
    subject: str
    state: CaseState
    town: str
    firm: UUID | None
    about: UUID | None
    channel: Channel
    received_on: date
    take_by: date
    answer_by: date
    provisional: bool
    late_days: int
    raised_on: date | None
    answered_on: date | None
    closed_on: date | None
    reopened: int
    offered_to: str | None
    partner: str | None
    coordinator: str | None
    bounces: int
    level_on: date | None
    assignee: UUID | None
    illustrative: bool


class CaseStepOut(Schema):
    """One thing that happened to a case."""

    kind: StepKind
    at: datetime
    who: str
    from_town: bool
    town: str
    to_town: str | None
    rule: str | None
    note: str


class CaseWholeOut(CaseOut):
    """A case with its path."""

    text: str
    steps: list[CaseStepOut]


class CasesOut(Schema):
    """Cases that this caller reads."""

    circle: str
    cases: list[CaseOut]


class CaseStepIn(Incoming):
    """A step; ``person`` counts where the case is given to somebody, ``town`` and ``joint`` where it is offered, ``rule`` where it is refused."""

    kind: StepKind
    note: Annotated[str, Field(max_length=10_000)] = ""
    person: UUID | None = None
    town: Annotated[str, Field(max_length=16)] = ""
    joint: bool = False
    rule: Annotated[str, Field(max_length=200)] = ""


def case_out(card: queries.CaseCard | queries.CaseTold) -> dict[str, Any]:
    """Return a case as programs get it; unknown is null."""
    row = card.case
    same = (
        "kind", "subject", "state", "firm", "about", "channel", "received_on", "take_by", "answer_by", "provisional", "raised_on",
        "answered_on", "closed_on", "reopened", "bounces", "level_on", "illustrative",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk, "reference": row.reference, "town": row.owner, "assignee": row.assignee_id, "late_days": card.late,
        "offered_to": row.offered_to or None, "partner": row.partner or None, "coordinator": row.coordinator or None,
    }  # fmt: skip


def whole_out(told: queries.CaseTold) -> dict[str, Any]:
    """Return a case with its path as programs get it."""
    same = ("kind", "at", "who", "from_town", "note")
    steps = [
        {
            **{name: getattr(step, name) for name in same},
            "town": step.owner, "to_town": step.to_town or None, "rule": step.rule or None,
        }
        for step in told.steps
    ]  # fmt: skip
    return {**case_out(told), "text": told.case.text, "steps": steps}
