"""What was tried before: counted for a name as it was typed, whether or not anybody has it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import SignInPlace, SignInTry, User
from pilin.foundation.identity.rules import Tries
from pilin.foundation.identity.rules.sign_in import DAY, KNOWN_FOR, WINDOW

GUARD = Standing.machine("guard")


def name_tried(username: str) -> str:
    """Return a sign-in name as tries are counted by: capital letters and space make no other account."""
    return username.replace("\x00", "").strip().lower()[:150]


def device_key(cookie: str) -> str:
    """Return what is kept of a device's cookie; empty for none."""
    return sha256(cookie.encode()).hexdigest() if cookie else ""


def tries_before(name: str, address: str, device: str, at: datetime) -> Tries:
    """Return what failed before a try of a name from an address by a device."""
    places = SignInPlace.objects.visible_to(GUARD).filter(
        person__username__iexact=name, person__is_active=True, seen_at__gt=at - KNOWN_FOR
    )
    known_device = bool(device) and places.filter(device=device).exists()
    tries = SignInTry.objects.visible_to(GUARD).filter(at__gt=at - WINDOW)
    if known_device:
        return Tries(known_device=True, by_device=tries.filter(name=name, device=device, known=True).count())
    strange = SignInTry.objects.visible_to(GUARD).filter(name=name, known=False, at__gt=at - DAY)
    return Tries(
        known_here=places.filter(address=address).exists(),
        at_address=tries.filter(name=name, address=address, device="").count(),
        everywhere=strange.count(),
        last_everywhere=strange.aggregate(last=Max("at"))["last"],
        accounts=tries.filter(address=address, known=False).exclude(name=name).values("name").distinct().count(),
    )


def tries_held(person: UUID) -> list[dict[str, Any]]:
    """Return the tries to sign in as a person, and from where they were signed in."""
    places = SignInPlace.objects.visible_to(GUARD).filter(person=person).values("address", "seen_at")
    tries = SignInTry.objects.visible_to(GUARD).filter(_of(person)).values("address", "at")
    return [*({"signed_in": True, **row} for row in places), *({"signed_in": False, **row} for row in tries)]


def _of(person: UUID) -> Q:
    username = User.objects.filter(pk=person).values_list("username", flat=True).first()
    return Q(name=name_tried(username or ""))
