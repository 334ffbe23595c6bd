"""What programs send and get about public services, facilities and settling directly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.lines.rules import clock
from pilin.domain.living.enums.services import (
    Answer,
    CareKind,
    FacilityKind,
    Filing,
    ForWhom,
    LifeEvent,
    Linked,
    Open,
    OpenDays,
    ReachState,
)
from pilin.domain.living.models.services import (
    Facility,
    FacilityDepartment,
    FacilityPartnership,
    PublicService,
    ServicePaper,
    SettlementWord,
)
from pilin.domain.living.queries.reaching import ReachTold
from pilin.domain.living.queries.services import FacilityTold, HoursTold, ServiceTold
from pilin.domain.living.rules import services as rules
from pilin.domain.living.rules.settlement import Settled
from pilin.web.api import Incoming

Name = Annotated[str, Field(max_length=160)]
Words = Annotated[str, Field(max_length=400)]
Readers = Annotated[str, Field(pattern="^(own|circle|public)$")]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]
Clock = Annotated[str, Field(pattern="^([01][0-9]|2[0-4]):[0-5][0-9]$")]
Amount = Annotated[str, Field(pattern=r"^[0-9]{1,7}(\.[0-9]{1,2})?$")]


class OpeningHoursIn(Incoming):
    """Opening hours: on which days, from when until when."""

    days: OpenDays
    opens: Clock
    closes: Clock


class OpeningHoursOut(Schema):
    """Opening hours."""

    days: OpenDays
    opens: str
    closes: str


class PaperIn(Incoming):
    """A paper to bring; no case: always."""

    paper_zh: Name
    paper_en: Name | None = None
    case_zh: Name | None = None
    case_en: Name | None = None


class PaperOut(Schema):
    """A paper to bring; a null case means always."""

    paper_zh: str
    paper_en: str
    case_zh: str | None
    case_en: str | None


class ReachOut(Schema):
    """Whether one gets there while it is open and home again; times of the day asked for."""

    state: ReachState
    why: str | None
    leave: str | None
    arrive: str | None
    home: str | None
    last_home: str | None
    latest: str | None
    minutes_on_foot: int | None
    lines: list[str]
    passing: list[str]


class PublicServiceOut(Schema):
    """A public service as it is told on a day; unknown is null."""

    uid: UUID
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    events: list[LifeEvent]
    provider_zh: str
    provider_en: str
    facility: UUID | None
    desk_zh: str | None
    online: str | None
    for_whom: ForWhom
    who_zh: str | None
    who_en: str | None
    clause_zh: str | None
    clause_en: str | None
    languages: list[str]
    cost_cny: str | None
    cost_zh: str | None
    valid_from: date
    valid_to: date | None
    checked_on: date | None
    papers: list[PaperOut]
    hours: list[OpeningHoursOut]
    open_on_the_day: list[OpeningHoursOut] | None
    open_to: Open
    reach: ReachOut | None
    town: str
    revision: int
    illustrative: bool
    source: str | None


class PublicServicesOut(Schema):
    """The public services of a circle that fit what was asked."""

    circle: str
    on: date
    services: list[PublicServiceOut]


class DepartmentOut(Schema):
    """A department, and who visits it from elsewhere."""

    name_zh: str
    name_en: str
    visits_zh: str | None
    visits_en: str | None


class PartnershipOut(Schema):
    """A hospital that the facility works together with."""

    partner_zh: str
    partner_en: str
    what_zh: str | None
    source: str | None


class DirectPaymentWordOut(Schema):
    """The word on whether insurance of an area pays directly at a facility."""

    uid: UUID
    facility: UUID
    kind: CareKind
    area: str
    linked: Linked
    as_of: date
    says_zh: str
    says_en: str
    illustrative: bool
    source: str | None


class FacilityOut(Schema):
    """A facility."""

    uid: UUID
    kind: FacilityKind
    name_zh: str
    name_en: str
    address_zh: str | None
    place: str
    bank: int
    latitude: float | None
    longitude: float | None
    desk_phone: str | None
    checked_on: date | None
    town: str
    revision: int
    illustrative: bool
    source: str | None


class FacilitiesOut(Schema):
    """The facilities of a circle."""

    circle: str
    facilities: list[FacilityOut]


class FacilityWholeOut(FacilityOut):
    """A facility with its departments, partners, hours, and what is said of settling there."""

    on: date
    departments: list[DepartmentOut]
    partnerships: list[PartnershipOut]
    hours: list[OpeningHoursOut]
    open_on_the_day: list[OpeningHoursOut] | None
    settlement: list[DirectPaymentWordOut]


class SettlementReasonOut(Schema):
    """One sentence on how the answer came about."""

    code: str
    zh: str
    en: str


class DirectPaymentOut(Schema):
    """Whether one pays directly by insurance, and whether one files first; unknown is said, never guessed."""

    direct: Answer
    filing: Filing
    valid_months_at_least: int | None
    clause: str | None
    rule_version: str | None
    reasons: list[SettlementReasonOut]


class PublicServiceIn(Incoming):
    """A public service as it is written, whole."""

    uid: UUID | None = None
    revision: Revision | None = None
    title_zh: Name
    title_en: Name | None = None
    about_zh: Words | None = None
    about_en: Words | None = None
    events: Annotated[list[LifeEvent], Field(max_length=8)]
    provider_zh: Name
    provider_en: Name | None = None
    facility: UUID | None = None
    desk_zh: Name | None = None
    online: Annotated[str, Field(max_length=200, pattern="^(https?://.*)?$")] | None = None
    for_whom: ForWhom
    who_zh: Name | None = None
    who_en: Words | None = None
    clause_zh: Name | None = None
    clause_en: Words | None = None
    languages: Annotated[list[str], Field(max_length=3)] | None = None
    cost_cny: Amount | None = None
    cost_zh: Name | None = None
    valid_from: date
    valid_to: date | None = None
    checked_on: date | None = None
    papers: Annotated[list[PaperIn], Field(max_length=50)] | None = None
    hours: Annotated[list[OpeningHoursIn], Field(max_length=50)] | None = None
    audience: Readers | None = None


class DepartmentIn(Incoming):
    """A department, and who visits it from elsewhere: no person's name."""

    name_zh: Name
    name_en: Name | None = None
    visits_zh: Name | None = None
    visits_en: Name | None = None


class PartnerIn(Incoming):
    """A hospital that the facility works together with."""

    partner_zh: Name
    partner_en: Name | None = None
    what_zh: Name | None = None
    what_en: Name | None = None


class FacilityIn(Incoming):
    """A facility as it is written, whole."""

    uid: UUID | None = None
    revision: Revision | None = None
    kind: FacilityKind
    name_zh: Name
    name_en: Name | None = None
    address_zh: Name | None = None
    place: Annotated[str, Field(max_length=16)]
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    desk_phone: Annotated[str, Field(max_length=40)] | None = None
    checked_on: date | None = None
    hours: Annotated[list[OpeningHoursIn], Field(max_length=50)] | None = None
    departments: Annotated[list[DepartmentIn], Field(max_length=100)] | None = None
    partners: Annotated[list[PartnerIn], Field(max_length=50)] | None = None
    audience: Readers | None = None


class DirectPaymentWordIn(Incoming):
    """A word on whether insurance of an area pays directly."""

    kind: CareKind
    area: Annotated[str, Field(max_length=16)]
    linked: Linked
    as_of: date
    says_zh: Annotated[str, Field(max_length=120)]
    says_en: Name | None = None


def service_given(data: PublicServiceIn) -> dict[str, Any]:
    """Return what was sent as the deed takes it, the facility and the row apart."""
    plain = {"title_en": "title", "about_en": "about", "provider_en": "provider", "who_en": "who", "clause_en": "clause"}  # fmt: skip
    given = _renamed(data, plain, apart=("uid", "facility", "papers", "hours", "cost_cny"))
    given["papers"] = [
        rules.PaperInput(one.paper_zh, one.paper_en or "", one.case_zh or "", one.case_en or "") for one in data.papers or ()
    ]  # fmt: skip
    given["hours"] = hours_given(data.hours)
    given["cost_cny"] = None if data.cost_cny is None else Decimal(data.cost_cny)
    return given


def facility_given(data: FacilityIn) -> dict[str, Any]:
    """Return what was sent as the deed takes it, the row apart."""
    given = _renamed(data, {"name_en": "name"}, apart=("uid", "hours", "departments", "partners", "latitude", "longitude"))  # fmt: skip
    for field in ("latitude", "longitude"):
        value = getattr(data, field)
        given[field] = None if value is None else round(Decimal(str(value)), 6)
    given["hours"] = hours_given(data.hours)
    given["departments"] = [
        rules.DepartmentInput(one.name_zh, one.name_en or "", one.visits_zh or "", one.visits_en or "") for one in data.departments or ()
    ]  # fmt: skip
    given["partners"] = [
        rules.PartnerInput(one.partner_zh, one.partner_en or "", one.what_zh or "", one.what_en or "") for one in data.partners or ()
    ]  # fmt: skip
    return given


def hours_given(hours: Sequence[OpeningHoursIn] | None) -> list[rules.HoursInput]:
    """Return opening hours as deeds take them."""
    return [rules.HoursInput(one.days.value, _minutes(one.opens), _minutes(one.closes)) for one in hours or ()]


def _renamed(data: Incoming, names: dict[str, str], apart: tuple[str, ...]) -> dict[str, Any]:
    said = data.model_dump(exclude_none=True, exclude=set(apart))
    return {names.get(key, key): value for key, value in said.items()}


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def paper_out(row: ServicePaper) -> dict[str, Any]:
    """Return a paper as programs get it."""
    return {"paper_zh": row.paper_zh, "paper_en": row.paper, "case_zh": row.case_zh or None, "case_en": row.case or None}  # fmt: skip


def hours_out(told: HoursTold) -> dict[str, Any]:
    """Return all hours, and those of the day: null where they are unknown, empty where it is closed."""
    rows = [{"days": row.days, "opens": clock(row.opens), "closes": _closing(row.closes)} for row in told.rows]
    if told.spans is None:
        return {"hours": rows, "open_on_the_day": None}
    return {
        "hours": rows, "open_on_the_day": [{"days": "daily", "opens": clock(opens), "closes": _closing(closes)} for opens, closes in told.spans]
    }  # fmt: skip


def _closing(minutes: int) -> str:
    return "24:00" if minutes == 1440 else clock(minutes)


def reach_out(told: ReachTold | None) -> dict[str, Any] | None:
    """Return the way as programs get it; null where nobody said from where."""
    if told is None:
        return None
    rides = [ride for ride in (told.there, told.home) if ride]
    return {
        "state": told.state, "why": told.why or None, "leave": told.leave or None, "arrive": told.arrive or None, "home": told.back or None,
        "last_home": told.last_home or None, "latest": told.latest or None, "minutes_on_foot": told.minutes_on_foot,
        "lines": list(dict.fromkeys(leg.line.number for ride in rides for leg in ride.legs)),
        "passing": list(dict.fromkeys(one.line.number for one in told.passing)),
    }  # fmt: skip


def service_out(told: ServiceTold) -> dict[str, Any]:
    """Return a service as programs get it."""
    row: PublicService = told.row
    return {
        **_of(row), "title_zh": row.title_zh, "title_en": row.title, "about_zh": row.about_zh, "about_en": row.about, "events": row.event_codes,
        "provider_zh": row.provider_zh, "provider_en": row.provider, "facility": told.facility.pk if told.facility else None,
        "desk_zh": row.desk_zh or None, "online": row.online or None, "for_whom": row.for_whom, "who_zh": row.who_zh or None,
        "who_en": row.who or None, "clause_zh": row.clause_zh or None, "clause_en": row.clause or None, "languages": row.language_codes,
        "cost_cny": None if row.cost_cny is None else str(row.cost_cny), "cost_zh": row.cost_zh or None, "valid_from": row.valid_from,
        "valid_to": row.valid_to, "checked_on": row.checked_on, "papers": [paper_out(paper) for paper in told.papers], **hours_out(told.hours),
        "open_to": told.open, "reach": reach_out(told.reach),
    }  # fmt: skip


def facility_out(row: Facility) -> dict[str, Any]:
    """Return a facility as programs get it."""
    point = row.point or (None, None)
    return {
        **_of(row), "kind": row.kind, "name_zh": row.name_zh, "name_en": row.name, "address_zh": row.address_zh or None, "place": row.place.code,
        "bank": row.bank, "latitude": point[0], "longitude": point[1], "desk_phone": row.desk_phone or None, "checked_on": row.checked_on,
    }  # fmt: skip


def facility_whole_out(told: FacilityTold, on: date) -> dict[str, Any]:
    """Return a facility with all that hangs on it."""
    return {
        **facility_out(told.row), "on": on, **hours_out(told.hours), "departments": [_department_out(row) for row in told.departments],
        "partnerships": [_partnership_out(row) for row in told.partnerships], "settlement": [word_out(row) for row in told.words],
    }  # fmt: skip


def _department_out(row: FacilityDepartment) -> dict[str, Any]:
    return {"name_zh": row.name_zh, "name_en": row.name, "visits_zh": row.visits_zh or None, "visits_en": row.visits or None}  # fmt: skip


def _partnership_out(row: FacilityPartnership) -> dict[str, Any]:
    return {"partner_zh": row.partner_zh, "partner_en": row.partner, "what_zh": row.what_zh or None, "source": row.source or None}  # fmt: skip


def word_out(row: SettlementWord) -> dict[str, Any]:
    """Return a word on settling directly as programs get it."""
    return {
        "uid": row.pk, "facility": row.facility_id, "kind": row.kind, "area": row.area.code, "linked": row.linked, "as_of": row.as_of,
        "says_zh": row.says_zh, "says_en": row.says, "illustrative": row.illustrative, "source": row.source or None,
    }  # fmt: skip


def settlement_out(told: Settled) -> dict[str, Any]:
    """Return what the rule answers, with exactly these keys at every door."""
    return {
        "direct": told.direct.value, "filing": told.filing.value, "valid_months_at_least": told.valid_months_at_least, "clause": told.clause,
        "rule_version": told.rule_version, "reasons": [{"code": one.code, "zh": one.words_zh, "en": one.words} for one in told.reasons],
    }  # fmt: skip


def _of(row: Any) -> dict[str, Any]:
    return {
        "uid": row.pk, "town": row.owner, "revision": row.revision, "illustrative": row.illustrative, "source": row.source or None,
    }  # fmt: skip
