"""What a post must be: paid above the floor, free of fees, in a form the law allows, with shifts that somebody can work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.oddjobs.enums import (
    AGENCY_INDUSTRY,
    LONGEST_POST_DAYS,
    MOST_HEADS,
    MOST_SHIFTS,
    TRADES,
    Cover,
    PayForm,
    Provided,
)
from pilin.domain.oddjobs.rules.enrolling import faults_of_point
from pilin.domain.oddjobs.rules.floors import FloorFound
from pilin.engine.base import caps_on
from pilin.foundation.access.verdict import Fault

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_PAY = Decimal(2_000)  # yuan an hour: a slip of the finger, or bait
NO_FEE = _("Labour Contract Law, article 9: an employer takes no money or goods from whoever it hires")
NO_AGENCY = _(
    "Implementing Regulation of the Labour Contract Law, article 30: a dispatch agency may not hire by the hour and part-time"
)


@dataclass(frozen=True, slots=True)
class ShiftInput:
    """One shift as it is entered; an end that is no later than the start is on the next day where ``overnight`` says so."""

    starts_at: datetime
    ends_at: datetime
    heads: int
    break_minutes: int = 0

    @property
    def worked(self) -> timedelta:
        """Return how long is worked and paid."""
        return self.ends_at - self.starts_at - timedelta(minutes=self.break_minutes)


def is_agency(firm: Enterprise, said: bool) -> bool:
    """Return whether the employer dispatches labour: it says so, or the register does (GB/T 4754-2017, class 7263)."""
    return said or firm.industry.startswith(AGENCY_INDUSTRY)


def shifts_again(shifts: Sequence[ShiftInput], not_before: date) -> list[ShiftInput]:
    """Return last week's shifts moved on by whole weeks, so that the first is not before a day."""
    if not shifts:
        return []
    first = min(one.starts_at for one in shifts).astimezone(SHANGHAI).date()
    weeks = max(1, -(-(not_before - first).days // 7))
    on = timedelta(weeks=weeks)
    return [ShiftInput(one.starts_at + on, one.ends_at + on, one.heads, one.break_minutes) for one in shifts]


def faults_of_post(
    *,
    at: datetime,
    title_zh: str,
    trade: str,
    form: str,
    hourly_cny: Decimal,
    floor: FloorFound,
    fee_cny: Decimal,
    agency: bool,
    cover: str,
    cover_said: str,
    provided: Sequence[str],
    place_code: str,
    place_zh: str,
    latitude: Decimal,
    longitude: Decimal,
    town: str,
    shifts: Sequence[ShiftInput],
) -> list[Fault]:
    """Return what is wrong with a post as it is entered; each refusal of law names its clause."""
    faults = faults_of_point(latitude, longitude)
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Say in a few words what is to be done")))
    if trade and trade not in TRADES:
        faults.append(Fault("trade", "trade", _("There is no such kind of work"), value=trade))
    if form not in PayForm.values:
        faults.append(Fault("form", "form", _("Choose the form of work"), value=form))
    if cover not in Cover.values:
        faults.append(Fault("cover", "cover", _("Choose what covers an accident"), value=cover))
    elif cover != Cover.NONE and not cover_said.strip():
        faults.append(Fault("cover_said", "cover_said", _("Say who insures, and the number of the policy")))
    faults += [
        Fault("provided", "provided", _("There is nothing of this kind to provide"), value=one)
        for one in provided
        if one not in Provided.values
    ]
    if not place_code.startswith(town):
        faults.append(
            Fault("place", "place_code", _("The place of work lies in the town that posts it"), value=place_code)
        )
    if not place_zh.strip():
        faults.append(Fault("no_place", "place_zh", _("Say where: the gate, the hall, the field")))
    faults += _faults_of_pay(hourly_cny, floor, fee_cny, agency, form)
    return faults + faults_of_shifts(shifts, at)


def _faults_of_pay(hourly_cny: Decimal, floor: FloorFound, fee_cny: Decimal, agency: bool, form: str) -> list[Fault]:
    faults = []
    if not 0 < hourly_cny <= MOST_PAY or hourly_cny != hourly_cny.quantize(Decimal("0.01")):
        faults.append(
            Fault("pay", "hourly_cny", _("Between 0 and 2,000 yuan an hour, to the fen"), value=str(hourly_cny))
        )
    elif floor.least is not None and hourly_cny < floor.least:
        if floor.hourly_cny is None:
            reason = _("An hour is paid {least} yuan at least, whatever the tier of this place ({clause})")
        else:
            reason = _("An hour is paid {least} yuan at least since {since} ({clause})")
        text = reason.format(least=floor.least, since=floor.since, clause=floor.clause)
        faults.append(Fault("below_floor", "hourly_cny", text, value=str(hourly_cny)))
    if fee_cny:
        faults.append(
            Fault(
                "fee",
                "fee_cny",
                _("Nothing may be asked of the worker. {clause}").format(clause=NO_FEE),
                value=str(fee_cny),
            )
        )
    if agency and form == PayForm.PART_TIME:
        faults.append(Fault("agency", "form", NO_AGENCY))
    return faults


def faults_of_shifts(shifts: Sequence[ShiftInput], at: datetime) -> list[Fault]:
    """Return what is wrong with the shifts of a post, by number."""
    if not shifts:
        return [Fault("no_shift", "shifts", _("Say when: a post has at least one shift"))]
    if len(shifts) > MOST_SHIFTS:
        return [Fault("too_many", "shifts", _("At most 31 shifts in one post"), value=str(len(shifts)))]
    faults, seen = [], set()
    for number, one in enumerate(shifts, start=1):
        code, reason = _wrong(one, at)
        if not code and (one.starts_at, one.ends_at) in seen:
            code, reason = "twice", _("This shift stands there already")
        seen.add((one.starts_at, one.ends_at))
        if code:
            span = f"{one.starts_at:%m-%d %H:%M}–{one.ends_at:%H:%M} × {one.heads}"
            faults.append(Fault(code, "shifts", reason, row=number, value=span))
    return faults


def _wrong(one: ShiftInput, at: datetime) -> tuple[str, Any]:
    """Return the first thing that is wrong with a shift, and in words; nothing where all is right."""
    hours = one.worked / timedelta(hours=1)
    if one.ends_at <= one.starts_at:
        return "ends", _("A shift ends after it begins")
    if not 1 <= one.heads <= MOST_HEADS:
        return "heads", _("Between 1 and 500 people")
    if one.starts_at <= at:
        return "past", _("A shift begins later than now")
    if one.starts_at > at + timedelta(days=LONGEST_POST_DAYS):
        return "far", _("At most 45 days ahead")
    if one.break_minutes < 0 or hours <= 0:
        return "break", _("The break is longer than the shift")
    if hours > caps_on(one.starts_at.astimezone(SHANGHAI).date()).day_hours:
        return "day_hours", _("At most 8 hours of work a day (a rule of this platform)")
    return "", ""
