"""What programs send and get: gates for programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.watch.kinds import AnswerKind, Compared, GateKind, GateMoveKind, Needs
from pilin.domain.watch.models import GateAnswer, GateMove, GateRequest
from pilin.domain.watch.queries.gates import GateTold
from pilin.domain.watch.schemas.shared import Long, Moment
from pilin.web.api import Incoming

Metres = Annotated[Decimal, Field(max_digits=8, decimal_places=3)]
Openings = Annotated[int, Field(ge=1, le=200)]
Name = Annotated[str, Field(max_length=60)]
Datum = Annotated[str, Field(max_length=40)]


class WatchMoveOut(Schema):
    """A gate was opened, closed or adjusted; ``head_m`` is inside less outside, null where it was not compared."""

    uid: UUID
    gate: UUID
    kind: GateMoveKind
    at: datetime
    openings: int | None
    inner_m: Decimal | None
    inner_datum: str
    outer_m: Decimal | None
    outer_datum: str
    compared: Compared
    head_m: Decimal | None
    forced: bool
    reason: str
    source: str
    illustrative: bool


class WatchGateOut(Schema):
    """A gate or pumping station and how it stands; ``open`` is null where nobody noted a move."""

    uid: UUID
    town: str
    code: str
    kind: GateKind
    name_zh: str
    name_en: str
    river_zh: str
    river_en: str
    openings: int | None
    rated_m3s: Decimal | None
    downstream: str
    longitude: Decimal | None
    latitude: Decimal | None
    open: bool | None
    openings_open: int | None
    since: datetime | None
    alarmed: bool
    source: str
    illustrative: bool


class WatchGatesOut(Schema):
    """The gates of a circle."""

    circle: str
    open: int
    gates: list[WatchGateOut]


class WatchAnswerOut(Schema):
    """What a town answered about a gate."""

    town: str
    answer: AnswerKind
    reason: str
    until: datetime | None
    at: datetime


class WatchRequestOut(Schema):
    """What a town asked another about a gate; ``answer`` is null until it answers."""

    uid: UUID
    gate: UUID
    town: str
    to_town: str
    move: GateMoveKind
    openings: int | None
    from_at: datetime
    until_at: datetime | None
    reason: str
    asked_at: datetime
    answer: WatchAnswerOut | None
    illustrative: bool


class WatchGateRuleOut(Schema):
    """What an agreement asks before a gate is moved."""

    move: GateMoveKind
    needs: Needs
    town: str
    title_zh: str
    title_en: str
    clause: str
    valid_from: date
    valid_to: date | None


class WatchWindowOut(Schema):
    """When the water inside stood above that outside."""

    opens: datetime
    closes: datetime
    head_m: Decimal


class WatchGateWholeOut(WatchGateOut):
    """A gate with its moves, requests, rules; ``lag_minutes`` null: not learned yet; ``windows`` null: not reckoned."""

    moves: list[WatchMoveOut]
    requests: list[WatchRequestOut]
    rules: list[WatchGateRuleOut]
    windows: list[WatchWindowOut] | None
    lag_minutes: int | None
    lag_events: int
    volume_24h_m3_estimated: Decimal | None


class WatchMoveIn(Incoming):
    """Note a move; levels that are not said are taken from the gauges of the last hour."""

    kind: GateMoveKind
    moved_at: Moment | None = None
    openings: Openings | None = None
    inner_m: Metres | None = None
    inner_datum: Datum = ""
    outer_m: Metres | None = None
    outer_datum: Datum = ""
    forced: bool = False
    reason: Long = ""


class WatchAskIn(Incoming):
    """Ask another town about a gate."""

    to_town: Annotated[str, Field(max_length=16)]
    move: GateMoveKind
    openings: Openings | None = None
    from_at: Moment | None = None
    until_at: Moment | None = None
    reason: Long


class WatchAnswerIn(Incoming):
    """Answer what was asked."""

    answer: AnswerKind
    reason: Long = ""
    until_at: Moment | None = None


def gates_out(circle: str, told: Iterable[GateTold]) -> dict[str, Any]:
    """Return the gates of a circle as programs get them."""
    rows = [gate_out(one) for one in told]
    return {"circle": circle, "open": sum(row["open"] is True for row in rows), "gates": rows}


def gate_out(told: GateTold) -> dict[str, Any]:
    """Return a gate as programs get it."""
    row, state = told.row, told.state
    names = (
        "code",
        "kind",
        "name_zh",
        "river_zh",
        "openings",
        "rated_m3s",
        "downstream",
        "longitude",
        "latitude",
        "source",
        "illustrative",
    )
    return {name: getattr(row, name) for name in names} | {
        "uid": row.pk, "town": row.owner, "name_en": row.name, "river_en": row.river, "open": state.is_open, "openings_open": state.openings,
        "since": state.since, "alarmed": told.alarmed,
    }  # fmt: skip


def move_out(row: GateMove) -> dict[str, Any]:
    """Return a move as programs get it; who signed for it is not told."""
    names = (
        "kind",
        "at",
        "openings",
        "inner_m",
        "inner_datum",
        "outer_m",
        "outer_datum",
        "compared",
        "head_m",
        "forced",
        "reason",
        "source",
        "illustrative",
    )
    return {name: getattr(row, name) for name in names} | {"uid": row.pk, "gate": row.gate_id}


def answer_out(row: GateAnswer) -> dict[str, Any]:
    """Return an answer as programs get it."""
    return {"town": row.owner, "answer": row.answer, "reason": row.reason, "until": row.until_at, "at": row.answered_at}


def request_out(row: GateRequest, answer: GateAnswer | None) -> dict[str, Any]:
    """Return what was asked as programs get it."""
    names = ("to_town", "move", "openings", "from_at", "until_at", "reason", "asked_at", "illustrative")
    return {name: getattr(row, name) for name in names} | {
        "uid": row.pk, "gate": row.gate_id, "town": row.owner, "answer": None if answer is None else answer_out(answer),
    }  # fmt: skip
