"""What is due by the clock in living next door."""

from __future__ import annotations

from datetime import datetime

from pilin.domain.living import actions
from pilin.domain.living.queries import happenings
from pilin.foundation.members.queries import day_of


def happenings_due(at: datetime) -> None:
    """Announce what is to be announced by now, and give released places to whoever waits; nothing where nothing is due."""
    if happenings.to_announce(at) or happenings.to_release(day_of(at)):
        actions.do_what_is_due(by=happenings.HOUSE, at=at)
