"""Alerts and notices for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from pilin.domain.watch import actions
from pilin.domain.watch.enums import Hazard
from pilin.domain.watch.forms.cap import shapes_of
from pilin.domain.watch.models import Alert, JointNotice
from pilin.domain.watch.queries import cap as queries
from pilin.domain.watch.taking import read_file
from pilin.engine.base import Conflict
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named
from pilin.web.api import Error, Incoming, signed_in

router = Router(tags=["watch"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
MOST_SOURCES = 100  # of a card; ``number`` counts all of them
MOST_CARDS = 200
CAP_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/cap+xml": {"schema": {"type": "string", "description": "One alert, or a feed of many"}}
        },
    }
}
Words = Annotated[str, Field(max_length=4000)]
Headline = Annotated[str, Field(max_length=160)]
Code = Annotated[str, Field(max_length=16)]


class AlertOut(Schema):
    """An alert as lists have it. ``hazard`` and ``colour`` are empty where its words name none."""

    uid: UUID
    way: str
    identifier: str
    sender: str
    sender_zh: str
    sender_name: str
    sent_at: datetime
    expires_at: datetime | None
    status: str
    msg_type: str
    scope: str
    hazard: str
    colour: str
    severity: str
    headline_zh: str
    headline: str
    incidents: list[str]
    references: list[str]
    towns: list[str]
    signature: str
    taken_by: str
    illustrative: bool


class AlertCardOut(Schema):
    """What threatens, by the alerts that tell of it: ``number`` of them, the first hundred as ``sources``."""

    hazard: str
    colour: str
    begins_at: datetime
    ends_at: datetime | None
    towns: list[str]
    number: int
    sources: list[AlertOut]


class AlertsOut(Schema):
    """The alerts in force, folded; ``doubtful`` have a broken signature."""

    circle: str
    number: int
    cards: list[AlertCardOut]
    doubtful: list[AlertOut]
    practice: list[AlertOut]


class AlertWholeOut(AlertOut):
    """An alert with where it stands, what reading took, and its bytes."""

    state: str
    signed_why: str
    tolerances: list[dict[str, Any]]
    faults: list[dict[str, Any]]
    xml: str


class AlertTurnedOut(Schema):
    """An alert of a file that was not taken: the line where it begins, and why."""

    line: int | None
    code: str
    reason: str


class AlertsTakenOut(Schema):
    """What became of a file: how many were taken, known before, relayed as signals, have a broken signature."""

    taken: int
    known: int
    relayed: int
    broken: int
    turned_away: list[AlertTurnedOut]


class JointNoticeIn(Incoming):
    """A notice to duty lists, in both languages. ``towns`` are asked to say it too."""

    hazard: Hazard
    headline_zh: Headline
    headline: Annotated[str, Field(max_length=200)]
    text_zh: Words
    text: Words
    advice_zh: Words = ""
    advice: Words = ""
    urgency: Annotated[str, Field(max_length=9)] = "Expected"
    severity: Annotated[str, Field(max_length=8)] = "Moderate"
    certainty: Annotated[str, Field(max_length=8)] = "Likely"
    areas: Annotated[list[Code], Field(max_length=50)]
    towns: Annotated[list[Code], Field(max_length=50)] = []
    expires_at: datetime
    exercise: Annotated[str, Field(max_length=120)] = ""


class JointNoticeSaidOut(Schema):
    """One town's own alert for a notice."""

    town: str
    alert: UUID
    sent_at: datetime


class JointNoticeOut(Schema):
    """A notice with who says it; ``waits`` were asked and have not said it."""

    uid: UUID
    incident: str
    msg_type: str
    hazard: str
    headline_zh: str
    headline: str
    text_zh: str
    text: str
    advice_zh: str
    advice: str
    areas: list[str]
    written_at: datetime
    expires_at: datetime
    exercise: str
    said: list[JointNoticeSaidOut]
    waits: list[str]
    followed_by: UUID | None
    illustrative: bool


class JointNoticesOut(Schema):
    """The notices that the town acted for may read, the newest first."""

    circle: str
    notices: list[JointNoticeOut]


@router.get(
    "/circles/{slug:circle}/watch/alerts", response={200: AlertsOut, 404: Error, 422: Error}, summary="List alerts in force"
)  # fmt: skip
def list_alerts(request: HttpRequest, circle: str, skip: Annotated[int, Query(ge=0, le=100_000)] = 0) -> dict[str, Any]:
    """Return what stands in a circle, folded into what threatens; ``skip`` goes over so many cards."""
    _circle(request, circle)
    told = queries.board(request.standing, circle, request.at)
    cards = [
        {
            "hazard": card.hazard, "colour": card.colour, "begins_at": card.begins_at, "ends_at": card.ends_at, "towns": list(card.towns),
            "number": len(card.sources), "sources": [alert_out(row) for row in card.sources[:MOST_SOURCES]],
        }
        for card in told.cards[skip : skip + MOST_CARDS]
    ]  # fmt: skip
    return {
        "circle": circle, "number": told.number, "cards": cards, "doubtful": [alert_out(row) for row in told.doubtful[:MOST_CARDS]],
        "practice": [alert_out(row) for row in told.practice[:MOST_CARDS]],
    }  # fmt: skip


@router.post(
    "/circles/{slug:circle}/watch/alerts", response={201: AlertsTakenOut, **MADE}, auth=signed_in, openapi_extra=CAP_BODY,
    summary="Take in alerts",
)  # fmt: skip
def take_in_alerts(request: HttpRequest, circle: str) -> tuple[int, dict[str, Any]]:
    """Take in the alerts of the body, as they are sent: each once, in steps; what is taken stays."""
    within, file = _circle(request, circle), read_file(request.body)
    told: dict[str, Any] = {"taken": 0, "known": 0, "relayed": 0, "broken": 0}
    refused: Conflict | None = None
    for step in file.steps():
        try:
            taken = actions.take_alerts(
                by=request.standing,
                at=request.at,
                circle=within,
                town=request.standing.member,
                brought=step,
                came_from="api",
            )
        except Conflict as error:  # this step is here already; the next one may not be
            refused, told["known"] = error, told["known"] + len(step)
            continue
        told["taken"] += len(taken.rows)
        told["known"] += taken.known
        told["relayed"] += len(taken.signals)
        told["broken"] += len(taken.broken)
    if not told["taken"] and refused is not None:
        raise refused
    turned = [{"line": one.row, "code": one.code, "reason": str(one.reason)} for one in file.turned_away]
    return 201, {**told, "turned_away": turned}


@router.get(
    "/circles/{slug:circle}/watch/alerts/{uuid:uid}", response={200: AlertWholeOut, 404: Error}, summary="Show an alert"
)  # fmt: skip
def show_alert(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return an alert with its bytes, where it stands, and what reading took although it was not by the book."""
    row = queries.alert_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    told = queries.alert_told(request.standing, row, request.at)
    return {
        **alert_out(row), "state": told.state.value, "signed_why": row.signed_why, "tolerances": row.tolerances, "faults": row.faults,
        "xml": row.raw.decode("utf8", errors="replace"),
    }  # fmt: skip


@router.get(
    "/circles/{slug:circle}/watch/notices", response={200: JointNoticesOut, 404: Error}, summary="List notices to duty lists"
)  # fmt: skip
def list_notices(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the notices that the town acted for may read."""
    _circle(request, circle)
    return {
        "circle": circle,
        "notices": [notice_out(told) for told in queries.notices(request.standing, circle, request.at)],
    }


@router.post(
    "/circles/{slug:circle}/watch/notices", response={201: JointNoticeOut, **MADE}, auth=signed_in, summary="Send a notice to duty lists"
)  # fmt: skip
def send_notice(request: HttpRequest, circle: str, given: JointNoticeIn) -> tuple[int, dict[str, Any]]:
    """Say something to the duty list of the town acted for, signed with its key, and ask other towns to say it too."""
    within, said = _circle(request, circle), given.dict()
    row = actions.send_notice(
        by=request.standing,
        at=request.at,
        circle=within,
        town=request.standing.member,
        shapes=shapes_of(given.areas),
        **said,
    )
    return 201, notice_out(queries.notice_told(request.standing, row, request.at))


@router.post(
    "/circles/{slug:circle}/watch/notices/{uuid:uid}/join", response={201: JointNoticeOut, **MADE}, auth=signed_in,
    summary="Say a notice too",
)  # fmt: skip
def join_notice(request: HttpRequest, circle: str, uid: UUID) -> tuple[int, dict[str, Any]]:
    """Say for the town acted for what another town proposed, by an alert of its own."""
    row: JointNotice | None = queries.notice_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    actions.join_notice(by=request.standing, at=request.at, notice=row, shapes=shapes_of(row.areas))
    return 201, notice_out(queries.notice_told(request.standing, row, request.at))


def alert_out(row: Alert) -> dict[str, Any]:
    """Return an alert as lists have it."""
    names = set(AlertOut.model_fields) - {"uid", "taken_by"}
    return {"uid": row.pk, "taken_by": row.owner, **{name: getattr(row, name) for name in names}}


def notice_out(told: queries.NoticeTold) -> dict[str, Any]:
    """Return a notice with who says it."""
    names = set(JointNoticeOut.model_fields) - {"uid", "said", "waits", "followed_by"}
    said = [{"town": town, "alert": alert.pk, "sent_at": alert.sent_at} for town, alert in told.said.items()]
    return {
        "uid": told.row.pk, "said": said, "waits": list(told.waits), "followed_by": told.later.pk if told.later else None,
        **{name: getattr(told.row, name) for name in names},
    }  # fmt: skip


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found
