"""What the programs of investment send and get. Amounts are text to the fen, with their currency; areas as entered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.investment import queries, rules
from pilin.domain.investment.actions import LeadFacts, SpaceFacts
from pilin.domain.investment.enums import (
    AreaUnit,
    AskKind,
    Currency,
    Ended,
    Fit,
    LandUse,
    LeadStage,
    MoveKind,
    Reply,
    Sector,
    SpaceKind,
    SpaceState,
)
from pilin.domain.investment.models import Lead, PipelineFigure, Space
from pilin.domain.investment.schemas.links import ConfirmLinkOut, link_out
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Audience
from pilin.web.api import Incoming, Whole

Line = Annotated[str, Field(max_length=160)]
Name = Annotated[str, Field(max_length=240)]
Words = Annotated[str, Field(max_length=10_000)]
Code = Annotated[str, Field(max_length=16)]
Positive = Annotated[Decimal, Field(gt=0, lt=10**15, max_digits=18, decimal_places=2)]
Extent = Annotated[Decimal, Field(gt=0, lt=10**9, max_digits=14, decimal_places=4)]


class CapitalOut(Schema):
    """An amount in one currency."""

    amount: str
    currency: Currency
    comparator: Comparator


class ExtentOut(Schema):
    """An area as entered, and in hectares to the hundredth."""

    value: str
    unit: AreaUnit
    hectares: str


class CurrencySumOut(Schema):
    """What some leads bring together in one currency, and each on average."""

    currency: Currency
    total: str
    comparator: Comparator
    mean: str
    leads: int


class StageSumOut(Schema):
    """Leads of one stage, or of several: sums by currency, never over two."""

    stage: LeadStage
    label: str
    leads: int
    sums: list[CurrencySumOut]
    without_amount: int
    longest_days: int | None


class ReportedOut(Schema):
    """What a report says; never added to the leads. Null is what it does not say."""

    key: str
    title_zh: str
    title_en: str
    stage: LeadStage | None
    projects: int | None
    capital: CapitalOut | None
    mean: CapitalOut | None
    output_a_year: CapitalOut | None
    output_of_investment: str | None
    output_per_mu: CapitalOut | None
    area: ExtentOut | None
    note_zh: str
    note_en: str
    source: str


class PipelineOut(Schema):
    """The funnel of a circle, as far as the caller may read it."""

    circle: str
    stages: list[StageSumOut]
    signed: StageSumOut
    intended: StageSumOut
    ended: int
    reported: list[ReportedOut]


class LeadOut(Schema):
    """A lead as lists give it."""

    uid: UUID
    title_zh: str
    title_en: str
    investor_zh: str
    investor_en: str
    uscc: str | None
    enterprise: UUID | None
    sector: Sector
    capital: CapitalOut | None
    output_a_year: CapitalOut | None
    wanted: ExtentOut | None
    wanted_kind: SpaceKind | None
    wanted_use: LandUse | None
    wanted_from: date | None
    keeper: str
    reporter: str
    reported_at: datetime
    stage: LeadStage
    stage_since: date
    days_in_stage: int
    still_after_days: int
    stands_still: bool
    ended: Ended | None
    ended_on: date | None
    site_town: str | None
    audience: Audience
    revision: int
    illustrative: bool
    source: str | None


class LeadsOut(Schema):
    """The leads of a circle, as far as the caller may read them."""

    circle: str
    leads: list[LeadOut]


class MoveOut(Schema):
    """One thing that happened to a lead."""

    kind: MoveKind
    stage: LeadStage
    moved_on: date
    town: str
    why_zh: str
    why_en: str


class AskOut(Schema):
    """What a town asked; the answer is null while it is awaited, and so is who answers, where one asks to join."""

    uid: UUID
    kind: AskKind
    asker: str
    town: str | None
    investor_zh: str
    investor_en: str
    words_zh: str
    words_en: str
    asked_at: datetime
    withdrawn: bool
    reply: Reply | None
    answered_by: str | None
    why_zh: str
    why_en: str


class SplitOut(Schema):
    """A split of the credit: percent by town, and each town's word; null while it is awaited."""

    uid: UUID
    shares: dict[str, str]
    said: dict[str, bool | None]
    agreed: bool


class LeadWholeOut(LeadOut):
    """A lead with its history, what its next stage needs, and what stands between towns."""

    note_zh: str
    note_en: str
    signed_on: date | None
    started_on: date | None
    produced_on: date | None
    confirmed_on: date | None
    site: UUID | None
    next_stage: LeadStage | None
    missing: list[str]
    moves: list[MoveOut]
    offers: list[AskOut]
    joins: list[AskOut]
    splits: list[SplitOut]
    links: list[ConfirmLinkOut]


class SpaceOut(Schema):
    """Land or a floor on the list."""

    uid: UUID
    kind: SpaceKind
    title_zh: str
    title_en: str
    town: str
    place_zh: str
    area: ExtentOut
    use: LandUse | None
    local_use_zh: str
    former_use_zh: str
    free_from: date | None
    floor_load_kn_m2: str | None
    clear_height_m: str | None
    state: SpaceState
    revision: int
    illustrative: bool
    source: str | None


class SpacesOut(Schema):
    """The list of spaces, both sides in one."""

    circle: str
    spaces: list[SpaceOut]


class SpaceWishOut(Schema):
    """Whether one wish of a lead is met."""

    wish: Literal["state", "kind", "area", "use", "day"]
    fit: Fit
    reason: str


class SpaceMatchOut(Schema):
    """A space held against a lead."""

    space: SpaceOut
    fit: Fit
    wishes: list[SpaceWishOut]


class SpaceMatchesOut(Schema):
    """All spaces held against a lead, what fits first."""

    lead: UUID
    matches: list[SpaceMatchOut]


class CapitalIn(Incoming):
    """An amount in one currency."""

    amount: Positive
    currency: Currency
    comparator: Comparator = Comparator.EXACTLY

    def quantity(self) -> Quantity:
        """Return it as a figure."""
        return Quantity(self.amount, self.currency, self.comparator)


class ExtentIn(Incoming):
    """An area as the papers give it."""

    value: Extent
    unit: AreaUnit

    def quantity(self) -> Quantity:
        """Return it as a figure."""
        return Quantity(self.value, self.unit)


def figure_of(given: CapitalIn | ExtentIn | None) -> Quantity | None:
    """Return what was sent as a figure; None where nothing was."""
    return None if given is None else given.quantity()


class LeadIn(Incoming):
    """What is said of a lead."""

    title_zh: Line = ""
    title_en: Name = ""
    investor_zh: Annotated[str, Field(max_length=200)] = ""
    investor_en: Name = ""
    uscc: Annotated[str, Field(max_length=24)] = ""
    enterprise: UUID | None = None
    sector: Sector
    capital: CapitalIn | None = None
    output_a_year: CapitalIn | None = None
    wanted: ExtentIn | None = None
    wanted_kind: SpaceKind | None = None
    wanted_use: LandUse | None = None
    wanted_from: date | None = None
    note_zh: Words = ""
    note_en: Words = ""

    def facts(self) -> LeadFacts:
        """Return what the deeds take."""
        return LeadFacts(
            title_zh=self.title_zh, title=self.title_en, investor_zh=self.investor_zh, investor=self.investor_en,
            uscc=self.uscc, enterprise=self.enterprise, sector=self.sector, capital=figure_of(self.capital),
            output=figure_of(self.output_a_year), wanted=figure_of(self.wanted),
            wanted_kind=self.wanted_kind or "", wanted_use=self.wanted_use or "", wanted_from=self.wanted_from,
            note_zh=self.note_zh, note=self.note_en,
        )  # fmt: skip


class LeadChangeIn(LeadIn):
    """What is said of a lead now, and which state of it was read."""

    revision: Whole


class LeadMoveIn(Incoming):
    """One step of a lead: forward, back, ended or reopened; what each needs stands in its refusal."""

    revision: Whole
    kind: Literal["forward", "back", "ended", "reopened", "confirmed"]
    on: date | None = None
    to: LeadStage | None = None
    ended: Ended | None = None
    capital: CapitalIn | None = None
    site: UUID | None = None
    site_town: Code = ""
    why_zh: Words = ""
    why_en: Words = ""


class LeadShareIn(Incoming):
    """Who reads a lead."""

    revision: Whole
    audience: Audience
    towns: Annotated[list[Code], Field(max_length=50)] = []


class SpaceIn(Incoming):
    """What is said of a space."""

    kind: SpaceKind
    area: ExtentIn
    title_zh: Line = ""
    title_en: Name = ""
    place_zh: Name = ""
    use: LandUse | None = None
    local_use_zh: Annotated[str, Field(max_length=120)] = ""
    former_use_zh: Line = ""
    free_from: date | None = None
    floor_load_kn_m2: Annotated[Decimal, Field(gt=0, lt=10_000, decimal_places=2)] | None = None
    clear_height_m: Annotated[Decimal, Field(gt=0, lt=10_000, decimal_places=2)] | None = None
    note_zh: Words = ""
    note_en: Words = ""
    audience: Literal["own", "circle", "public"] = "circle"

    def facts(self) -> SpaceFacts:
        """Return what the deeds take."""
        return SpaceFacts(
            kind=self.kind, area=self.area.quantity(), title_zh=self.title_zh, title=self.title_en, place_zh=self.place_zh,
            use=self.use or "", local_use_zh=self.local_use_zh, former_use_zh=self.former_use_zh, free_from=self.free_from,
            floor_load_kn_m2=self.floor_load_kn_m2, clear_height_m=self.clear_height_m, note_zh=self.note_zh,
            note=self.note_en, audience=self.audience,
        )  # fmt: skip


class SpaceStateIn(Incoming):
    """Whether a space can still be had."""

    revision: Whole
    state: SpaceState


def capital_out(value: Quantity | None) -> dict[str, Any] | None:
    """Return an amount as programs get it; None where nobody says one."""
    if value is None:
        return None
    return {"amount": f"{value.value:.2f}", "currency": value.unit, "comparator": value.comparator.value}


def extent_out(value: Quantity | None) -> dict[str, Any] | None:
    """Return an area as programs get it; None where nobody says one."""
    if value is None:
        return None
    hectares = rules.in_unit(rules.exact_m2(value), rules.HECTARE)
    return {"value": f"{value.value.normalize():f}", "unit": value.unit, "hectares": f"{hectares:.2f}"}


def pipeline_out(circle: str, found: queries.Pipeline) -> dict[str, Any]:
    """Return the funnel as programs get it."""
    return {
        "circle": circle,
        "stages": [_sum(one) for one in found.stages],
        "signed": _sum(found.signed),
        "intended": _sum(found.intended),
        "ended": found.ended,
        "reported": [reported_out(row) for row in found.figures],
    }


def reported_out(row: PipelineFigure) -> dict[str, Any]:
    """Return what a report says as programs get it."""
    ratio = rules.output_ratio(row)
    return {
        **{name: getattr(row, name) for name in ("key", "title_zh", "projects", "note_zh", "source")},
        "title_en": row.title,
        "stage": row.stage or None,
        "capital": capital_out(row.capital),
        "mean": capital_out(rules.mean_amount(row)),
        "output_a_year": capital_out(row.yearly_output),
        "output_of_investment": None if ratio is None else str(ratio),
        "output_per_mu": capital_out(rules.output_per_mu(row)),
        "area": extent_out(row.area),
        "note_en": row.note,
    }


def lead_out(card: queries.LeadCard) -> dict[str, Any]:
    """Return a lead as programs get it; unknown is null."""
    row: Lead = card.lead
    same = ("title_zh", "investor_zh", "sector", "wanted_from", "reporter", "reported_at", "stage", "stage_since", "ended_on",
            "audience", "revision", "illustrative")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk,
        "title_en": row.title,
        "investor_en": row.investor,
        "uscc": row.uscc or None,
        "enterprise": row.enterprise_id,
        "capital": capital_out(row.capital),
        "output_a_year": capital_out(row.yearly_output),
        "wanted": extent_out(row.wanted),
        "wanted_kind": row.wanted_kind or None,
        "wanted_use": row.wanted_use or None,
        "keeper": row.owner,
        "days_in_stage": card.days,
        "still_after_days": card.allowed,
        "stands_still": card.still,
        "ended": row.ended or None,
        "site_town": row.site_town or None,
        "source": row.source or None,
    }


def lead_whole_out(found: queries.LeadTold) -> dict[str, Any]:
    """Return a lead with its history as programs get it."""
    row = found.lead
    same = ("note_zh", "signed_on", "started_on", "produced_on", "confirmed_on")
    return {
        **lead_out(queries.LeadCard(row, found.days, found.allowed)),
        **{name: getattr(row, name) for name in same},
        "note_en": row.note,
        "site": row.site_id,
        "next_stage": None if row.ended else rules.stage_after(row.stage),
        "missing": [need.field for need in found.missing],
        "moves": [
            {
                "kind": m.kind,
                "stage": m.stage,
                "moved_on": m.moved_on,
                "town": m.owner,
                "why_zh": m.why_zh,
                "why_en": m.why,
            }
            for m in found.moves
        ],
        "offers": [ask_out(one) for one in found.offers],
        "joins": [ask_out(one) for one in found.joins],
        "splits": [_split(one) for one in found.splits],
        "links": [link_out(one) for one in found.links],
    }


def ask_out(asked: queries.Asked) -> dict[str, Any]:
    """Return what was asked as programs get it."""
    row, answer = asked.ask, asked.answer
    same = ("kind", "investor_zh", "words_zh")
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk,
        "asker": row.owner,
        "town": row.town or None,
        "investor_en": row.investor,
        "words_en": row.words,
        "asked_at": row.made_at,
        "withdrawn": row.withdrawn_at is not None,
        "reply": answer.reply if answer else None,
        "answered_by": answer.owner if answer else None,
        "why_zh": answer.why_zh if answer else "",
        "why_en": answer.why if answer else "",
    }


def space_out(row: Space) -> dict[str, Any]:
    """Return a space as programs get it; unknown is null."""
    load, height = row.floor_load_kn_m2, row.clear_height_m
    same = (
        "kind",
        "title_zh",
        "place_zh",
        "local_use_zh",
        "former_use_zh",
        "free_from",
        "state",
        "revision",
        "illustrative",
    )
    return {
        **{name: getattr(row, name) for name in same},
        "uid": row.pk,
        "title_en": row.title,
        "town": row.owner,
        "area": extent_out(row.area),
        "use": row.use or None,
        "floor_load_kn_m2": None if load is None else f"{load:.2f}",
        "clear_height_m": None if height is None else f"{height:.2f}",
        "source": row.source or None,
    }


def match_out(found: rules.SpaceMatch) -> dict[str, Any]:
    """Return a space held against a lead as programs get it."""
    return {
        "space": space_out(found.space),
        "fit": found.fit,
        "wishes": [{"wish": w.name, "fit": w.fit, "reason": str(w.reason)} for w in found.wishes],
    }


def _sum(one: queries.StageSum) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "label": str(one.stage.label),
        "leads": one.count,
        "sums": [_money(money) for money in one.sums],
        "without_amount": one.untold,
        "longest_days": one.oldest_days,
    }


def _money(one: queries.Money) -> dict[str, Any]:
    total = one.total
    mean, sign = f"{one.mean.value:.2f}", total.comparator.value
    return {"currency": total.unit, "total": f"{total.value:.2f}", "comparator": sign, "mean": mean, "leads": one.leads}


def _split(told: queries.SplitTold) -> dict[str, Any]:
    words = {word.owner: word.agreed for word in told.words}
    return {
        "uid": told.split.pk,
        "shares": told.split.shares,
        "said": {code: words.get(code) for code in told.split.shares},
        "agreed": told.agreed,
    }
