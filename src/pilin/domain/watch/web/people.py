"""Asking to be told: for whoever lives on one bank and works on the other."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.watch import actions, queries
from pilin.domain.watch.forms import desk as forms
from pilin.domain.watch.web.within import circle_of
from pilin.foundation.members.queries import day_of, member_cards, members_on
from pilin.web.forms import perform


def subscribe(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what one may ask to be told of, and keep it."""
    within, standing = circle_of(request, circle), request.standing
    kept = queries.subscription_of(standing, circle)
    towns = [(m.code, m.short_zh, m.short) for m in members_on(standing, circle, day_of(request.at))]
    given = request.POST if request.method == "POST" else None
    names = ("home", "work", "hazards", "least", "by_mail")
    form = forms.SubscribeForm(
        given, towns=towns, initial={name: getattr(kept, name) for name in names} if kept else None
    )
    if form.is_valid():
        data = form.cleaned_data
        if perform(form, lambda: actions.subscribe(by=standing, at=request.at, circle=within, **data)):
            messages.success(request, _("Kept. You are told once for both places."))
            return redirect("watch:subscribe", circle=circle)
    context = {"circle": within, "form": form, "kept": kept, "members": member_cards(standing)}
    return render(request, "watch/subscribe.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
def unsubscribe(request: HttpRequest, circle: str) -> HttpResponse:
    """Take it back: what was kept is erased."""
    circle_of(request, circle)
    kept = queries.subscription_of(request.standing, circle)
    if kept is None:
        raise Http404
    actions.unsubscribe(by=request.standing, at=request.at, subscription=kept)
    messages.success(request, _("Erased. You are told no longer."))
    return redirect("watch:subscribe", circle=circle)
