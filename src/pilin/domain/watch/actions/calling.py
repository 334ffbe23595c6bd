"""Call the duty lists of an event: who is first at once, the next when nobody answers in time. An answer is never lost.

Where a chain stands is in its rows alone. Each step is one conditional update that one process wins, so whoever comes by
(the clock, the worker, a page that an officer keeps open) may take it: none of them has to be alive for the others to go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.watch import gateways, queries, rules
from pilin.domain.watch.actions.pulse import stir
from pilin.domain.watch.enums import Channel, Outcome
from pilin.domain.watch.models import Call, Event, EventPart
from pilin.domain.watch.rules.duty import Step
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict
from pilin.foundation.identity.models import User
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices.actions import notify
from pilin.foundation.notices.posting import TOLD

HOUSE = Standing.machine("watch")


def start_calls(event: Event, towns: Sequence[str], at: datetime) -> None:
    """Call whoever is first on each town's list, as part of the deed under way."""
    for town in towns:
        _take_step(event, town, None, at)
    for follow in gateways.FOLLOW:
        follow()
    stir(event.circle)


def _take_step(event: Event, town: str, last: Call | None, at: datetime) -> Call | None:
    """Call the next of a town's list that can be called; ways that lead nowhere are noted and passed by at once."""
    chain = rules.chain_of(queries.turns_at(HOUSE, event.circle, at, town=town))
    seconds, rounds = queries.term_of(event.circle, town, day_of(at))
    number = last.step + 1 if last else 0
    before = Step(last.person, last.name, last.channel, last.round) if last and last.person else None
    if not chain and last is None:
        _nobody(event, town, number, at)
        return None
    while (step := rules.next_step(chain, before, rounds)) is not None:
        due_at = at + timedelta(seconds=seconds)
        reason = _why_not(step, event, town, due_at)
        row = Call(
            in_circle=event.in_circle, circle=event.circle, owner=town, audience=event.audience, parties=event.parties,
            agreement=event.agreement, illustrative=event.illustrative, event=event, step=number, round=step.round, person=step.person,
            name=step.name, channel=step.channel, called_at=at, due_at=due_at, reason=reason,
            outcome=Outcome.SKIPPED if reason else Outcome.SENT if step.channel == Channel.PAGE else Outcome.WAITING,
            passed_at=at if reason else None,
        )  # fmt: skip
        row.save()
        if not reason:
            if step.channel == Channel.PAGE:
                _notify(event, [step.person], at)
            return row
        before, number = step, number + 1
    return None


def _nobody(event: Event, town: str, number: int, at: datetime) -> None:
    """Note that nobody of a town is on duty; its clerks find the event among their work."""
    Call(
        in_circle=event.in_circle, circle=event.circle, owner=town, audience=event.audience, parties=event.parties,
        agreement=event.agreement, illustrative=event.illustrative, event=event, step=number, called_at=at, due_at=at, passed_at=at,
        outcome=Outcome.SKIPPED, reason="nobody",
    ).save()  # fmt: skip
    _notify(event, people_holding(town, Role.CLERK, day_of(at)), at)


def _why_not(step: Step, event: Event, town: str, due_at: datetime) -> str:
    """Return why a way leads nowhere; empty where it may be tried."""
    if step.channel == Channel.PAGE:
        return ""
    person = User.objects.filter(pk=step.person, is_active=True).first()
    if person is None:
        return "no_account"
    if step.channel == Channel.MAIL:
        return "" if person.email else "no_address"
    if step.channel == Channel.SMS:
        return "no_gateway" if gateways.gateway() is None else "" if person.phone else "no_number"
    if event.audience not in TOLD:
        return "not_told"
    return "" if queries.has_hook(town, before=due_at) else "no_hook"


def _notify(event: Event, people: Sequence[UUID], at: datetime) -> None:
    url = reverse("watch:event", args=[event.circle, event.pk])
    notify(
        by=HOUSE,
        at=at,
        people=people,
        kind="watch_call",
        facts={"title": event.title or event.title_zh, "title_zh": event.title_zh},
        url=url,
    )


@deed("watch.call_on", says=_("{who} called on, since nobody answered: {title}"))
def call_on(*, by: Standing, at: datetime, call: Call) -> Call | None:
    """Call the next of a list where nobody answered in time; returns the call, None where the list is at its end.

    Raises
    ------
    Refused
        Unless the machine does it.
    Conflict
        Where another process did it, somebody answered, or the time has not come.
    """
    rules.may_call_on(by).require()
    rows = Call.objects.visible_to(HOUSE).filter(
        pk=call.pk, passed_at__isnull=True, answered_at__isnull=True, due_at__lte=at
    )
    if not rows.update(passed_at=at):
        raise Conflict("taken", _("This step was taken, answered, or is not due"))
    event = call.event
    stir(event.circle)
    tell(title=both(event, "title"))
    if (
        event.closed_at is not None
        or EventPart.objects.visible_to(HOUSE).filter(event=event, owner=call.owner).exists()
    ):
        count(stopped=1)
        return None
    made = _take_step(event, call.owner, call, at)
    count(called=int(made is not None))
    return made


@deed("watch.answer_call", says=_("{who} answered: {title}"))
def answer_call(*, by: Standing, at: datetime, call: Call, way: str = "page") -> Call:
    """Answer a call: the town knows of the event from now on, and nobody else of it is called.

    Raises
    ------
    Refused
        Unless who was called answers, or an officer of the same town.
    Conflict
        Where it is answered already; whoever answers twice has lost nothing.
    """
    rules.may_answer(by, call).require()
    rows = Call.objects.visible_to(HOUSE).filter(pk=call.pk, answered_at__isnull=True)
    if not rows.update(answered_at=at, answered_by_way=way[:8]):
        raise Conflict("answered", _("This call is answered already"))
    if (
        note_known(call.event, call.owner, by.person, at) is None
    ):  # a colleague was quicker: this answer stands beside theirs
        count(answered=1)
    tell(title=both(call.event, "title"))
    call.answered_at, call.answered_by_way = at, way[:8]
    return call


def note_known(event: Event, town: str, person: UUID | None, at: datetime) -> EventPart | None:
    """Note that a town knows of an event, once, as part of the deed under way."""
    stir(event.circle)
    if EventPart.objects.visible_to(HOUSE).filter(event=event, owner=town).exists():
        return None
    row = EventPart(
        in_circle=event.in_circle, circle=event.circle, owner=town, audience=event.audience, parties=event.parties,
        agreement=event.agreement, illustrative=event.illustrative, event=event, acknowledged_at=at, acknowledged_by=person,
    )  # fmt: skip
    row.save()
    return row


@deed("watch.claim_call", says=_("{who} sends a call"), private=True)
def claim_call(*, by: Standing, at: datetime, call: UUID) -> bool:
    """Say that this process sends a message now; False where another one does. What it never ends, another takes up."""
    rules.may_call_on(by).require()
    again = at - timedelta(seconds=float(rules.house("reclaim_seconds", day_of(at))))
    return bool(queries.to_send(at, claimed_before=again).filter(pk=call).update(claimed_at=at))


@deed("watch.note_sent", says=_("{who} noted what became of a call"), private=True)
def note_sent(*, by: Standing, at: datetime, call: Call, outcome: str, reason: str = "", receipt: str = "") -> None:
    """Note what became of a message; one that did not arrive makes the next step due at once."""
    rules.may_call_on(by).require()
    rows = Call.objects.visible_to(HOUSE).filter(pk=call.pk, outcome=Outcome.WAITING)
    more = {"due_at": at} if outcome == Outcome.FAILED else {}
    rows.update(outcome=outcome, reason=reason[:40], receipt=receipt[:80], **more)
    stir(call.circle)


@deed("watch.note_carried", says=_("{who} noted what became of calls by software"), private=True)
def note_carried(*, by: Standing, at: datetime, town: str, subjects: Sequence[str], outcome: str, others: int) -> int:
    """Note what became of the calls that a message to a town's software carried, as part of the deed that notes the message.

    One that arrived is sent. One that did not, where no other software of the town is still to be told, did not arrive:
    the next step is due at once. What is settled already stays as it is.

    Parameters
    ----------
    subjects : sequence of str
        Keys of all rows that the message told of; only calls of the town by its software count.
    outcome : str
        Why the message did not arrive; empty where it did.
    others : int
        How many other addresses of the town are still to be told of the same.

    Returns
    -------
    int
        Calls that were settled.

    Raises
    ------
    Refused
        Unless the machine does it.
    """
    rules.may_call_on(by).require()
    if outcome and others:
        return 0
    waiting = queries.by_software(town, subjects)
    circles = set(waiting.values_list("circle", flat=True))
    if not circles:
        return 0
    more = {"outcome": Outcome.FAILED, "reason": outcome[:40], "due_at": at} if outcome else {"outcome": Outcome.SENT}
    settled = waiting.update(**more)
    for circle in circles:
        stir(circle)
    return settled


__all__ = ["answer_call", "call_on", "claim_call", "note_carried", "note_known", "note_sent", "start_calls"]
