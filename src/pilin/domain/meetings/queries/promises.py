"""Commitments, half-year reviews and frozen snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from pilin.domain.meetings.models import Commitment, CommitmentCheck, Review, ReviewRow, Snapshot
from pilin.domain.meetings.queries.tasks import TaskView, task_rows, task_view
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """A commitment with what was found when it was checked."""

    row: Commitment
    checks: tuple[CommitmentCheck, ...]
    tasks: tuple[TaskView, ...]
    overdue_days: int

    @property
    def last(self) -> CommitmentCheck | None:
        """Return the latest check."""
        return self.checks[-1] if self.checks else None


def commitments_of(
    standing: Standing, circle: str, on: date, *, meeting: UUID | None = None, member: str = "", result: str = ""
) -> list[CommitmentView]:
    """Return the commitments of a circle, the earliest check first; four queries whatever their number."""
    rows = (
        Commitment.objects.visible_to(standing)
        .filter(circle=circle)
        .select_related("member", "meeting")
        .prefetch_related(
            Prefetch("checks", CommitmentCheck.objects.visible_to(standing).select_related("member")),
            Prefetch("tasks", task_rows(standing)),
        )
    )
    if meeting:
        rows = rows.filter(meeting=meeting)
    if member:
        rows = rows.filter(member__code=member)
    views = []
    for row in rows:
        checks = tuple(row.checks.all())
        late = 0 if checks else max(0, (on - row.check_on).days)
        views.append(CommitmentView(row, checks, tuple(task_view(t, on) for t in row.tasks.all()), late))
    if result == "unchecked":
        return [v for v in views if not v.checks]
    return [v for v in views if not result or (v.last and v.last.result == result)]


def open_commitments(standing: Standing, circle: str, on: date) -> list[CommitmentView]:
    """Return the commitments nobody has checked yet, the earliest check first."""
    return commitments_of(standing, circle, on, result="unchecked")


def reviews_of(standing: Standing, circle: str) -> QuerySet[Review]:
    """Return the half-year reviews of a circle, the newest first, with their rows."""
    rows = ReviewRow.objects.visible_to(standing).select_related("member")
    return (
        Review.objects.visible_to(standing)
        .filter(circle=circle)
        .select_related("meeting", "body")
        .prefetch_related(Prefetch("rows", rows))
    )


def snapshots_of(standing: Standing, circle: str) -> QuerySet[Snapshot]:
    """Return the frozen snapshots of a circle, the newest first."""
    return Snapshot.objects.visible_to(standing).filter(circle=circle)
