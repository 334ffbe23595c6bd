"""Stations and what their machines say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pilin.foundation.access.standing import Standing
from pilin.foundation.observations import actions
from pilin.foundation.observations.actions import ReadingSaid, Taken
from pilin.foundation.observations.models import Series, Station
from tests.factories.base import NOW, Five

LEVEL = {"unit": "m", "datum": "吴淞"}
RAIN = {"unit": "mm"}


def make_station(five: Five, code: str = "fengjing-east", *, by: Standing | None = None, **more: Any) -> Station:
    given = {
        "kind": "level",
        "name_zh": "枫泾东",
        "name": "Fengjing East",
        "longitude": "121.02",
        "latitude": "30.89",
        **more,
    }
    return actions.add_station(
        by=by or five.fengjing.clerk, at=NOW - timedelta(days=60), circle=five.slug, code=code, **given
    )


def make_gauge(five: Five, quantity: str = "level_m", *, station: Station | None = None, **more: Any) -> Series:
    """Open a gauge of Fengjing: of level each 5 minutes on Wusong datum, or of rain."""
    given: dict[str, Any] = {"interval_minutes": 5, **more}
    if quantity == "level_m":
        given.setdefault("datum", "吴淞")
    station = station or make_station(five)
    by = Standing.machine("test") if station.owner != five.fengjing.code else five.fengjing.clerk
    return actions.add_gauge_series(by=by, at=NOW - timedelta(days=60), station=station, quantity=quantity, **given)


def level(series: Series, minutes: float, value: Any, **more: Any) -> ReadingSaid:
    """Say a level so many minutes before NOW (less than zero)."""
    return ReadingSaid(series.slug, NOW + timedelta(minutes=minutes), value, **{**LEVEL, **more})


def rain(series: Series, minutes: float, value: Any, **more: Any) -> ReadingSaid:
    return ReadingSaid(series.slug, NOW + timedelta(minutes=minutes), value, **{**RAIN, **more})


def take(
    five: Five, *rows: ReadingSaid, at: datetime = NOW, by: Standing | None = None, source: str = "logger 7"
) -> Taken:
    return actions.take_readings(by=by or five.fengjing.clerk, at=at, circle=five.slug, rows=rows, source=source)
