"""What is owed, said to be paid, said to have come; what is overdue rings in both towns. No money passes through here."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs import queries, rules
from pilin.domain.oddjobs.models import Booking, Pay, PayProof, Worker
from pilin.domain.oddjobs.queries import Proof
from pilin.domain.oddjobs.rules import Deduction
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices.actions import notify


def owe(row: Booking, minutes: int, at: datetime) -> Pay:
    """Note what is owed for the hours that stand; called within the deed that settles them.

    The floor is that of the day of the work, of the place of work or of the employer's place, whichever is higher. Pay that lies
    below it, because the floor rose since the post, is owed at the floor.
    """
    post, shift = row.shift.post, row.shift
    day = day_of(shift.starts_at)
    floor = queries.floor_ruling(row.circle, post.place_code, post.employer_place, day)
    hourly = max(post.hourly_cny, floor.hourly_cny or Decimal())
    amount = rules.gross(minutes, hourly)
    made = queries.pay_of(row) or Pay(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=row.owner, audience=Audience.PARTIES, parties=party_list([row.owner, row.worker_town]), booking=row,
        illustrative=row.illustrative,
    )  # fmt: skip
    made.minutes, made.hourly_cny, made.gross_cny, made.net_cny, made.deductions = minutes, hourly, amount, amount, []
    made.floor_cny, made.floor_at = floor.hourly_cny, floor.place_code if floor.hourly_cny is not None else ""
    made.due_on = rules.due_on(day, queries.caps(day).settlement_days)
    made.save()
    return made


@deed("oddjobs.state_paid", says=_("{who} said that work was paid: {title}"))
def state_paid(
    *, by: Standing, at: datetime, pay: Pay, paid_on: date, paid_how: str = "", deductions: Sequence[Deduction] = ()
) -> Pay:
    """Say that the pay was paid, on which day and how; what was taken off it needs a ground that the law names."""
    rules.may_run(by, pay.booking.shift.post).require()
    row = _held(pay)
    rules.may_state_paid(row, paid_on, day_of(at)).require()
    if faults := rules.faults_of_deductions(row, deductions):
        raise Invalid(*faults)
    row.deductions = [one.kept() for one in deductions]
    row.net_cny = row.gross_cny - sum((one.cny for one in deductions), Decimal())
    row.paid_on, row.paid_how, row.denied_on = paid_on, paid_how.strip(), None
    row.save()
    tell(title=both(row.booking.shift.post, "title"))
    _tell_worker(row, by, at, "job_paid")
    return row


@deed("oddjobs.confirm_received", says=_("Somebody said that their pay came: {title}"))
def confirm_received(*, by: Standing, at: datetime, pay: Pay) -> Pay:
    """Say that the pay came; with that it is over."""
    rules.may_act_for(by, pay.booking.worker).require()
    row = _held(pay)
    if row.received_on is not None:
        raise Conflict("received", _("You said so already"))
    row.received_on, row.denied_on, row.paid_on = day_of(at), None, row.paid_on or day_of(at)
    row.save()
    tell(title=both(row.booking.shift.post, "title"))
    return row


@deed("oddjobs.deny_received", says=_("Somebody said that their pay did not come: {title}"))
def deny_received(*, by: Standing, at: datetime, pay: Pay) -> Pay:
    """Say that the pay did not come; both towns are told at once, whatever day it is."""
    rules.may_act_for(by, pay.booking.worker).require()
    row = _held(pay)
    if row.received_on is not None:
        raise Conflict("received", _("You said already that it came"))
    if row.denied_on is not None:
        raise Conflict("denied", _("You said so already"))
    row.denied_on = day_of(at)
    row.save()
    tell(title=both(row.booking.shift.post, "title"))
    _ring(row, by, at, "job_denied")
    return row


@deed("oddjobs.raise_overdue", says=_("Pay is overdue; both towns were told: {number}"))
def raise_overdue(*, by: Standing, at: datetime, work: str = "", home: str = "") -> int:
    """Tell both towns of every pay whose last day is over, once; returns how many."""
    if not by.sees_all:
        raise Refused("not_machine", _("Scheduled work does this"))
    rows = list(queries.overdue(queries.HOUSE, day_of(at)).filter(alarm_on__isnull=True))
    rows = [row for row in rows if (row.owner, row.booking.worker_town) == (work, home) or not work]
    for row in rows:
        row.alarm_on = day_of(at)
        row.save()
        _ring(row, by, at, "job_overdue")
    count(raised=len(rows))
    tell(number=len(rows))
    return len(rows)


@deed("oddjobs.take_proof", says=_("Somebody took out a proof of hours and pay"))
def take_proof(*, by: Standing, at: datetime, worker: Worker, first_on: date, last_on: date) -> Proof:
    """Take out a proof of a worker's hours and pay between two days, both inclusive.

    What stays here is a digest that names nobody, in the log of the worker's town: whoever is shown the proof can see that it
    was made here and that nothing in it was changed.
    """
    rules.may_act_for(by, worker).require()
    if last_on < first_on:
        raise Invalid(Fault("ends", "last_on", _("The last day lies before the first"), value=str(last_on)))
    lines = tuple(line for line in queries.proof_lines(queries.pays_of(worker)) if first_on <= line.day <= last_on)
    if not lines:
        raise Conflict("nothing", _("No hours stand between these days"))
    made = Proof(
        worker.name, worker.last_four, worker.owner, first_on, last_on, day_of(at), secrets.token_hex(8), lines
    )
    PayProof(
        in_circle_id=worker.in_circle_id, circle=worker.circle, owner=worker.owner, audience=Audience.PUBLIC, digest=made.digest, first_on=first_on,
        last_on=last_on, records=len(lines), made_on=day_of(at), illustrative=worker.illustrative,
    ).save()  # fmt: skip
    return made


def _held(pay: Pay) -> Pay:
    rows = (
        Pay.objects.visible_to(queries.HOUSE)
        .select_for_update(of=("self",))
        .select_related("booking__shift__post", "booking__worker")
    )
    return rows.get(pk=pay.pk)


def _ring(row: Pay, by: Standing, at: datetime, kind: str) -> None:
    """Tell the clerks of both towns: of the place of work, and of the worker."""
    today = day_of(at)
    people = {
        person for town in (row.owner, row.booking.worker_town) for person in people_holding(town, Role.CLERK, today)
    }
    post = row.booking.shift.post
    facts = {"title": post.title or post.title_zh, "title_zh": post.title_zh}
    url = reverse("oddjobs:arrears", kwargs={"circle": row.circle})
    notify(by=by, at=at, people=people, kind=kind, facts=facts, url=url)


def _tell_worker(row: Pay, by: Standing, at: datetime, kind: str) -> None:
    person = row.booking.worker.person_id
    if person is None:
        return
    post = row.booking.shift.post
    facts = {"title": post.title or post.title_zh, "title_zh": post.title_zh}
    notify(
        by=by, at=at, people=[person], kind=kind, facts=facts, url=reverse("oddjobs:pay", kwargs={"circle": row.circle})
    )
