"""What programs, and the page of an officer's day, send and get about grids and visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from pilin.domain.visits import queries, rules
from pilin.domain.visits.actions import Taken
from pilin.domain.visits.enums import FirmNeedKind, Outcome, Taking, VisitKind
from pilin.domain.visits.models import GridPlan, Round, Visit, VisitNeed
from pilin.web.api import Incoming

Line = Annotated[str, Field(max_length=240)]
Text = Annotated[str, Field(max_length=4_000)]
Readers = Annotated[str, Field(pattern="^(own|circle|public)$")]
Lon = Annotated[float, Field(ge=73, le=136)]
Lat = Annotated[float, Field(ge=3, le=54)]
Position = tuple[Lon, Lat]
Positions = Annotated[list[Position], Field(max_length=400)]


class GridOut(Schema):
    """A grid: its ring in degrees, longitude first, and the departments of its team."""

    uid: UUID
    number: int
    name_zh: str
    name_en: str
    area_km2: float
    ring: list[list[float]]
    offices: list[str]


class GridLineOut(Schema):
    """A line that cuts an area."""

    name_zh: str
    name_en: str
    points: list[list[float]]


class GridPlanOut(Schema):
    """An area with its grids, from west to east. Reported figures are those of a report, not of these rows."""

    uid: UUID
    town: str
    title_zh: str
    title_en: str
    version: int
    follows: UUID | None
    valid_from: date
    valid_to: date | None
    area_km2: float
    area_reported_km2: float | None
    firms_reported: int | None
    reported_source: str | None
    border: list[list[float]]
    lines: list[GridLineOut]
    grids: list[GridOut]
    revision: int
    illustrative: bool
    source: str | None


class GridPlansOut(Schema):
    """The areas of a circle on a day."""

    circle: str
    on: date
    plans: list[GridPlanOut]


class GridFoundOut(Schema):
    """In which grid something lies; no grid: outside, or nobody knows where."""

    town: str
    enterprise: UUID | None
    name_zh: str
    plan: UUID | None
    grid: UUID | None
    grid_zh: str
    grid_en: str
    offices: list[str]
    longitude: float | None
    latitude: float | None


class GridsFoundOut(Schema):
    """What was found."""

    circle: str
    found: list[GridFoundOut]


class GridLineIn(Incoming):
    """A line that cuts an area, from outside to outside."""

    name_zh: Annotated[str, Field(max_length=80)] = ""
    name_en: Annotated[str, Field(max_length=120)] = ""
    points: Positions


class GridNameIn(Incoming):
    """The name of a grid."""

    zh: Annotated[str, Field(max_length=80)]
    en: Annotated[str, Field(max_length=120)] = ""


class GridPlanIn(Incoming):
    """An area to be drawn and cut; names go from west to east."""

    title_zh: Annotated[str, Field(max_length=120)]
    title_en: Annotated[str, Field(max_length=160)] = ""
    border: Positions
    lines: Annotated[list[GridLineIn], Field(max_length=8)] = []
    names: Annotated[list[GridNameIn], Field(max_length=60)] = []
    valid_from: date
    area_reported_km2: Annotated[float, Field(gt=0, lt=10_000)] | None = None
    firms_reported: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    reported_source: Annotated[str, Field(max_length=60)] = ""
    audience: Readers = "public"


class GridCutIn(Incoming):
    """New lines of an area, from a day on."""

    lines: Annotated[list[GridLineIn], Field(max_length=8)]
    names: Annotated[list[GridNameIn], Field(max_length=60)] = []
    valid_from: date


class GridCoverageOut(Schema):
    """How much of a grid was visited; each firm counts once."""

    grid: UUID
    name_zh: str
    firms: int
    visited: int
    planned: int
    due: int


class VisitCoverageOut(Schema):
    """How much of an area was visited since a day."""

    plan: UUID
    title_zh: str
    town: str
    since: date
    cadence_days: int | None
    firms: int
    visited: int
    visits: int
    share: float | None
    firms_reported: int | None
    share_of_reported: float | None
    reported_source: str | None
    grids: list[GridCoverageOut]


class VisitCoveragesOut(Schema):
    """How much was visited in a circle."""

    circle: str
    on: date
    coverage: list[VisitCoverageOut]


class VisitOut(Schema):
    """A visit; ``led_by`` is the one with which it goes."""

    uid: UUID
    town: str
    enterprise: UUID
    name_zh: str
    office: UUID
    office_zh: str
    kind: VisitKind
    purpose_zh: str
    purpose_en: str
    planned_on: date
    sequence: int
    address: str
    longitude: float | None
    latitude: float | None
    grid: UUID | None
    round: UUID | None
    led_by: UUID | None
    done_at: datetime | None
    called_off_at: datetime | None
    why: str
    illustrative: bool


class VisitsOut(Schema):
    """Visits."""

    circle: str
    visits: list[VisitOut]


class VisitIn(Incoming):
    """A visit to be planned; where another office is near, ``all_the_same`` says why it is planned nevertheless."""

    enterprise: UUID
    office: UUID
    planned_on: date
    purpose_zh: Annotated[str, Field(max_length=240)]
    purpose_en: Annotated[str, Field(max_length=300)] = ""
    kind: VisitKind = VisitKind.SERVICE
    person: UUID | None = None
    all_the_same: Line = ""


class VisitMergeIn(Incoming):
    """Visits of several offices to one firm that go as one, the first leading."""

    visits: Annotated[list[UUID], Field(min_length=1, max_length=20)]
    planned_on: date


class VisitCallOffIn(Incoming):
    """Why a visit does not take place."""

    why: Line


class VisitRoundIn(Incoming):
    """A round through a grid."""

    grid: UUID
    office: UUID
    title_zh: Annotated[str, Field(max_length=120)]
    title_en: Annotated[str, Field(max_length=160)] = ""
    starts_on: date
    ends_on: date
    per_day: Annotated[int, Field(ge=1, le=60)] = 6
    purpose_zh: Annotated[str, Field(max_length=240)]
    purpose_en: Annotated[str, Field(max_length=300)] = ""
    kind: VisitKind = VisitKind.ROUND
    person: UUID | None = None
    start: Position | None = None


class VisitLeftOut(Schema):
    """A firm that a round leaves out, and why."""

    enterprise: UUID | None
    reason: str
    on: date | None
    office: str


class VisitRoundOut(Schema):
    """A round: its visits in order, and whom it leaves out."""

    uid: UUID
    town: str
    grid: UUID
    title_zh: str
    title_en: str
    office: UUID
    starts_on: date
    ends_on: date
    per_day: int
    metres: int
    line_moved_on: date | None
    visits: list[VisitOut]
    left_out: list[VisitLeftOut]
    illustrative: bool


class VisitNeedIn(Incoming):
    """What a firm said it needs; ``client_id`` is made where it is written."""

    client_id: UUID
    kind: FirmNeedKind
    words: Annotated[str, Field(min_length=1, max_length=4_000)]
    due_on: date | None = None


class VisitRecordIn(Incoming):
    """What came of a visit; ``client_id`` is made where it is written, so that it can be sent until an answer comes."""

    client_id: UUID
    visit: UUID
    outcome: Outcome
    at: AwareDatetime
    words: Text = ""
    needs: Annotated[list[VisitNeedIn], Field(max_length=20)] = []


class VisitRecordsIn(Incoming):
    """What waited on a telephone."""

    records: Annotated[list[VisitRecordIn], Field(min_length=1, max_length=200)]


class VisitFaultOut(Schema):
    """Why a record was not kept."""

    code: str
    field: str | None
    reason: str


class VisitTakenOut(Schema):
    """What became of one record: kept, again, second (beside another officer's), or turned_down."""

    client_id: UUID
    taking: Taking
    faults: list[VisitFaultOut]


class VisitRecordsOut(Schema):
    """What became of each record, in order."""

    records: list[VisitTakenOut]


class VisitNeedOut(Schema):
    """A need, and what became of it."""

    uid: UUID
    town: str
    visit: UUID
    enterprise: UUID
    kind: FirmNeedKind
    words: str
    said_on: date
    due_on: date | None
    became: str | None
    became_uid: UUID | None
    became_reference: str | None
    became_on: date | None
    answer: str | None
    illustrative: bool


class VisitNeedsOut(Schema):
    """What firms said they need."""

    circle: str
    needs: list[VisitNeedOut]


class VisitEscalateIn(Incoming):
    """What a need becomes: a key of what is offered, and to what exactly it goes."""

    way: Annotated[str, Field(max_length=20)] = "service_request"
    choice: UUID


class VisitAnswerIn(Incoming):
    """What a firm was told."""

    answer: Annotated[str, Field(min_length=1, max_length=4_000)]


def as_point(position: tuple[float, float]) -> rules.Point:
    """Return a position in degrees as it is kept."""
    return rules.point_at(*position)


def lines_in(lines: list[GridLineIn]) -> list[dict[str, Any]]:
    """Return lines as the deeds take them."""
    return [
        {"name_zh": line.name_zh, "name": line.name_en, "points": [as_point(point) for point in line.points]}
        for line in lines
    ]


def plan_out(told: queries.PlanTold) -> dict[str, Any]:
    """Return an area as programs get it; unknown is null."""
    row: GridPlan = told.row
    same = ("title_zh", "version", "follows", "valid_from", "valid_to", "area_km2", "area_reported_km2", "firms_reported", "revision", "illustrative")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk, "town": row.owner, "title_en": row.title, "reported_source": row.reported_source or None,
        "border": queries.in_degrees(row.border), "source": row.source or None,
        "lines": [
            {"name_zh": line.get("name_zh", ""), "name_en": line.get("name", ""), "points": queries.in_degrees(line["points"])} for line in row.lines
        ],
        "grids": [grid_out(grid) for grid in told.grids],
    }  # fmt: skip


def grid_out(told: queries.GridTold) -> dict[str, Any]:
    """Return a grid as programs get it."""
    row = told.row
    return {
        "uid": row.pk, "number": row.number, "name_zh": row.name_zh, "name_en": row.name, "area_km2": row.area_km2,
        "ring": queries.in_degrees(row.ring), "offices": [office.name_zh for office in told.offices],
    }  # fmt: skip


def found_out(one: queries.Found) -> dict[str, Any]:
    """Return what was looked for as programs get it."""
    lon, lat = rules.degrees(one.point) if one.point else (None, None)
    grid = one.grid
    return {
        "town": one.town, "enterprise": one.firm.pk if one.firm else None, "name_zh": one.firm.name_zh if one.firm else "",
        "plan": one.plan.row.pk if one.plan else None, "grid": grid.row.pk if grid else None, "grid_zh": grid.row.name_zh if grid else "",
        "grid_en": grid.row.name if grid else "", "offices": [office.name_zh for office in grid.offices] if grid else [],
        "longitude": lon, "latitude": lat,
    }  # fmt: skip


def coverage_out(one: queries.PlanCoverage) -> dict[str, Any]:
    """Return how much of an area was visited as programs get it."""
    row = one.plan.row
    return {
        "plan": row.pk, "title_zh": row.title_zh, "town": row.owner, "since": one.since, "cadence_days": one.cadence_days, "firms": one.firms,
        "visited": one.visited, "visits": one.visits, "share": one.share, "firms_reported": row.firms_reported,
        "share_of_reported": one.share_of_reported, "reported_source": row.reported_source or None,
        "grids": [
            {
                "grid": grid.grid.row.pk, "name_zh": grid.grid.row.name_zh, "firms": len(grid.firms), "visited": len(grid.visited),
                "planned": len(grid.planned), "due": len(grid.due),
            }
            for grid in one.grids
        ],
    }  # fmt: skip


def visit_out(row: Visit) -> dict[str, Any]:
    """Return a visit as programs get it; unknown is null."""
    same = ("kind", "purpose_zh", "planned_on", "sequence", "address", "grid", "done_at", "called_off_at", "why", "illustrative")  # fmt: skip
    lon, lat = rules.degrees((row.lon, row.lat)) if row.lon is not None and row.lat is not None else (None, None)
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk, "town": row.owner, "enterprise": row.enterprise_id, "name_zh": row.enterprise.name_zh, "office": row.office_id,
        "office_zh": row.office.name_zh, "purpose_en": row.purpose, "longitude": lon, "latitude": lat, "round": row.of_round_id,
        "led_by": row.led_by_id,
    }  # fmt: skip


def round_out(told: queries.RoundTold) -> dict[str, Any]:
    """Return a round as programs get it."""
    row: Round = told.row
    same = ("grid", "title_zh", "starts_on", "ends_on", "per_day", "metres", "line_moved_on", "illustrative")
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk, "town": row.owner, "title_en": row.title, "office": row.office_id, "visits": [visit_out(stop) for stop in told.stops],
        "left_out": [
            {"enterprise": one.firm.pk if one.firm else None, "reason": one.reason, "on": one.on, "office": one.office} for one in told.left_out
        ],
    }  # fmt: skip


def need_out(row: VisitNeed) -> dict[str, Any]:
    """Return a need as programs get it; unknown is null."""
    same = ("kind", "words", "said_on", "due_on", "became_uid", "became_on", "illustrative")
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk, "town": row.owner, "visit": row.visit_id, "enterprise": row.visit.enterprise_id, "became": row.became or None,
        "became_reference": row.became_reference or None, "answer": row.answer or None,
    }  # fmt: skip


def taken_out(one: Taken) -> dict[str, Any]:
    """Return what became of a record as a telephone gets it."""
    faults = [{"code": fault.code, "field": fault.field or None, "reason": str(fault.reason)} for fault in one.faults]
    return {"client_id": one.client_id, "taking": one.taking, "faults": faults}
