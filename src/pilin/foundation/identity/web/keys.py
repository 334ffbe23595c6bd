"""One's keys for programs, and those of one's town."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilin.foundation.identity import actions, queries, rules
from pilin.foundation.identity.forms import KeyForm, RevokeForm
from pilin.foundation.identity.queries import SHANGHAI
from pilin.foundation.identity.web.confirming import confirmed
from pilin.web.forms import perform


@login_required
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys one may revoke, and revoke one."""
    standing: Any = request.standing
    at: Any = request.at
    form = RevokeForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and perform(form, lambda: actions.revoke_key(by=standing, at=at, key=form.cleaned_data["key"])) is not None
    ):
        messages.success(request, _("The key is revoked: it opens nothing any more"))
        return redirect("identity:keys")
    context = {"keys": queries.keys_of(standing, at), "form": form}
    return render(request, "identity/keys.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
@confirmed
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key and show it, this once; who it is, is asked once more before."""
    standing: Any = request.standing
    at: Any = request.at
    town = standing.member if rules.may_make_key(standing, standing.member) else ""
    day = at.astimezone(SHANGHAI).date() + timedelta(days=90)
    form = KeyForm(request.POST or None, town=town, initial={"expires_on": day, "whom": "me", "may": rules.READ})
    if request.method == "POST" and form.is_valid():
        made = perform(form, lambda: actions.make_key(by=standing, at=at, **form.key(town)))
        if made is not None:
            response = render(request, "identity/key_made.html", {"key": made[0], "secret": made[1]})
            response["Cache-Control"] = "no-store"
            return response
    return render(request, "identity/key_new.html", {"form": form}, status=422 if form.errors else 200)
