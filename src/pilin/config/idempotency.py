"""A call of a program sent twice under one key is done once: the first answer is kept, in the deed's own transaction."""

from __future__ import annotations

from hashlib import sha256

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from pilin.config.middleware import GetResponse
from pilin.engine.base import Invalid, Refused, trouble_of
from pilin.foundation.upkeep import actions, rules
from pilin.foundation.upkeep.models import KeptAnswer
from pilin.web.api import error_body, errors_of
from pilin.web.describing import UNSAFE
from pilin.web.pages import trouble_answer

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
NOT_KEPT = (401, 403, 429)  # nothing was done, and the next time the caller may


class IdempotencyMiddleware:
    """Gives the first answer again where a call under the API comes again under its key.

    The key is claimed, the deed done and its answer written in one transaction: a process killed anywhere in between
    leaves all three or none, so a program may send again until it has an answer. Whoever sends the same key meanwhile
    waits for the first. A key belongs to whoever calls, a person or a town's program; what it was used for is known by a hash of verb, address, body and
    the town acted for.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get(HEADER)
        if key is None or not request.path.startswith("/api/") or (request.method or "").lower() not in UNSAFE:
            return self.get_response(request)
        if not rules.is_key(key):
            reason = _("A key is 1 to 200 visible characters of ASCII")
            return JsonResponse(error_body("malformed", reason, HEADER), status=422)
        if not rules.may_keep_answers(request.standing):
            return self.get_response(request)  # it will be asked to sign in
        try:
            return self._once(request, key)
        except (Refused, Invalid) as refused:  # the instance does not write now
            status, body = errors_of(refused)
            return JsonResponse(body, status=status)
        except DatabaseError as error:
            answer = trouble_answer(request, error) if trouble_of(error) else None
            if answer is None:
                raise
            return answer

    def _once(self, request: HttpRequest, key: str) -> HttpResponseBase:
        by, at, print_of = request.standing, request.at, _print(request)
        with transaction.atomic():
            claimed = actions.claim_key(by=by, at=at, key=key, request=print_of)
            if claimed.request != print_of:
                reason = _("This key was used for another call; nothing was done. Take a new key for a new call")
                return JsonResponse(error_body("other_request", reason, HEADER), status=409)
            if claimed.status is not None:
                return _again(claimed)
            response = self.get_response(request)
            if (
                response.status_code >= 500
                or response.status_code in NOT_KEPT
                or not isinstance(response, HttpResponse)
            ):
                transaction.set_rollback(True)
                return response
            actions.keep_answer(
                by=by,
                at=at,
                claimed=claimed,
                status=response.status_code,
                content_type=response.headers.get("Content-Type", ""),
                body=response.content.decode("utf8"),
            )
        return response


def _print(request: HttpRequest) -> str:
    facts = (request.method, request.get_full_path(), request.standing.member, request.content_type)
    return sha256(repr(facts).encode() + b"\0" + request.body).hexdigest()


def _again(kept: KeptAnswer) -> HttpResponse:
    return HttpResponse(
        kept.body, status=kept.status, content_type=kept.content_type or None, headers={REPLAYED: "true"}
    )
