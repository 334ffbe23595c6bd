"""Scheduled work of backups: ``pilin serve`` looks every minute whether a copy is due, and the worker takes it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups import keeping, progress, queries
from pilin.foundation.backups.enums import Why

HOUSE = Standing.machine("backup")


@task()
def take_due() -> str:
    """Take the copy that is due and remove old ones; safe to run twice, since the second finds none due.

    A try that fails is noted for the keeper, who finds it among their work; the next one comes an hour later.
    """
    with progress.shown() as told:
        try:
            made = keeping.take_scheduled(by=HOUSE, at=timezone.now(), told=told)
        except Refused as error:
            return str(error)
    return str(made.path) if made else ""


@task()
def take_now() -> str:
    """Take a copy because the keeper pressed the button; how far it is stands on the page."""
    with progress.shown() as told:
        try:
            made = keeping.take(by=HOUSE, at=timezone.now(), lock=keeping.usual_lock(), why=Why.ASKED, told=told)
        except Refused as error:
            return str(error)
    return str(made.path)


def ask(at: datetime) -> bool:
    """Enqueue a copy because somebody asks for one; returns whether none is under way, so that one was."""
    if progress.under_way(at) is not None:
        return False
    progress.begun(at)
    take_now.enqueue()
    return True


def run_due(at: datetime) -> bool:
    """Enqueue a copy when one is due and none is under way; returns whether one was."""
    if not queries.is_due(at) or progress.under_way(at) is not None:
        return False
    progress.begun(at)
    take_due.enqueue()
    return True
