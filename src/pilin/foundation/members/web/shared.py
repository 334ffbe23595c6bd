"""What the pages of circles share: the circle of the address, and the day asked for."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from pilin.foundation.members import queries
from pilin.foundation.members.models import Circle


def circle_or_404(request: HttpRequest, slug: str) -> Circle:
    """Return the circle of the address."""
    found = queries.circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def day_asked(request: HttpRequest) -> tuple[date, bool, str]:
    """Return (the day asked for with ``?on=``, whether it is today, what was asked where that is no day)."""
    today = queries.day_of(request.at)
    asked = request.GET.get("on", "").strip()
    if not asked:
        return today, True, ""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return today, True, asked[:20]
    return day, day == today, ""


def in_chinese() -> bool:
    """Return whether the reader reads Chinese."""
    return (get_language() or "zh").startswith("zh")
