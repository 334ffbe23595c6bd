"""Lines, offsets and signals, as a clerk writes them down; and which gauges concern one's own town."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.watch import actions, queries, rules
from pilin.domain.watch.enums import Colour
from pilin.domain.watch.forms import desk as forms
from pilin.domain.watch.web.within import circle_of, form_page
from pilin.foundation.members.queries import day_of, member_cards, members_on
from pilin.foundation.observations.models import Series
from pilin.web.forms import perform
from pilin.web.words import in_words


def lines(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the lines of both banks, each in its own datum and laid beside the others where an offset is known."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    rows = queries.lines_of(standing, circle)
    context = {
        "circle": within, "members": member_cards(standing), "rows": [r for r in rows if r.valid_to is None or r.valid_to >= on],
        "past": [r for r in rows if r.valid_to is not None and r.valid_to < on], "offsets": queries.offsets_of(standing, circle),
        "concerns": queries.concerns_of(standing, circle, on), "gauges": queries.gauges_now(standing, circle, request.at),
        "may_keep": bool(standing.member) and bool(rules.may_keep(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "watch/lines.html", context)


def line(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Set one's own town's line on a gauge."""
    within, series, standing = circle_of(request, circle), _series(request, circle, slug), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    given = request.POST if request.method == "POST" else None
    form = forms.LineForm(given, initial={"datum": series.datum, "valid_from": day_of(request.at)})
    if form.is_valid():
        data = form.cleaned_data
        act = partial(
            actions.set_line, by=standing, at=request.at, circle=within, town=standing.member, series=series, **data
        )
        if perform(form, act):
            messages.success(request, _("Set. The stricter of the towns' lines counts from that day on."))
            return redirect("watch:gauge", circle=circle, slug=slug)
    return _form(request, within, form, series, title=_("Set a line"), verb=_("Set the line"))


def mind(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Say that a gauge concerns one's own town."""
    within, series, standing = circle_of(request, circle), _series(request, circle, slug), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.MindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        act = partial(
            actions.mind_gauge, by=standing, at=request.at, circle=within, town=standing.member, series=series, **data
        )
        if perform(form, act):
            messages.success(request, _("Noted. A crossing there calls your duty list too."))
            return redirect("watch:gauge", circle=circle, slug=slug)
    return _form(request, within, form, series, title=_("This gauge concerns our town"), verb=_("Call our list too"))


@require_POST
def unmind(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that a gauge concerns one's own town no longer."""
    row = queries.concern_named(request.standing, uid)
    if row is None or row.circle != circle:
        raise Http404
    actions.unmind_gauge(by=request.standing, at=request.at, concern=row)
    messages.success(request, _("Noted. A crossing there calls your list no longer."))
    return redirect("watch:gauge", circle=circle, slug=row.series.slug)


def offset(request: HttpRequest, circle: str) -> HttpResponse:
    """Note how far two datums lie apart at a place."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.OffsetForm(
        request.POST if request.method == "POST" else None, initial={"place_code": standing.member[:6]}
    )
    if form.is_valid():
        data = form.cleaned_data
        act = partial(actions.note_offset, by=standing, at=request.at, circle=within, town=standing.member, **data)
        if perform(form, act):
            messages.success(request, _("Noted. Lines on both datums are laid beside each other there from now on."))
            return redirect("watch:lines", circle=circle)
    back = reverse("watch:lines", args=[circle])
    return form_page(request, within, form, title=_("Note an offset between datums"), verb=_("Note it"), back=back)


def signal(request: HttpRequest, circle: str) -> HttpResponse:
    """Relay a signal by hand: what a weather station issued, with its station and minute."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    out = [
        c.row
        for c in queries.signals_out(standing, circle, request.at, member_cards(standing))
        if c.row.owner == standing.member
    ]
    given = request.POST if request.method == "POST" else None
    areas = _areas(request, circle)
    form = forms.SignalForm(
        given, areas=areas, families=[(str(r.family), f"{in_words(r, 'issuer')} {Colour(r.colour).label}") for r in out]
    )
    if form.is_valid():
        data: dict[str, Any] = dict(form.cleaned_data)
        data["family"] = UUID(data["family"]) if data["family"] else None
        act = partial(actions.relay_signal, by=standing, at=request.at, circle=within, town=standing.member, **data)
        if perform(form, act):
            messages.success(request, _("Relayed, with its station and time."))
            return redirect("watch:desk", circle=circle)
    back = reverse("watch:desk", args=[circle])
    return form_page(
        request, within, form, title=_("Relay a signal"), sub=_("Only weather stations issue signals; here they are relayed."),
        verb=_("Relay it"), back=back,
    )  # fmt: skip


def _areas(request: HttpRequest, circle: str) -> list[tuple[str, str]]:
    """Return the counties and towns of the circle as places a signal may be for."""
    found: dict[str, str] = {}
    for member in members_on(request.standing, circle, day_of(request.at)):
        if member.county is not None:
            found[member.county.code[:6]] = in_words(member.county, "name")
        found[member.code] = in_words(member, "name")
    return sorted(found.items())


def _series(request: HttpRequest, circle: str, slug: str) -> Series:
    series = queries.series_here(request.standing, circle, slug)
    if series is None:
        raise Http404
    return series


def _form(request: HttpRequest, within: Any, form: Any, series: Series, **words: Any) -> HttpResponse:
    back = reverse("watch:gauge", args=[within.slug, series.slug])
    return form_page(request, within, form, sub=in_words(series, "title"), back=back, **words)
