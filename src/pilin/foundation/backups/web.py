"""The keeper's page of copies."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pilin.foundation.backups import copying, progress, queries, rules

STEPS = {
    "": gettext_lazy("waiting for the worker"),
    "database": gettext_lazy("the database is copied"),
    "writing": gettext_lazy("it is written"),
    "files": gettext_lazy("files are copied"),
    "reading back": gettext_lazy("it is read back"),
}


def _keeper(request: HttpRequest) -> Any:
    """Return the keeper's standing; for everybody else there is no such page."""
    if not rules.may_keep(request.standing):
        raise Http404
    return request.standing


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show which copies there are, how the newest stands, and how far one is that is being taken."""
    standing = _keeper(request)
    at: Any = request.at
    doing = progress.under_way(at)
    site: dict[str, Any] = settings.SITE
    context = {
        "copies": queries.copies(standing),
        "state": queries.freshness(at),
        "doing": doing,
        "step": STEPS.get(doing.step, "") if doing else "",
        "to": site["backup_to"],
        "hours": site["backup_every_hours"],
        "keep": site["backup_keep"],
    }
    return render(request, "backups/index.html", context)


@require_POST
def take_now(request: HttpRequest) -> HttpResponse:
    """Ask the worker for a copy, unless one is being taken."""
    _keeper(request)
    if copying.ask(request.at):
        messages.success(request, _("A copy was asked for; how far it is stands below."))
    else:
        messages.warning(request, _("A copy is being taken already."))
    return redirect("backups:index")
