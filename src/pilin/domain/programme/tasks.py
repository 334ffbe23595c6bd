"""Background work of the programme."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from pilin.domain.programme import actions
from pilin.foundation.access.standing import Standing


@task()
def release_lists() -> int:
    """Make public every list whose moment has come; done again, it does nothing."""
    return actions.release_due_lists(by=Standing.machine("release"), at=timezone.now())
