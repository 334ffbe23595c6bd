"""The page that says how one is there by a time, and how one comes home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilin.domain.lines import forms, queries
from pilin.domain.lines.web.found import in_circle
from pilin.foundation.members.queries import day_of, members_on
from pilin.web.words import in_words


@require_GET
def trip(request: HttpRequest, circle: str) -> HttpResponse:
    """Answer how one is at a goal by a time and how one comes back; a place written in an address is offered as it is."""
    within, standing = in_circle(request, circle), request.standing
    today = day_of(request.at)
    asked = request.GET.copy() if "origin" in request.GET or "goal" in request.GET else None
    said = []
    if asked is not None:  # an address may leave out what is not asked otherwise
        asked.setdefault("on", f"{today:%Y-%m-%d}")
        asked.setdefault("arrive", "09:00")
        said = [asked.get("origin", ""), asked.get("goal", "")]
    choices = [(row.code, in_words(row, "name")) for row in queries.stops(standing, circle)]
    towns = [(card.code, in_words(card, "name")) for card in members_on(standing, circle, today)]
    places = [("", "—"), (_("Towns"), towns), (_("Stops"), choices)]
    form = forms.TripForm(asked, places=places, said=said, initial={"on": today, "arrive": "09:00"})
    context = {"circle": within, "form": form, "found": None}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        found = queries.trip(standing, circle, data["origin"], data["goal"], data["on"], data["arrive_minute"], data["back_minute"])  # fmt: skip
        if isinstance(found, queries.TripSaid):
            context["found"] = found
        else:
            for name in found:
                form.add_error(name, _("No stop or place here is called so"))
    return render(request, "lines/trip.html", context, status=422 if form.is_bound and form.errors else 200)
