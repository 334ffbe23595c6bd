"""What the clock does: lets proposals lapse that nobody answered."""

from __future__ import annotations

from datetime import datetime

from pilin.domain.oddjobs import actions, queries


def lapse_due(at: datetime) -> int:
    """Let lapse what is over; returns how many. Done again at the same moment it does nothing."""
    if not queries.over_by(at).exists():
        return 0
    return actions.lapse_unanswered(by=queries.HOUSE, at=at)
