"""How people come in: officers are invited, so nobody signs up by himself."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from pilin.config.sessions import begin
from pilin.foundation.access.verdict import Refused
from pilin.foundation.identity.queries import NO_ADDRESS


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up, because an officer's account is made by their town, and speaks each person's language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in under a new session key, and let the session begin now even where one was open."""
        super().login(request, user)
        begin(request, timezone.now())

    def set_password(self, user: Any, password: str) -> None:
        """Give a person a new password; every session but the one that asked ends, and that one gets a new key."""
        super().set_password(user, password)
        request = context.request
        mine = request is not None and request.user.is_authenticated and request.user.pk == user.pk
        key = request.session.session_key if mine else None
        for row in UserSession.objects.filter(user=user).exclude(session_key=key or ""):
            row.end()

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where a request comes from, behind as many proxies as the instance is told of."""
        return address_of(request)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Go on as usual, in the language the person settled; without one the device keeps its own."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=31_536_000,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def locked_out(request: HttpRequest, *_args: Any, **_given: Any) -> HttpResponse:
    """Say that a sign-in name rests for a quarter of an hour after five wrong passwords."""
    title = _("Not signed in")
    reason = _("This sign-in name rests for a quarter of an hour after five wrong passwords. Try again then")
    return render(
        request, "web/refused.html", {"title": title, "error": Refused("locked_out", reason), "faults": ()}, status=429
    )


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
