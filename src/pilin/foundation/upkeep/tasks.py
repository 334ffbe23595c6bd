"""Scheduled work of upkeep."""

from __future__ import annotations

from datetime import datetime

from pilin.foundation.upkeep import actions, queries


def tidy_up(at: datetime) -> tuple[int, int]:
    """Forget what needs not be kept any longer; called once a day by ``pilin serve``."""
    return actions.tidy(by=queries.HOUSE, at=at)
