"""Counting tries of passwords, and remembering from where a person signs in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.identity import rules
from pilin.foundation.identity.models import SignInPlace, SignInTry, User
from pilin.foundation.identity.queries.sign_in import GUARD, device_key, name_tried, tries_before
from pilin.foundation.identity.rules.sign_in import DAY, KNOWN_FOR
from pilin.foundation.journal.actions import deed


@dataclass(frozen=True, slots=True)
class Begun:
    """A try that may go on: what it is counted as, and whether it is the last for now."""

    uid: UUID
    is_last: bool


@deed("identity.begin_try", says=_("{who} counted a try to sign in"), private=True)
def begin_try(*, by: Standing, at: datetime, username: str, address: str, cookie: str = "") -> Begun:
    """Count a try before the password is looked at, so that a hundred at once are counted too.

    Raises
    ------
    Refused
        Too many failed before; this try is not counted, or the rest would never end.
    """
    _only_guard(by)
    name, device = name_tried(username), device_key(cookie)
    _one_at_a_time(name)
    tries = tries_before(name, address, device, at)
    rules.may_try(tries, at).require()
    row = SignInTry(
        name=name,
        address=address,
        device=device if tries.known_device else "",
        known=tries.known_device or tries.known_here,
        at=at,
    )
    row.save()
    return Begun(row.pk, rules.is_last(tries))


@deed("identity.forgive_try", says=_("{who} forgot tries to sign in"), private=True)
def forgive_try(*, by: Standing, at: datetime, begun: UUID) -> int:
    """Forget a try whose password was right, and those before it of the same name from the same place and device.

    What strangers tried elsewhere stays counted. Returns how many.
    """
    _only_guard(by)
    row = SignInTry.objects.visible_to(by).filter(pk=begun).first()
    if row is None:
        return 0
    same = SignInTry.objects.visible_to(by).filter(name=row.name, device=row.device)
    gone, _by_model = (same if row.device else same.filter(address=row.address)).delete()
    return gone


@deed("identity.remember_place", says=_("{who} remembered a place somebody signs in from"), private=True)
def remember_place(*, by: Standing, at: datetime, person: UUID, address: str, cookie: str) -> SignInPlace:
    """Remember that a person was signed in from this address by this device."""
    _only_guard(by)
    device = device_key(cookie)
    row = SignInPlace.objects.visible_to(by).filter(person=person, address=address, device=device).first()
    row = row or SignInPlace(person_id=person, address=address, device=device)
    row.seen_at = at
    row.save()
    return row


@deed("identity.forget_tries", says=_("{who} forgot old tries to sign in"), private=True)
def forget_tries(*, by: Standing, at: datetime) -> int:
    """Forget tries of more than a day ago and places nobody came from for half a year. Returns how many."""
    _only_guard(by)
    tries, _by_model = SignInTry.objects.visible_to(by).filter(at__lte=at - DAY).delete()
    places, _by_model = SignInPlace.objects.visible_to(by).filter(seen_at__lte=at - KNOWN_FOR).delete()
    return tries + places


def forget_tries_of(person: UUID, at: datetime) -> int:
    """Erase a person's tries and places; called while the person is erased. Returns how many."""
    username = User.objects.filter(pk=person).values_list("username", flat=True).first() or ""
    tries, _by_model = SignInTry.objects.visible_to(GUARD).filter(name=name_tried(username)).delete()
    places, _by_model = SignInPlace.objects.visible_to(GUARD).filter(person=person).delete()
    return tries + places


def _only_guard(by: Standing) -> None:
    if not by.sees_all:
        raise Refused("not_machine", _("This is done by the clock"))


def _one_at_a_time(name: str) -> None:
    """Let tries of one name wait for each other; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"sign-in:{name}"])
