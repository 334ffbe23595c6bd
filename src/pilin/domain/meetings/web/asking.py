"""What every page of the room needs: its circle, its day, and who stands where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest

from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named

SHANGHAI = ZoneInfo("Asia/Shanghai")


def circle_or_404(request: HttpRequest, slug: str) -> Circle:
    """Return the circle of the address."""
    circle = circle_named(standing_of(request), slug)
    if circle is None:
        raise Http404
    return circle


def standing_of(request: HttpRequest) -> Standing:
    """Return who asks."""
    standing: Standing = request.standing
    return standing


def today(request: HttpRequest) -> date:
    """Return the day in Shanghai on which the request came."""
    day: date = request.at.astimezone(SHANGHAI).date()
    return day


def deed_of(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return what every deed of a page takes."""
    return {"by": standing_of(request), "at": request.at, "circle": circle}


def tally(rows: Iterable[Any], key: Callable[[Any], Any]) -> Counter[Any]:
    """Return how many rows there are of each kind, for the counts on chips."""
    return Counter(key(row) for row in rows)


def year_or_none(text: str) -> int | None:
    """Return the year written in the address; anything that is none is no filter."""
    return int(text) if text.isdigit() and 1900 <= int(text) <= 2200 else None


def uid_or_none(text: str) -> UUID | None:
    """Return the identifier chosen in a form; None where nothing was chosen."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
