"""Write duty lists: a week at a time, or the week before once more; how long a town waits; which gauges concern it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.domain.watch import queries, rules
from pilin.domain.watch.actions.pulse import stir
from pilin.domain.watch.models import DutyShift, DutyTerm, DutyTurn, GaugeConcern
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.identity.queries import colleagues
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.enums import QuantityKind
from pilin.foundation.observations.models import Series

HOUSE = Standing.machine("watch")
SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ShiftSaid:
    """One shift as it is written down: when, and who in which order by which ways."""

    starts_at: datetime
    ends_at: datetime
    people: Sequence[UUID]
    channels: Sequence[str] = ("page", "mail")
    row: int | None = None


@deed("watch.enter_shifts", says=_("{who} wrote the duty list from {day}: {number} shifts"))
def enter_shifts(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    since: date,
    until: date,
    shifts: Sequence[ShiftSaid],
    post_zh: str = "",
    post: str = "",
    illustrative: bool = False,
) -> int:
    """Write a town's duty list for days; what stood there and has not begun is replaced. Returns how many shifts.

    Raises
    ------
    Refused
    Invalid
        With every fault, each with the row it is of.
    """
    rules.may_keep_duty(by, circle.slug, town).require()
    known = dict(colleagues(HOUSE, town, day_of(at)))
    begins = datetime.combine(since, time.min, SHANGHAI)
    ends = datetime.combine(until + timedelta(days=1), time.min, SHANGHAI)
    faults = []
    if not shifts:
        faults.append(Fault("nothing", "shifts", _("The list holds no shift: name somebody for one at least")))
    for one in shifts:
        faults += rules.faults_of_shift(
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            people=one.people,
            known=known,
            channels=one.channels,
            row=one.row,
        )
        if not begins <= one.starts_at < ends:
            faults.append(Fault("other_days", "starts_at", _("This shift begins on another day"), row=one.row))
    if faults:
        raise Invalid(*faults)
    rows = DutyShift.objects.visible_to(HOUSE).filter(
        in_circle=circle, owner=town, starts_at__gte=begins, starts_at__lt=ends
    )
    for old in rows.filter(starts_at__gt=at):
        old.delete()
    begun = set(rows.filter(starts_at__lte=at).values_list("starts_at", flat=True))
    made = 0
    for one in sorted(shifts, key=lambda said: said.starts_at):
        if one.starts_at in begun:
            continue  # who began a shift stays in it: a list is not rewritten behind somebody's back
        shift = DutyShift(
            in_circle=circle, circle=circle.slug, owner=town, audience=Audience.CIRCLE, illustrative=illustrative,
            starts_at=one.starts_at, ends_at=one.ends_at, post_zh=post_zh.strip() or "值班室", post=post.strip() or ("" if post_zh.strip() else "Duty office"),
        )  # fmt: skip
        shift.save()
        made += 1
        for order, person in enumerate(one.people, 1):
            DutyTurn(
                in_circle=circle, circle=circle.slug, owner=town, audience=Audience.CIRCLE, illustrative=illustrative, shift=shift,
                person=person, name=known[person][:60], order=order, channels=list(one.channels),
            ).save()  # fmt: skip
    if not made:
        raise Conflict("begun", _("Nothing was written. Every shift of the list has begun already"))
    stir(circle.slug)
    tell(day=since.isoformat(), number=made)
    return made


@deed("watch.copy_week", says=_("{who} wrote the duty list of the week of {day} as the week before: {number} shifts"))
def copy_week(*, by: Standing, at: datetime, circle: Circle, town: str, monday: date) -> int:
    """Write a week of the duty list as the week before it was. Returns how many shifts.

    Raises
    ------
    Refused, Invalid
        Nothing to copy stands in the week before, or somebody of it holds no office any more.
    """
    rules.may_keep_duty(by, circle.slug, town).require()
    begins = datetime.combine(monday, time.min, SHANGHAI) - WEEK
    said: list[ShiftSaid] = []
    post = ("", "")
    for shift in queries.shifts_between(HOUSE, circle.slug, begins, begins + WEEK, town=town, starting=True):
        turns = sorted(shift.turns_seen, key=lambda turn: turn.order)
        people = [turn.person for turn in turns if turn.person]
        said.append(
            ShiftSaid(shift.starts_at + WEEK, shift.ends_at + WEEK, people, turns[0].channels if turns else ["page"])
        )
        post = (shift.post_zh, shift.post)
    if not said:
        raise Invalid(Fault("nothing", "shifts", _("The week before holds no shift to copy")))
    made: int = enter_shifts(
        by=by,
        at=at,
        circle=circle,
        town=town,
        since=monday,
        until=monday + timedelta(days=6),
        shifts=said,
        post_zh=post[0],
        post=post[1],
    )
    tell(day=monday.isoformat(), number=made)
    return made


@deed("watch.set_term", says=_("{who} set that {seconds} seconds are waited for an answer from {day}"))
def set_term(
    *, by: Standing, at: datetime, circle: Circle, town: str, answer_seconds: int, rounds: int = 2, valid_from: date | None = None
) -> DutyTerm:  # fmt: skip
    """Set how long a town waits for an answer before it calls on, from a day on.

    Raises
    ------
    Refused, Invalid, Conflict
    """
    rules.may_keep_duty(by, circle.slug, town).require()
    since = valid_from or day_of(at)
    faults = []
    if not 10 <= answer_seconds <= 3600:
        faults.append(
            Fault("no_seconds", "answer_seconds", _("Between ten seconds and an hour"), value=str(answer_seconds))
        )
    if not 1 <= rounds <= 10:
        faults.append(Fault("no_rounds", "rounds", _("Between one and ten times"), value=str(rounds)))
    if faults:
        raise Invalid(*faults)
    if DutyTerm.objects.visible_to(HOUSE).filter(in_circle=circle, owner=town, valid_from__gte=since).exists():
        raise Conflict(
            "later_known", _("Nothing was written. Your town has a term from this day or a later one already")
        )
    row = DutyTerm(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.CIRCLE, answer_seconds=answer_seconds, rounds=rounds,
        valid_from=since,
    )  # fmt: skip
    row.save()
    tell(seconds=answer_seconds, day=since.isoformat())
    return row


@deed("watch.mind_gauge", says=_("{who} said that the gauge {title} concerns the town"))
def mind_gauge(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    series: Series,
    rise_m_per_h: Decimal | None = None,
    valid_from: date | None = None,
    illustrative: bool = False,
) -> GaugeConcern:
    """Say for one's own town that a gauge concerns it: a crossing there calls its list; a rate of rise may be set too.

    Raises
    ------
    Refused, Invalid, Conflict
    """
    rules.may_keep(by, circle.slug, town).require()
    faults = []
    if series.quantity not in (QuantityKind.LEVEL, QuantityKind.RAIN):
        faults.append(Fault("no_gauge", "series", _("Choose a gauge of rain or of a water level")))
    if rise_m_per_h is not None and (series.quantity != QuantityKind.LEVEL or not 0 < rise_m_per_h < 100):
        faults.append(
            Fault("no_rate", "rise_m_per_h", _("A rate of rise is of a level, above nought, in metres an hour"))
        )
    if faults:
        raise Invalid(*faults)
    since = valid_from or day_of(at)
    kept = GaugeConcern.objects.visible_to(HOUSE).filter(series=series, owner=town, valid_to__isnull=True).first()
    if kept is not None and kept.valid_from >= since and kept.rise_m_per_h == rise_m_per_h:
        raise Conflict("known", _("Nothing was written. It concerns your town already"))
    if kept is not None:
        kept.valid_to = max(kept.valid_from, since - timedelta(days=1))
        kept.save()
    row = GaugeConcern(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.CIRCLE, illustrative=illustrative, series=series,
        rise_m_per_h=None if rise_m_per_h is None else rise_m_per_h.quantize(Decimal("0.001")), valid_from=since,
    )  # fmt: skip
    row.save()
    tell(title=both(series, "title"))
    return row


@deed("watch.unmind_gauge", says=_("{who} said that the gauge {title} concerns the town no longer"))
def unmind_gauge(*, by: Standing, at: datetime, concern: GaugeConcern) -> GaugeConcern:
    """Say that a gauge concerns one's own town no longer, from today on.

    Raises
    ------
    Refused, Conflict
    """
    rules.may_keep(by, concern.circle, concern.owner).require()
    if concern.valid_to is not None:
        raise Conflict("ended", _("Nothing was written. That has ended already"))
    concern.valid_to = max(concern.valid_from, day_of(at))
    concern.save()
    tell(title=both(concern.series, "title"))
    return concern


@deed("watch.erase_duty", says=_("{who} took a person off the duty lists"))
def erase_duty(*, by: Standing, at: datetime, person: UUID) -> int:
    """Take name and key of a person off duty lists and calls; that somebody was called and when stays."""
    rules.may_call_on(by).require()
    gone = 0
    for row in queries.turns_of(person):
        row.person, row.name = None, ""
        row.save()
        gone += 1
    gone += queries.calls_of(person).update(person=None, name="")
    count(rows=gone)
    return gone
