"""The page My work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from pilin.foundation.notices import actions, queries
from pilin.foundation.notices.enums import WorkItem, WorkKind


def _today(request: HttpRequest) -> Any:
    return request.at.astimezone(queries.SHANGHAI).date()


def waiting(request: HttpRequest) -> int:
    """Return how many things wait for whoever asks: the number in the rail, reckoned once a request."""
    return len(_items(request))


def _items(request: HttpRequest) -> list[WorkItem]:
    known = request.__dict__
    if "pilin_work" not in known:
        known["pilin_work"] = queries.work_of(request.standing, _today(request))
    items: list[WorkItem] = known["pilin_work"]
    return items


@login_required
def work(request: HttpRequest) -> HttpResponse:
    """Show what waits for me, most urgent first, and what I was told."""
    standing: Any = request.standing
    items = _items(request)
    kind = request.GET.get("kind", "")
    shown = [item for item in items if item.kind == kind] if kind in WorkKind.values else items
    context = {
        "items": [(item, WorkKind(item.kind).label) for item in shown],
        "all": len(items),
        "kinds": queries.counts_of(items),
        "overdue": sum(1 for item in items if item.overdue_days),
        "notices": queries.notices_of(standing),
        "kind": kind,
    }
    return render(request, "notices/work.html", context)


@login_required
def notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mark one of my notices read and go where it leads."""
    row = queries.notice_of(request.standing, uid)
    if row is None:
        raise Http404
    actions.mark_read(by=request.standing, at=request.at, notices=[uid])
    safe = url_has_allowed_host_and_scheme(row.url, allowed_hosts=None)
    return redirect(row.url if row.url.startswith("/") and safe else "notices:work")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all my notices read."""
    actions.mark_read(by=request.standing, at=request.at)
    return redirect("notices:work")
