"""Scheduled work of bulletins: note the releases whose moment has come.

A late worker delays nobody: pages ask the moment themselves. This only writes down that it happened.
"""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins import actions


@task()
def release_due() -> int:
    """Release what is due and return how many; run it as often as you like."""
    return actions.release_due(by=Standing.machine("bulletins"), at=timezone.now())
