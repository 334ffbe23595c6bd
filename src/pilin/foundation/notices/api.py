"""The API of notices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pilin.foundation.notices import actions, posting, queries
from pilin.foundation.notices.schemas import HookIn, HookOut, Work
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


def _hooks(request: HttpRequest, uid: UUID | None = None) -> list[dict[str, Any]]:
    standing: Any = request.standing
    return [
        {
            **{name: getattr(card, name) for name in ("uid", "address", "secret", "made_at", "failures")},
            **{name: getattr(card, name) for name in ("next_at", "ended_at", "test_at")},
            "deliveries": [
                {"at": d.at, "lines": d.lines, "test": d.test, "outcome": d.outcome or None, "took_ms": d.took_ms}
                for d in card.deliveries
            ],
        }
        for card in posting.hooks_of(standing)
        if uid in (None, card.uid)
    ]


@router.get("/me/webhooks", response={200: list[HookOut], 401: Error}, auth=signed_in, summary="My town's webhooks")
def list_hooks(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the addresses told of the town's deeds; empty for all but its signatory."""
    return _hooks(request)


@router.post(
    "/me/webhooks",
    response={201: HookOut, 400: Error, 401: Error, 403: Error, 422: Error},
    auth=signed_in,
    summary="Register a webhook",
)
def add_hook(request: HttpRequest, given: HookIn) -> tuple[int, dict[str, Any]]:
    """Register an address; its host must be on the instance's list."""
    standing: Any = request.standing
    made = actions.add_hook(by=standing, at=request.at, address=given.address)
    return 201, _hooks(request, made.pk)[0]


@router.post(
    "/me/webhooks/{uid}/test",
    response={200: HookOut, 401: Error, 403: Error, 422: Error},
    auth=signed_in,
    summary="Send a test to a webhook",
)
def test_hook(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    """Ask that a test be sent; a webhook that ended begins anew."""
    standing: Any = request.standing
    actions.test_hook(by=standing, at=request.at, hook=uid)
    return _hooks(request, uid)[0]


@router.delete(
    "/me/webhooks/{uid}",
    response={204: None, 401: Error, 403: Error, 422: Error},
    auth=signed_in,
    summary="Remove a webhook",
)
def remove_hook(request: HttpRequest, uid: UUID) -> tuple[int, None]:
    """Remove an address: it is told nothing any more."""
    standing: Any = request.standing
    actions.remove_hook(by=standing, at=request.at, hook=uid)
    return 204, None
