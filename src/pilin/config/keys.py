"""Programs come in by a key: ``Authorization: Bearer pilin_…``, on the API alone."""

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
from pilin.foundation.access.verdict import Refused, Verdict
from pilin.foundation.identity import actions, queries, rules
from pilin.web.api import error_body

API = "/api/v1/"
SAFE = ("GET", "HEAD", "OPTIONS")


class KeyMiddleware:
    """Gives a request with a key the standing that the key has now; a key that does not open is answered 401."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not request.path.startswith(API):
            return self.get_response(request)
        at: Any = request.at
        key = queries.key_of(secret.strip())
        verdict = (
            Verdict.no("bad_key", _("There is no such key"))
            if key is None
            else rules.key_holds(key.revoked_at is not None, key.expires_at, at)
        )
        if key is None or not verdict:
            answer = JsonResponse(error_body(verdict.code, verdict.reason), status=401)
            answer["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return _kept_by_nobody(answer)
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
        room = ROOM_OF_ROUTE.get(request.resolver_match.route, "")
        if rules.allows(key.scopes.split(), verb, room):
            return None
        wanted = f"{verb}:{room}" if room else verb
        reason = _("This key may not do that: it needs {scope}").format(scope=wanted)
        return JsonResponse(error_body("scope", reason), status=403)


def _kept_by_nobody(answer: HttpResponseBase) -> HttpResponseBase:
    answer.headers.setdefault("Cache-Control", "private, no-store")
    return answer
