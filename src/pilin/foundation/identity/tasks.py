"""Scheduled work of identity."""

from __future__ import annotations

from datetime import datetime

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity import actions


def sweep(at: datetime) -> int:
    """Forget sessions that have ended and tries that count no more; returns how many."""
    house = Standing.machine("sweep")
    return actions.forget_ended_sessions(by=house, at=at) + actions.forget_tries(by=house, at=at)
