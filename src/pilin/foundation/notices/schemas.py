"""What the API says of a person's work."""

from __future__ import annotations

from datetime import date

from ninja import Schema


class Work(Schema):
    """One thing that waits."""

    kind: str
    title: str
    detail: str | None
    url: str
    due_on: date | None
    overdue_days: int
    verb: str | None
