"""What a machine said, read: what it is a reading of, or why it is none; and what is known against it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Fault
from pilin.engine.log.merkle import root
from pilin.foundation.access.enums import Role, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.observations.enums import UNITS, UNITS_SAID, Quality, QuantityKind
from pilin.foundation.observations.models import Series

SHANGHAI = ZoneInfo("Asia/Shanghai")
AHEAD = timedelta(minutes=5)  # clocks of honest machines differ by less; one a year ahead would hide what is new
LATE = timedelta(hours=1)  # after its moment, where the series has no interval; else three intervals, if that is longer
STEP = Decimal("0.001")  # of the column: a millimetre of level, finer than any gauge here
LARGEST_READING = Decimal(10) ** 9
LOOKS_BACK = timedelta(hours=6)  # for the reading before, where the series has no interval

# What gauges and loggers write where they have no figure: none of these is one.
NO_FIGURE = {"", "-", "--", "---", "////", "nan", "na", "n/a", "null", "none", "missing", "缺测", "无"}
NO_NUMBERS = {Decimal(n) for n in ("-9999", "-9999.9", "-99999", "-32768", "-999", "-999.9", "-99.9", "-6999", "-7999")}


@dataclass(frozen=True, slots=True)
class ReadingSaid:
    """One reading as a machine says it: text, or typed values. Nothing is checked yet.

    Parameters
    ----------
    series : str
        Slug of a series of a gauge: ``<station>-<quantity>``.
    at : datetime or str
        The moment, or the end of the interval; ISO 8601, Shanghai time where no offset is given.
    value : Decimal, int, float, str or None
        None, and what loggers write for it (-9999 and the like): the gauge has no figure.
    unit, datum : str
        Said with each reading and checked against the series.
    begins_at : datetime or str, optional
        Of a sum such as rain; without it the interval of the series is taken.
    row : int, optional
        Of the file, the header being row 1.
    known_at : datetime, optional
        When it was known, where records are taken over: set-up alone may say so.
    """

    series: str
    at: datetime | str
    value: Decimal | int | float | str | None
    unit: str = ""
    datum: str = ""
    begins_at: datetime | str | None = None
    row: int | None = None
    known_at: datetime | None = None

    def words(self) -> dict[str, str]:
        """Return every field that was given, word for word."""
        given = ((f.name, getattr(self, f.name)) for f in fields(self) if f.name != "row")
        return {
            name: value.isoformat() if isinstance(value, datetime) else str(value)
            for name, value in given
            if value not in (None, "")
        }


@dataclass(frozen=True, slots=True)
class ReadingMeant:
    """One reading, read: of a series that stands here."""

    said: ReadingSaid
    series: Series
    at: datetime
    begins_at: datetime | None
    value: Decimal | None
    known_at: datetime


def may_send(by: Standing, circle: str) -> Verdict:
    """Say whether this standing may bring readings: a town's key or clerk in this circle, or set-up."""
    if by.sees_all or (by.member and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("A machine key or a clerk of the town that keeps the gauge brings its readings"))


def may_keep_station(by: Standing, circle: str) -> Verdict:
    """Say whether this standing may enter a station: a clerk of a town of the circle (no machine), or set-up."""
    if by.sees_all or (by.kind == StandingKind.OFFICER and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("A clerk of a town of this circle enters the stations of that town"))


def may_change_station(by: Standing, owner: str) -> Verdict:
    """Say whether this standing may move or end a station and open its series: a clerk of the town that keeps it."""
    if by.sees_all or (by.kind == StandingKind.OFFICER and by.holds(Role.CLERK) and by.member == owner):
        return Verdict.yes()
    return Verdict.no("not_owner", _("Only a clerk of the town that keeps this station changes it"))


def meant(said: ReadingSaid, known: Mapping[str, Series], *, by: Standing, at: datetime) -> ReadingMeant | list[Fault]:
    """Return the reading that was said, or everything that is wrong with it.

    Parameters
    ----------
    known : mapping
        Slug to series of the gauges of this circle that ``by`` may read.
    at : datetime
        The moment of the deed.
    """
    series = known.get(said.series)
    if series is None:
        return [_fault("unknown_series", "series", _("There is no such gauge here"), said, said.series)]
    if not by.sees_all and by.member != series.owner:
        return [_fault("other_town", "series", _("Another town keeps this gauge"), said, said.series)]
    faults = _unit_faults(series, said)
    moment = read_moment(said.at)
    if moment is None:
        faults.append(_fault("no_moment", "at", _("Write the moment as 2024-06-27T14:05+08:00"), said, str(said.at)))
    elif moment > at + AHEAD:
        reason = _("This moment lies ahead: the clock of the gauge is wrong. The reading is kept aside")
        faults.append(_fault("ahead", "at", reason, said, str(said.at)))
    begins = None
    if series.quantity == QuantityKind.RAIN:
        if said.begins_at not in (None, ""):
            begins = read_moment(said.begins_at)
        elif moment is not None and series.interval_minutes:
            begins = moment - timedelta(minutes=series.interval_minutes)
        if begins is None or (moment is not None and begins >= moment):
            faults.append(
                _fault(
                    "no_begin",
                    "begins_at",
                    _("Say when the interval begins that this is the sum of"),
                    said,
                    str(said.begins_at or ""),
                )
            )
    elif said.begins_at not in (None, ""):
        faults.append(
            _fault("no_interval", "begins_at", _("This gauge reads moments, not intervals"), said, str(said.begins_at))
        )
    value, wrong = read_number(said.value)
    if wrong:
        faults.append(
            _fault(wrong, "value", _("Write a number below a thousand million, as 3.55"), said, str(said.value))
        )
    elif value is not None and series.quantity in (QuantityKind.RAIN, QuantityKind.WIND) and value < 0:
        faults.append(_fault("below_zero", "value", _("Rain and wind are never below zero"), said, str(said.value)))
    known_at = said.known_at if said.known_at is not None and by.sees_all else at
    if known_at > at:
        faults.append(
            _fault("known_ahead", "known_at", _("Nothing is known before its time"), said, str(said.known_at))
        )
    if faults or moment is None:
        return faults
    return ReadingMeant(said, series, moment, begins, value, known_at)


def read_moment(said: datetime | str | None) -> datetime | None:
    """Return a moment with its offset, in whole microseconds; None where there is none to read."""
    if isinstance(said, str):
        try:
            said = datetime.fromisoformat(said.strip())
        except ValueError:
            return None
    if said is None or not 1900 <= said.year <= 2200:  # at the ends of the calendar no offset can be reckoned
        return None
    return said.replace(tzinfo=SHANGHAI) if said.tzinfo is None else said


def read_number(said: Decimal | int | float | str | None) -> tuple[Decimal | None, str]:
    """Return the figure to a thousandth, or None where the gauge has none; and the code of what is wrong.

    Examples
    --------
    >>> read_number("3.5500000001"), read_number(-9999), read_number("////"), read_number("3,55")
    ((Decimal('3.550'), ''), (None, ''), (None, ''), (None, 'no_number'))
    """
    if said is None or str(said).strip().casefold() in NO_FIGURE:
        return None, ""
    try:
        value = Decimal(str(said).strip())
    except InvalidOperation:
        return None, "no_number"
    if not value.is_finite() or abs(value) >= LARGEST_READING:
        return None, "no_number"
    if value in NO_NUMBERS:
        return None, ""
    return value.quantize(STEP, ROUND_HALF_EVEN), ""


def late_after(series: Series) -> timedelta:
    """Return how long after its moment a reading of a series counts as late."""
    return max(LATE, 3 * timedelta(minutes=series.interval_minutes or 0))


def silent_after(series: Series) -> timedelta:
    """Return after how long without a reading a gauge counts as silent: three intervals; never where it has none."""
    return 3 * timedelta(minutes=series.interval_minutes) if series.interval_minutes else timedelta.max


def looks_back(series: Series) -> timedelta:
    """Return how far before a reading those lie that its marks depend on; nothing where nothing is checked."""
    back = (
        timedelta(minutes=series.stuck_minutes + (series.interval_minutes or 60))
        if series.stuck_minutes
        else timedelta()
    )
    if series.largest_step is not None:
        back = max(back, 3 * timedelta(minutes=series.interval_minutes) if series.interval_minutes else LOOKS_BACK)
    return back


@dataclass(slots=True)
class Before:
    """The readings of a series before a moment, as far as its marks need them."""

    value: Decimal | None = None  # the last figure
    since: datetime | None = None  # from when on it stands
    good: Decimal | None = None  # the last figure that is no leap and lies within the limits
    good_at: datetime | None = None

    def follow(self, at: datetime, value: Decimal | None, quality: int) -> None:
        """Go on to a reading; one without a figure is stepped over."""
        if value is None:
            return
        if value != self.value:
            self.value, self.since = value, at
        if not quality & (Quality.RANGE | Quality.STEP):
            self.good, self.good_at = value, at


def marks(reading: ReadingMeant, before: Before) -> Quality:
    """Return what is known against a reading, with what its series said before it.

    A step is reckoned from the last good figure, so the way back from a spike is none; and over three intervals at most:
    after a longer silence, or as many leaps, anything may have happened.
    """
    series, value = reading.series, reading.value
    found = Quality(0)
    if reading.known_at - reading.at > late_after(series):
        found |= Quality.LATE
    if value is None:
        return found | Quality.MISSING
    if (series.lowest is not None and value < series.lowest) or (series.highest is not None and value > series.highest):
        found |= Quality.RANGE
    if series.largest_step is not None and before.good is not None and before.good_at is not None:
        near = 3 * timedelta(minutes=series.interval_minutes) if series.interval_minutes else LOOKS_BACK
        if reading.at - before.good_at <= near and abs(value - before.good) > series.largest_step:
            found |= Quality.STEP
    stands = before.since is not None and value == before.value and value != 0  # a dry day is no broken gauge
    if series.stuck_minutes and stands and reading.at - before.since >= timedelta(minutes=series.stuck_minutes):  # type: ignore[operator]
        found |= Quality.STUCK
    return found


def leaf_of(
    series: UUID,
    begins_at: datetime | None,
    at: datetime,
    value: Decimal | None,
    quality: int,
    known_at: datetime,
    revision: int,
) -> bytes:
    """Return the bytes that stand for a reading in a Merkle tree: RFC 8785 of its columns, moments in µs since 1970."""
    told = [
        str(series),
        micros(begins_at) if begins_at else None,
        micros(at),
        None if value is None else str(value.quantize(STEP)),
        int(quality),
        micros(known_at),
        revision,
    ]
    return json.dumps(told, separators=(",", ":")).encode()


def root_of(leaves: list[bytes]) -> str:
    """Return the Merkle root over readings, in hexadecimal."""
    return root(leaves).hex()


def digest_of(said: Mapping[str, Any], code: str, field: str) -> str:
    """Return what tells a refused reading from others: the same words refused for the same reason are one."""
    return sha256(json.dumps([dict(said), code, field], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


WHY = {  # code of a refusal → in words, for the list of what was refused
    "unknown_series": _("There is no such gauge here"),
    "other_town": _("Another town keeps this gauge"),
    "no_moment": _("The moment cannot be read"),
    "ahead": _("Its moment lies ahead: the clock of the gauge is wrong"),
    "no_begin": _("It does not say when its interval begins"),
    "no_interval": _("This gauge reads moments, not intervals"),
    "no_number": _("The value is no number"),
    "below_zero": _("Rain and wind are never below zero"),
    "known_ahead": _("Nothing is known before its time"),
    "known_later": _("A later word on this moment is already kept; a revision comes after it"),
    "no_unit": _("The unit is missing"),
    "other_unit": _("It is in another unit than the gauge"),
    "no_datum": _("The vertical datum is missing"),
    "other_datum": _("It is on another vertical datum than the gauge"),
}


def why(code: str) -> Any:
    """Return in words why a reading was refused."""
    return WHY.get(code, code)


EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
MICRO = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Return a moment in microseconds since 1970, UTC, exactly."""
    return (moment - EPOCH) // MICRO


def moment_of(micro: int) -> datetime:
    """Return the moment so many microseconds after 1970, UTC; the way back from :func:`micros`."""
    return EPOCH + micro * MICRO


def _fault(code: str, field: str, reason: Any, said: ReadingSaid, value: str) -> Fault:
    return Fault(code, field, reason, row=said.row, value=value)


def _unit_faults(series: Series, said: ReadingSaid) -> list[Fault]:
    found = []
    unit = UNITS_SAID.get(said.unit, said.unit)
    wanted = {"unit": UNITS.get(series.unit, series.unit)}
    if not unit:
        found.append(
            _fault("no_unit", "unit", _("Say the unit with each reading: this gauge is in %(unit)s") % wanted, said, "")
        )
    elif unit != series.unit:
        found.append(_fault("other_unit", "unit", _("This series is in %(unit)s") % wanted, said, said.unit))
    if series.datum and not said.datum:
        found.append(_fault("no_datum", "datum", _("A water level needs its vertical datum"), said, ""))
    elif said.datum != series.datum:
        reason = _("This series is on the datum %(datum)s; levels on two datums are not compared") % {
            "datum": series.datum or "—"
        }
        found.append(_fault("other_datum", "datum", reason, said, said.datum))
    return found
