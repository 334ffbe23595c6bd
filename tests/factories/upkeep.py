"""Tasks in the queue, and workers, for tests of upkeep."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django_tasks_db.models import DBTaskResult, get_date_max

from pilin.foundation.access.standing import Standing
from pilin.foundation.upkeep import actions
from tests.factories.base import NOW

HOUSE = Standing.machine("test")
PATH = "pilin.foundation.notices.tasks.send_digests"


def task(status: str, *workers: str, at: datetime = NOW, **more: Any) -> DBTaskResult:
    """Return a task of the queue in this state, taken by these workers one after another."""
    row = DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path=PATH,
        worker_ids=list(workers),
        backend_name="default",
        run_after=get_date_max(),
        started_at=at - timedelta(minutes=1) if workers else None,
        finished_at=at if status == "FAILED" else None,
        exception_class_path="builtins.OSError" if status == "FAILED" else "",
        traceback="Traceback (most recent call last):\n  …\nOSError: no post office\n" if status == "FAILED" else "",
        **more,
    )
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=at - timedelta(minutes=2))
    row.refresh_from_db()
    return row


def letter(at: datetime = NOW) -> Any:
    """Return a task that failed for good and stands aside, as the worker's round leaves it."""
    return actions.put_aside(by=HOUSE, at=at, task=task("FAILED", "a", "b", "c", "d", "e", at=at).pk)
