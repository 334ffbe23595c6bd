"""The watch as programs read and write it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.watch import queries
from pilin.domain.watch.enums import Colour, Hazard
from pilin.domain.watch.queries import EventCard, GaugeCard, OnDuty, SignalCard
from pilin.web.api import Incoming

Code = Annotated[str, Field(max_length=16)]


class WatchLineOut(Schema):
    """A town's line, as set and laid on the datum of its gauge; ``on_gauge_m`` is null where that cannot be done."""

    town: str
    kind: str
    as_set_m: Decimal
    datum: str
    on_gauge_m: Decimal | None
    counts: bool


class WatchSumOut(Schema):
    """Rain of so many hours; ``whole`` is false where not every minute of them was gauged: then it is the least there was."""

    hours: int
    mm: Decimal | None
    whole: bool


class WatchCheckOut(Schema):
    """A threshold check: no warning."""

    gauge: str
    kind: str
    level: str
    rule: str
    certainty: str
    value: Decimal | None
    threshold: Decimal | None
    unit: str
    peak: Decimal | None
    began_at: datetime
    ended_at: datetime | None
    withdrawn_at: datetime | None
    of_town: str
    label: str = "threshold check"


class WatchGaugeOut(Schema):
    """A gauge as of the answer's moment. ``value`` is null where it is silent or its newest reading looks wrong."""

    gauge: str
    title_zh: str
    title: str
    town: str
    quantity: str
    datum: str
    at: datetime | None
    value: Decimal | None
    late_minutes: int
    silent: bool
    looks_wrong: bool
    above_line_m: Decimal | None
    rate_m_per_h: Decimal | None
    lines: list[WatchLineOut]
    rain: list[WatchSumOut]
    checks: list[WatchCheckOut]
    illustrative: bool
    source: str


class WatchSignalOut(Schema):
    """An official signal that is out, with the station that issued it."""

    hazard: str
    colour: str
    was: str | None
    issuer_zh: str
    issuer: str
    issued_at: datetime
    areas: list[str]
    relayed_by: list[str]
    illustrative: bool
    source: str


class WatchTownOut(Schema):
    """What a called town said of an event; ``names`` are for officers of the circle."""

    town: str
    knows_since: datetime | None
    stood_down_at: datetime | None
    being_called: bool
    nobody_on_duty: bool


class WatchEventOut(Schema):
    """An event with each town's word."""

    uid: UUID
    hazard: str
    cause: str
    title_zh: str
    title: str
    opened_at: datetime
    closed_at: datetime | None
    towns: list[WatchTownOut]
    illustrative: bool


class WatchDutyOut(Schema):
    """Who keeps watch for a town now."""

    town: str
    names: list[str]
    post_zh: str
    until: datetime | None


class WatchNowOut(Schema):
    """The watch of a circle as of a moment."""

    circle: str
    at: datetime
    calm: bool
    pulse: int
    gauges: list[WatchGaugeOut]
    signals: list[WatchSignalOut]
    events: list[WatchEventOut]
    duty: list[WatchDutyOut]


class WatchCallOut(Schema):
    """A call to oneself."""

    uid: UUID
    event: UUID
    called_at: datetime
    channel: str
    answered_at: datetime | None


class WatchSubscribeIn(Incoming):
    """What a person wants to be told of."""

    home: Code
    work: Code = ""
    hazards: list[Hazard]
    least: Colour = Colour.YELLOW
    by_mail: bool = True
    agreed: bool


class WatchSubscriptionOut(Schema):
    """What a person asked to be told of."""

    home: str
    work: str
    hazards: list[str]
    least: str
    by_mail: bool
    agreed_at: datetime


def check_out(row: Any, gauge: str) -> dict[str, Any]:
    """Return a threshold check as programs read it."""
    names = (
        "kind",
        "level",
        "rule",
        "certainty",
        "value",
        "threshold",
        "unit",
        "peak",
        "began_at",
        "ended_at",
        "withdrawn_at",
        "of_town",
    )
    return {"gauge": gauge, "label": "threshold check", **{name: getattr(row, name) for name in names}}


def gauge_out(card: GaugeCard) -> dict[str, Any]:
    """Return a gauge as programs read it."""
    s = card.series
    strict = {card.lines.effective(kind).uid for kind in ("warning", "guarantee") if card.lines.effective(kind)}  # type: ignore[union-attr]
    laid = [
        {
            "town": line.town,
            "kind": line.kind,
            "as_set_m": line.as_set,
            "datum": line.datum,
            "on_gauge_m": line.level_m,
            "counts": line.uid in strict,
        }
        for line in card.lines.laid
    ]
    apart = [
        {
            "town": line.town,
            "kind": line.kind,
            "as_set_m": line.as_set,
            "datum": line.datum,
            "on_gauge_m": None,
            "counts": False,
        }
        for line in card.lines.not_laid
    ]
    return {
        "gauge": s.slug, "title_zh": s.title_zh, "title": s.title, "town": s.owner, "quantity": s.quantity, "datum": s.datum, "at": card.at,
        "value": None if card.is_silent or card.is_bad else card.value, "late_minutes": card.late_minutes, "silent": card.is_silent,
        "looks_wrong": card.is_bad, "above_line_m": card.above, "rate_m_per_h": card.rate, "lines": [*laid, *apart],
        "rain": [{"hours": one.hours, "mm": one.mm, "whole": one.whole} for one in card.sums],
        "checks": [check_out(one, s.slug) for one in card.open], "illustrative": s.illustrative, "source": s.source,
    }  # fmt: skip


def signal_out(card: SignalCard) -> dict[str, Any]:
    """Return a signal as programs read it."""
    row = card.row
    return {
        "hazard": row.hazard, "colour": row.colour, "was": card.before.colour if card.before else None, "issuer_zh": row.issuer_zh,
        "issuer": row.issuer, "issued_at": row.issued_at, "areas": row.areas, "relayed_by": [one.code for one in card.relayed_by],
        "illustrative": row.illustrative, "source": row.source,
    }  # fmt: skip


def event_out(card: EventCard) -> dict[str, Any]:
    """Return an event as programs read it."""
    row = card.row
    towns = [
        {
            "town": one.code, "knows_since": one.part.acknowledged_at if one.part else None,
            "stood_down_at": one.part.stood_down_at if one.part else None, "being_called": one.waiting is not None, "nobody_on_duty": one.nobody,
        }
        for one in card.towns
    ]  # fmt: skip
    return {
        "uid": row.pk, "hazard": row.hazard, "cause": row.cause, "title_zh": row.title_zh, "title": row.title, "opened_at": row.opened_at,
        "closed_at": row.closed_at, "towns": towns, "illustrative": row.illustrative,
    }  # fmt: skip


def duty_out(one: OnDuty) -> dict[str, Any]:
    """Return who keeps watch as programs read it."""
    return {"town": one.member.code, "names": list(one.names), "post_zh": one.post_zh, "until": one.until}


def now_out(circle: str, told: queries.Desk) -> dict[str, Any]:
    """Return the watch of a circle as programs read it."""
    return {
        "circle": circle, "at": told.at, "calm": told.calm, "pulse": told.pulse, "gauges": [gauge_out(one) for one in told.gauges],
        "signals": [signal_out(one) for one in told.signals], "events": [event_out(one) for one in told.events],
        "duty": [duty_out(one) for one in told.duty],
    }  # fmt: skip


def call_out(call: Any) -> dict[str, Any]:
    """Return a call as programs read it."""
    names = ("called_at", "channel", "answered_at")
    return {"uid": call.pk, "event": call.event_id, **{name: getattr(call, name) for name in names}}
