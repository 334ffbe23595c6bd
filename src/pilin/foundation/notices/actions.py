"""Telling people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.journal.actions import count, deed
from pilin.foundation.notices import rules
from pilin.foundation.notices.models import Notice

HOUSE = Standing.machine("notices")


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
