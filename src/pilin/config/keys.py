"""Programs come in by a key: ``Authorization: Bearer pilin_…`` on the API, and on SensorThings, ``api_key`` on open311; nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from pilin.config.api import ROOM_OF_ROUTE
from pilin.config.middleware import GetResponse
from pilin.config.standing import standing_of_key
from pilin.engine.base import trouble_of
from pilin.foundation.access.asking import on_behalf_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused, Verdict
from pilin.foundation.identity import actions, queries, rules
from pilin.foundation.identity.models import ApiKey
from pilin.web.api import error_body

API = "/api/v1/"
OPEN311 = "/open311/v2/"  # there a cookie counts for nothing: its forms come without a token
OPEN311_ROOM = "proposals"
STA = "/sta/v1.1/"  # OGC SensorThings: read with a session or a key, written with a key alone
STA_ROOM = "observations"
SAFE = ("GET", "HEAD", "OPTIONS")


class KeyMiddleware:
    """Gives a request with a key the standing that the key has now; a key that does not open is answered 401."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OPEN311):
            return self._open311(request)
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not request.path.startswith((API, STA)):
            return self.get_response(request)
        key, verdict = self._opens(request, secret.strip())
        if key is None or not verdict:
            answer = JsonResponse(error_body(verdict.code, verdict.reason), status=401)
            answer["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return _kept_by_nobody(answer)
        return self._as_key(request, key)

    def _open311(self, request: HttpRequest) -> HttpResponseBase:
        """Let a form of open311 in as the key it names, or as anyone; never as whoever a browser is signed in as."""
        secret = request.POST.get("api_key") or request.GET.get("api_key") or ""
        if not secret:
            request.user, request.standing = AnonymousUser(), Standing.public()
            with on_behalf_of(request.standing):
                return self.get_response(request)
        key, verdict = self._opens(request, secret.strip())
        if key is None or not verdict:
            return _kept_by_nobody(_refused_open311(str(verdict.reason)))
        return self._as_key(request, key)

    def _opens(self, request: HttpRequest, secret: str) -> tuple[ApiKey | None, Verdict]:
        key = queries.key_of(secret)
        if key is None:
            return None, Verdict.no("bad_key", _("There is no such key"))
        return key, rules.key_holds(key.revoked_at is not None, key.expires_at, request.at)

    def _as_key(self, request: HttpRequest, key: ApiKey) -> HttpResponseBase:
        at: Any = request.at
        request.user = AnonymousUser()  # a cookie sent along counts for nothing
        request.standing = standing_of_key(key, at, guarded=settings.SITE["second_factor_for"])
        request.key = key  # type: ignore[attr-defined]
        try:
            actions.note_key_use(by=queries.KEYS, at=at, key=key.pk)
        except (DatabaseError, Refused) as error:  # reading needs no note of it, and what writes is refused below
            if isinstance(error, DatabaseError) and trouble_of(error) is None:
                raise
            logging.getLogger(__name__).warning("a use of a key is not noted: %s", error)
        with on_behalf_of(request.standing):
            return _kept_by_nobody(self.get_response(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer 403 where the key was not made for this."""
        key = getattr(request, "key", None)
        if key is None or request.resolver_match is None:
            return None
        verb = rules.READ if request.method in SAFE else rules.WRITE
        open311 = request.path.startswith(OPEN311)
        room = OPEN311_ROOM if open311 else ROOM_OF_ROUTE.get(request.resolver_match.route, "")
        if request.path.startswith(STA):
            room = STA_ROOM
        if rules.allows(key.scopes.split(), verb, room):
            return None
        wanted = f"{verb}:{room}" if room else verb
        reason = _("This key may not do that: it needs {scope}").format(scope=wanted)
        return _refused_open311(reason) if open311 else JsonResponse(error_body("scope", reason), status=403)


def _refused_open311(reason: str) -> HttpResponse:
    return JsonResponse([{"code": 403, "description": f"api_key: {reason}"}], status=403, safe=False)


def _kept_by_nobody(answer: HttpResponseBase) -> HttpResponseBase:
    answer.headers.setdefault("Cache-Control", "private, no-store")
    return answer
