"""What the pages of lines have in common: the rows an address names, the day asked for, the page of a form."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from pilin.domain.lines import queries
from pilin.domain.lines.models import Line, Stop
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.forms import Form


def day_asked(request: HttpRequest) -> tuple[date, str]:
    """Return the day asked for with ``?on=``, today unless said, and what was said where it is no day."""
    said = request.GET.get("on", "")
    try:
        found = parse_date(said) if said else day_of(request.at)
    except ValueError:
        found = None
    if found is None or not 1950 <= found.year <= 2150:
        return day_of(request.at), said[:20]
    return found, ""


def form_page(request: HttpRequest, within: Circle, form: Form, **said: Any) -> HttpResponse:
    """Return the page of a form; one that is wrong answers 422."""
    return render(
        request, "lines/form.html", {"circle": within, "form": form, **said}, status=422 if form.errors else 200
    )


def in_circle(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of an address, or 404."""
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def line_of(request: HttpRequest, circle: str, uid: UUID) -> Line:
    """Return a line of a circle, or 404."""
    found = queries.line_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def stop_of(request: HttpRequest, circle: str, uid: UUID) -> Stop:
    """Return a stop of a circle, or 404."""
    found = queries.stop_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
