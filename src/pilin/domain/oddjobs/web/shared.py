"""What several pages of odd jobs need: the circle, the row asked for, from where somebody starts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pilin.domain.oddjobs import queries
from pilin.domain.oddjobs.models import Booking, Post, Shift, Worker
from pilin.domain.oddjobs.queries import Origin
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import MemberCard, circle_named, day_of, members_on
from pilin.web.forms import Form
from pilin.web.words import in_words


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of a page; not found where there is none."""
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def shift_of(request: HttpRequest, circle: str, uid: UUID) -> Shift:
    """Return a shift that whoever asks may read."""
    found = queries.shift_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def post_of(request: HttpRequest, circle: str, uid: UUID) -> Post:
    """Return a post that whoever asks may read."""
    found = queries.post_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def worker_of(request: HttpRequest, circle: str, uid: UUID) -> Worker:
    """Return a worker that whoever asks may read."""
    found = queries.worker_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def booking_of(request: HttpRequest, circle: str, uid: UUID) -> Booking:
    """Return a booking of a worker for whom whoever asks may act."""
    found = queries.own_booking(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def acting_for(request: HttpRequest, circle: str) -> Worker | None:
    """Return the worker for whom this page is: the one who is signed in, or whom a clerk names in the address."""
    mine = queries.own_worker(request.standing, circle)
    named = request.GET.get("for", "") or request.POST.get("for", "")
    if mine is not None or not named:
        return mine
    try:
        return queries.worker_named(request.standing, circle, UUID(named))
    except ValueError:
        return None


def towns_of(request: HttpRequest, circle: str) -> list[MemberCard]:
    """Return the towns of the circle today."""
    return members_on(request.standing, circle, day_of(request.at))


def origin_of(request: HttpRequest, circle: str, worker: Worker | None) -> Origin | None:
    """Return from where somebody starts: a worker's village, else the town named in the address, else nowhere."""
    if worker is not None:
        return Origin(float(worker.latitude), float(worker.longitude), worker.home)
    for town in towns_of(request, circle):
        if town.code == request.GET.get("from", "") and town.point is not None:
            return Origin(town.point[1], town.point[0], in_words(town, "short"))
    return None


def point_of(form: Form, towns: list[MemberCard], code: str) -> tuple[Decimal, Decimal] | None:
    """Return the point that was typed; where none was, that of the town; None where there is neither, said at the field."""
    latitude, longitude = form.cleaned_data.get("latitude"), form.cleaned_data.get("longitude")
    if latitude is not None and longitude is not None:
        return latitude, longitude
    for town in towns:
        if town.code == code and town.point is not None:
            return Decimal(str(town.point[1])), Decimal(str(town.point[0]))
    form.add_error("latitude", _("Give the point: nobody has written down where this town lies"))
    return None


def form_page(
    request: HttpRequest, within: Circle, form: Form, template: str = "oddjobs/form.html", **said: Any
) -> HttpResponse:
    """Return a page with a form; refused input is answered as such."""
    context = {"circle": within, "form": form, "towns_all": towns_of(request, within.slug), **said}
    return render(request, template, context, status=422 if form.errors else 200)
