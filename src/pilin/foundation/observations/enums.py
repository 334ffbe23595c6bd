"""The words of observations: what a series measures, in which unit, of which period."""

from __future__ import annotations

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
