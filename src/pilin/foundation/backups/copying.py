"""Copies that the worker takes, because one is due or the keeper asked for one."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups import keeping, progress
from pilin.foundation.backups.enums import Why

HOUSE = Standing.machine("backup")


@task()
def take_due(at: str) -> str:
    """Take the copy that is due and remove old ones; safe to run twice, since the second finds none due.

    A try that fails is noted for the keeper, who finds it among their work; the next one comes an hour later.
    """
    with progress.shown() as told:
        try:
            made = keeping.take_scheduled(by=HOUSE, at=datetime.fromisoformat(at), told=told)
        except Refused as error:
            return str(error)
    return str(made.path) if made else ""


@task()
def take_now(at: str) -> str:
    """Take a copy because the keeper pressed the button; how far it is stands on the page."""
    with progress.shown() as told:
        try:
            made = keeping.take(
                by=HOUSE, at=datetime.fromisoformat(at), lock=keeping.usual_lock(), why=Why.ASKED, told=told
            )
        except Refused as error:
            return str(error)
    return str(made.path)


def ask(at: datetime, *, due: bool = False) -> bool:
    """Let the worker take a copy unless one is under way; returns whether it was asked to."""
    if progress.under_way(at) is not None:
        return False
    progress.begun(at)
    (take_due if due else take_now).enqueue(at=at.isoformat())
    return True
