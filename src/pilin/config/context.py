"""What the frame of every page shows: the circle, who stands here, where one can go, what waits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_cards
from pilin.web.frame import counts, navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's part of the context."""
    standing = getattr(request, "standing", None) or Standing.public()
    match = getattr(request, "resolver_match", None)
    slug = (match.kwargs.get("circle") if match else None) or ""
    cards = circle_cards(standing, getattr(request, "at", None))
    circle = next((c for c in cards if c.slug == slug), None) or next(
        (c for c in cards if c.slug == settings.SITE["default_circle"]), cards[0] if cards else None
    )
    return {
        "standing": standing,
        "circles": cards,
        "frame_circle": circle,
        "navigation": navigation(request, circle.slug if circle else ""),
        "counts": counts(request),
        "site": settings.SITE,
    }
