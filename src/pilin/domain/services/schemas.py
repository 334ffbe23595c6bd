"""What programs send and get about services."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.services import queries
from pilin.domain.services.enums import LeafletKind, Stage
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
    stage: Stage
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
    stage: Stage | None
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
    stage: Stage
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
    audience: Readers = "public"


class ResourceIn(Incoming):
    """Whom firms can turn to; ``uid`` and ``revision`` where it is changed."""

    uid: UUID | None = None
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    name_zh: Annotated[str, Field(max_length=120)]
    name_en: Line = ""
    offers_zh: Annotated[str, Field(max_length=240)] = ""
    offers_en: Annotated[str, Field(max_length=300)] = ""
    stage: Stage | None = None
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
        "papers_zh": row.papers_zh.splitlines(), "papers_en": row.papers.splitlines(), "contact": row.contact_id,
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
