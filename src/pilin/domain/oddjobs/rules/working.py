"""On the day: who checks in and out and when, which hours are plausible, which town hears an appeal."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs.enums import EARLY_MINUTES, LATE_HOURS, OBJECT_DAYS, SLOT_MINUTES, BookingState
from pilin.domain.oddjobs.models import Appeal, Attendance, Booking, Shift
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.members.queries import MemberCard

CODE_LENGTH = 10


def code_of(secret: str, shift: UUID, at: datetime, *, before: int = 0) -> str:
    """Return the code that the foreman's telephone shows: good for a quarter of an hour, and not to be made up.

    Parameters
    ----------
    before : int
        So many quarters earlier.
    """
    slot = int(at.timestamp()) // (60 * SLOT_MINUTES) - before
    made = hmac.new(secret.encode(), f"here {shift} {slot}".encode(), hashlib.sha256).hexdigest()
    return made[:CODE_LENGTH]


def code_holds(secret: str, shift: UUID, at: datetime, code: str) -> bool:
    """Return whether a code is that of this quarter of an hour or of the one before."""
    good = [code_of(secret, shift, at, before=before) for before in (0, 1)]
    return any(hmac.compare_digest(one, code) for one in good)


def may_come(booking: Booking, at: datetime) -> Verdict:
    """Return whether one may check in now: the shift is theirs, and it is about to begin or under way."""
    shift = booking.shift
    if booking.state != BookingState.BOOKED:
        return Verdict.no("not_booked", _("This shift is not theirs"))
    if at < shift.starts_at - timedelta(minutes=EARLY_MINUTES):
        return Verdict.no("too_early", _("One checks in from an hour before the shift begins"))
    if at >= shift.ends_at:
        return Verdict.no("over", _("The shift is over"))
    return Verdict.yes()


def may_go(attendance: Attendance | None, shift: Shift, at: datetime) -> Verdict:
    """Return whether one may check out now: one came, and the shift ended four hours ago at most, on whichever day."""
    if attendance is None or attendance.in_at is None:
        return Verdict.no("not_come", _("Nobody checked in"))
    if attendance.out_at is not None:
        return Verdict.no("gone", _("They have checked out already"))
    if at > shift.ends_at + timedelta(hours=LATE_HOURS):
        return Verdict.no("too_late", _("Four hours after the end it is too late to check out: say the hours instead"))
    return Verdict.yes()


def may_say_hours(attendance: Attendance | None, booking: Booking, at: datetime) -> Verdict:
    """Return whether hours may be said now: the shift has ended, and no hours stand yet."""
    if booking.state != BookingState.BOOKED:
        return Verdict.no("not_booked", _("This shift is not theirs"))
    if at < booking.shift.ends_at:
        return Verdict.no("under_way", _("Hours are said once the shift is over"))
    if attendance is not None and attendance.settled_on is not None:
        return Verdict.no("settled", _("The hours stand already"))
    return Verdict.yes()


def may_mark_absent(attendance: Attendance | None, booking: Booking, at: datetime) -> Verdict:
    """Return whether somebody may be said not to have come: the shift is over, nobody checked in, no hours were said."""
    if booking.state != BookingState.BOOKED:
        return Verdict.no("not_booked", _("This shift is not theirs"))
    if at < booking.shift.ends_at:
        return Verdict.no("under_way", _("The shift is not over yet"))
    if attendance is not None and attendance.in_at is not None:
        return Verdict.no("came", _("They checked in: say the hours instead"))
    if attendance is not None and (attendance.settled_on is not None or attendance.absent_on is not None):
        return Verdict.no("settled", _("This was said already"))
    return Verdict.yes()


def may_hear(by: Standing, appeal: Appeal) -> Verdict:
    """Return whether this standing decides an appeal: the clerk of the town of the other bank that hears it."""
    if by.sees_all or (by.member == appeal.owner and by.holds(Role.CLERK)):
        return Verdict.yes()
    return Verdict.no("not_hearing", _("The clerk of the town of the other bank that hears the appeal decides it"))


def hearing_town(work: str, home: str, towns: Iterable[MemberCard]) -> str:
    """Return the town that hears an appeal: one of the other bank than the work, the worker's own if it lies there.

    Parameters
    ----------
    work, home : str
        Codes of the town of the work and of the worker's.
    """
    known = {town.code: town for town in towns}
    bank = known[work].bank if work in known else 0
    across = sorted(code for code, town in known.items() if town.bank != bank)
    if home in across:
        return home
    return across[0] if across else home


def window_over(said_at: datetime, at: datetime) -> bool:
    """Return whether the other side had its three days to object."""
    return at >= said_at + timedelta(days=OBJECT_DAYS)
