"""What the clock does: raises what nobody took in time, asks whether promises were kept."""

from __future__ import annotations

from datetime import datetime

from pilin.foundation.cases import actions, queries
from pilin.foundation.members.queries import day_of


def raise_due(at: datetime) -> int:
    """Raise the cases that lie; returns how many. Done again the same day it does nothing."""
    if not queries.lain(day_of(at)).exists():
        return 0
    return actions.raise_lain(by=queries.HOUSE, at=at)


def ask_kept(at: datetime) -> int:
    """Ask whoever asked, on the day that an answer promised, whether it was done; returns how many. Done again it does nothing."""
    if not queries.promised(day_of(at)).exists():
        return 0
    return actions.ask_promised(by=queries.HOUSE, at=at)
