"""The guard of passwords: axes asks it before each try and tells it what became of it."""

from __future__ import annotations

import re
import secrets
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from axes.handlers.base import AxesHandler
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Refused
from pilin.foundation.identity import actions
from pilin.foundation.identity.queries import GUARD, NO_ADDRESS

DEVICE = "known_device"  # no prefix of ours: what visitors are shown does not follow from it
DEVICE_AGE = 180 * 24 * 3600


class Guard(AxesHandler):  # type: ignore[misc]
    """Counts tries in Pilin's own rows, which tell a known device from a strange one; keeps none of axes' own."""

    def is_allowed(self, request: HttpRequest, credentials: Any = None) -> bool:
        """Return whether the password may be looked at, and count the try."""
        try:
            request.sign_in_try = actions.begin_try(  # type: ignore[attr-defined]
                by=GUARD,
                at=timezone.now(),
                username=str((credentials or {}).get("username") or ""),
                address=address_of(request),
                cookie=device_cookie(request),
            )
        except Refused as refusal:
            request.sign_in_refusal = refusal  # type: ignore[attr-defined]
            return False
        return True

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any) -> None:
        """Answer that sign-in rests, where it was not allowed or this was the last try."""
        begun = getattr(request, "sign_in_try", None)
        if hasattr(request, "sign_in_refusal") or (begun and begun.is_last):
            request.axes_locked_out = True


def forgive(request: HttpRequest) -> None:
    """Forget the try of this request: its password was right."""
    begun = getattr(request, "sign_in_try", None)
    if begun is not None:
        actions.forgive_try(by=GUARD, at=timezone.now(), begun=begun.uid)


def remember_device(request: HttpRequest, response: HttpResponse, person: UUID) -> None:
    """Remember that a person signed in here, and give the device a name of its own if it has none."""
    cookie = device_cookie(request) or secrets.token_urlsafe(24)
    actions.remember_place(by=GUARD, at=timezone.now(), person=person, address=address_of(request), cookie=cookie)
    response.set_cookie(
        DEVICE, cookie, max_age=DEVICE_AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def device_cookie(request: HttpRequest) -> str:
    """Return the name a device was given; empty where it has none or says nonsense."""
    cookie = request.COOKIES.get(DEVICE, "")
    return cookie if re.fullmatch(r"[A-Za-z0-9_-]{32}", cookie) else ""


def locked_out(request: HttpRequest, *_args: Any, **_given: Any) -> HttpResponse:
    """Say that sign-in rests, in the same words whether or not anybody has the name."""
    error = getattr(request, "sign_in_refusal", None) or Refused(
        "locked_out", _("That was the last try for now. Sign-in rests for a quarter of an hour here")
    )
    return render(request, "web/refused.html", {"title": _("Not signed in"), "error": error, "faults": ()}, status=429)


def address_of(request: HttpRequest) -> str:
    """Return the address a request comes from.

    Each proxy in front of the instance adds one entry to X-Forwarded-For, the nearest last; whatever stands further to
    the left the visitor may have written himself.
    """
    proxies = settings.SITE["proxies"]
    entries = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if entry.strip()]
    given = entries[-proxies] if proxies and len(entries) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(given.partition("%")[0])
    except ValueError:
        return NO_ADDRESS
    return str(getattr(address, "ipv4_mapped", None) or address)
