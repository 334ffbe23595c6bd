"""The labour officer's board, and assigning before the evening."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.oddjobs import actions, queries, rules
from pilin.domain.oddjobs.enums import Why
from pilin.domain.oddjobs.web.shared import circle_of
from pilin.foundation.members.queries import day_of, member_cards


def board(request: HttpRequest, circle: str) -> HttpResponse:
    """Show places and people of the next days, what stays empty and why, and how the last assignment went."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    last = queries.runs(standing, circle).first()
    may_keep = bool(standing.member and rules.may_see_workers(standing, circle, standing.member))
    context = {
        "circle": within, "board": queries.board(standing, circle, request.at), "members": member_cards(standing), "run": last, "may_keep": may_keep,
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


def _worded(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(str(Why(key).label) if key in Why.values else key, number) for key, number in counts.items()]
