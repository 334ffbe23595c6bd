"""What programs send and get about listings, lists, villages, visitors and flights."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.living.models.listings import Contribution, FlightRequest, Listing
from pilin.domain.living.queries.listings import ListingTold, RegisterTold
from pilin.domain.living.queries.listings_figures import FigureTold, SumTold, VillagesTold
from pilin.domain.living.queries.listings_flights import BaseTold
from pilin.engine.base import Quantity
from pilin.web.api import Incoming

Name = Annotated[str, Field(max_length=120)]
Words = Annotated[str, Field(max_length=200)]
Rough = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?|-Q[1-4])?$")]
Degrees = Annotated[Decimal, Field(ge=-180, le=180, max_digits=9, decimal_places=6)]


class ListingOut(Schema):
    """Something a town cherishes or makes."""

    uid: UUID
    kind: str
    title_zh: str
    title_en: str
    town: str
    status: str
    since: str | None
    until: str | None
    since_inferred: bool
    where_zh: str
    where_en: str
    latitude: Decimal | None
    longitude: Decimal | None
    height_m: Decimal | None
    in_class: UUID | None
    rank: int | None
    source: str
    illustrative: bool
    audience: str
    revision: int


class ListingsOut(Schema):
    """The listings of a circle that pass."""

    circle: str
    listings: list[ListingOut]


class ListingLabelOut(Schema):
    """A label that a listing holds."""

    title_zh: str
    title_en: str
    level: str
    year: int | None
    until: int | None


class BrandNoteOut(Schema):
    """An award, or where it is sold."""

    part: str
    name_zh: str
    name_en: str
    number: int | None
    year: int | None
    source: str


class ListingStageOut(Schema):
    """A stage of a building; the day is null where it is unknown."""

    stage: str
    reached_on: str | None
    said_on: date | None
    source: str


class ListingStoryOut(Schema):
    """A story that everyone reads."""

    uid: UUID
    text: str
    credit: str
    of_years: str
    told_on: date


class ListingWholeOut(ListingOut):
    """A listing with all that belongs to it."""

    story_zh: str
    story_en: str
    credit_zh: str
    credit_en: str
    rights_zh: str
    rights_en: str
    labels: list[ListingLabelOut]
    notes: list[BrandNoteOut]
    stages: list[ListingStageOut]
    stories: list[ListingStoryOut]


class RegisterClassOut(Schema):
    """A class of a list: how many by its source (null: unknown) and how many are entered here."""

    uid: UUID
    title_zh: str
    title_en: str
    declared: int | None
    comparator: str
    entered: int


class ListRegisterOut(Schema):
    """A list. ``unnamed`` counts classes that no source names: how many those have is unknown, never zero."""

    uid: UUID
    title_zh: str
    title_en: str
    declared_classes: int | None
    unnamed: int | None
    declared: int | None
    entered: int
    source: str
    illustrative: bool
    classes: list[RegisterClassOut]


class ListRegistersOut(Schema):
    """The lists of a circle."""

    circle: str
    lists: list[ListRegisterOut]


class PageFigureOut(Schema):
    """A series with what its growth says of the year before; what nobody said is null."""

    series: str
    part: str
    title_zh: str
    title_en: str
    unit: str
    value: Decimal | None
    comparator: str | None
    period: str | None
    growth_percent: Decimal | None
    year_before: Decimal | None
    year_before_low: Decimal | None
    year_before_high: Decimal | None
    agrees: bool | None
    method_zh: str | None
    method_en: str | None
    overlap: str | None
    source: str
    illustrative: bool


class VillageLabelOut(Schema):
    """A label of villages."""

    uid: UUID
    title_zh: str
    title_en: str
    level: str
    declared: int | None
    named: int
    in_progress: bool
    source: str


class VillagesOut(Schema):
    """Labels, incomes and funds of villages: totals alone. Between ``least`` and ``most`` villages hold a label."""

    circle: str
    labels: list[VillageLabelOut]
    labels_together: int | None
    least: int | None
    most: int | None
    named: int
    villages: Decimal | None
    covered: Decimal | None
    coverage_percent: Decimal | None
    fund_mean_cny: Decimal | None
    figures: list[PageFigureOut]


class VisitorSumOut(Schema):
    """What series make together; null with the reason where they do not add up."""

    total: Decimal | None
    unit: str | None
    code: str | None
    reason: str | None


class VisitorsOut(Schema):
    """Series of visitors with their method, and the sum asked for."""

    circle: str
    figures: list[PageFigureOut]
    sum: VisitorSumOut | None


class FlightBaseOut(Schema):
    """A place where drones fly."""

    uid: UUID
    title_zh: str
    title_en: str
    town: str
    takes_requests: bool
    figures: dict[str, Decimal]
    flights_a_firm: Decimal | None
    source: str
    illustrative: bool


class FlightBasesOut(Schema):
    """The places of a circle where drones fly, and the first day for which one may ask now."""

    circle: str
    next_day: date | None
    ask_before: datetime | None
    answer_by: datetime | None
    bases: list[FlightBaseOut]


class FlightOut(Schema):
    """A request for a flight, to its firm, the operator and the town."""

    uid: UUID
    base: UUID
    firm: UUID
    starts_at: datetime
    ends_at: datetime
    height_m: int
    size: str
    controlled: bool
    area: str
    purpose: str
    state: str
    asked_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    reason: str


class FlightNeedOut(Schema):
    """What a flight needs that is asked for now; ``needed`` is null where it is unknown."""

    needed: bool | None
    controlled: bool
    ask_before: datetime | None
    answer_by: datetime | None
    late: bool
    next_day: date | None
    clauses: list[str]


class ListingIn(Incoming):
    """A listing to enter."""

    kind: str
    title_zh: Name
    title: Words | None = None
    story_zh: Annotated[str, Field(max_length=6000)] | None = None
    story: Annotated[str, Field(max_length=8000)] | None = None
    status: str | None = None
    since: Rough | None = None
    until: Rough | None = None
    where_zh: Name | None = None
    where: Annotated[str, Field(max_length=160)] | None = None
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    audience: Annotated[str, Field(pattern="^(own|circle|public)$")] | None = None


class StoryIn(Incoming):
    """A story to tell."""

    text: Annotated[str, Field(max_length=2000)]
    rights: str
    credit: Annotated[str, Field(max_length=40)] | None = None
    of_years: Annotated[str, Field(max_length=40)] | None = None


class StoryDecisionIn(Incoming):
    """Whether everyone reads a story."""

    shown: bool
    reason: Words | None = None


class StoryStateOut(Schema):
    """How far a story is."""

    uid: UUID
    state: str
    reason: str


class FlightIn(Incoming):
    """A flight to ask for; moments carry their offset."""

    firm: UUID
    size: str
    registration: Annotated[str, Field(max_length=40)]
    starts_at: datetime
    ends_at: datetime
    height_m: Annotated[int, Field(ge=1, le=6000)]
    area: Words
    purpose: Words
    licensed: bool | None = None
    controlled: bool | None = None


class FlightAnswerIn(Incoming):
    """An answer to a request."""

    agreed: bool
    reason: Annotated[str, Field(max_length=300)] | None = None


def given(data: Incoming) -> dict[str, Any]:
    """Return what was sent, without what was left out."""
    return {name: value for name, value in data.dict().items() if value is not None}


def listing_out(row: Listing) -> dict[str, Any]:
    """Return a listing for programs."""
    return {
        "uid": row.pk, "kind": row.kind, "title_zh": row.title_zh, "title_en": row.title, "town": row.owner, "status": row.status,
        "since": str(row.since) if row.since else None, "until": str(row.until) if row.until else None, "since_inferred": row.since_inferred,
        "where_zh": row.where_zh, "where_en": row.where, "latitude": row.latitude, "longitude": row.longitude, "height_m": row.height_m,
        "in_class": row.of_class_id, "rank": row.rank, "source": row.source, "illustrative": row.illustrative, "audience": row.audience,
        "revision": row.revision,
    }  # fmt: skip


def listing_whole_out(told: ListingTold) -> dict[str, Any]:
    """Return a listing with all that belongs to it; no story that the town has not shown, and nobody's account."""
    row = told.row
    return listing_out(row) | {
        "story_zh": row.story_zh, "story_en": row.story, "credit_zh": row.credit_zh, "credit_en": row.credit, "rights_zh": row.rights_zh,
        "rights_en": row.rights,
        "labels": [{"title_zh": one.label.title_zh, "title_en": one.label.title, "level": one.label.level, "year": one.year, "until": one.until} for one in told.labels],
        "notes": [
            {"part": one.part, "name_zh": one.name_zh, "name_en": one.name, "number": one.number, "year": one.year, "source": one.source}
            for one in told.notes
        ],
        "stages": [
            {"stage": one.stage, "reached_on": str(one.reached_on) if one.reached_on else None, "said_on": one.said_on, "source": one.source}
            for one in told.stages
        ],
        "stories": [{"uid": one.pk, "text": one.text, "credit": one.credit, "of_years": one.of_years, "told_on": one.told_on} for one in told.stories],
    }  # fmt: skip


def register_out(told: RegisterTold) -> dict[str, Any]:
    """Return a list for programs."""
    row = told.row
    return {
        "uid": row.pk, "title_zh": row.title_zh, "title_en": row.title, "declared_classes": row.declared_classes, "unnamed": told.unnamed,
        "declared": told.declared, "entered": told.entered, "source": row.source, "illustrative": row.illustrative,
        "classes": [
            {
                "uid": one.row.pk, "title_zh": one.row.title_zh, "title_en": one.row.title, "declared": one.row.declared,
                "comparator": one.row.declared_comparator, "entered": one.entered,
            }
            for one in told.classes
        ],
    }  # fmt: skip


def figure_out(told: FigureTold) -> dict[str, Any]:
    """Return a series of a page for programs."""
    said: Quantity | None = told.quantity
    before = told.before
    return {
        "series": told.series.slug, "part": told.note.part, "title_zh": told.series.title_zh, "title_en": told.series.title, "unit": told.series.unit,
        "value": said.value if said else None, "comparator": said.comparator.value if said else None,
        "period": str(told.latest.period) if told.latest and told.latest.period else None, "growth_percent": told.note.growth_percent,
        "year_before": before.value if before else None, "year_before_low": told.low.value if told.low else None,
        "year_before_high": told.high.value if told.high else None, "agrees": told.agrees, "method_zh": told.note.method_zh or None,
        "method_en": told.note.method or None, "overlap": told.note.overlap or None, "source": told.note.source or told.series.source,
        "illustrative": told.series.illustrative,
    }  # fmt: skip


def villages_out(circle: str, told: VillagesTold) -> dict[str, Any]:
    """Return labels, incomes and funds of villages for programs."""
    return {
        "circle": circle,
        "labels": [
            {
                "uid": one.row.pk, "title_zh": one.row.title_zh, "title_en": one.row.title, "level": one.row.level, "declared": one.row.declared,
                "named": one.named, "in_progress": one.row.in_progress, "source": one.row.source,
            }
            for one in told.labels
        ],
        "labels_together": told.union.labels, "least": told.union.least, "most": told.union.most, "named": told.union.named,
        "villages": told.villages, "covered": told.covered, "coverage_percent": told.coverage_percent, "fund_mean_cny": told.fund_mean,
        "figures": [figure_out(one) for one in told.figures],
    }  # fmt: skip


def sum_out(told: SumTold | None) -> dict[str, Any] | None:
    """Return a sum for programs, or why there is none."""
    if told is None:
        return None
    if told.total is None:
        return {"total": None, "unit": None, "code": told.verdict.code, "reason": str(told.verdict.reason)}
    return {"total": told.total.value, "unit": told.total.unit, "code": None, "reason": None}


def base_out(told: BaseTold) -> dict[str, Any]:
    """Return a place where drones fly for programs."""
    row, carrier = told.row, told.carrier
    return {
        "uid": row.pk, "title_zh": row.title_zh, "title_en": row.title, "town": row.owner, "takes_requests": row.takes_requests,
        "figures": {one.part: one.value for one in carrier.figures} if carrier else {},
        "flights_a_firm": carrier.flights_a_firm.value if carrier and carrier.flights_a_firm else None, "source": row.source,
        "illustrative": row.illustrative,
    }  # fmt: skip


def flight_out(row: FlightRequest) -> dict[str, Any]:
    """Return a request for a flight for programs."""
    names = (
        "starts_at",
        "ends_at",
        "height_m",
        "size",
        "controlled",
        "area",
        "purpose",
        "state",
        "asked_at",
        "answer_by",
        "answered_at",
        "reason",
    )
    return {"uid": row.pk, "base": row.base_id, "firm": row.firm_id} | {name: getattr(row, name) for name in names}


def story_state_out(row: Contribution) -> dict[str, Any]:
    """Return how far a story is."""
    return {"uid": row.pk, "state": row.state, "reason": row.reason}
