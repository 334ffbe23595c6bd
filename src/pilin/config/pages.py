"""The front door and the health page."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_cards

LEAST_FREE = 200_000_000  # bytes; below this an instance says it is not well


def front(request: HttpRequest) -> HttpResponse:
    """Go to the default circle's Today; to the wizard where there is no circle yet."""
    cards = circle_cards(Standing.public(), request.at)
    slugs = [card.slug for card in cards]
    if not slugs:
        return redirect("members:start")
    wanted = settings.SITE["default_circle"]
    return redirect("programme:today", circle=wanted if wanted in slugs else slugs[0])


def health(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and the disk has room."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    free = shutil.disk_usage(settings.HOME).free
    well = free > LEAST_FREE
    return JsonResponse({"database": "ok", "free_bytes": free, "well": well}, status=200 if well else 503)
