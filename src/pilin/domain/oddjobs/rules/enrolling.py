"""What a worker must be: sixteen, found by a number that holds, free at some time, able to do something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs.enums import TRADES, DayPart, Travel
from pilin.engine.base import age_on, cap_on, caps_on, check_citizen
from pilin.foundation.access.verdict import Fault

SHANGHAI = ZoneInfo("Asia/Shanghai")
PHONE = re.compile(r"\+?[0-9][0-9\- ]{4,18}")
PART = timedelta(hours=6)
WEST, SOUTH, EAST, NORTH = 115, 27, 124, 36  # what a point of the delta and around lies within, in degrees
CLAUSE = _("Provisions on Prohibiting Child Labour, articles 2 and 4")


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What a citizen's number told before it was forgotten."""

    last_four: str
    adult_on: date | None  # the eighteenth birthday while it lies ahead


def number_read(number: str, on: date) -> NumberRead | list[Fault]:
    """Return what a number tells on a day; faults where it does not hold, or its owner is not sixteen yet.

    The sixteenth birthday counts; somebody born on the 29th of February has it on the 1st of March (GB 11643-1999;
    Provisions on Prohibiting Child Labour, articles 2 and 4).
    """
    check = check_citizen(number)
    if not check.valid:
        return [
            Fault("number", "number", _("This is no citizen's number: look at it once more. Nothing of it was kept"))
        ]
    age = age_on(check.number, on)
    if age is None:
        return [Fault("number", "number", _("No date of birth stands in this number. Nothing of it was kept"))]
    if age < caps_on(on).minimum_age:
        reason = _("Work is for people of sixteen and more ({clause}). Nothing of the number was kept")
        return [Fault("under_age", "number", reason.format(clause=CLAUSE))]
    adult = int(cap_on("adult_age", on))
    born = date(int(check.number[6:10]), int(check.number[10:12]), int(check.number[12:14]))
    return NumberRead(check.number[-4:], None if age >= adult else _birthday(born, adult))


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # the 29th of February
        return date(born.year + years, 3, 1)


def bits_of(parts: Iterable[tuple[int, int]]) -> int:
    """Return parts of the week, (weekday, part of the day), as one number.

    Examples
    --------
    >>> bits_of([(0, 1), (6, 3)]) == 1 << 1 | 1 << 27
    True
    """
    bits = 0
    for weekday, part in parts:
        bits |= 1 << (4 * weekday + part)
    return bits


def parts_of(bits: int) -> list[tuple[int, int]]:
    """Return the parts of the week that a number stands for."""
    return [(at // 4, at % 4) for at in range(28) if bits >> at & 1]


def free_parts(starts_at: datetime, ends_at: datetime) -> int:
    """Return the parts of the week that a shift touches."""
    start, end = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    at, bits = start, 0
    while at < end:
        bits |= 1 << (4 * at.weekday() + at.hour // 6)
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=6 - at.hour % 6)
    return bits


def free_at(bits: int, starts_at: datetime, ends_at: datetime) -> bool:
    """Return whether somebody with these free parts of the week is free for a shift; nothing chosen means any time."""
    touched = free_parts(starts_at, ends_at)
    return not bits or bits & touched == touched


def public_point(latitude: Decimal, longitude: Decimal) -> tuple[Decimal, Decimal]:
    """Return a point to a hundredth of a degree, about a kilometre: enough for the way, too little to find a door."""
    step = Decimal("0.01")
    return latitude.quantize(step), longitude.quantize(step)


def faults_of_point(latitude: Decimal, longitude: Decimal) -> list[Fault]:
    """Return what is wrong with a point: it lies elsewhere, or its two figures are the wrong way round."""
    if SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST:
        return []
    if SOUTH <= longitude <= NORTH and WEST <= latitude <= EAST:
        return [Fault("swapped", "latitude", _("Latitude and longitude are the wrong way round"), value=str(latitude))]
    return [
        Fault("elsewhere", "latitude", _("This point lies nowhere near the circle"), value=f"{latitude}, {longitude}")
    ]


def faults_of_worker(
    *,
    name: str,
    phone: str,
    home: str,
    latitude: Decimal,
    longitude: Decimal,
    trades: Sequence[str],
    free: int,
    max_km: int | None,
    min_hourly_cny: Decimal | None,
    travels: str,
) -> list[Fault]:
    """Return what is wrong with a worker as they are entered, besides the number."""
    faults = faults_of_point(latitude, longitude)
    if not name.strip():
        faults.append(Fault("no_name", "name", _("Give the name")))
    if not PHONE.fullmatch(phone.strip()):
        faults.append(
            Fault("phone", "phone", _("Give a telephone at which somebody can be reached, in figures"), value=phone)
        )
    if not home.strip():
        faults.append(Fault("no_home", "home", _("Name the village or street: from there the way is reckoned")))
    faults += [
        Fault("trade", "trades", _("There is no such kind of work"), value=trade)
        for trade in trades
        if trade not in TRADES
    ]
    if not 0 <= free < 1 << 28:
        faults.append(Fault("free", "free", _("Choose parts of the week"), value=str(free)))
    if max_km is not None and not 1 <= max_km <= 100:
        faults.append(Fault("max_km", "max_km", _("Between 1 and 100 kilometres"), value=str(max_km)))
    if min_hourly_cny is not None and not 0 < min_hourly_cny < 1_000:
        faults.append(
            Fault("min_hourly", "min_hourly_cny", _("Between 0 and 1,000 yuan an hour"), value=str(min_hourly_cny))
        )
    if travels not in Travel.values:
        faults.append(Fault("travels", "travels", _("Choose how you get about"), value=travels))
    return faults


PARTS = tuple(DayPart)
