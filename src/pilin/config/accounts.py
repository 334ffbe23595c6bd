"""How people come in: officers are invited, so nobody signs up by himself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from pilin.config.guard import address_of, forgive, remember_device
from pilin.config.sessions import begin
from pilin.config.standing import standing_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up, because an officer's account is made by their town, and speaks each person's language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: allauth's own count would keep a person out everywhere for tries made anywhere."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Look at the password, unless the guard says that sign-in rests; one that was right forgives those before."""
        person = super().authenticate(request, **credentials)
        if person is not None:
            forgive(request)
        return person

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
        """Go on as usual, in the language the person settled; without one the device keeps its own.

        Whoever's office needs a second factor and has none is led to setting it up instead.
        """
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if standing_of(user, timezone.now(), guarded=settings.SITE["second_factor_for"]).lacks_factor:
            messages.warning(request, _("Your office needs a second factor before you can act. Reading stays possible"))
            response = redirect("mfa_index")
        remember_device(request, response, user.pk)
        if user.language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=31_536_000,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names passkeys and the instance in the reader's language."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(n)d") % {"n": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "毗邻 Pilin"}
