"""The words of observations: what a series measures, in which unit, of which period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntFlag
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SeriesKind(models.TextChoices):
    """What a series measures; it says which sums make sense."""

    LEVEL = "level", _("state at a moment")  # a state at a moment: an area, a water level
    FLOW = "flow", _("flow in a period")  # what passed in a period: revenue, visitors
    SHARE = "share", _("share of a whole")  # a part of a whole: numerator and denominator are named
    COUNT = "count", _("number counted")  # things one can count: firms, projects


class PeriodKind(models.TextChoices):
    """Of which length of time each figure of a series is."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")
    OPEN = "open", _("as the source says")  # the source names a moment, or none


class StationKind(models.TextChoices):
    """What a station is for."""

    RAIN = "rain", _("rain gauge")
    LEVEL = "level", _("water level")
    TIDE = "tide", _("tide")
    GATE = "gate", _("water gate")
    WEATHER = "weather", _("weather station")


class QuantityKind(models.TextChoices):
    """What a gauge measures. Its series is named ``<station>-<quantity>``; other series have none."""

    RAIN = "rain_mm", _("rain")
    LEVEL = "level_m", _("water level")
    FLOW = "flow_m3s", _("discharge")
    WIND = "wind_ms", _("wind speed")


UNIT_OF = {QuantityKind.RAIN: "mm", QuantityKind.LEVEL: "m_level", QuantityKind.FLOW: "m3_s", QuantityKind.WIND: "m_s"}
UNITS_SAID = {"m": "m_level", "m3/s": "m3_s", "m³/s": "m3_s", "m/s": "m_s"}  # as machines write them → as we do

DATUMS: dict[
    str, str | Promise
] = {  # vertical datums on this border; the zero points differ, so levels are never compared
    "吴淞": _("Wusong datum"),
    "1985": _("National Vertical Datum 1985"),
}


class Quality(IntFlag):
    """What is known against a reading when it arrives; 0 where nothing is."""

    MISSING = 1  # the gauge itself said that it has no figure
    LATE = 2  # it came long after its moment
    RANGE = 4  # outside the lowest and highest that the series can be
    STEP = 8  # further from the reading before than the series can move
    STUCK = 16  # the same figure for longer than the series can stay


BAD = Quality.MISSING | Quality.RANGE | Quality.STEP | Quality.STUCK  # no figure to reckon with; LATE is one


class GaugeState(models.TextChoices):
    """How a gauge does, in words for whoever has to trust it."""

    FINE = "fine", _("reads")
    AT_TIMES = "at_times", _("at no set times")
    NOTHING = "nothing", _("nothing read yet")
    SILENT = "silent", _("silent")
    MISSING = "missing", _("has no figure")
    STUCK = "stuck", _("looks stuck")
    DOUBTFUL = "doubtful", _("looks wrong")
    ENDED = "ended", _("closed")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A reading that has just been kept, as reactions are told of it."""

    series: UUID
    at: datetime
    begins_at: datetime | None  # None: of a moment, else of the interval (begins_at, at]
    value: Decimal | None  # None: the gauge said that it has no figure
    quality: int  # bits of Quality
    revised: bool  # another value for this moment was kept before


# What happens when readings arrive: name → (moment, what arrived). Filled by the wiring and called inside the deed that
# keeps them, each within a savepoint of its own: one that fails never loses a reading, and is done again.
REACTIONS: dict[str, Callable[[datetime, Sequence[Arrived]], None]] = {}
MOST_TRIES = 50  # of a reaction: then a person looks

# where one goes on from the catalogue: name → (what one finds there, icon, route that takes ``circle``); filled by the wiring
WAYS_OF_OBSERVATORY: dict[str, tuple[str | Promise, str, str]] = {}

CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY")
WORDS_FOR_MONEY = ("", "money", "amount", "yuan", "dollar", "元", "美元")  # said without a currency: refused

UNITS: dict[str, str | Promise] = {
    "firm": _("firms"),
    "organisation": _("organisations"),
    "person": _("persons"),
    "visit": _("visits"),
    "project": _("projects"),
    "item": _("items"),
    "award": _("awards"),
    "park": _("parks"),
    "milestone": _("milestones"),
    "obstacle": _("obstacles"),
    "vehicle": _("vehicles"),
    "place": _("places"),
    "minute": _("minutes"),
    "hour": _("hours"),
    "day": _("days"),
    "percent": _("%"),
    "m2": _("m²"),
    "mu": _("mu"),
    "km2": _("km²"),
    "ha": _("ha"),
    "t": _("t"),
    "mm": _("mm"),
    "m_level": _("m above datum"),
    "m3_s": _("m³/s"),
    "m_s": _("m/s"),
    "CNY": _("yuan"),
    "USD": _("US dollars"),
    "EUR": _("euros"),
    "HKD": _("Hong Kong dollars"),
    "JPY": _("yen"),
}
WHOLE = (
    "firm",
    "organisation",
    "person",
    "visit",
    "project",
    "item",
    "park",
    "milestone",
    "obstacle",
    "vehicle",
    "place",
)  # no halves of these


def unit_label(unit: str) -> str:
    """Return how a unit is written in the reader's language; an unknown one as it stands."""
    return str(UNITS.get(unit, unit))
