"""The front door and the health page."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_cards
from pilin.web.health import HEALTH
from pilin.web.terminal import plain


def front(request: HttpRequest) -> HttpResponse:
    """Go to the default circle's Today; to the wizard where there is no circle yet."""
    cards = circle_cards(Standing.public(), request.at)
    slugs = [card.slug for card in cards]
    if not slugs:
        return redirect("members:start")
    wanted = settings.SITE["default_circle"]
    return redirect("programme:today", circle=wanted if wanted in slugs else slugs[0])


def health(request: HttpRequest) -> JsonResponse:
    """Say how the instance is: 200 where nobody needs to come, else 503, and under each part what it says of itself."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"well": False, "database": "unreachable"}, status=503)
    parts = {name: ask(timezone.now()) for name, ask in HEALTH.items()}
    well = all(part.well for part in parts.values())
    told = {"well": well, "database": "ok", **{name: plain(part.facts) for name, part in parts.items()}}
    return JsonResponse(told, status=200 if well else 503)
