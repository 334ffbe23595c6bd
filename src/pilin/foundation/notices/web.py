"""The pages My work and Webhooks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilin.foundation.notices import actions, posting, queries, rules
from pilin.foundation.notices.enums import WorkItem, WorkKind
from pilin.foundation.notices.forms import HookForm, WhichForm
from pilin.web.forms import perform


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
        "keeps_hooks": bool(rules.may_keep_hooks(standing)),
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


@login_required
@require_http_methods(["GET", "POST"])
def hooks(request: HttpRequest) -> HttpResponse:
    """Show which addresses are told of the town's deeds and what came of the last messages; register another."""
    standing: Any = request.standing
    may = rules.may_keep_hooks(standing)
    form = HookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(form, lambda: actions.add_hook(by=standing, at=request.at, address=form.cleaned_data["address"]))
        if made is not None:
            messages.success(request, _("The address is told of deeds from now on: send it a test"))
            return redirect("notices:hooks")
    context = {
        "hooks": [
            (card, [(one, posting.said(one.outcome)) for one in card.deliveries]) for card in posting.hooks_of(standing)
        ],
        "form": form,
        "may": may,
        "hosts": settings.SITE["webhook_hosts"],
    }
    return render(request, "notices/hooks.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def hook_deed(request: HttpRequest, what: str) -> HttpResponse:
    """Send a test to an address, or remove it."""
    form = WhichForm(request.POST)
    if what not in ("test", "remove") or not form.is_valid():
        raise Http404
    given: Any = {"by": request.standing, "at": request.at, "hook": form.cleaned_data["hook"]}
    if what == "test":
        actions.test_hook(**given)
        messages.success(request, _("A test is on its way: load this page again in a minute"))
    else:
        actions.remove_hook(**given)
        messages.success(request, _("Removed: the address is told nothing any more"))
    return redirect("notices:hooks")
