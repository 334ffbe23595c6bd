"""What the API says of upkeep."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema


class FailedTaskOut(Schema):
    """A background task that was put aside."""

    uid: UUID
    name: str
    tries: int
    first_at: datetime
    failed_at: datetime
    error: str
    settled: str | None
    settled_at: datetime | None


class StateOut(Schema):
    """How background work stands."""

    workers: int
    beat_at: datetime | None
    waiting: int
    oldest_due_at: datetime | None
    running: int
    put_aside: int


class TasksOut(Schema):
    """How background work stands, and what was put aside."""

    state: StateOut
    tasks: list[FailedTaskOut]
