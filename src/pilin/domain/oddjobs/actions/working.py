"""On the day: coming and going, hours that both sides say, absences, and appeals that the other bank hears."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs import queries, rules
from pilin.domain.oddjobs.actions.paying import owe
from pilin.domain.oddjobs.enums import FAR_KM, About, SettledBy, Side
from pilin.domain.oddjobs.models import Appeal, Attendance, Booking
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.notices.actions import notify


@deed("oddjobs.check_in", says=_("Somebody came to work: {title}"))
def check_in(*, by: Standing, at: datetime, booking: Booking, code: str = "", km: float | None = None) -> Attendance:
    """Note that somebody came. The worker shows the code of the foreman's telephone; the foreman needs none.

    Coming twice is coming once.

    Parameters
    ----------
    km : float, optional
        How far the worker's device is from the place of work; only whether that is far is kept, never where.
    """
    row, side = _held(booking), _side(by, booking)
    rules.may_come(row, at).require()
    kept = queries.attendance_of(row)
    tell(title=both(row.shift.post, "title"))
    if kept is not None and kept.in_at is not None:
        count(already=1)
        return kept
    if side == Side.WORKER and not rules.code_holds(settings.SECRET_KEY, row.shift_id, at, code):
        raise Refused("code", _("This code is not good any more: let the foreman show a new one"))
    kept = kept or _attendance(row)
    kept.in_at, kept.in_by, kept.in_far = at, side, None if km is None else km > FAR_KM
    kept.save()
    return kept


@deed("oddjobs.check_out", says=_("Somebody went home from work: {title}"))
def check_out(*, by: Standing, at: datetime, booking: Booking) -> Attendance:
    """Note that somebody went; after a night shift that is on the next day, and right."""
    row, side = _held(booking), _side(by, booking)
    kept = queries.attendance_of(row)
    rules.may_go(kept, row.shift, at).require()
    assert kept is not None
    kept.out_at, kept.out_by = at, side
    kept.save()
    tell(title=both(row.shift.post, "title"))
    return kept


@deed("oddjobs.say_hours", says=_("{who} said which hours were worked: {title}"))
def say_hours(*, by: Standing, at: datetime, booking: Booking, minutes: int) -> Attendance:
    """Say how long was worked, the break taken off. Once both sides say the same, the hours stand and the pay is owed.

    Said again before that, it replaces what the same side said.
    """
    row, side = _held(booking), _side(by, booking)
    kept = queries.attendance_of(row)
    rules.may_say_hours(kept, row, at).require()
    longest = int((row.shift.ends_at - row.shift.starts_at).total_seconds() // 60) + 240
    if not 0 <= minutes <= longest:
        raise Invalid(
            Fault("minutes", "minutes", _("Between no time and four hours more than the shift"), value=str(minutes))
        )
    kept = kept or _attendance(row)
    if side == Side.WORKER:
        kept.worker_minutes, kept.worker_said_at = minutes, at
    else:
        kept.employer_minutes, kept.employer_said_at = minutes, at
        kept.absent_on = None
    kept.save()
    tell(title=both(row.shift.post, "title"))
    if kept.worker_minutes == kept.employer_minutes and kept.minutes is None:
        _settle(kept, row, minutes, SettledBy.BOTH, at)
    elif side == Side.EMPLOYER:
        _tell_worker(row, by, at, "job_hours")
    return kept


@deed("oddjobs.mark_absent", says=_("{who} said that nobody came: {title}"))
def mark_absent(*, by: Standing, at: datetime, booking: Booking) -> Attendance:
    """Say that somebody did not come. The worker is told, and may appeal to a town of the other bank."""
    rules.may_run(by, booking.shift.post).require()
    row = _held(booking)
    kept = queries.attendance_of(row)
    rules.may_mark_absent(kept, row, at).require()
    kept = kept or _attendance(row)
    kept.absent_on, kept.employer_minutes, kept.employer_said_at = day_of(at), 0, at
    kept.save()
    tell(title=both(row.shift.post, "title"))
    _tell_worker(row, by, at, "job_absent")
    return kept


@deed("oddjobs.settle_hours", says=_("Hours stand after three days of silence: {number}"))
def settle_hours(*, by: Standing, at: datetime, work: str = "", home: str = "") -> int:
    """Let hours stand that one side said and the other did not object to within three days; returns how many.

    Where both said something different, or an appeal waits, nothing is settled: a town of the other bank decides.
    """
    if not by.sees_all:
        raise Refused("not_machine", _("Scheduled work does this"))
    number = 0
    for kept in queries.unsettled(at):
        if work and (kept.owner, kept.booking.worker_town) != (work, home):
            continue
        said = [one for one in (kept.worker_minutes, kept.employer_minutes) if one is not None]
        if len(set(said)) == 1:
            _settle(kept, kept.booking, said[0], SettledBy.SILENCE, at)
            number += 1
    count(settled=number)
    tell(number=number)
    return number


@deed("oddjobs.appeal", says=_("Somebody appealed to a town of the other bank: {title}"))
def appeal(
    *, by: Standing, at: datetime, booking: Booking, about: str, said: str, minutes: int | None = None
) -> Appeal:
    """Say that the employer is wrong, about an absence or about the hours. A town of the other bank hears it."""
    rules.may_act_for(by, booking.worker).require()
    row = _held(booking)
    kept = queries.attendance_of(row)
    wrong = kept is not None and (
        kept.absent_on is not None if about == About.ABSENCE else kept.employer_minutes is not None
    )
    faults = []
    if about not in About.values:
        faults.append(Fault("about", "about", _("Say what it is about"), value=about))
    if len(said.strip()) < 4:
        faults.append(Fault("said", "said", _("Say in a sentence what was so")))
    if minutes is None and about == About.HOURS:
        faults.append(Fault("minutes", "minutes", _("Say how long you worked")))
    if faults:
        raise Invalid(*faults)
    if not wrong or kept is None or kept.settled_by == SettledBy.DECISION:
        raise Conflict("nothing_said", _("There is nothing to appeal against"))
    if Appeal.objects.visible_to(queries.HOUSE).filter(booking=row, about=about).exists():
        raise Conflict("appealed", _("You have appealed already"))
    towns = members_on(queries.HOUSE, row.circle, day_of(at))
    made = Appeal(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=rules.hearing_town(row.owner, row.worker_town, towns), audience=Audience.PARTIES,
        parties=party_list([row.owner, row.worker_town]), booking=row, about=about, said=said.strip(), said_at=at, minutes_said=minutes,
        illustrative=row.illustrative,
    )  # fmt: skip
    made.save()
    tell(title=both(row.shift.post, "title"))
    facts = {"title": row.shift.post.title or row.shift.post.title_zh, "title_zh": row.shift.post.title_zh}
    url = reverse("oddjobs:appeals", kwargs={"circle": row.circle})
    notify(
        by=by, at=at, people=people_holding(made.owner, Role.CLERK, day_of(at)), kind="job_appeal", facts=facts, url=url
    )
    return made


@deed("oddjobs.hear_appeal", says=_("{who} decided an appeal: {title}"))
def hear_appeal(
    *, by: Standing, at: datetime, appeal: Appeal, upheld: bool, reason: str, minutes: int | None = None
) -> Appeal:
    """Decide an appeal, with the reason. Upheld, the hours decided stand and are owed; else what the employer said."""
    rules.may_hear(by, appeal).require()
    row = (
        Appeal.objects.visible_to(queries.HOUSE)
        .select_related("booking__shift__post", "booking__worker")
        .get(pk=appeal.pk)
    )
    if row.decided_on is not None:
        raise Conflict("decided", _("It is decided already"))
    if len(reason.strip()) < 4:
        raise Invalid(Fault("reason", "reason", _("Give the reason: both sides read it")))
    if upheld and minutes is None and row.minutes_said is None:
        raise Invalid(Fault("minutes", "minutes", _("Say which hours stand")))
    kept = queries.attendance_of(row.booking)
    assert kept is not None
    decided = (minutes if minutes is not None else row.minutes_said) if upheld else kept.employer_minutes
    row.decided_on, row.upheld, row.minutes, row.reason = day_of(at), upheld, decided, reason.strip()
    row.save()
    if upheld:
        kept.absent_on = None
    _settle(kept, row.booking, int(decided or 0), SettledBy.DECISION, at)
    tell(title=both(row.booking.shift.post, "title"))
    _tell_worker(row.booking, by, at, "job_decided")
    return row


def _settle(kept: Attendance, row: Booking, minutes: int, how: SettledBy, at: datetime) -> None:
    kept.minutes, kept.settled_on, kept.settled_by = minutes, day_of(at), how
    kept.save()
    if minutes:
        owe(row, minutes, at)


def _side(by: Standing, booking: Booking) -> Side:
    """Return for which side this standing speaks; refused where for neither. Who could speak for both speaks for the worker."""
    if rules.may_act_for(by, booking.worker):
        return Side.WORKER
    rules.may_run(by, booking.shift.post).require()
    return Side.EMPLOYER


def _attendance(row: Booking) -> Attendance:
    return Attendance(
        in_circle_id=row.in_circle_id,
        circle=row.circle,
        owner=row.owner,
        audience=Audience.PARTIES,
        parties=party_list([row.owner, row.worker_town]),
        booking=row,
        illustrative=row.illustrative,
    )


def _held(booking: Booking) -> Booking:
    rows = (
        Booking.objects.visible_to(queries.HOUSE)
        .select_for_update(of=("self",))
        .select_related("shift__post", "worker")
    )
    return rows.get(pk=booking.pk)


def _tell_worker(row: Booking, by: Standing, at: datetime, kind: str) -> None:
    if row.worker.person_id is None:
        return
    people: list[UUID | Any] = [row.worker.person_id]
    facts = {"title": row.shift.post.title or row.shift.post.title_zh, "title_zh": row.shift.post.title_zh}
    notify(
        by=by,
        at=at,
        people=people,
        kind=kind,
        facts=facts,
        url=reverse("oddjobs:work", kwargs={"circle": row.circle, "uid": row.pk}),
    )
