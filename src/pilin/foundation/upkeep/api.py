"""The API of upkeep: for the keeper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router

from pilin.foundation.upkeep import actions, queries, rules
from pilin.foundation.upkeep.models import DeadLetter
from pilin.foundation.upkeep.schemas import FailedTaskOut, TasksOut
from pilin.web.api import Error, signed_in
from pilin.web.terminal import plain

router = Router(tags=["upkeep"])
DECIDES = {401: Error, 403: Error, 404: Error, 409: Error, 422: Error}


@router.get(
    "/upkeep/tasks", response={200: TasksOut, 401: Error, 403: Error, 422: Error}, auth=signed_in,
    summary="Background tasks put aside",
)  # fmt: skip
def list_tasks(request: HttpRequest, settled: bool = False) -> dict[str, Any]:
    """Return how background work stands, and the tasks put aside that wait for the keeper, or those that were settled."""
    rules.may_keep_up(request.standing).require()
    now = queries.state(request.at)
    found = queries.letters(request.standing, settled=settled)
    return {
        "state": {name: plain(getattr(now, name)) for name in now.__slots__},
        "tasks": [_task(one) for one in found],
    }


def _task(one: queries.Letter) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "name": one.name,
        "tries": one.tries,
        "first_at": plain(one.first_at),
        "failed_at": plain(one.failed_at),
        "error": one.error,
        "settled": one.settled or None,
        "settled_at": plain(one.settled_at),
    }


def _letter(request: HttpRequest, uid: UUID) -> DeadLetter:
    row = queries.letter(request.standing, uid)
    if row is None:
        raise Http404
    return row


@router.post(
    "/upkeep/tasks/{uuid:uid}/again",
    response={200: FailedTaskOut, **DECIDES},
    auth=signed_in,
    summary="Try a task again",
)
def try_again(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    """Put a task that stands aside back into the queue, its tries counted anew."""
    row = actions.try_again(by=request.standing, at=request.at, letter=_letter(request, uid))
    return _task(queries.letter_card(row))


@router.post(
    "/upkeep/tasks/{uuid:uid}/give-up",
    response={200: FailedTaskOut, **DECIDES},
    auth=signed_in,
    summary="Give a task up",
)
def give_up(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    """Leave a task that stands aside undone for good."""
    row = actions.give_up(by=request.standing, at=request.at, letter=_letter(request, uid))
    return _task(queries.letter_card(row))
