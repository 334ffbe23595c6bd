"""Alliances, awake or sleeping, and the posts across the border."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilin.foundation.members import actions, forms, queries, rules
from pilin.foundation.members.web.shared import circle_or_404, day_asked
from pilin.web.forms import perform


@require_GET
def alliances(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the alliances of a circle as of a day, what they did, and which sleep."""
    row, standing = circle_or_404(request, circle), request.standing
    day, _is_today, _no_day = day_asked(request)
    cards = queries.alliances_of(standing, circle, day)
    return render(
        request,
        "members/alliances.html",
        {
            "circle": row,
            "on": day,
            "alliances": [
                (
                    card,
                    bool(
                        rules.may_keep_alliance(
                            standing,
                            circle,
                            frozenset(m.code for m in card.members),
                            card.secretary.code if card.secretary else "",
                        )
                    ),
                )
                for card in cards
            ],
            "sleeping": sum(card.sleeping for card in cards),
        },
    )


@require_http_methods(["GET", "POST"])
def activity(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Note something an alliance did."""
    home, standing, at = circle_or_404(request, circle), request.standing, request.at
    row = queries.alliance_row(standing, slug)
    if row is None or row.circle != circle:
        raise Http404
    form = forms.ActivityForm(request.POST or None, initial={"held_on": queries.day_of(at)})
    if (
        request.method == "POST"
        and form.is_valid()
        and None
        is not perform(form, lambda: actions.record_activity(by=standing, at=at, alliance=row, **form.cleaned_data))
    ):
        messages.success(request, _("The activity is noted."))
        return redirect("members:alliances", circle=circle)
    return render(
        request,
        "members/form.html",
        {
            "circle": home,
            "form": form,
            "title": _("Note an activity"),
            "verb": _("Note the activity"),
            "back": "members:alliances",
            "back_label": _("Alliances"),
            "hint": row.name_zh,
        },
    )


@require_GET
def pairs(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the pairs of villages and how many of their posts are filled on a day."""
    row, standing = circle_or_404(request, circle), request.standing
    day, _is_today, _no_day = day_asked(request)
    return render(
        request,
        "members/pairs.html",
        {
            "circle": row,
            "on": day,
            "coverage": queries.coverage_of(standing, circle, day),
            "may_appoint": bool(rules.may_appoint_across(standing, "", circle)),
        },
    )


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, circle: str, number: int) -> HttpResponse:
    """Note who serves on the other bank's committee."""
    home, standing, at = circle_or_404(request, circle), request.standing, request.at
    pair = queries.pair_row(standing, circle, number)
    if pair is None:
        raise Http404
    form = forms.AppointmentForm(request.POST or None, initial={"valid_from": queries.day_of(at)})
    if (
        request.method == "POST"
        and form.is_valid()
        and None is not perform(form, lambda: actions.cross_appoint(by=standing, at=at, pair=pair, **form.cleaned_data))
    ):
        messages.success(request, _("The post is filled."))
        return redirect("members:pairs", circle=circle)
    return render(
        request,
        "members/form.html",
        {
            "circle": home,
            "form": form,
            "title": _("Fill a post across the border"),
            "verb": _("Note who serves"),
            "back": "members:pairs",
            "back_label": _("Dual committees"),
            "hint": str(pair),
        },
    )
