"""Who does what by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from pilin.domain.meetings import rules
from pilin.domain.meetings.enums import TaskMove, TaskState
from pilin.domain.meetings.models import Task, TaskStep, Theme
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with where it stands on a day."""

    row: Task
    stands: rules.TaskStands
    steps: tuple[TaskStep, ...]

    @property
    def done_by_owner(self) -> bool:
        """Return whether its town reported it done."""
        return self.stands.state in (TaskState.DONE, TaskState.CONFIRMED)

    @property
    def pip(self) -> tuple[bool, bool]:
        """Return which halves of its pip are solid: the owner's bank once reported, the other once confirmed."""
        other = self.stands.state == TaskState.CONFIRMED
        return (self.done_by_owner, other) if self.row.member.bank < 0 else (other, self.done_by_owner)

    @property
    def result(self) -> str:
        """Return what came of it in the words of its town, empty before it reported it done or after it was sent back."""
        said = [s.words for s in self.steps if s.what == TaskMove.DONE]
        return said[-1] if said and self.done_by_owner else ""

    @property
    def why_declined(self) -> str:
        """Return the reason of a town that declined."""
        return self.steps[-1].words if self.stands.state == TaskState.DECLINED else ""


def task_rows(standing: Standing) -> QuerySet[Task]:
    """Return the tasks this standing may read, with their steps, town and origin."""
    return (
        Task.objects.visible_to(standing)
        .select_related(
            "member__province", "resolution__meeting", "commitment", "document", "clause", "theme", "in_circle"
        )
        .prefetch_related(Prefetch("steps", TaskStep.objects.visible_to(standing).select_related("member", "meeting")))
    )


def task_view(row: Task, on: date) -> TaskView:
    """Return a task with where it stands on a day."""
    steps = tuple(row.steps.all())
    return TaskView(row, rules.task_stands(row.due_on, [(s.what, s.due_on) for s in steps], on), steps)


def tasks_of(
    standing: Standing,
    circle: str,
    on: date,
    *,
    member: str = "",
    state: str = "",
    theme: str = "",
    late: bool = False,
    aged: bool = False,
) -> list[TaskView]:
    """Return the tasks of a circle, the longest overdue first, then by date; two queries whatever their number."""
    rows = task_rows(standing).filter(circle=circle)
    if member:
        rows = rows.filter(member__code=member)
    if theme:
        rows = rows.filter(theme__name=theme)
    views = [task_view(row, on) for row in rows]
    if state == "open":
        views = [v for v in views if v.stands.open]
    elif state:
        views = [v for v in views if v.stands.state == state]
    if late:
        views = [v for v in views if v.stands.overdue_days]
    if aged:
        views = [v for v in views if v.stands.aged]
    return sorted(views, key=lambda v: (-v.stands.overdue_days, v.stands.due_on or date.max, v.row.uid))


def task_named(standing: Standing, circle: str, uid: UUID, on: date) -> TaskView | None:
    """Return one task, or None where this standing reads no such task."""
    row = task_rows(standing).filter(circle=circle, pk=uid).first()
    return task_view(row, on) if row else None


def open_tasks(standing: Standing, circle: str, on: date) -> list[TaskView]:
    """Return the tasks not yet confirmed from the other bank, the longest overdue first."""
    return tasks_of(standing, circle, on, state="open")


def themes_of(standing: Standing, circle: str) -> list[Theme]:
    """Return the themes the circle's meetings set, in their order."""
    return list(Theme.objects.visible_to(standing).filter(circle=circle))
