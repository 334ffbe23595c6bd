"""Where one is signed in, and ending it."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pilin.foundation.access.verdict import Invalid
from pilin.foundation.identity import actions, queries


@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in; end one session, all others, or all."""
    standing: Any = request.standing
    at: Any = request.at
    key = request.session.session_key
    what = request.POST.get("end", "")
    if request.method == "POST" and what == "all":
        actions.end_own_sessions(by=standing, at=at)
        logout(request)
        messages.success(request, _("You are signed out everywhere"))
        return redirect("account_login")
    if request.method == "POST" and what == "others":
        ended = actions.end_own_sessions(by=standing, at=at, keep=key)
        messages.success(
            request, ngettext("%(n)d other session ended", "%(n)d other sessions ended", ended) % {"n": ended}
        )
        return redirect("identity:sessions")
    if request.method == "POST":
        try:
            actions.end_own_sessions(by=standing, at=at, number=int(what) if re.fullmatch("[0-9]{1,9}", what) else -1)
        except Invalid as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("The session is ended"))
        return redirect("identity:sessions")
    limits = queries.lasting()
    context = {
        "sessions": queries.open_sessions(standing, at, key),
        "idle_minutes": int(limits.idle.total_seconds() // 60),
        "whole_hours": int(limits.whole.total_seconds() // 3600),
    }
    response = render(request, "identity/sessions.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def here(request: HttpRequest) -> JsonResponse:
    """Say that somebody is still at the page, and in how many seconds the session ends; null: nobody is signed in."""
    response = JsonResponse({"left": getattr(request, "session_left", None)})
    response["Cache-Control"] = "no-store"
    return response
