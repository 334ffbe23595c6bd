"""Which sessions of a person are open, and where they were begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.queries.people import people_with_factor
from pilin.foundation.identity.rules import Device, Lasting, device_of


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session as its person sees it. Its key is never shown: whoever holds it is signed in."""

    number: int
    device: Device
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def lasting() -> Lasting:
    """Return how long sessions of this instance last."""
    site = settings.SITE
    return Lasting(timedelta(minutes=site["session_idle_minutes"]), timedelta(hours=site["session_hours"]))


def open_sessions(standing: Standing, at: datetime, key: str | None = None) -> list[OpenSession]:
    """Return one's own open sessions, this one first and the newest use next; ``key`` says which is this one."""
    if standing.person is None:
        return []
    found = [
        OpenSession(
            number=row.pk,
            device=device_of(row.user_agent),
            address="" if row.ip == NO_ADDRESS else row.ip,
            began_at=row.created_at,
            seen_at=row.last_seen_at,
            is_this=row.session_key == key,
        )
        for row in sessions_alive(at).filter(user_id=standing.person)
    ]
    return sorted(found, key=lambda one: (not one.is_this, -one.seen_at.timestamp()))


def sessions_alive(at: datetime) -> QuerySet[UserSession]:
    """Return the sessions of everybody that have not ended at a moment."""
    limits = lasting()
    held = Session.objects.filter(expire_date__gt=at).values("session_key")
    alive: QuerySet[UserSession] = UserSession.objects.filter(
        session_key__in=held, last_seen_at__gt=at - limits.idle, created_at__gt=at - limits.whole
    )
    return alive


def has_second_factor(person: UUID) -> bool:
    """Return whether a person's sign-in asks for more than a password: an app's number, a passkey."""
    return bool(people_with_factor({person}))


def sessions_held(person: UUID) -> list[dict[str, Any]]:
    """Return what is kept on a person's sessions, never their keys."""
    return list(UserSession.objects.filter(user_id=person).values("created_at", "last_seen_at", "ip", "user_agent"))


NO_ADDRESS = "0.0.0.0"  # noqa: S104  (what is kept where no address is known; nothing listens on it)
