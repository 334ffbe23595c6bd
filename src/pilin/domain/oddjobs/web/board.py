"""The labour officer's board, and assigning before the evening."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.oddjobs import actions, queries, rules
from pilin.domain.oddjobs.enums import TRADES, DayPart, Why
from pilin.domain.oddjobs.web.shared import circle_of, towns_of
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.words import in_words


def board(request: HttpRequest, circle: str) -> HttpResponse:
    """Show places and people of the next days, what stays empty and why, and how the last assignment went."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    last = queries.runs(standing, circle).first()
    trade = request.GET.get("trade", "")
    trade = trade if trade in TRADES else ""
    part = {str(one.value): one.value for one in DayPart}.get(request.GET.get("part", ""))
    members = member_cards(standing)
    told = queries.board(standing, circle, request.at, trade=trade, part=part)
    may_keep = bool(standing.member and rules.may_see_workers(standing, circle, standing.member))
    context = {
        "circle": within, "board": told, "towns": towns_of(request, circle), "pills": [_pill(circle, spot, members, f"&trade={trade}" if trade else "") for spot in told.spots], "trade": trade, "part": part,
        "parts": [(one.value, one.label) for one in DayPart], "trades": [(row.key, row.label) for row in told.trades], "members": members, "run": last, "may_keep": may_keep,
        "empty": _worded(last.empty) if last else [], "without": _worded(last.without) if last else [],
        "may_assign": bool(rules.may_assign(standing, circle)), "late": queries.overdue(standing, today).filter(circle=circle).count() if may_keep else 0,
    }  # fmt: skip
    return render(request, "oddjobs/board.html", context)


@require_POST
def assign(request: HttpRequest, circle: str) -> HttpResponse:
    """Assign the open shifts of the next days now."""
    within = circle_of(request, circle)
    run = actions.assign_shifts(by=request.standing, at=request.at, circle=within)
    messages.success(
        request, _("Assigned: {booked} booked, {proposed} proposed.").format(booked=run.booked, proposed=run.proposed)
    )
    return redirect("oddjobs:board", circle=circle)


def _pill(circle: str, spot: queries.Spot, towns: dict[str, Any], asked: str) -> dict[str, Any]:
    """Return a square as the map draws it: empty places beside people, and a way to the work there."""
    name, left = in_words(towns.get(spot.town), "short"), spot.places.heads - spot.places.taken
    said = (
        [_("{empty} of {all} places are empty").format(empty=left, all=spot.places.heads)] if spot.places.heads else []
    )
    said += [_("{number} people live about here").format(number=spot.people)] if spot.people else []
    parts = [{"text": str(left), "kind": "open" if left else "full"}] if spot.places.heads else []
    parts += [{"text": str(spot.people), "kind": "people"}] if spot.people else []
    url = f"{reverse('oddjobs:near', args=[circle])}?town={spot.town}{asked}"
    return {
        "lat": spot.latitude,
        "lon": spot.longitude,
        "parts": parts,
        "text": f"{name}: {'; '.join(said)}",
        "url": url,
    }


def _worded(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(str(Why(key).label) if key in Why.values else key, number) for key, number in counts.items()]
