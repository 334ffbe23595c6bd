"""The keeper's page of background tasks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pilin.foundation.upkeep import actions, queries, rules


@login_required
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Show the keeper what failed in the background, how often and why; to all others the page is not there."""
    standing: Any = request.standing
    if not rules.may_keep_up(standing):
        raise Http404
    now = queries.state(request.at)
    context = {
        "state": now,
        "well": now.is_well(request.at),
        "letters": queries.letters(standing),
        "settled": queries.letters(standing, settled=True, most=20),
    }
    return render(request, "upkeep/tasks.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Try a task again, or give it up."""
    standing: Any = request.standing
    row = queries.letter(standing, uid)
    if row is None:
        raise Http404
    if request.POST.get("what") == "again":
        actions.try_again(by=standing, at=request.at, letter=row)
        messages.success(request, _("The task waits in the queue again"))
    else:
        actions.give_up(by=standing, at=request.at, letter=row)
        messages.success(request, _("The task is given up"))
    return redirect("upkeep:tasks")
