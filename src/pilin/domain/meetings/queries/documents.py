"""Policy documents, traced: document, clause, task, result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from pilin.domain.meetings.models import DocumentClause, PolicyDocument
from pilin.domain.meetings.queries.tasks import TaskView, task_rows, task_view
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause with the tasks out of it; without a row, the tasks whose clause is not known."""

    row: DocumentClause | None
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A policy document with its clauses and what came of them."""

    row: PolicyDocument
    clauses: tuple[ClauseView, ...]
    loose: ClauseView  # the tasks whose clause is not known
    in_force: bool

    @property
    def dated(self) -> bool:
        """Return whether the day on which it was issued is known."""
        return self.row.issued_on is not None

    @property
    def tasks(self) -> tuple[TaskView, ...]:
        """Return every task out of it."""
        return (*(task for clause in self.clauses for task in clause.tasks), *self.loose.tasks)

    @property
    def without_task(self) -> int:
        """Return how many recorded clauses nobody does anything about yet."""
        return sum(not clause.tasks for clause in self.clauses)

    @property
    def done(self) -> int:
        """Return how many tasks have a result."""
        return sum(bool(task.result) for task in self.tasks)

    @property
    def not_recorded(self) -> int | None:
        """Return how many clauses it has beyond those recorded here; None where nobody counted them."""
        declared = self.row.clauses_declared
        return None if declared is None else declared - len(self.clauses)


def document_rows(standing: Standing) -> QuerySet[PolicyDocument]:
    """Return the documents this standing may read, with their clauses and tasks."""
    return (
        PolicyDocument.objects.visible_to(standing)
        .select_related("in_circle")
        .prefetch_related(
            Prefetch("clauses", DocumentClause.objects.visible_to(standing)), Prefetch("tasks", task_rows(standing))
        )
    )


def document_view(row: PolicyDocument, on: date) -> DocumentView:
    """Return a document as it stands on a day."""
    tasks: dict[UUID | None, list[TaskView]] = {}
    for task in row.tasks.all():
        tasks.setdefault(task.clause_id, []).append(task_view(task, on))
    clauses = tuple(ClauseView(clause, tuple(tasks.get(clause.pk, ()))) for clause in row.clauses.all())
    in_force = row.ended_on is None or on <= row.ended_on
    return DocumentView(row, clauses, ClauseView(None, tuple(tasks.get(None, ()))), in_force)


def documents_of(
    standing: Standing, circle: str, on: date, *, town: str = "", dated: str = "", open_only: bool = False
) -> list[DocumentView]:
    """Return the documents of a circle, the newest first and the undated last; four queries whatever their number.

    Parameters
    ----------
    dated : str
        ``"no"`` for those whose day nobody knows, ``"yes"`` for the others.
    open_only : bool
        Only those with a clause without task or a task without result.
    """
    rows = document_rows(standing).filter(circle=circle)
    if town:
        rows = rows.filter(owner=town)
    if dated in ("yes", "no"):
        rows = rows.filter(issued_on_first__isnull=dated == "no")
    views = [document_view(row, on) for row in rows]
    if open_only:
        views = [v for v in views if v.without_task or v.done < len(v.tasks)]
    return sorted(views, key=lambda v: -(v.row.issued_on.first.toordinal() if v.row.issued_on else 0))


def document_named(standing: Standing, circle: str, uid: UUID, on: date) -> DocumentView | None:
    """Return one document, or None where this standing reads no such document."""
    row = document_rows(standing).filter(circle=circle, pk=uid).first()
    return document_view(row, on) if row else None
