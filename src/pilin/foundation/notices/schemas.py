"""What the API says of a person's work and of a town's webhooks."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.web.api import Incoming


class Work(Schema):
    """One thing that waits."""

    kind: str
    title: str
    detail: str | None
    url: str
    due_on: date | None
    overdue_days: int
    verb: str | None


class HookIn(Incoming):
    """An address to be told of deeds."""

    address: str = Field(max_length=300)


class DeliveryOut(Schema):
    """What came of one message; ``outcome`` is null where it arrived."""

    at: datetime
    lines: int
    test: bool
    outcome: str | None
    took_ms: int | None


class HookOut(Schema):
    """An address that is told of deeds, with the secret its messages are signed with."""

    uid: UUID
    address: str
    secret: str
    made_at: datetime
    failures: int
    next_at: datetime | None
    ended_at: datetime | None
    test_at: datetime | None
    deliveries: list[DeliveryOut]
