"""Ending sessions: one's own, a town officer's, and those that ended by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.identity import rules
from pilin.foundation.identity.queries import offices_held, sessions_alive
from pilin.foundation.identity.queries.people import SHANGHAI
from pilin.foundation.journal.actions import count, deed


@deed("identity.end_own_sessions", says=_("{who} signed out elsewhere"), private=True)
def end_own_sessions(*, by: Standing, at: datetime, number: int | None = None, keep: str | None = None) -> int:
    """End one of one's own sessions, or all but the one with the key ``keep``; whoever held one is out at once.

    Returns how many ended.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_settle_own(by).require()
    rows = UserSession.objects.filter(user_id=by.person)
    if number is None:
        return _end(rows.exclude(session_key=keep or ""))
    if not (ended := _end(rows.filter(pk=number))):
        raise Invalid(Fault("unknown_session", "number", _("This session has ended already")))
    return ended


@deed("identity.end_sessions", says=_("{who} signed a person out everywhere"))
def end_sessions(*, by: Standing, at: datetime, person: UUID, member: str) -> int:
    """Sign an officer of a town out everywhere: a phone was lost, an office ended. Returns how many sessions ended.

    The town's signatory may, and the keeper. The line says that somebody was signed out, not who.

    Raises
    ------
    Refused, Invalid
    """
    rules.may_end_sessions(by, member).require()
    on = at.astimezone(SHANGHAI).date()
    if not any(held.member == member and not held.as_deputy for held in offices_held(person, on)):
        raise Invalid(Fault("unknown_person", "person", _("Nobody of this town is called so")))
    ended = _end(UserSession.objects.filter(user_id=person))
    count(sessions=ended)
    return ended


@deed("identity.forget_ended_sessions", says=_("{who} forgot sessions that had ended"), private=True)
def forget_ended_sessions(*, by: Standing, at: datetime) -> int:
    """Forget sessions that ended by themselves, with where they were begun. Returns how many."""
    if not by.sees_all:
        raise Refused("not_machine", _("This is done by the clock"))
    over = UserSession.objects.exclude(pk__in=sessions_alive(at).values("pk"))
    ended = _end(over)
    Session.objects.filter(expire_date__lte=at).delete()
    return ended


def forget_sessions(person: UUID, at: datetime) -> int:
    """End and forget a person's sessions; called while the person is erased. Returns how many."""
    return _end(UserSession.objects.filter(user_id=person))


def _end(rows: Iterable[UserSession]) -> int:
    ended = 0
    for row in list(rows):
        row.end()  # from the store too: a cookie kept somewhere opens nothing from here on
        ended += 1
    return ended
