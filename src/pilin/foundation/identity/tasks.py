"""Scheduled work of identity."""

from __future__ import annotations

from datetime import datetime

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity import actions


def sweep(at: datetime) -> int:
    """Forget sessions that have ended; returns how many."""
    return actions.forget_ended_sessions(by=Standing.machine("sweep"), at=at)
