"""What the clock does: tells keepers of leads that stand still."""

from __future__ import annotations

from datetime import datetime

from pilin.domain.investment import actions, queries
from pilin.foundation.members.queries import day_of


def still_due(at: datetime) -> int:
    """Tell each keeper of its leads that stand still; returns how many. Done again it does nothing."""
    keepers = {(lead.circle, lead.owner) for lead, _allowed in queries.standing_still(day_of(at))}
    return sum(
        actions.raise_still(by=queries.HOUSE, at=at, circle=circle, town=town) for circle, town in sorted(keepers)
    )
