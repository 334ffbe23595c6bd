"""What programs send and get about services."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.services import queries
from pilin.domain.services.enums import LeafletKind, ServiceStage
from pilin.domain.services.models import Leaflet, Service
from pilin.foundation.cases.enums import Channel
from pilin.web.api import Incoming

Line = Annotated[str, Field(max_length=160)]
Text = Annotated[str, Field(max_length=4_000)]
Days = Annotated[int, Field(ge=0, le=250)]
Readers = Annotated[str, Field(pattern="^(own|circle|public)$")]


class ServiceOut(Schema):
    """A service of a town."""

    uid: UUID
    matter: str
    stage: ServiceStage
    town: str
    title_zh: str
    title_en: str
    what_zh: str
    what_en: str
    papers_zh: list[str]
    papers_en: list[str]
    office_zh: str
    office_en: str
    clause: str
    days_statutory: int | None
    days_promised: int | None
    measures: list[str]
    contact: UUID | None
    ended_on: date | None
    revision: int
    illustrative: bool
    source: str | None


class ServiceWholeOut(ServiceOut):
    """A service with how long its answers took: the median of working days, of how many."""

    days_taken: float | None
    answers: int


class ServicesOut(Schema):
    """What is offered in a circle."""

    circle: str
    services: list[ServiceOut]


class ResourceOut(Schema):
    """Whom firms can turn to."""

    uid: UUID
    town: str
    name_zh: str
    name_en: str
    offers_zh: str
    offers_en: str
    stage: ServiceStage | None
    person_zh: str
    person_en: str
    phone: str
    online: str
    hours_zh: str
    hours_en: str
    place_zh: str
    place_en: str
    languages: list[str]
    reviewed_on: date
    valid_to: date | None
    live: bool
    revision: int
    illustrative: bool
    source: str | None


class ResourcesOut(Schema):
    """Whom firms can turn to in a circle."""

    circle: str
    resources: list[ResourceOut]


class LeafletOut(Schema):
    """A card, booklet or list."""

    uid: UUID
    kind: LeafletKind
    town: str
    title_zh: str
    title_en: str
    resources: list[UUID]
    illustrative: bool
    source: str | None


class LeafletsOut(Schema):
    """The leaflets of a circle."""

    circle: str
    leaflets: list[LeafletOut]


class ServiceIn(Incoming):
    """A service; ``uid`` and ``revision`` where one is changed."""

    uid: UUID | None = None
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    matter: Annotated[str, Field(max_length=60)]
    stage: ServiceStage
    title_zh: Annotated[str, Field(max_length=120)]
    title_en: Line = ""
    what_zh: Text = ""
    what_en: Text = ""
    papers_zh: Text = ""
    papers_en: Text = ""
    office_zh: Annotated[str, Field(max_length=120)] = ""
    office_en: Line = ""
    clause: Line = ""
    days_statutory: Days | None = None
    days_promised: Days | None = None
    contact: UUID | None = None
    measures: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=40)] = []
    audience: Readers = "public"


class PolicyCriterionOut(Schema):
    """One thing that a measure asks."""

    id: str
    title: str
    title_zh: str
    condition: str | dict[str, Any]
    clause: str
    confirmed: bool


class PolicyOut(Schema):
    """A measure in one version; ``scope`` holds beginnings of division codes, or ``all``."""

    measure: str
    version: str
    title: str
    title_zh: str
    owner: str
    scope: list[str]
    valid_from: date
    valid_to: date | None
    valid_years: int | None
    clause: str
    source: str
    confirmed: bool
    criteria: list[PolicyCriterionOut]


class PoliciesOut(Schema):
    """The measures that hold on a day."""

    on: date
    policies: list[PolicyOut]


class PolicyFindingOut(Schema):
    """What one criterion comes to for a firm, and what is missing."""

    id: str
    title: str
    title_zh: str
    clause: str
    confirmed: bool
    result: str
    lack: str | None
    missing: list[str]
    fact: str
    fact_zh: str
    needed: str
    needed_zh: str


class PolicyAnswerOut(Schema):
    """What a measure comes to for a firm: meets, fails or unknown."""

    measure: str
    version: str
    title: str
    title_zh: str
    clause: str
    source: str
    confirmed: bool
    valid_to: date | None
    result: str
    unsure: list[str]
    criteria: list[PolicyFindingOut]


class PolicyFitOut(Schema):
    """Which measures fit a firm on a day; ``facts`` are those of the register and those said, amounts in yuan as text."""

    enterprise: UUID
    on: date
    place: str
    facts: dict[str, Any]
    policies: list[PolicyAnswerOut]


class FirmFactsIn(Incoming):
    """What policies ask of a firm, by name, as the list of facts in the documentation says; absent is unknown."""

    facts: Annotated[dict[str, Any], Field(max_length=60)]


def policies_out(on: date) -> dict[str, Any]:
    """Return the measures of a day as programs get them."""
    from pilin.engine import admit  # slow import

    return {"on": on, "policies": admit.rules_as_rows(admit.built_in_rules(), on)}


def fit_out(told: queries.Fit) -> dict[str, Any]:
    """Return which measures fit a firm as programs get it."""
    from pilin.engine import admit  # slow import

    return {
        "enterprise": told.firm.pk, "on": told.on, "place": told.place, "facts": {one.column: one.value for one in told.facts},
        "policies": admit.answers_as_rows(told.answers),
    }  # fmt: skip


class DaysSpanOut(Schema):
    """Answers to what was asked in a span; the median is of working days."""

    first: date
    end: date
    answers: int
    median_days: float | None


class DaysComparedOut(Schema):
    """One service before and after; cuts are shares of before, of 1."""

    service: UUID
    matter: str
    town: str
    days_statutory: int | None
    days_promised: int | None
    promised_cut: float | None
    before: DaysSpanOut
    after: DaysSpanOut
    cut: float | None


class DaysOut(Schema):
    """How long services took before and after a day; the sums are over services with answers on both sides."""

    circle: str
    split: date
    matched: int
    median_before: float | None
    median_after: float | None
    cut: float | None
    services: list[DaysComparedOut]


def days_out(circle: str, split: date, told: queries.DaysTold) -> dict[str, Any]:
    """Return how long services took before and after as programs get it."""

    def span(one: queries.Span) -> dict[str, Any]:
        return {"first": one.first, "end": one.end, "answers": one.number, "median_days": one.median}

    rows = [
        {
            "service": row.service.pk, "matter": row.service.matter, "town": row.service.owner, "days_statutory": row.service.days_statutory,
            "days_promised": row.service.days_promised, "promised_cut": row.promised_cut, "before": span(row.before), "after": span(row.after),
            "cut": row.cut,
        }
        for row in told.rows
    ]  # fmt: skip
    return {
        "circle": circle, "split": split, "matched": told.matched, "median_before": told.before, "median_after": told.after, "cut": told.cut,
        "services": rows,
    }  # fmt: skip


class ResourceIn(Incoming):
    """Whom firms can turn to; ``uid`` and ``revision`` where it is changed."""

    uid: UUID | None = None
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    name_zh: Annotated[str, Field(max_length=120)]
    name_en: Line = ""
    offers_zh: Annotated[str, Field(max_length=240)] = ""
    offers_en: Annotated[str, Field(max_length=300)] = ""
    stage: ServiceStage | None = None
    person_zh: Annotated[str, Field(max_length=60)] = ""
    person_en: Annotated[str, Field(max_length=80)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    online: Line = ""
    hours_zh: Annotated[str, Field(max_length=120)] = ""
    hours_en: Line = ""
    place_zh: Line = ""
    place_en: Annotated[str, Field(max_length=200)] = ""
    languages: Annotated[str, Field(max_length=40)] = "zh"
    reviewed_on: date
    valid_to: date | None = None
    audience: Readers = "public"


class LeafletIn(Incoming):
    """A leaflet: the same kind and title again replaces it."""

    kind: LeafletKind
    title_zh: Annotated[str, Field(max_length=120)]
    title_en: Line = ""
    resources: Annotated[list[UUID], Field(max_length=60)]
    audience: Readers = "public"


class AskIn(Incoming):
    """A request: for which firm, in one line, and what the town should know."""

    firm: UUID
    subject: Line
    text: Annotated[str, Field(max_length=10_000)] = ""
    channel: Channel = Channel.PROGRAM


class AskedOut(Schema):
    """The case that a request became."""

    uid: UUID
    reference: str
    take_by: date
    answer_by: date


def given(data: Any) -> dict[str, Any]:
    """Return what came in as the deeds take it: English words without their ending, nothing of which row it is."""
    plain = data.model_dump(exclude={"uid", "revision"})
    return {
        name.removesuffix("_en"): ("" if value is None and name == "stage" else value) for name, value in plain.items()
    }


def service_out(row: Service) -> dict[str, Any]:
    """Return a service as programs get it; unknown is null."""
    same = (
        "matter",
        "stage",
        "title_zh",
        "what_zh",
        "office_zh",
        "clause",
        "days_statutory",
        "days_promised",
        "ended_on",
        "revision",
        "illustrative",
    )
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk, "town": row.owner, "title_en": row.title, "what_en": row.what, "office_en": row.office,
        "papers_zh": row.papers_zh.splitlines(), "papers_en": row.papers.splitlines(), "contact": row.contact_id, "measures": row.measures,
        "source": row.source or None,
    }  # fmt: skip


def service_whole_out(row: Service) -> dict[str, Any]:
    """Return a service with how long its answers took."""
    taken = queries.taken(row)
    return {**service_out(row), "days_taken": taken.median, "answers": taken.number}


def resource_out(told: queries.ResourceTold) -> dict[str, Any]:
    """Return a resource as programs get it."""
    row = told.row
    same = (
        "name_zh",
        "offers_zh",
        "person_zh",
        "phone",
        "online",
        "hours_zh",
        "place_zh",
        "reviewed_on",
        "valid_to",
        "revision",
        "illustrative",
    )
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk, "town": row.owner, "name_en": row.name, "offers_en": row.offers, "stage": row.stage or None,
        "person_en": row.person, "hours_en": row.hours, "place_en": row.place, "live": told.live,
        "languages": [code.strip() for code in row.languages.split(",") if code.strip()], "source": row.source or None,
    }  # fmt: skip


def leaflet_out(row: Leaflet) -> dict[str, Any]:
    """Return a leaflet as programs get it."""
    return {
        "uid": row.pk, "kind": row.kind, "town": row.owner, "title_zh": row.title_zh, "title_en": row.title,
        "resources": row.resources, "illustrative": row.illustrative, "source": row.source or None,
    }  # fmt: skip
