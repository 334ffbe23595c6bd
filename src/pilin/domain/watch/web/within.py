"""What every page of watch begins with: the circle, or not found."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named
from pilin.web.forms import Form


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of the address.

    Raises
    ------
    Http404
    """
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def form_page(request: HttpRequest, within: Circle, form: Form, **words: Any) -> HttpResponse:
    """Show a form on a page of its own; 422 where it came back with faults."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "watch/form.html", {"circle": within, "form": form, **words}, status=status)
