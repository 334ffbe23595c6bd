"""Scheduled work of observations: do again what failed when readings arrived, and put old months on the shelf."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from pilin.foundation.access.standing import Standing
from pilin.foundation.observations import actions, queries


def move_due(at: datetime) -> int:
    """Put whole months older than the setting on the shelf, each on its own; returns how many. Safe to run twice."""
    house = Standing.machine("observations")
    before = queries.month_of(at)
    for _month in range(int(settings.SITE["readings_months"])):
        before = (before - timedelta(days=1)).replace(day=1)
    months = queries.months_to_move(house, before)
    for series, month in months:
        actions.move_month(by=house, at=at, series=series, month=month)
    return len(months)


def react_due(at: datetime) -> int:
    """Do again what failed upon readings; returns how many went well. Safe to run twice."""
    house = Standing.machine("observations")
    return sum(actions.redo_reaction(by=house, at=at, due=due) for due in queries.reactions_due(house))
