"""What the answers of watch have in common."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404, HttpRequest

from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named
from pilin.web.api import Error

R = TypeVar("R")
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of an address; not found where there is none."""
    return found(circle_named(request.standing, circle))


def found(row: R | None) -> R:
    """Return a row that was asked for; not found where there is none."""
    if row is None:
        raise Http404
    return row
