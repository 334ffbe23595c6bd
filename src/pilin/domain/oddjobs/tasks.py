"""What the clock does: assigns in the evening, lets proposals lapse and hours stand, raises pay that is overdue."""

from __future__ import annotations

from datetime import datetime

from pilin.domain.oddjobs import actions, queries
from pilin.domain.oddjobs.enums import EVENING_HOUR
from pilin.foundation.members.queries import day_of


def lapse_due(at: datetime) -> int:
    """Let lapse what is over; returns how many. Done again at the same moment it does nothing.

    Each two towns have a deed of their own, here as below: nobody's journal speaks of what is between others.
    """
    pairs = {(row.owner, row.worker_town) for row in queries.over_by(at)}
    return sum(actions.lapse_unanswered(by=queries.HOUSE, at=at, work=work, home=home) for work, home in sorted(pairs))


def settle_due(at: datetime) -> int:
    """Let hours stand that nobody objected to; returns how many. Done again it does nothing."""
    pairs = {(row.owner, row.booking.worker_town) for row in queries.unsettled(at)}
    return sum(actions.settle_hours(by=queries.HOUSE, at=at, work=work, home=home) for work, home in sorted(pairs))


def overdue_due(at: datetime) -> int:
    """Tell both towns of pay that is overdue; returns how many. Done again the same day it does nothing."""
    late = queries.overdue(queries.HOUSE, day_of(at)).filter(alarm_on__isnull=True)
    pairs = {(row.owner, row.booking.worker_town) for row in late}
    return sum(actions.raise_overdue(by=queries.HOUSE, at=at, work=work, home=home) for work, home in sorted(pairs))


def assign_due(at: datetime) -> int:
    """Assign the shifts of the next days, once an evening in each circle; returns in how many. Done again the same evening it does nothing."""
    if at.astimezone(queries.SHANGHAI).hour < EVENING_HOUR:
        return 0
    waiting = queries.circles_to_assign(at)
    for circle in waiting:
        actions.assign_shifts(by=queries.HOUSE, at=at, circle=circle)
    return len(waiting)
