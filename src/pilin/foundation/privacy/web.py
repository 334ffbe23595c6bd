"""Pages of privacy: what is held, why and how long; and one's own consents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pilin.foundation.journal.queries import names_of_people
from pilin.foundation.privacy import actions, queries
from pilin.foundation.privacy.forms import ConsentForm


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what is held on people, on which ground, for how long, and what one may do about it."""
    context = {"held": queries.holdings(), "terms": queries.terms(request.standing)}
    return render(request, "privacy/index.html", context)


@login_required
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """Show what I agreed to and may be asked, each with one button."""
    cards = queries.consents_of(request.standing, request.at)
    names = names_of_people({card.told_to for card in cards if card.told_to})
    return render(request, "privacy/consents.html", {"cards": cards, "names": names})


@login_required
@require_POST
def settle(request: HttpRequest, what: str) -> HttpResponse:
    """Give one of my consents, or take it back: one press either way."""
    standing: Any = request.standing
    form = ConsentForm(request.POST)
    if what not in ("give", "withdraw") or not form.is_valid():
        raise Http404
    act = actions.give_consent if what == "give" else actions.withdraw_consent
    act(by=standing, at=request.at, person=standing.person, **form.cleaned_data)
    messages.success(request, _("You agree from now on") if what == "give" else _("Taken back: it counts from now on"))
    return redirect("privacy:consents")
