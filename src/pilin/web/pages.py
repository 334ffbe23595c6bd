"""Answers a page gives when it cannot give itself: refused, not there, broken."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.db import Error as DatabaseTrouble
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from pilin.engine.base import Conflict, Invalid, Refused, Trouble, trouble_of
from pilin.web.api import error_body
from pilin.web.showcase import showcase
from pilin.web.trouble import ANSWERS, met, refusal_of, trouble_headers
from pilin.web.words import said as _


def refusal_page(request: HttpRequest, error: Refused | Invalid) -> HttpResponse:
    """Say what did not happen, by which rule, and what was kept: amber, not red. What is not there is not found."""
    if isinstance(error, Refused) and error.code == "not_found":
        return not_found(request)
    faults = error.faults if isinstance(error, Invalid) else ()
    status = 422 if faults else 409 if isinstance(error, Conflict) else 403
    title = _("Nothing was written") if faults else _("Not done")
    return render(request, "web/refused.html", {"error": error, "faults": faults, "title": title}, status=status)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say "not found" to a stranger and to a wrong address alike; to a program in the API's form of error."""
    if request.path.startswith("/api/"):
        return JsonResponse(error_body("not_found", "not found"), status=404)
    return render(request, "web/404.html", status=404)


def forbidden(request: HttpRequest, exception: Any = None, **kwargs: Any) -> HttpResponse:
    """Say that the form had lost its token, which is what a bare 403 means here."""
    if request.path.startswith("/api/"):
        return JsonResponse(
            error_body("no_token", _("The token against forged requests is missing or old")), status=403
        )
    return render(request, "web/403.html", status=403)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that the request was none; or what fell through beneath, where that is why."""
    return trouble_answer(request, exception) or HttpResponse("Bad Request", status=400, content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; needs nothing that could be broken too.

    Also what falls through beneath a middleware, as when a session cannot be saved, comes here.
    """
    return trouble_answer(request, sys.exc_info()[1]) or HttpResponse(
        render_to_string("web/500.html", {"nonce": getattr(request, "csp_nonce", "")}), status=500
    )


def trouble_answer(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """Say what was not done because the database was busy or the disk full, and when to press again; None if neither."""
    trouble = trouble_of(error) if error else None
    if trouble is None:
        return None
    met(trouble)
    logging.getLogger(__name__).warning("%s %s: %s", request.method, request.path, error)
    return trouble_page(request, trouble)


def trouble_page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Return the answer for a trouble, in the form of whoever asks."""
    status, headers = ANSWERS[trouble].status, trouble_headers(trouble)
    if request.path.startswith("/api/"):
        refused = refusal_of(trouble)
        return JsonResponse(error_body(refused.code, refused.reason), status=status, headers=headers)
    if trouble in (Trouble.BUSY, Trouble.FULL):  # reading goes on, so the frame can be shown
        again = _sent(request)
        context = {"title": ANSWERS[trouble].title, "error": refusal_of(trouble), "again": again, "trouble": trouble}
        try:
            text = render_to_string("web/trouble.html", context, request)
            return HttpResponse(text, status=status, headers=headers)
        except (DatabaseTrouble, OSError) as error:
            logging.getLogger(__name__).warning("the page that says so fell through too: %s", error)
    return HttpResponse(_plainly(request, trouble), status=status, headers=headers)


def _sent(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Return what was sent, to be sent again with one press; None where it holds files or a secret, or is no form."""
    if request.method != "POST" or request.FILES or not request.POST:
        return None
    fields = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    return None if any("password" in name or "code" in name for name, _value in fields) else fields


def _plainly(request: HttpRequest, trouble: Trouble) -> str:
    """Return a page that needs neither records nor standing, in both languages."""
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said.append((language, str(ANSWERS[trouble].title), str(ANSWERS[trouble].reason)))
    return render_to_string("web/trouble_plain.html", {"said": said, "nonce": getattr(request, "csp_nonce", "")})


def components(request: HttpRequest) -> HttpResponse:
    """Show every part of the look, in both themes, with how to use it."""
    return render(request, "web/components.html", showcase())
