"""Gates for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pilin.domain.watch import actions
from pilin.domain.watch.api.shared import MADE, circle_of, found
from pilin.domain.watch.models import Gate
from pilin.domain.watch.queries import gates as queries
from pilin.domain.watch.schemas.gates import (
    WatchAnswerIn,
    WatchAnswerOut,
    WatchAskIn,
    WatchGatesOut,
    WatchGateWholeOut,
    WatchMoveIn,
    WatchMoveOut,
    WatchRequestOut,
    answer_out,
    gate_out,
    gates_out,
    move_out,
    request_out,
)
from pilin.foundation.members.queries import day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["watch"])
DAY = timedelta(days=1)


@router.get(
    "/circles/{slug:circle}/watch/gates", response={200: WatchGatesOut, 404: Error}, summary="List gates and pumps"
)
def list_gates(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the gates of both banks and how each stands now."""
    circle_of(request, circle)
    return gates_out(circle, queries.gates_told(request.standing, circle, request.at))


@router.get(
    "/circles/{slug:circle}/watch/gates/{uuid:uid}",
    response={200: WatchGateWholeOut, 404: Error},
    summary="Show a gate",
)
def show_gate(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a gate with its moves, what was asked, and when it could have opened in the last day."""
    row = _gate(request, circle, uid)
    told = queries.gate_told(request.standing, row, request.at)
    lag = queries.lag_of(request.standing, row, request.at)
    windows = queries.windows_of(request.standing, row, request.at - DAY, request.at)
    return {
        **gate_out(told), "moves": [move_out(one) for one in told.moves[:200]],
        "requests": [request_out(asked, answer) for asked, answer in queries.requests_of(request.standing, row)],
        "rules": [
            {"move": r.move, "needs": r.needs, "town": r.town, "title_zh": r.title_zh, "title_en": r.title, "clause": r.clause, "valid_from": r.valid_from, "valid_to": r.valid_to}
            for r in queries.rules_of(request.standing, row, day_of(request.at))
        ],
        "windows": None if windows is None else [{"opens": w.opens, "closes": w.closes, "head_m": w.head_m} for w in windows],
        "lag_minutes": lag.minutes, "lag_events": lag.events,
        "volume_24h_m3_estimated": queries.volume(told.moves, row, request.at - DAY, request.at).m3,
    }  # fmt: skip


@router.post(
    "/circles/{slug:circle}/watch/gates/{uuid:uid}/moves", response={201: WatchMoveOut, **MADE}, auth=signed_in, summary="Note a move of a gate"
)  # fmt: skip
def note_gate_move(request: HttpRequest, circle: str, uid: UUID, data: WatchMoveIn) -> tuple[int, dict[str, Any]]:
    """Note that a gate of one's own town was opened, closed or adjusted."""
    row = _gate(request, circle, uid)
    made = actions.note_move(by=request.standing, at=request.at, gate=row, **data.dict())
    return 201, move_out(made)


@router.post(
    "/circles/{slug:circle}/watch/gates/{uuid:uid}/requests", response={201: WatchRequestOut, **MADE}, auth=signed_in, summary="Ask another town about a gate"
)  # fmt: skip
def ask_gate(request: HttpRequest, circle: str, uid: UUID, data: WatchAskIn) -> tuple[int, dict[str, Any]]:
    """Ask the town downstream, or the town of the gate."""
    row = _gate(request, circle, uid)
    made = actions.ask_about_gate(by=request.standing, at=request.at, gate=row, **data.dict())
    return 201, request_out(made, None)


@router.post(
    "/circles/{slug:circle}/watch/gate-requests/{uuid:uid}/answer", response={201: WatchAnswerOut, **MADE}, auth=signed_in, summary="Answer about a gate"
)  # fmt: skip
def answer_gate(request: HttpRequest, circle: str, uid: UUID, data: WatchAnswerIn) -> tuple[int, dict[str, Any]]:
    """Answer for one's own town what was asked."""
    asked = found(queries.request_named(request.standing, circle, uid))
    made = actions.answer_gate_request(by=request.standing, at=request.at, request=asked, **data.dict())
    return 201, answer_out(made)


def _gate(request: HttpRequest, circle: str, uid: UUID) -> Gate:
    return found(queries.gate_named(request.standing, circle, uid))
