"""What the watch does by itself: follow chains that are under way, note gauges that fell silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from pilin.domain.watch import actions, queries
from pilin.domain.watch.steps import beat, step
from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("watch")
PAUSE = timedelta(seconds=5)  # between two looks of the worker at a chain


def look_for_silence(at: datetime) -> int:
    """Note gauges that fell silent; returns how many."""
    found = queries.silent_series(at)
    return actions.note_silence(by=HOUSE, at=at, series=found) if found else 0


@task()
def follow() -> int:
    """Follow chains that are under way from the worker, until each town answered or its list is at its end."""
    now = timezone.now()
    taken = beat(now)
    if queries.are_calls_open(now):
        follow_soon(now + PAUSE)
    return taken


def follow_soon(after: datetime | None = None) -> None:
    """Have the worker follow, unless it is going to already: one such task waits, however many look after the calls."""
    if not DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=follow.module_path).exists():
        (follow.using(run_after=after) if after else follow).enqueue()


def follow_due(at: datetime) -> int:
    """Take what is due now, and let the worker follow what is under way; waits for nobody outside."""
    taken = step(at)
    if queries.are_calls_open(at):
        follow_soon()
    return taken
