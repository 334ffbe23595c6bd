"""Answers a page gives when it cannot give itself: refused, not there, broken."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from pilin.engine.base import Conflict, Invalid, Refused
from pilin.web.api import error_body
from pilin.web.showcase import showcase
from pilin.web.words import said as _


def refusal_page(request: HttpRequest, error: Refused | Invalid) -> HttpResponse:
    """Say what did not happen, by which rule, and what was kept: amber, not red."""
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
    return render(request, "web/403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; needs nothing that could be broken too."""
    return HttpResponse(render_to_string("web/500.html", {"nonce": getattr(request, "csp_nonce", "")}), status=500)


def components(request: HttpRequest) -> HttpResponse:
    """Show every part of the look, in both themes, with how to use it."""
    return render(request, "web/components.html", showcase())
