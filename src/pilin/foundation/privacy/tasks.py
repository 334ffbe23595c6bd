"""Scheduled work of privacy: once a day, erase what has been kept long enough."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from pilin.foundation.access.standing import Standing
from pilin.foundation.privacy import actions


@task()
def keep_terms() -> int:
    """Erase what is past its term and return how many rows; done again, it finds nothing."""
    return sum(actions.keep_terms(by=Standing.machine("retention"), at=timezone.now()).values())
