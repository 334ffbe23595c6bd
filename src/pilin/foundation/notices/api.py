"""The API of notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from pilin.foundation.notices import queries
from pilin.foundation.notices.schemas import Work
from pilin.web.api import Error, signed_in

router = Router(tags=["notices"])


@router.get("/me/work", response={200: list[Work], 401: Error}, auth=signed_in, summary="What waits for me")
def my_work(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what waits for whoever asks, most urgent first, in the language of the request."""
    on = request.at.astimezone(queries.SHANGHAI).date()
    return [
        {
            "kind": str(item.kind),
            "title": item.title,
            "detail": item.detail or None,
            "url": item.url,
            "due_on": item.due_on,
            "overdue_days": item.overdue_days,
            "verb": item.verb or None,
        }
        for item in queries.work_of(request.standing, on)
    ]
