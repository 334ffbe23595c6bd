"""Pages of stations: which read on both banks, one with what it read, and the forms that enter, move and feed them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.engine.base import Invalid
from pilin.foundation.intake.tables import report_of
from pilin.foundation.journal.queries import history
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, member_cards
from pilin.foundation.observations import actions, forms, queries, rules
from pilin.foundation.observations.enums import QuantityKind, unit_label
from pilin.foundation.observations.models import Station
from pilin.foundation.observations.queries import GaugeCard, StationCard, Window
from pilin.web.forms import perform

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = 48  # that a station's page draws
BANKS = ((-1, "left"), (1, "right"), (0, ""))


def stations(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the stations of both banks with their newest readings and how they do."""
    within = _circle(request, circle)
    standing = request.standing
    members = member_cards(standing)
    cards = queries.station_cards(standing, circle, request.at)
    banks = [(side, [card for card in cards if _bank(members, card) == bank]) for bank, side in BANKS]
    return render(
        request,
        "observations/stations.html",
        {
            "circle": within,
            "all": cards,
            "banks": [(side, some) for side, some in banks if some],
            "members": members,
            "ailing": [card for card in cards if card.ailing],
            "refused": len(queries.refused_readings(standing, circle)) if rules.may_send(standing, circle) else 0,
            "may_keep": bool(rules.may_keep_station(standing, circle)),
        },
    )


def station(request: HttpRequest, circle: str, code: str) -> HttpResponse:
    """Show one station: what its gauges read in the last two days, where it stands, what is wrong."""
    within = _circle(request, circle)
    standing = request.standing
    card = next(iter(queries.station_cards(standing, circle, request.at, code=code)), None)
    if card is None:
        raise Http404
    until = request.at.astimezone(SHANGHAI)
    first = until.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    windows = queries.window(standing, [g.series for g in card.gauges], first, until)
    row = card.station
    return render(
        request,
        "observations/station.html",
        {
            "circle": within,
            "card": card,
            "s": row,
            "gauges": [(gauge, _chart(gauge, windows[gauge.series.pk], first)) for gauge in card.gauges],
            "positions": queries.positions(standing, row),
            "members": member_cards(standing),
            "may_change": bool(rules.may_change_station(standing, row.owner)),
            "refused": [r for r in queries.refused_readings(standing, circle) if r.station == row.pk],
            "history": history(standing, [row.pk, *(g.series.pk for g in card.gauges)], most=12),
        },
    )


def add_station(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a station of one's own town."""
    within = _circle(request, circle)
    rules.may_keep_station(request.standing, circle).require()
    form = forms.StationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(
            form,
            lambda: actions.add_station(by=request.standing, at=request.at, circle=circle, **form.cleaned_data),
        )
        if made is not None:
            messages.success(request, _("Entered. Say now what it gauges."))
            return redirect("observations:add_gauge", circle=circle, code=made.code)
    return _form(request, "observations/add_station.html", {"circle": within, "form": form})


def add_gauge(request: HttpRequest, circle: str, code: str) -> HttpResponse:
    """Open the series of a quantity of a station."""
    row = _station(request, circle, code)
    rules.may_change_station(request.standing, row.owner).require()
    form = forms.GaugeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(
            form,
            lambda: actions.add_gauge_series(by=request.standing, at=request.at, station=row, **form.cleaned_data),
        )
        if made is not None:
            messages.success(request, _("Opened. Its machine may send readings as %(slug)s.") % {"slug": made.slug})
            return redirect("observations:station", circle=circle, code=code)
    return _form(request, "observations/add_gauge.html", {"circle": row.in_circle, "s": row, "form": form})


def move(request: HttpRequest, circle: str, code: str) -> HttpResponse:
    """Note that a station stands elsewhere."""
    row = _station(request, circle, code)
    rules.may_change_station(request.standing, row.owner).require()
    form = forms.MoveForm(request.POST or None, initial={"valid_from": request.at.astimezone(SHANGHAI)})
    if request.method == "POST" and form.is_valid():
        moved = perform(
            form, lambda: actions.move_station(by=request.standing, at=request.at, station=row, **form.cleaned_data)
        )
        if moved is not None:
            messages.success(request, _("Kept. Readings before and after are told apart."))
            return redirect("observations:station", circle=circle, code=code)
    return _form(request, "observations/move.html", {"circle": row.in_circle, "s": row, "form": form})


@require_POST
def end_station(request: HttpRequest, circle: str, code: str) -> HttpResponse:
    """Close a station."""
    row = _station(request, circle, code)
    actions.end_station(by=request.standing, at=request.at, station=row)
    messages.success(request, _("Closed. Its readings stay."))
    return redirect("observations:station", circle=circle, code=code)


def bring(request: HttpRequest, circle: str) -> HttpResponse:
    """Take readings as a table: the right rows count, the wrong ones are kept aside and named."""
    within = _circle(request, circle)
    rules.may_send(request.standing, circle).require()
    form = forms.BringForm(request.POST or None, request.FILES or None)
    report = taken = None
    if request.method == "POST" and form.is_valid():
        brought = form.cleaned_data["file"]
        try:
            rows = forms.read_rows(brought.name, brought.read())
            taken = actions.take_readings(
                by=request.standing, at=request.at, circle=circle, rows=rows, source=brought.name[:60]
            )
        except Invalid as error:
            report = report_of(error, brought.name)
        else:
            if not taken.refused:
                said = _("Kept: %(taken)s new readings, %(revised)s revised; %(doubled)s were here already.")
                messages.success(
                    request, said % {"taken": taken.taken, "revised": taken.revised, "doubled": taken.doubled}
                )
                return redirect("observations:stations", circle=circle)
            report = report_of(Invalid(*taken.refused), brought.name)
    context = {
        "circle": within, "form": form, "report": report, "taken": taken, "columns": forms.COLUMNS,
        "series": [s for s in queries.gauge_series(request.standing, circle) if s.owner == request.standing.member],
    }  # fmt: skip
    return render(request, "observations/bring.html", context, status=422 if report or form.errors else 200)


def refused(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what could not be a reading, and put one aside."""
    within = _circle(request, circle)
    standing = request.standing
    rules.may_send(standing, circle).require()
    rows = queries.refused_readings(standing, circle)
    if request.method == "POST":
        row = next((r for r in rows if str(r.pk) == request.POST.get("refused")), None)
        if row is None:
            raise Http404
        actions.put_aside(by=standing, at=request.at, refused=row)
        return redirect("observations:refused", circle=circle)
    words = {f"{r.code} {r.field}": rules.why(r.code) for r in rows}
    return render(
        request,
        "observations/refused.html",
        {"circle": within, "rows": [(r, words[f"{r.code} {r.field}"]) for r in rows]},
    )


def _form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)


def _circle(request: HttpRequest, slug: str) -> Circle:
    found = circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def _station(request: HttpRequest, circle: str, code: str) -> Station:
    found = queries.station_named(request.standing, circle, code)
    if found is None:
        raise Http404
    return found


def _bank(members: Any, card: StationCard) -> int:
    member = members.get(card.station.owner)
    return member.bank if member else 0


def _chart(gauge: GaugeCard, window: Window, first: datetime) -> dict[str, Any] | None:
    """Return the chart of the last hours; nothing to draw where fewer than two of them have a figure."""
    since = rules.micros(first)
    if gauge.series.quantity == QuantityKind.RAIN:
        values = rules.hourly_sums(window.begins, window.ends, window.values, since, HOURS)
    else:
        values = rules.hourly_last(window.ends, window.values, since, HOURS)
    if np.count_nonzero(~np.isnan(values)) < 2:
        return None
    series = gauge.series
    return {
        "type": "bar" if series.quantity == QuantityKind.RAIN else "line",
        "categories": [f"{first + timedelta(hours=k + 1):%m-%d %H:%M}" for k in range(HOURS)],
        "series": [
            {
                "name": str(QuantityKind(series.quantity).label),
                "values": [None if np.isnan(v) else round(float(v), 2) for v in values],
            }
        ],
        "unit": unit_label(series.unit),
    }
