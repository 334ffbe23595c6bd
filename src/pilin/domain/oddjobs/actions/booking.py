"""Asking for a shift, being proposed one, saying yes, giving it back. No place is ever given twice."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs import queries, rules
from pilin.domain.oddjobs.enums import HELD, OPEN, BookingState, LapseReason
from pilin.domain.oddjobs.models import Booking, Shift, Worker
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Refused
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices.actions import notify

WAITING = (BookingState.APPLIED, BookingState.PROPOSED)


@deed("oddjobs.apply_for_shift", says=_("Somebody asked for a shift: {title}"))
def apply_for_shift(*, by: Standing, at: datetime, shift: Shift, worker: Worker) -> Booking:
    """Ask for a shift. An urgent one is theirs at once; another is given in the evening, to whom it fits best.

    Asking twice is asking once.

    Raises
    ------
    Conflict
        When the last place of an urgent shift is gone.
    Refused
        When worker and shift do not fit, with the reason.
    """
    rules.may_act_for(by, worker).require()
    now, mine = _held(shift), _worker(worker)
    row = Booking.objects.visible_to(queries.HOUSE).filter(shift=now, worker=mine).first()
    if row is not None and row.state in OPEN:
        count(already=1)
        tell(title=both(now.post, "title"))
        return row
    rules.not_barred(queries.barred(now.circle, day_of(at)), now.post.employer_id, now.owner).require()
    rules.fits(mine, now, now.post, queries.held_by(mine, now.starts_at), at).require()
    row = row or Booking(
        in_circle_id=now.in_circle_id, circle=now.circle, owner=now.owner, audience=Audience.PARTIES, parties=party_list([now.owner, mine.owner]), shift=now, worker=mine, worker_town=mine.owner,
        illustrative=mine.illustrative and now.illustrative,
    )  # fmt: skip
    _known_to(mine, now.owner)
    row.asked_by_worker, row.answer_by = True, None
    _move(row, BookingState.APPLIED, at)
    tell(title=both(now.post, "title"))
    count(applied=1)
    return book(row, by=by, at=at) if now.post.urgent else row


@deed("oddjobs.accept_proposal", says=_("Somebody said yes to a shift: {title}"))
def accept_proposal(*, by: Standing, at: datetime, booking: Booking) -> Booking:
    """Say yes to a shift that was proposed: it is theirs, and what overlaps it lapses in all towns."""
    rules.may_act_for(by, booking.worker).require()
    row = _booking(booking)
    if row.state == BookingState.BOOKED:
        count(already=1)
        tell(title=both(row.shift.post, "title"))
        return row
    if row.state != BookingState.PROPOSED:
        raise Conflict("not_proposed", _("This shift is not proposed any more"))
    if row.answer_by is not None and at > row.answer_by:
        raise Conflict("too_late", _("The time to answer is over"))
    rules.not_barred(queries.barred(row.circle, day_of(at)), row.shift.post.employer_id, row.owner).require()
    rules.fits(
        _worker(row.worker), row.shift, row.shift.post, queries.held_by(row.worker, row.shift.starts_at), at
    ).require()
    tell(title=both(row.shift.post, "title"))
    return book(row, by=by, at=at)


@deed("oddjobs.decline_proposal", says=_("Somebody declined a shift: {title}"))
def decline_proposal(*, by: Standing, at: datetime, booking: Booking) -> Booking:
    """Say no to a shift that was proposed. It costs nothing."""
    rules.may_act_for(by, booking.worker).require()
    row = _booking(booking)
    if row.state != BookingState.PROPOSED:
        raise Conflict("not_proposed", _("This shift is not proposed any more"))
    tell(title=both(row.shift.post, "title"))
    return drop(row, by=by, at=at, state=BookingState.DECLINED)


@deed("oddjobs.give_back_shift", says=_("Somebody gave a shift back: {title}"))
def give_back_shift(*, by: Standing, at: datetime, booking: Booking) -> Booking:
    """Take an application back, or give a shift back before it begins, so that somebody else can have it."""
    rules.may_act_for(by, booking.worker).require()
    row = _booking(booking)
    if row.state not in (BookingState.APPLIED, BookingState.BOOKED):
        raise Conflict("not_yours", _("There is nothing to give back"))
    if row.shift.begun(at):
        raise Conflict("begun", _("This shift has begun"))
    tell(title=both(row.shift.post, "title"))
    return drop(row, by=by, at=at, state=BookingState.WITHDRAWN)


@deed("oddjobs.lapse_unanswered", says=_("Proposals that nobody answered lapsed: {number}"))
def lapse_unanswered(*, by: Standing, at: datetime, work: str = "", home: str = "") -> int:
    """Let proposals lapse whose term is over, and applications for shifts that have begun; returns how many."""
    if not by.sees_all:
        raise Refused("not_machine", _("Scheduled work does this"))
    over = [row for row in queries.over_by(at) if (row.owner, row.worker_town) == (work, home) or not work]
    for row in over:
        drop(
            row,
            by=by,
            at=at,
            state=BookingState.LAPSED,
            why=LapseReason.UNANSWERED if row.state == BookingState.PROPOSED else LapseReason.FULL,
        )
    count(lapsed=len(over))
    tell(number=len(over))
    return len(over)


def propose(worker: Worker, shift: Shift, *, by: Standing, at: datetime, answer_by: datetime) -> Booking | None:
    """Hold a place for a worker until they answer; called within the deed that assigns. None where no place is left."""
    if not _take_place(shift):
        return None
    row = Booking.objects.visible_to(queries.HOUSE).filter(shift=shift, worker=worker).first()
    row = row or Booking(
        in_circle_id=shift.in_circle_id, circle=shift.circle, owner=shift.owner, audience=Audience.PARTIES, parties=party_list([shift.owner, worker.owner]), shift=shift, worker=worker,
        worker_town=worker.owner, illustrative=worker.illustrative and shift.illustrative,
    )  # fmt: skip
    _known_to(worker, shift.owner)
    row.answer_by = answer_by
    _move(row, BookingState.PROPOSED, at)
    _notify(row, by, at, "job_proposed")
    return row


def book(row: Booking, *, by: Standing, at: datetime) -> Booking:
    """Give a shift to a worker; called within a deed. What overlaps it lapses, whichever town or employer it is of."""
    if row.state != BookingState.PROPOSED and not _take_place(row.shift):
        raise Conflict("full", _("Others took the last place"))
    _move(row, BookingState.BOOKED, at)
    worker = row.worker
    worker.booked_at = at
    worker.passed_over = 0
    worker.save()  # as it was read: of two bookings of one worker at the same moment, one falls through
    others = Booking.objects.visible_to(queries.HOUSE).filter(worker=worker, state__in=WAITING).exclude(pk=row.pk)
    for other in others.select_related("shift__post", "worker"):
        if other.shift.overlaps(row.shift):
            drop(other, by=by, at=at, state=BookingState.LAPSED, why=LapseReason.OVERLAP, quiet=True)
    _notify(row, by, at, "job_booked")
    count(booked=1)
    return row


def drop(
    row: Booking, *, by: Standing, at: datetime, state: BookingState, why: str = "", quiet: bool = False
) -> Booking:
    """End what stands between a worker and a shift; a place that was held is free again. Called within a deed.

    Parameters
    ----------
    quiet : bool
        The row may be of a third town, which does not read this deed: it keeps what became of it, the journal says nothing.
    """
    if row.state in HELD:
        Shift.objects.visible_to(queries.HOUSE).filter(pk=row.shift_id, taken__gt=0).update(taken=F("taken") - 1)
    row.lapsed_for = why
    _move(row, state, at, quiet=quiet)
    if state in (BookingState.LAPSED, BookingState.CALLED_OFF):
        _notify(row, by, at, "job_called_off" if state == BookingState.CALLED_OFF else "job_lapsed")
    return row


def drop_all(worker: Worker, at: datetime) -> int:
    """Give back all that a worker has or asked for and that lies ahead; called within a deed."""
    rows = Booking.objects.visible_to(queries.HOUSE).filter(worker=worker, state__in=OPEN, shift__starts_at__gt=at)
    ahead = list(rows.select_related("shift__post", "worker"))
    for row in ahead:
        drop(
            row,
            by=queries.HOUSE,
            at=at,
            state=BookingState.DECLINED if row.state == BookingState.PROPOSED else BookingState.WITHDRAWN,
            quiet=True,
        )
    return len(ahead)


def _known_to(worker: Worker, town: str) -> None:
    """Let the town of the work have the row of a worker who agreed to that: without it its own bookings would hang in the air.

    Its pages show who it is only once a shift is theirs.
    """
    known = {code for code in worker.parties.split(",") if code}
    if town != worker.owner and town not in known:
        worker.audience, worker.parties = Audience.PARTIES, party_list({*known, town})
        worker.save()


def _take_place(shift: Shift) -> bool:
    """Take one place, if there is one: a single conditional update, which the database's own check stands behind."""
    free = Shift.objects.visible_to(queries.HOUSE).filter(pk=shift.pk, taken__lt=F("heads"), called_off_on__isnull=True)
    return free.update(taken=F("taken") + 1) == 1


def _move(row: Booking, state: BookingState, at: datetime, *, quiet: bool = False) -> None:
    if row.state and not rules.way_on(row.state, state):
        raise Conflict("out_of_turn", _("This cannot be done any more: look at it again"))
    row.state, row.since = state, at
    if state != BookingState.PROPOSED:
        row.answer_by = None
    if state != BookingState.LAPSED:
        row.lapsed_for = ""
    if not quiet:
        row.save()
        return
    changed = {"state": row.state, "since": at, "answer_by": row.answer_by, "lapsed_for": row.lapsed_for}
    Booking.objects.visible_to(queries.HOUSE).filter(pk=row.pk).update(**changed)
    count(lapsed=1)


def _notify(row: Booking, by: Standing, at: datetime, kind: str) -> None:
    if row.worker.person_id is None:
        return
    post = row.shift.post
    facts = {"title": post.title or post.title_zh, "title_zh": post.title_zh}
    url = reverse("oddjobs:shift", kwargs={"circle": row.circle, "uid": row.shift_id})
    notify(by=by, at=at, people=[row.worker.person_id], kind=kind, facts=facts, url=url)


def _held(shift: Shift) -> Shift:
    found = Shift.objects.visible_to(queries.HOUSE).select_related("post").filter(pk=shift.pk).first()
    if found is None:
        raise Refused("not_found", _("There is no such shift any more"))
    return found


def _worker(worker: Worker) -> Worker:
    """Return a worker as it is now, held until the deed ends: hours over all towns are added up for one booking at a time."""
    return Worker.objects.visible_to(queries.HOUSE).select_for_update(of=("self",)).get(pk=worker.pk)


def _booking(booking: Booking) -> Booking:
    rows = (
        Booking.objects.visible_to(queries.HOUSE)
        .select_for_update(of=("self",))
        .select_related("shift__post", "worker")
    )
    return rows.get(pk=booking.pk)
