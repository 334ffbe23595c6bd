"""Enrolling, and the workers of a town."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.oddjobs import actions, forms, queries, rules
from pilin.domain.oddjobs.enums import TRADES
from pilin.domain.oddjobs.models import Worker
from pilin.domain.oddjobs.web.shared import circle_of, form_page, point_of, towns_of, worker_of
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words


def join(request: HttpRequest, circle: str) -> HttpResponse:
    """Enrol oneself: with the account one has, or making one."""
    within, standing = circle_of(request, circle), request.standing
    mine = queries.own_worker(standing, circle)
    if mine is not None:
        return redirect("oddjobs:worker", circle=circle, uid=mine.pk)
    if standing.member:
        return redirect("oddjobs:enrol", circle=circle)
    towns = towns_of(request, circle)
    kind = forms.EnrolForm if standing.signed_in else forms.JoinForm
    form = kind(
        request.POST if request.method == "POST" else None,
        towns=[(town.code, in_words(town, "name")) for town in towns],
    )
    if form.is_valid():
        data = form.said()
        point = point_of(form, towns, data["town"])
        if point is not None:
            data["latitude"], data["longitude"] = point
            made = _made(request, within, form, data)
            if made is not None:
                messages.success(request, _("You are enrolled. These are the shifts that you can have."))
                return redirect("oddjobs:near", circle=circle)
    return form_page(
        request, within, form, "oddjobs/enrol.html", title=_("Take odd jobs"), verb=_("Enrol me"), own=True,
        back=reverse("oddjobs:near", args=[circle]), columns=week_table(),
    )  # fmt: skip


def _made(request: HttpRequest, within: Any, form: Any, data: dict[str, Any]) -> Worker | None:
    standing = request.standing
    if standing.signed_in:
        return perform(
            form,
            lambda: actions.enrol_worker(by=standing, at=request.at, circle=within, person=standing.person, **data),
        )
    account = {name: data.pop(name) for name in ("username", "password")}
    made = perform(
        form, lambda: actions.join_as_worker(by=standing, at=request.at, circle=within, worker=data, **account)
    )
    if made is not None:
        login(request, made.person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return made


def enrol(request: HttpRequest, circle: str) -> HttpResponse:
    """Enrol somebody without a telephone, as the clerk of their town."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_enrol(standing, circle, standing.member, None).require()
    towns = [town for town in towns_of(request, circle) if town.code == standing.member]
    form = forms.EnrolForm(
        request.POST if request.method == "POST" else None,
        towns=[(town.code, in_words(town, "name")) for town in towns],
    )
    if form.is_valid():
        data = form.said()
        point = point_of(form, towns, data["town"])
        if point is not None:
            data["latitude"], data["longitude"] = point
            made = perform(form, lambda: actions.enrol_worker(by=standing, at=request.at, circle=within, **data))
            if made is not None:
                messages.success(request, _("Enrolled. Ask for shifts in their name from here."))
                return redirect("oddjobs:worker", circle=circle, uid=made.pk)
    return form_page(
        request, within, form, "oddjobs/enrol.html", title=_("Enrol somebody"), verb=_("Enrol them"), own=False,
        back=reverse("oddjobs:workers", args=[circle]), columns=week_table(),
    )  # fmt: skip


def workers(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a clerk who is enrolled in the town."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_see_workers(standing, circle, standing.member).require()
    rows = list(queries.workers(standing, circle))
    told = [(row, [TRADES[one].label for one in row.trades if one in TRADES]) for row in rows]
    return render(
        request,
        "oddjobs/workers.html",
        {"circle": within, "told": told, "town": member_cards(standing).get(standing.member)},
    )


def worker(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show and change what is said of a worker: by themselves, or by the clerk who enrolled them."""
    row, within = worker_of(request, circle, uid), circle_of(request, circle)
    own = row.person_id is not None and row.person_id == request.standing.person
    initial = {name: getattr(row, name) for name in forms.WorkerForm.base_fields} | {
        "free": forms.WorkerForm.free_initial(row.free)
    }
    form = forms.WorkerForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        data = form.said()
        for name in ("latitude", "longitude"):
            data[name] = data[name] if data[name] is not None else getattr(row, name)
        if perform(form, lambda: actions.change_worker(by=request.standing, at=request.at, worker=row, **data)):
            messages.success(request, _("Written. Shifts that are yours stay yours.") if own else _("Written."))
            return redirect("oddjobs:worker", circle=circle, uid=uid)
    return form_page(
        request, within, form, "oddjobs/worker.html", worker=row, own=own, members=member_cards(request.standing), columns=week_table(),
        may_keep=bool(rules.may_see_workers(request.standing, circle, row.owner)),
    )  # fmt: skip


@require_POST
def seen(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that the card was held in hand."""
    actions.see_paper(by=request.standing, at=request.at, worker=worker_of(request, circle, uid))
    messages.success(request, _("Noted. Nothing of the card is written down."))
    return redirect("oddjobs:worker", circle=circle, uid=uid)


@require_POST
def leave(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take odd jobs no more."""
    actions.leave(by=request.standing, at=request.at, worker=worker_of(request, circle, uid))
    messages.success(request, _("Ended. Name, telephone, place and what stood for the number are erased."))
    return redirect("oddjobs:near", circle=circle)


def week_table() -> dict[str, Any]:
    """Return the rows and columns of the table of free parts."""
    return {
        "weekdays": list(enumerate(forms.WEEKDAYS)),
        "parts": [(str(part.value), part.label) for part in forms.PARTS],
    }
