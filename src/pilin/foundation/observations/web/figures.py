"""The observatory's pages: the catalogue, one series, and the forms that open a series and attest a figure."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pilin.foundation.access.enums import StandingKind
from pilin.foundation.journal.queries import history
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, member_cards, members_on
from pilin.foundation.members.queries.circles import day_of
from pilin.foundation.observations import actions, forms, queries, rules
from pilin.foundation.observations.enums import WAYS_OF_OBSERVATORY, SeriesKind
from pilin.foundation.observations.queries import SeriesTold
from pilin.web.forms import page_number, perform
from pilin.web.words import in_chinese

A_PAGE = 50


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the catalogue, with how many of the members keep a series beside it."""
    within = _circle(request, circle)
    standing = request.standing
    every = queries.catalogue(standing, circle)
    members = member_cards(standing)
    kind, owner = request.GET.get("kind", ""), request.GET.get("owner", "")
    cards = [c for c in every if (not kind or c.kind == kind) and (not owner or c.owner == owner)]
    covered, of = queries.coverage(every, (m.code for m in members_on(standing, circle, day_of(request.at))))
    kinds, owners = Counter(c.kind for c in every), Counter(c.owner for c in every)
    return render(
        request,
        "observations/index.html",
        {
            "circle": within,
            "all": every,
            "page": Paginator(cards, A_PAGE).get_page(page_number(request.GET.get("page"))),
            "members": members,
            "kinds": [(value, label, kinds[value]) for value, label in SeriesKind.choices if kinds[value]],
            "owners": [(code, members.get(code), n) for code, n in sorted(owners.items()) if code in members],
            "covered": covered,
            "of": of,
            "figures": sum(c.figures for c in every),
            "compared": sum(1 for c in every if c.latest and c.latest.quantity and c.latest.quantity.comparator != "="),
            "may_open": bool(rules.may_keep_series(standing, circle)),
            "ways": WAYS_OF_OBSERVATORY.values(),
        },
    )


def series(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show one series: its figures as a chart and a table, who gave them, what was corrected."""
    within = _circle(request, circle)
    told = _told(request, circle, slug)
    if told.series.station is not None and queries.station_named(request.standing, circle, told.series.station.code):
        return redirect("observations:station", circle=circle, code=told.series.station.code)
    return render(
        request,
        "observations/series.html",
        {
            "circle": within,
            "told": told,
            "s": told.series,
            "chart": _chart(told),
            "members": member_cards(request.standing),
            "officer": request.standing.kind == StandingKind.OFFICER,
            "may_attest": bool(rules.may_attest(request.standing, told.series)),
            "history": history(request.standing, [told.series.pk, *(r.uid for r in told.revisions)], most=12),
        },
    )


def attest(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Take a figure for a series of one's own town."""
    within = _circle(request, circle)
    told = _told(request, circle, slug)
    rules.may_attest(request.standing, told.series).require()
    form = forms.AttestForm(request.POST or None, initial={"datum": told.series.datum})
    if request.method == "POST" and form.is_valid():
        kept = perform(
            form, lambda: actions.attest_figure(by=request.standing, at=request.at, series=slug, **form.cleaned_data)
        )
        if kept is not None:
            messages.success(request, _("Kept. What was given before stays readable."))
            return redirect("observations:series", circle=circle, slug=slug)
    return render(request, "observations/attest.html", {"circle": within, "told": told, "s": told.series, "form": form})


def open_series(request: HttpRequest, circle: str) -> HttpResponse:
    """Open a series for one's own town."""
    within = _circle(request, circle)
    rules.may_keep_series(request.standing, circle).require()
    form = forms.SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(
            form,
            lambda: actions.add_series(
                by=request.standing, at=request.at, circle=circle, member=request.standing.member, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, _("Opened. Give its first figure."))
            return redirect("observations:attest", circle=circle, slug=made.slug)
    return render(request, "observations/open.html", {"circle": within, "form": form})


def _circle(request: HttpRequest, slug: str) -> Circle:
    found = circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def _told(request: HttpRequest, circle: str, slug: str) -> SeriesTold:
    told = queries.series_told(request.standing, slug, circle=circle)
    if told is None:
        raise Http404
    return told


def _chart(told: SeriesTold) -> dict[str, Any] | None:
    """Return the chart of a series with at least two figures; one figure is no chart."""
    drawn = [r for r in told.readings if r.period]
    if sum(r.value is not None for r in drawn) < 2:
        return None
    name = told.series.title_zh if in_chinese() else told.series.title
    return {
        "type": "line" if told.series.kind == SeriesKind.LEVEL else "bar",
        "categories": [str(r.period) for r in drawn],
        "series": [{"name": name, "values": [None if r.value is None else float(r.value) for r in drawn]}],
        "unit": told.card.unit_label,
    }
