"""Telling people."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.identity.models import User
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.journal.queries import newest_line
from pilin.foundation.notices import rules, wire
from pilin.foundation.notices.enums import CARRIED, Carried
from pilin.foundation.notices.models import Delivery, Hook, Notice

HOUSE = Standing.machine("notices")
KEPT_DELIVERIES = 20


@deed("notices.notify", says=_("{who} told {notices} people"))
def notify(
    *,
    by: Standing,
    at: datetime,
    people: Iterable[UUID],
    kind: str,
    facts: dict[str, Any],
    url: str,
    due_on: date | None = None,
) -> int:
    """Tell people something; within another deed it becomes part of it. Returns how many were told.

    Whoever does the deed is not told of it. ``facts`` is what the kind's sentence names: ``title`` and ``title_zh``
    at least, plain values only; never what the person could not read at ``url``.
    """
    known = User.objects.filter(is_active=True, uid__in=set(people) - {by.person}).order_by("uid")
    rows = [
        Notice(person=person, kind=kind, facts=_plain(facts), url=url[:300], due_on=due_on, made_at=at)
        for person in known
    ]
    Notice.objects.visible_to(HOUSE).bulk_create(rows)
    count(notices=len(rows))
    return len(rows)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: v if isinstance(v, (bool, int, float)) or v is None else str(v) for k, v in facts.items()}


@deed("notices.mark_read", says=_("{who} read a notice"), private=True)
def mark_read(*, by: Standing, at: datetime, notices: Iterable[UUID] | None = None) -> int:
    """Mark one's own notices read, all of them unless some are named; returns how many were new.

    Raises
    ------
    Refused
    """
    rules.may_read_own(by).require()
    rows = Notice.objects.visible_to(by).filter(person=by.person, read_at__isnull=True)
    if notices is not None:
        rows = rows.filter(pk__in=list(notices))
    return rows.update(read_at=at)


@deed("notices.mark_sent", says=_("{who} sent a message to a person"), private=True)
def mark_sent(*, by: Standing, at: datetime, notices: Iterable[UUID]) -> int:
    """Note that a message about these notices left; they are not sent again. Returns how many.

    Raises
    ------
    Refused
        Unless this is scheduled work.
    """
    rules.may_send(by).require()
    return Notice.objects.visible_to(HOUSE).filter(pk__in=list(notices)).update(mailed_at=at)


@deed("notices.forget_person", says=_("{who} forgot a person's notices"))
def forget_person(*, by: Standing, at: datetime, person: UUID) -> int:
    """Erase a person's notices, as part of erasing the person. Returns how many.

    Raises
    ------
    Refused
        Unless this is scheduled work, or the person's own wish.
    """
    if by.person != person:
        rules.may_send(by).require()
    gone, _by_model = Notice.objects.visible_to(HOUSE).filter(person=person).delete()
    count(notices=gone)
    return gone


def purge_read(before: datetime) -> int:
    """Erase notices that were read before a moment; called by the retention job. Returns how many."""
    return Notice.objects.visible_to(HOUSE).filter(read_at__lt=before).delete()[0]


@deed("notices.add_hook", says=_("{who} let software at {host} be told of deeds"))
def add_hook(*, by: Standing, at: datetime, address: str) -> Hook:
    """Register an address to be told of the deeds that the town may read, from now on.

    Raises
    ------
    Refused
        Unless this is the town's signatory.
    Invalid
        When the address is none, its host is not on the instance's list, it stands there already, or there are five.
    """
    rules.may_keep_hooks(by).require()
    target = wire.target_of(address, settings.SITE["webhook_hosts"])
    kept = Hook.objects.visible_to(HOUSE).filter(owner=by.member)
    if kept.filter(address=address).exists():
        raise Invalid(Fault("double", "address", _("This address is told already")))
    if kept.count() >= rules.MOST_HOOKS:
        raise Invalid(Fault("too_many_hooks", "address", _("A town has at most five: remove one first")))
    hook = Hook(
        owner=by.member, address=address, salt=secrets.token_hex(16), made_by=by.person, made_at=at,
        told_to=newest_line() or UUID(int=0),
    )  # fmt: skip
    hook.save()
    tell(host=target.host)
    return hook


@deed("notices.remove_hook", says=_("{who} let software at {host} be told of deeds no longer"))
def remove_hook(*, by: Standing, at: datetime, hook: UUID) -> None:
    """Remove an address with what is kept of its messages.

    Raises
    ------
    Refused
    """
    row = _own_hook(by, hook)
    tell(host=_host_of(row))
    row.delete()


@deed("notices.test_hook", says=_("{who} asked that software at {host} be sent a test"))
def test_hook(*, by: Standing, at: datetime, hook: UUID) -> Hook:
    """Ask that a test be sent; one that ended is begun anew and is told what it missed. It leaves with the next turn.

    Raises
    ------
    Refused
    """
    row = _own_hook(by, hook)
    tell(host=_host_of(row))
    row.test_at, row.ended_at, row.failures, row.next_at = at, None, 0, None
    row.save()
    return row


@deed("notices.note_delivery", says=_("{who} noted what came of a message"), private=True)
def note_delivery(
    *,
    by: Standing,
    at: datetime,
    hook: UUID,
    told_to: UUID | None,
    lines: int,
    outcome: str,
    took_ms: int | None,
    test: bool,
    subjects: Sequence[str] = (),
) -> None:
    """Note what came of a message to a hook: what arrived is not told again, what did not rests and is tried again.

    Rooms that wait for a message with a row of theirs (``subjects``) are told within this deed: see ``enums.CARRIED``.

    Raises
    ------
    Refused
        Unless this is scheduled work.
    """
    rules.may_send(by).require()
    row = Hook.objects.visible_to(HOUSE).select_for_update().filter(pk=hook).first()
    if row is None:  # removed while the message was under way
        return
    Delivery(hook=row, at=at, lines=lines, outcome=outcome[:40], took_ms=took_ms, test=test).save()
    if test:
        row.test_at = None
    elif outcome:
        row.failures += 1
        row.next_at = at + rules.rest_after(row.failures)
        if row.failures >= rules.MOST_FAILURES:
            row.ended_at = at
            facts = {"title": _host_of(row), "title_zh": _host_of(row)}
            people = [row.made_by] if row.made_by else []
            notify(by=by, at=at, people=people, kind="hook_ended", facts=facts, url="/me/webhooks/")
    else:
        row.failures, row.next_at, row.told_to = 0, None, told_to or row.told_to
    row.save()
    if subjects:
        carried = Carried(row.owner, at, tuple(subjects), outcome, _others(row, told_to))
        for receive in CARRIED.values():
            receive(carried)
    old = Delivery.objects.visible_to(HOUSE).filter(hook=row).values_list("pk", flat=True)[KEPT_DELIVERIES:]
    Delivery.objects.visible_to(HOUSE).filter(pk__in=list(old)).delete()


def _others(row: Hook, told_to: UUID | None) -> int:
    """Return how many other hooks of the town are still to be told of these lines and did not fail of late."""
    rows = Hook.objects.visible_to(HOUSE).filter(owner=row.owner, ended_at__isnull=True, failures=0).exclude(pk=row.pk)
    return rows.filter(told_to__lt=told_to).count() if told_to else rows.count()


def _own_hook(by: Standing, hook: UUID) -> Hook:
    rules.may_keep_hooks(by).require()
    row = Hook.objects.visible_to(by).filter(pk=hook).first()
    if row is None:
        raise Invalid(Fault("unknown", "hook", _("There is no such address here")))
    return row


def _host_of(row: Hook) -> str:
    return row.address.split("/")[2]
