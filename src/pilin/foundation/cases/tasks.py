"""What the clock does: raises what nobody took in time."""

from __future__ import annotations

from datetime import datetime

from pilin.foundation.cases import actions, queries
from pilin.foundation.members.queries import day_of


def raise_due(at: datetime) -> int:
    """Raise the cases that lie; returns how many. Done again the same day it does nothing."""
    if not queries.lain(day_of(at)).exists():
        return 0
    return actions.raise_lain(by=queries.HOUSE, at=at)
