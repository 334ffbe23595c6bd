"""Who may keep a series and attest its figures, and what a figure must be like."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Comparator, Fault, PartialDate, Precision
from pilin.engine.base.quantity import LEVEL_UNIT
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.observations.enums import CURRENCIES, UNITS, WHOLE, WORDS_FOR_MONEY, PeriodKind, SeriesKind
from pilin.foundation.observations.models import Series

LARGEST = Decimal(10) ** 18  # what the column holds before the point


def may_keep_series(by: Standing, circle: str) -> Verdict:
    """Say whether this standing may open a series: a clerk of a member or observer of the circle, or set-up."""
    if by.sees_all or (by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("A clerk of a town of this circle opens a series for that town"))


def may_attest(by: Standing, series: Series) -> Verdict:
    """Say whether this standing may give a figure: a clerk of the town that owns the series, nobody else."""
    if by.sees_all:
        return Verdict.yes()
    if by.member != series.owner:
        return Verdict.no("not_owner", _("Only the town that keeps this series gives its figures"))
    if not by.holds(Role.CLERK):
        return Verdict.no("not_clerk", _("A clerk of the town attests its figures, by name"))
    return Verdict.yes()


def faults_of_series(
    *, kind: str, unit: str, datum: str, numerator: str, denominator: str, title_zh: str
) -> list[Fault]:
    """Return everything that is wrong with a series before it is opened."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("missing", "title_zh", _("Give the series a Chinese title")))
    if kind not in SeriesKind.values:
        faults.append(Fault("unknown_kind", "kind", _("Choose level, flow, share or count"), value=kind))
    if unit in WORDS_FOR_MONEY:
        faults.append(Fault("no_currency", "unit", _("Say in which currency: CNY, USD …"), value=unit))
    elif unit not in UNITS:
        faults.append(Fault("unknown_unit", "unit", _("This unit is not in the list of units"), value=unit))
    if unit == LEVEL_UNIT and not datum:
        faults.append(Fault("no_datum", "datum", _("A water level needs its vertical datum")))
    if datum and unit != LEVEL_UNIT:
        faults.append(Fault("datum_without_level", "datum", _("Only a water level has a vertical datum"), value=datum))
    if kind == SeriesKind.SHARE and not (numerator and denominator):
        faults.append(Fault("no_denominator", "denominator", _("A share names what is counted and out of what")))
    return faults


def faults_of_figure(
    series: Series,
    *,
    unit: str,
    datum: str,
    comparator: str,
    value: Decimal | None,
    period: PartialDate | None,
    on: date,
) -> list[Fault]:
    """Return everything that is wrong with a figure before it is kept."""
    faults = [*_unit_faults(series, unit, datum)]
    if comparator not in {c.value for c in Comparator}:
        faults.append(Fault("unknown_comparator", "comparator", _("Choose = ≈ > ≥ < or ≤"), value=comparator))
    elif value is None and comparator != Comparator.EXACTLY:
        faults.append(Fault("nothing_to_compare", "comparator", _("Without a figure there is nothing to compare")))
    if value is not None:
        faults.extend(_value_faults(series, value))
    if period is None:
        if series.period_kind != PeriodKind.OPEN:
            faults.append(Fault("no_period", "period", _("Say which period the figure is of")))
    else:
        if series.period_kind != PeriodKind.OPEN and Precision(series.period_kind) is not period.precision:
            wanted = PeriodKind(series.period_kind).label
            faults.append(
                Fault(
                    "other_period",
                    "period",
                    _("This series is kept by %(period)s") % {"period": wanted},
                    value=str(period),
                )
            )
        if period.first > on:
            faults.append(Fault("period_ahead", "period", _("This period has not begun"), value=str(period)))
    return faults


def read_value(text: str | int | Decimal | None) -> tuple[Decimal | None, Fault | None]:
    """Return the number a person typed, or what is wrong with it; an empty field is "not given"."""
    if text is None or (isinstance(text, str) and not text.strip()):
        return None, None
    try:
        value = Decimal(str(text).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None, Fault("no_number", "value", _("Write a number, as 3852000000 or 3.55"), value=str(text))
    if not value.is_finite() or abs(value) >= LARGEST:
        return None, Fault("no_number", "value", _("This number is too large to keep"), value=str(text))
    if value != round(value, 6):
        return None, Fault("too_fine", "value", _("Six decimals at most"), value=str(text))
    return value, None


def read_period(text: str | PartialDate | None) -> tuple[PartialDate | None, Fault | None]:
    """Return the period a person typed, or what is wrong with it."""
    if isinstance(text, PartialDate):
        return text, None
    if text is None or not text.strip():
        return None, None
    try:
        return PartialDate.parse(text), None
    except ValueError:
        reason = _("No such period. Write 2024-06-27, 2024-06, 2024-Q2 or 2024")
        return None, Fault("no_period", "period", reason, value=text)


def _unit_faults(series: Series, unit: str, datum: str) -> list[Fault]:
    if series.unit in CURRENCIES:
        if unit in WORDS_FOR_MONEY:
            return [Fault("no_currency", "unit", _("Say in which currency: CNY, USD …"), value=unit)]
        if unit != series.unit:
            reason = _("This series is in %(unit)s; amounts in two currencies never mix") % {"unit": series.unit}
            return [Fault("other_currency", "unit", reason, value=unit)]
    elif unit != series.unit:
        reason = _("This series is in %(unit)s") % {"unit": UNITS.get(series.unit, series.unit)}
        return [Fault("other_unit", "unit", reason, value=unit)]
    if series.unit == LEVEL_UNIT and not datum:
        return [Fault("no_datum", "datum", _("A water level needs its vertical datum"))]
    if datum != series.datum:
        reason = _("This series is on the datum %(datum)s; levels on two datums are not compared") % {
            "datum": series.datum or "—"
        }
        return [Fault("other_datum", "datum", reason, value=datum)]
    return []


def _value_faults(series: Series, value: Decimal) -> list[Fault]:
    if series.kind == SeriesKind.SHARE and series.unit == "percent" and not 0 <= value <= 100:
        return [Fault("no_share", "value", _("A share lies between 0 and 100 %"), value=str(value))]
    if series.unit in WHOLE and (value < 0 or value != value.to_integral_value()):
        return [Fault("no_count", "value", _("A count is a whole number, zero or more"), value=str(value))]
    return []
