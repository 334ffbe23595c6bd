"""Whether a worker and a shift fit, and which hours would be too many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs.enums import TRADES, BookingState, PayForm
from pilin.domain.oddjobs.models import Post, Shift, Worker
from pilin.engine.base import caps_on
from pilin.foundation.access.verdict import Verdict

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOVES: dict[str, tuple[str, ...]] = {  # from which states a booking may come to be in a state
    BookingState.APPLIED: (BookingState.LAPSED, BookingState.WITHDRAWN, BookingState.DECLINED),
    BookingState.PROPOSED: (BookingState.APPLIED, BookingState.LAPSED),
    BookingState.BOOKED: (
        BookingState.APPLIED,
        BookingState.PROPOSED,
        BookingState.LAPSED,
        BookingState.WITHDRAWN,
        BookingState.DECLINED,
    ),
    BookingState.WITHDRAWN: (BookingState.APPLIED, BookingState.BOOKED),
    BookingState.DECLINED: (BookingState.PROPOSED,),
    BookingState.LAPSED: (BookingState.APPLIED, BookingState.PROPOSED),
    BookingState.CALLED_OFF: (BookingState.APPLIED, BookingState.PROPOSED, BookingState.BOOKED),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some work that a worker has: for whom, from when to when, how many hours count, in which form."""

    employer: UUID
    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    form: str = PayForm.PART_TIME

    @property
    def day(self) -> date:
        """Return the day it counts on: that on which it starts."""
        return self.starts_at.astimezone(SHANGHAI).date()


def stretch_of(shift: Shift, post: Post) -> Stretch:
    """Return a shift as hours of work."""
    return Stretch(post.employer_id, shift.starts_at, shift.ends_at, shift.hours, post.form)


def way_on(state: str, to: str) -> bool:
    """Return whether a booking in a state may come to be in another."""
    return state in MOVES.get(to, ())


def fits(worker: Worker, shift: Shift, post: Post, held: Sequence[Stretch], at: datetime) -> Verdict:
    """Return whether a worker may take a shift: trade, age, bank, time and hours; the first that stands against it.

    Parameters
    ----------
    held : sequence of Stretch
        What the worker has, and had in the weeks before, whoever the employer is and in whichever town.
    """
    if worker.left_on is not None:
        return Verdict.no("left", _("This worker takes no odd jobs any more"))
    if post.closed_on is not None or shift.called_off_on is not None:
        return Verdict.no("closed", _("This work is not offered any more"))
    if shift.begun(at):
        return Verdict.no("begun", _("This shift has begun"))
    if post.trade and post.trade not in worker.trades:
        return Verdict.no("skill", _("This work needs: {trade}").format(trade=TRADES[post.trade].label))
    day = shift.starts_at.astimezone(SHANGHAI).date()
    if post.trade and TRADES[post.trade].adults_only and worker.adult_on is not None and day < worker.adult_on:
        return Verdict.no("age", _("This work is closed to people under eighteen (Labour Law, articles 58 and 64)"))
    if post.owner != worker.owner and not worker.across:
        return Verdict.no(
            "not_across",
            _(
                "This shift is in another town. Agree first that its officers and the employer may read your name and telephone"
            ),
        )
    mine = stretch_of(shift, post)
    if any(one.starts_at < mine.ends_at and mine.starts_at < one.ends_at for one in held):
        return Verdict.no("overlap", _("You have another shift at this time"))
    return too_many_hours(held, mine)


def too_many_hours(held: Iterable[Stretch], new: Stretch) -> Verdict:
    """Return whether hours stay within the caps when one stretch is added; the first cap that is broken.

    A stretch counts on the day, and in the Monday-Sunday week, on which it starts. Part-time with one employer: 24 hours
    a week and 4 a day on average over a settlement period of 15 days, any 15 days in a row (Labour Contract Law, articles
    68 and 72). Over all employers: 8 hours a day and 44 a week (a rule of this platform).
    """
    caps = caps_on(new.day)
    every = [*held, new]
    same_day = sum((one.hours for one in every if one.day == new.day), Decimal())
    if same_day > caps.day_hours:
        return Verdict.no(
            "day",
            _("It would be more than {hours} hours on one day, over all employers (a rule of this platform)").format(
                hours=caps.day_hours
            ),
        )
    week = new.day - timedelta(days=new.day.weekday())
    in_week = [one for one in every if week <= one.day < week + timedelta(days=7)]
    if sum((one.hours for one in in_week), Decimal()) > caps.week_hours:
        return Verdict.no(
            "week",
            _("It would be more than {hours} hours in one week, over all employers (a rule of this platform)").format(
                hours=caps.week_hours
            ),
        )
    if new.form != PayForm.PART_TIME:
        return Verdict.yes()
    theirs = [one for one in every if one.employer == new.employer and one.form == PayForm.PART_TIME]
    if sum((one.hours for one in theirs if one in in_week), Decimal()) > caps.employer_week_hours:
        return Verdict.no(
            "employer_week",
            _(
                "It would be more than {hours} hours in one week with one employer (Labour Contract Law, article 68)"
            ).format(hours=caps.employer_week_hours),
        )
    span = timedelta(days=caps.settlement_days)
    most = caps.employer_day_hours * caps.settlement_days
    for first in {one.day for one in theirs}:
        if (
            first <= new.day < first + span
            and sum((one.hours for one in theirs if first <= one.day < first + span), Decimal()) > most
        ):
            return Verdict.no(
                "employer_average",
                _(
                    "It would be more than {hours} hours a day on average with one employer (Labour Contract Law, article 68)"
                ).format(hours=caps.employer_day_hours),
            )
    return Verdict.yes()
