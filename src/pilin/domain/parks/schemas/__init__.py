"""What programs send and get about parks, crossings, carriers and promises."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.parks import queries
from pilin.domain.parks.enums import (
    CarrierPart,
    Certainty,
    CooperationModel,
    CrossingState,
    PromiseState,
    ProposalState,
)
from pilin.domain.parks.models import ParkParty
from pilin.domain.parks.rules import DateFound
from pilin.domain.parks.schemas.zone import (
    NamedRegionOut as NamedRegionOut,
)
from pilin.domain.parks.schemas.zone import (
    NamedRegionsOut as NamedRegionsOut,
)
from pilin.domain.parks.schemas.zone import (
    ZoneOut as ZoneOut,
)
from pilin.domain.parks.schemas.zone import (
    ZonePlaceOut as ZonePlaceOut,
)
from pilin.domain.parks.schemas.zone import (
    regions_out as regions_out,
)
from pilin.domain.parks.schemas.zone import (
    zone_out as zone_out,
)
from pilin.engine.base import Misfit, Quantity, Tense
from pilin.web.api import Incoming

Name = Annotated[str, Field(max_length=80)]
Long = Annotated[str, Field(max_length=120)]
Note = Annotated[str, Field(max_length=300)]
Readers = Annotated[str, Field(pattern="^(own|circle|public)$")]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]
Sign = Annotated[str, Field(pattern="^[=≈>≥<≤]$")]
Rough = Annotated[
    str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-Q[1-4])?$")
]  # 2008-06-30, 2008-06, 2021-Q2, 2022
Vehicles = Annotated[int, Field(ge=1, le=2**31 - 1)]


class ParkFigureOut(Schema):
    """A figure as said or reckoned: value as text, how it stands to the true one, unit."""

    value: str
    comparator: str
    unit: str


class ParkPartyOut(Schema):
    """A party to a park: a member by its code, or a named one from outside; its share in force in per cent, unknown as null."""

    uid: UUID
    code: str | None
    name_zh: str
    name_en: str
    bank: int
    share: str | None


class ParkOut(Schema):
    """A park with what compares it; unknown is null. ``density`` compares only where ``comparable`` is true."""

    uid: UUID
    name_zh: str
    name_en: str
    town: str
    joint: bool
    model: CooperationModel | None
    valid_from: str | None
    valid_to: str | None
    area: ParkFigureOut | None
    firms: ParkFigureOut | None
    firms_inside: bool | None
    hnte_share: str | None
    hnte_firms: ParkFigureOut | None
    density: ParkFigureOut | None
    comparable: bool
    talents_zh: str | None
    talents_en: str | None
    firms_entered: int
    parties: list[ParkPartyOut]
    shares_agreed_on: date | None
    note_zh: str
    note_en: str
    revision: int
    illustrative: bool
    source: str | None


class ParkListOut(Schema):
    """How many parks a source counts, and how many of them stand here."""

    uid: UUID
    name_zh: str
    name_en: str
    declared: int
    declared_comparator: str
    here: int
    missing: int
    source: str | None


class ParksOut(Schema):
    """The parks of a circle on a day. ``firms`` counts each firm entered once, ``firms_in_several`` those in more than one park."""

    circle: str
    on: date
    parks: list[ParkOut]
    lists: list[ParkListOut]
    firms: int
    firms_in_several: int


class ShareWordOut(Schema):
    """The word of a town on shares."""

    town: str
    agrees: bool
    why: str
    said_at: datetime


class ShareProposalOut(Schema):
    """Shares as proposed, by uid of the party in per cent, and each town's word."""

    uid: UUID
    state: ProposalState
    decided_on: date | None
    town: str
    shares: dict[str, str | None]
    words: list[ShareWordOut]
    waits_for: list[str]
    why_zh: str
    why_en: str
    illustrative: bool


class ParkFirmOut(Schema):
    """A firm's stay in a park; the name only where the firm is in sight."""

    uid: UUID
    park: UUID
    enterprise: UUID
    name_zh: str | None
    valid_from: date
    valid_to: date | None


class ParkWholeOut(ParkOut):
    """A park with its proposals of shares, the newest first, and the firms entered in it."""

    proposals: list[ShareProposalOut]
    stays: list[ParkFirmOut]


class DesignOut(Schema):
    """The volume a crossing was built for, vehicles a day: known, or between two figures because the source does not give it."""

    known: bool
    low: int | None
    high: int | None
    of_day: int | None
    of_peak: int | None
    used_day: str | None
    used_peak: str | None


class CrossingOut(Schema):
    """A crossing, or several that a source counts and does not name (``number``)."""

    uid: UUID
    name_zh: str
    name_en: str
    number: int
    state: CrossingState
    begun_on: str | None
    opened_on: str | None
    vehicles_a_day: ParkFigureOut | None
    vehicles_at_peak: ParkFigureOut | None
    times_design: ParkFigureOut | None
    design: DesignOut
    note_zh: str
    note_en: str
    town: str
    revision: int
    illustrative: bool
    source: str | None


class CrossingsOut(Schema):
    """The crossings of a circle and how many there are in each state."""

    circle: str
    total: int
    states: dict[str, int]
    crossings: list[CrossingOut]


class CarrierOut(Schema):
    """A carrier of innovation with its figures by kind; ``form`` is how many centres, bases and platforms it is made of."""

    uid: UUID
    name_zh: str
    name_en: str
    figures: dict[str, ParkFigureOut]
    form: int | None
    flights_a_firm: ParkFigureOut | None
    investment_a_project: ParkFigureOut | None
    town: str
    illustrative: bool
    source: str | None


class CarriersOut(Schema):
    """The carriers of a circle."""

    circle: str
    carriers: list[CarrierOut]


class TenseMisfitOut(Schema):
    """A date that the tense of the words contradicts: said to be to come and past on the day of saying, or done and to come."""

    tense: Tense
    named: str


class PromiseOut(Schema):
    """What was promised and what came; ``days`` late or past its date. Unknown is null, with what the words could mean."""

    uid: UUID
    work: UUID
    work_zh: str
    work_en: str
    what_zh: str
    what_en: str
    said_by_zh: str
    said_by_en: str
    said_on: date
    words: str
    promised: str | None
    certainty: Certainty
    candidates: list[str]
    actual: str | None
    actual_source: str | None
    state: PromiseState
    days: int | None
    at_least: bool
    misfit: TenseMisfitOut | None
    illustrative: bool
    source: str | None


class PromisesOut(Schema):
    """What was promised in a circle as of a day, late first."""

    circle: str
    on: date
    promises: list[PromiseOut]


class MeantOut(Schema):
    """Which date words mean; null and candidates where it could be several."""

    value: str | None
    certainty: Certainty
    candidates: list[str]
    misfit: TenseMisfitOut | None


class PartyIn(Incoming):
    """A party: the code of a member, or the names of one from outside."""

    code: Annotated[str, Field(max_length=16)] = ""
    name_zh: Name = ""
    name_en: Long = ""
    bank: Annotated[int, Field(ge=-1, le=1)] = 0


class ParkIn(Incoming):
    """A park; ``uid`` and ``revision`` where one is changed (its parties stay). Decimals as text."""

    uid: UUID | None = None
    revision: Revision | None = None
    name_zh: Name
    name_en: Long = ""
    parties: Annotated[list[PartyIn], Field(max_length=12)] = []
    joint: bool = True
    listed_in: UUID | None = None
    model: CooperationModel | None = None
    area_km2: Annotated[str, Field(pattern=r"^[0-9]{1,5}(\.[0-9]{1,3})?$")] | None = None
    area_comparator: Sign = "="
    firms: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    firms_comparator: Sign = "="
    firms_inside: bool | None = None
    hnte_share: Annotated[str, Field(pattern=r"^[01](\.[0-9]{1,6})?$")] | None = None
    talents_zh: Annotated[str, Field(max_length=60)] = ""
    talents_en: Name = ""
    valid_from: Rough | None = None
    valid_to: Rough | None = None
    note_zh: Note = ""
    note_en: Annotated[str, Field(max_length=400)] = ""
    audience: Readers = "public"


class SharesIn(Incoming):
    """Shares proposed, by uid of the party, in per cent as text; null leaves one unknown."""

    shares: Annotated[
        dict[UUID, Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?$")] | None], Field(max_length=12)
    ]
    why_zh: Note = ""
    why_en: Annotated[str, Field(max_length=400)] = ""


class ShareAnswerIn(Incoming):
    """The word of the town acted for; a no says why."""

    agrees: bool
    why: Note = ""


class ParkFirmIn(Incoming):
    """A firm in a park from a day."""

    enterprise: UUID
    valid_from: date
    valid_to: date | None = None


class ParkFirmEndIn(Incoming):
    """The last day of a firm in a park, today unless said."""

    last_day: date | None = None


class CrossingIn(Incoming):
    """A crossing; ``uid`` and ``revision`` where one is changed. Counts are vehicles a day."""

    uid: UUID | None = None
    revision: Revision | None = None
    name_zh: Name
    name_en: Long = ""
    state: CrossingState
    number: Annotated[int, Field(ge=1, le=99)] = 1
    begun_on: Rough | None = None
    opened_on: Rough | None = None
    day_count: Vehicles | None = None
    day_comparator: Sign = "="
    peak_count: Vehicles | None = None
    peak_comparator: Sign = "="
    design_count: Vehicles | None = None
    times_design: Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9]{1,2})?$")] | None = None
    times_comparator: Sign = "="
    note_zh: Note = ""
    note_en: Annotated[str, Field(max_length=400)] = ""
    audience: Readers = "public"


class CarrierFigureIn(Incoming):
    """A figure of a carrier; money in yuan."""

    part: Annotated[str, Field(max_length=10)]
    value: Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,2})?$")]
    comparator: Sign = "="
    period_zh: Annotated[str, Field(max_length=40)] = ""
    period_en: Annotated[str, Field(max_length=60)] = ""


class CarrierIn(Incoming):
    """A carrier with its figures."""

    name_zh: Name
    name_en: Long = ""
    figures: Annotated[list[CarrierFigureIn], Field(max_length=9)] = []
    place_zh: Annotated[str, Field(max_length=60)] = ""
    place_en: Annotated[str, Field(max_length=80)] = ""
    source: Annotated[str, Field(max_length=60)] = ""
    note_zh: Note = ""
    note_en: Annotated[str, Field(max_length=400)] = ""
    audience: Readers = "public"


class ParkListIn(Incoming):
    """How many parks a source counts."""

    name_zh: Name
    name_en: Long = ""
    declared: Annotated[int, Field(ge=0, le=32_767)]
    declared_comparator: Sign = "="
    source: Annotated[str, Field(min_length=1, max_length=60)]
    audience: Readers = "public"


class PromiseIn(Incoming):
    """A promise on a work, or on a new one of this name. Its date is reckoned from ``words`` and ``said_on``."""

    work: UUID | None = None
    work_zh: Name = ""
    work_en: Long = ""
    what_zh: Annotated[str, Field(max_length=160)]
    what_en: Annotated[str, Field(max_length=240)] = ""
    said_by_zh: Name
    said_by_en: Long = ""
    said_on: date
    words: Long = ""
    chosen: Rough | None = None
    audience: Readers = "public"


class ActualIn(Incoming):
    """When something promised was done, and who or what says so."""

    actual: Rough
    actual_source: Annotated[str, Field(max_length=200)]


def given(data: Incoming, *apart: str) -> dict[str, Any]:
    """Return what was sent under the names that deeds use; English names stand bare, nothing said stands as empty."""
    held = data.model_dump(exclude={"uid", "revision", *apart})
    return {name.removesuffix("_en") if name != "work_en" else name: value for name, value in held.items()}


def figure_out(found: Quantity | None) -> dict[str, str] | None:
    """Return a figure as programs get it."""
    return (
        None
        if found is None
        else {"value": f"{found.value.normalize():f}", "comparator": found.comparator.value, "unit": found.unit}
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _said(value: Any) -> str | None:
    return None if value is None else str(value)


def _of(row: Any) -> dict[str, Any]:
    return {"uid": row.pk, "town": row.owner, "illustrative": row.illustrative, "source": row.source or None}


def party_out(party: ParkParty, share: Decimal | None) -> dict[str, Any]:
    """Return a party with its share."""
    named = party.member or party
    return {
        "uid": party.pk, "code": party.member.code if party.member else None, "name_zh": named.name_zh, "name_en": named.name,
        "bank": party.bank, "share": _text(share),
    }  # fmt: skip


def park_out(told: queries.ParkTold) -> dict[str, Any]:
    """Return a park as programs get it; unknown is null."""
    row = told.row
    return {
        **_of(row), "name_zh": row.name_zh, "name_en": row.name, "joint": row.joint, "model": row.model or None, "valid_from": _said(row.valid_from),
        "valid_to": _said(row.valid_to), "area": figure_out(row.area), "firms": figure_out(row.firms_said), "firms_inside": row.firms_inside,
        "hnte_share": _text(row.hnte_share), "hnte_firms": figure_out(told.hnte), "density": figure_out(told.density),
        "comparable": told.comparable, "talents_zh": row.talents_zh or None, "talents_en": row.talents or None, "firms_entered": len(told.firms),
        "parties": [party_out(party, share) for party, share in told.shares],
        "shares_agreed_on": told.agreed.row.decided_on if told.agreed else None, "note_zh": row.note_zh, "note_en": row.note,
        "revision": row.revision,
    }  # fmt: skip


def parks_out(circle: str, found: queries.Parks) -> dict[str, Any]:
    """Return the parks of a circle as programs get them."""
    lists = [
        {
            "uid": one.row.pk, "name_zh": one.row.name_zh, "name_en": one.row.name, "declared": one.row.declared,
            "declared_comparator": one.row.declared_comparator, "here": one.here, "missing": one.missing, "source": one.row.source or None,
        }
        for one in found.lists
    ]  # fmt: skip
    return {
        "circle": circle, "on": found.on, "parks": [park_out(one) for one in found.told], "lists": lists, "firms": found.firms.firms,
        "firms_in_several": found.firms.in_several,
    }  # fmt: skip


def proposal_out(told: queries.ProposalTold) -> dict[str, Any]:
    """Return a proposal of shares as programs get it."""
    row = told.row
    return {
        "uid": row.pk, "town": row.owner, "illustrative": row.illustrative, "state": row.state, "decided_on": row.decided_on,
        "shares": {key: _text(share) for key, share in told.shares.items()}, "waits_for": list(told.waits_for), "why_zh": row.why_zh, "why_en": row.why,
        "words": [{"town": word.member.code, "agrees": word.agrees, "why": word.why, "said_at": word.said_at} for word in told.words],
    }  # fmt: skip


def park_whole_out(told: queries.ParkTold) -> dict[str, Any]:
    """Return a park with its proposals and firms."""
    stays = [
        {
            "uid": one.pk, "park": one.park_id, "enterprise": one.enterprise_id, "valid_from": one.valid_from, "valid_to": one.valid_to,
            "name_zh": firm.name_zh if (firm := told.named.get(one.enterprise_id)) else None,
        }
        for one in told.firms
    ]  # fmt: skip
    return {**park_out(told), "proposals": [proposal_out(one) for one in told.proposals], "stays": stays}


def crossing_out(told: queries.CrossingTold) -> dict[str, Any]:
    """Return a crossing as programs get it."""
    row, design = told.row, told.design
    return {
        **_of(row), "name_zh": row.name_zh, "name_en": row.name, "number": row.number, "state": row.state, "begun_on": _said(row.begun_on),
        "opened_on": _said(row.opened_on), "vehicles_a_day": figure_out(row.a_day), "vehicles_at_peak": figure_out(row.at_peak),
        "times_design": figure_out(row.times), "note_zh": row.note_zh, "note_en": row.note, "revision": row.revision,
        "design": {
            "known": design.known, "low": design.low, "high": design.high, "of_day": design.of_day, "of_peak": design.of_peak,
            "used_day": _said(design.used_day), "used_peak": _said(design.used_peak),
        },
    }  # fmt: skip


def crossings_out(circle: str, found: queries.Crossings) -> dict[str, Any]:
    """Return the crossings of a circle as programs get them."""
    states = {state.value: number for state, number in found.states}
    return {
        "circle": circle,
        "total": found.total,
        "states": states,
        "crossings": [crossing_out(one) for one in found.told],
    }


def carrier_out(told: queries.CarrierTold) -> dict[str, Any]:
    """Return a carrier as programs get it."""
    figures = {one.part: figure_out(told.of(CarrierPart(one.part))) for one in told.figures}
    return {
        **_of(told.row), "name_zh": told.row.name_zh, "name_en": told.row.name, "figures": figures, "form": told.form,
        "flights_a_firm": figure_out(told.flights_a_firm), "investment_a_project": figure_out(told.investment_a_project),
    }  # fmt: skip


def promise_out(told: queries.PromiseTold) -> dict[str, Any]:
    """Return a promise and what became of it as programs get it."""
    row, became = told.row, told.outcome
    return {
        **_of(row), "work": row.work_id, "work_zh": row.work.name_zh, "work_en": row.work.name, "what_zh": row.what_zh, "what_en": row.what,
        "said_by_zh": row.said_by_zh, "said_by_en": row.said_by, "said_on": row.said_on, "words": row.words, "promised": _said(row.promised),
        "certainty": row.certainty, "candidates": row.candidates, "actual": _said(row.actual), "actual_source": row.actual_source or None,
        "state": became.state.value, "days": became.days, "at_least": became.at_least, "misfit": _misfit(told.misfit),
    }  # fmt: skip


def meant_out(found: DateFound, misfit: Misfit | None) -> dict[str, Any]:
    """Return which date words mean as programs get it."""
    return {
        "value": _said(found.value),
        "certainty": found.certainty.value,
        "candidates": [str(one) for one in found.candidates],
        "misfit": _misfit(misfit),
    }


def _misfit(found: Misfit | None) -> dict[str, str] | None:
    return {"tense": found.tense.value, "named": str(found.named)} if found else None
