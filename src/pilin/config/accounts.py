"""How people come in: officers are invited, so nobody signs up by himself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Refused


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up, because an officer's account is made by their town, and speaks each person's language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

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
