"""The watch for programs: gauges now, signals, events, calls, who is on duty, what one asked to be told of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router

from pilin.domain.watch import actions, queries
from pilin.domain.watch.schemas import desk as schemas
from pilin.engine.base import Conflict
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, member_cards
from pilin.web.api import Error, signed_in

router = Router(tags=["watch"])
DONE = {401: Error, 403: Error, 404: Error, 409: Error, 422: Error}


@router.get("/circles/{slug:circle}/watch", response={200: schemas.WatchNowOut, 404: Error}, summary="The watch now")
def watch_now(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return gauges, signals, events and who keeps watch, as of now."""
    _circle(request, circle)
    return schemas.now_out(circle, queries.desk_of(request.standing, circle, request.at))


@router.get(
    "/circles/{slug:circle}/watch/events/{uuid:uid}",
    response={200: schemas.WatchEventOut, 404: Error},
    summary="Show an event",
)
def show_watch_event(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return an event with what each town said of it."""
    row = queries.event_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return schemas.event_out(queries.event_cards(request.standing, [row], member_cards(request.standing))[0])


@router.post(
    "/circles/{slug:circle}/watch/events/{uuid:uid}/know",
    response={200: schemas.WatchEventOut, **DONE},
    auth=signed_in,
    summary="Say that one's town knows",
)
def know_watch_event(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Say for the town acted for that it knows of an event; once it has, saying it again changes nothing."""
    row = queries.event_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    if request.standing.member not in [part.owner for part in queries.parts_of(request.standing, row)]:
        actions.acknowledge_event(by=request.standing, at=request.at, event=row)
    return schemas.event_out(queries.event_cards(request.standing, [row], member_cards(request.standing))[0])


@router.get(
    "/circles/{slug:circle}/watch/calls",
    response={200: list[schemas.WatchCallOut], 401: Error, 404: Error},
    auth=signed_in,
    summary="Calls to oneself",
)
def list_watch_calls(request: HttpRequest, circle: str) -> list[Any]:
    """Return the calls to whoever asks that wait for an answer."""
    _circle(request, circle)
    return [schemas.call_out(one) for one in queries.calls_for(request.standing, circle)]


@router.post(
    "/circles/{slug:circle}/watch/calls/{uuid:uid}/answer",
    response={200: schemas.WatchCallOut, **DONE},
    auth=signed_in,
    summary="Answer a call",
)
def answer_watch_call(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Answer a call; answered already, the first answer stands and is returned."""
    call = queries.call_named(request.standing, uid)
    if call is None or call.circle != circle:
        raise Http404
    try:
        call = actions.answer_call(by=request.standing, at=request.at, call=call, way="api")
    except Conflict:
        call = queries.call_named(request.standing, uid)
    return schemas.call_out(call)


@router.get(
    "/circles/{slug:circle}/watch/subscription",
    response={200: schemas.WatchSubscriptionOut, 401: Error, 404: Error},
    auth=signed_in,
    summary="What one asked to be told of",
)
def show_watch_subscription(request: HttpRequest, circle: str) -> Any:
    """Return one's own subscription."""
    row = queries.subscription_of(request.standing, circle)
    if row is None:
        raise Http404
    return row


@router.put(
    "/circles/{slug:circle}/watch/subscription",
    response={200: schemas.WatchSubscriptionOut, **DONE},
    auth=signed_in,
    summary="Ask to be told",
)
def put_watch_subscription(request: HttpRequest, circle: str, data: schemas.WatchSubscribeIn) -> Any:
    """Ask to be told of official signals where one lives and works; it replaces what was asked before."""
    within = _circle(request, circle)
    return actions.subscribe(by=request.standing, at=request.at, circle=within, **data.dict())


@router.delete(
    "/circles/{slug:circle}/watch/subscription", response={204: None, **DONE}, auth=signed_in, summary="Take it back"
)
def delete_watch_subscription(request: HttpRequest, circle: str) -> tuple[int, None]:
    """Take it back: what was kept is erased."""
    row = queries.subscription_of(request.standing, circle)
    if row is None:
        raise Http404
    actions.unsubscribe(by=request.standing, at=request.at, subscription=row)
    return 204, None


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found
