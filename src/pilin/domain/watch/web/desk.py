"""The desk, the wall, one gauge, and the part of a page that comes anew whenever the pulse goes up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pilin.domain.watch import queries, rules, steps
from pilin.domain.watch.queries.acting import acting_now
from pilin.domain.watch.web import charts, drawn
from pilin.domain.watch.web import wall as replaying
from pilin.domain.watch.web.within import circle_of
from pilin.foundation.members.queries import day_of

DAYS = (1, 3, 7, 30, 365, 0)  # nought: all there are
PARTS = {"desk": "watch/parts/desk.html", "wall": "watch/parts/wall.html"}


def desk(request: HttpRequest, circle: str) -> HttpResponse:
    """Show whether it is calm, and on both banks what stands where, who knows and who keeps watch."""
    return render(request, "watch/desk.html", _context(request, circle))


def wall(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the same for a screen on the wall, read from five metres; or a past event, where the address names one."""
    if "replay" in request.GET:
        return replaying.replayed(request, circle)
    return render(request, "watch/wall.html", _context(request, circle))


def live(request: HttpRequest, circle: str) -> HttpResponse:
    """Return the part of the desk or the wall that changes, with the rights of whoever looks; nothing where nothing changed.

    An officer's open page asks by POST, and takes the steps that are due: the path of the alert goes on while clock and
    worker are down. A visitor's asks by GET, which writes nothing. A replay takes no steps, however it asks.
    """
    if "replay" in request.GET:
        return replaying.replayed_part(request, circle)
    circle_of(request, circle)
    part = PARTS.get(request.GET.get("part", ""))
    if part is None:
        raise Http404
    if request.method == "POST" and request.standing.member:
        steps.glance(request.at)
    if request.GET.get("seen") == str(queries.pulse_of(circle)) and request.GET.get("old") != "yes":
        response = HttpResponse(status=204)
    else:
        response = render(request, part, _context(request, circle))
    response["Cache-Control"] = "no-store"
    return response


def gauge(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show one gauge: its level over days with the lines of both towns, excursions, and the gauge to look at where it is silent."""
    within = circle_of(request, circle)
    series = queries.series_here(request.standing, circle, slug)
    if series is None:
        raise Http404
    days = next((n for n in DAYS if str(n) == request.GET.get("days")), DAYS[0])
    told = queries.gauge_told(request.standing, series, request.at, days=days)
    standing = request.standing
    context = {
        "circle": within, "g": told.card, "told": told, "days": days, "choices": DAYS, "chart": charts.gauge_chart(told),
        "members": told.members, "may_keep": bool(rules.may_keep(standing, circle, standing.member)) and bool(standing.member),
        "minds": next((one for one in told.concerns if one.owner == standing.member), None),
    }  # fmt: skip
    return render(request, "watch/gauge.html", context)


def _context(request: HttpRequest, circle: str) -> dict[str, Any]:
    within, standing = circle_of(request, circle), request.standing
    told = queries.desk_of(standing, circle, request.at)
    codes = [one.member.code for one in told.duty]
    return {
        "circle": within, "d": told, "acting": acting_now(standing, circle, request.at, told.members), "map": drawn.watch_map(told, codes), "today": day_of(request.at), "tomorrow": day_of(request.at + timedelta(days=1)),
        "may_keep": bool(standing.member) and bool(rules.may_keep(standing, circle, standing.member)),
        "may_keep_duty": bool(standing.member) and bool(rules.may_keep_duty(standing, circle, standing.member)),
        "live_ticks": _ticks(request, circle), "own": standing.member, "gap": told.gaps[0] if told.gaps else None,
    }  # fmt: skip


def _ticks(request: HttpRequest, circle: str) -> str:
    """Return where the process that tells pages when to look is asked; empty where there is none: pages then ask by themselves."""
    address = settings.LIVE.address(request.scheme or "", request.get_host())
    return f"{address}/{circle}" if address else ""
