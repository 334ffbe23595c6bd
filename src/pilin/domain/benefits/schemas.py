"""What programs send and get about sharing. Amounts are strings of decimals, so that they stay exact to the fen."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.benefits import queries, wording
from pilin.domain.benefits.enums import (
    Count,
    Measure,
    SchemeCurrency,
    SchemeKind,
    SettlementSaid,
    SettlementStage,
    State,
)
from pilin.web.api import Incoming

Amount = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=2)]
Code = Annotated[str, Field(max_length=16)]
Reason = Annotated[str, Field(max_length=600)]


class SharingPartyOut(Schema):
    """A town that shares."""

    town: str
    percent: str | None
    signed: bool
    refused: bool


class SharingSchemeOut(Schema):
    """A version of a scheme as lists give it."""

    uid: UUID
    lineage: UUID
    version: int
    title_zh: str
    title_en: str
    kind: SchemeKind
    preset: str
    preset_version: str
    parameters: dict[str, Any]
    shared_zh: str
    shared_en: str
    clause_zh: str
    clause_en: str
    currency: SchemeCurrency
    from_year: int
    last_year: int
    state: State
    parties: list[SharingPartyOut]
    agreement: str | None
    text_hash: str | None
    owner: str
    illustrative: bool
    source: str | None


class SharingFigureOut(Schema):
    """A figure as it was known last."""

    year: int
    measure: Measure
    about: list[str]
    amount: str
    currency: SchemeCurrency
    found_in: str
    known_at: datetime
    owner: str


class SharingSideOut(Schema):
    """What a town gave and had."""

    town: str
    own: str | None
    gave: str
    had: str
    net: str


class SharingCountOut(Schema):
    """One of two counts of an activity, which never add."""

    town: str
    kind: Count
    amount: str


class SharingWordOut(Schema):
    """A town's word on a settlement."""

    town: str
    kind: SettlementSaid
    on: date
    why: str | None


class SharingInputOut(Schema):
    """A figure that a year was reckoned from."""

    year: int
    measure: Measure
    about: list[str]
    amount: str
    currency: SchemeCurrency


class SettlementOut(Schema):
    """A settled year with what went in, what came out and what the towns say."""

    uid: UUID
    scheme: UUID
    year: int
    attempt: int
    stage: SettlementStage
    known_at: datetime
    formula: str
    reckoned_by: str
    digest: str
    moved: str
    currency: SchemeCurrency
    sides: list[SharingSideOut]
    counts: list[SharingCountOut]
    words: list[SharingWordOut]
    inputs: list[SharingInputOut]
    illustrative: bool


class SettlementAgainOut(Schema):
    """A settlement reckoned again from what it kept, and from what is known today."""

    same: bool
    digest: str
    now_same: bool


class SchemeWholeOut(SharingSchemeOut):
    """A version of a scheme with the figures and settlements that one may read."""

    figures: list[SharingFigureOut]
    settlements: list[SettlementOut]


class SharingSchemesOut(Schema):
    """The schemes of a circle."""

    circle: str
    schemes: list[SharingSchemeOut]


class ProspectOut(Schema):
    """What one rule would bring; null where it cannot be reckoned on this history, with the reason."""

    preset: str
    eligible: bool | None
    out: list[str] | None
    out_cumulated: list[str] | None
    in_cumulated: list[str] | None
    out_even_after: int | None
    in_even_after: int | None
    wrong: str | None


class ProspectsOut(Schema):
    """Several rules on one history."""

    unit: str
    prospects: list[ProspectOut]


class YearlyAsked(Schema):
    """A history of towns by years, and the rules to reckon on it; lists are written with commas between."""

    kind: Annotated[str, Field(pattern="^(levy|pool|coalition)$")]
    towns: Annotated[str, Field(max_length=200)]
    first: Annotated[int, Field(ge=1950, le=2150)]
    years: Annotated[int, Field(ge=1, le=12)]
    row: Annotated[list[Annotated[str, Field(max_length=600)]], Field(max_length=60)] = []
    rules: Annotated[str, Field(max_length=200)] = ""
    levy: Annotated[str, Field(max_length=20)] = ""
    pool: Annotated[str, Field(max_length=20)] = ""
    shares: Annotated[str, Field(max_length=300)] = ""
    currency: SchemeCurrency = SchemeCurrency.CNY


class TownOutlookOut(Schema):
    """What one town gives and has each year by a rule, and how far it is ahead after each; yuan as text, exact to the fen."""

    town: str
    gave: list[str]
    had: list[str]
    net: list[str]
    cumulated: list[str]
    even_from: int | None


class OutlookFaultOut(Schema):
    """A figure for which a rule cannot be reckoned."""

    field: str
    reason: str


class YearlyProspectOut(Schema):
    """What one rule would bring each town; ``towns`` is null where it cannot be reckoned on this history, ``wrong`` says why."""

    rule: str
    preset: str
    kind: str
    clause: str | None
    source: str | None
    confirmed: bool
    parameters: dict[str, Any]
    towns: list[TownOutlookOut] | None
    wrong: list[OutlookFaultOut]


class YearlyProspectsOut(Schema):
    """Several rules on one history of towns by years."""

    unit: str
    years: list[int]
    prospects: list[YearlyProspectOut]


class SchemeIn(Incoming):
    """A draft."""

    title_zh: Annotated[str, Field(min_length=1, max_length=160)]
    title_en: Annotated[str, Field(max_length=240)] = ""
    preset: Annotated[str, Field(max_length=40)]
    parties: Annotated[list[Code], Field(max_length=14)]
    parameters: dict[str, Any]
    from_year: Annotated[int, Field(ge=1900, le=2200)]
    currency: SchemeCurrency = SchemeCurrency.CNY
    shared_zh: Annotated[str, Field(max_length=200)] = ""
    shared_en: Annotated[str, Field(max_length=300)] = ""
    clause_zh: Annotated[str, Field(max_length=300)] = ""
    clause_en: Annotated[str, Field(max_length=300)] = ""


class VersionIn(Incoming):
    """The next version's terms."""

    parameters: dict[str, Any]
    from_year: Annotated[int, Field(ge=1900, le=2200)]


class SchemeStepIn(Incoming):
    """A step about a scheme: propose, sign, refuse or end it."""

    step: Annotated[str, Field(pattern="^(propose|sign|refuse|end)$")]
    text_hash: Annotated[str, Field(max_length=64)] = ""
    why: Reason = ""
    day: date | None = None  # last day to sign; the last day in it


class SharedFigureIn(Incoming):
    """A figure of one's own town."""

    year: Annotated[int, Field(ge=1900, le=2200)]
    measure: Measure
    about: Annotated[list[Code], Field(min_length=1, max_length=14)]
    amount: Amount
    currency: SchemeCurrency = SchemeCurrency.CNY
    found_in: Annotated[str, Field(min_length=1, max_length=300)]


class YearIn(Incoming):
    """A year to reckon."""

    year: Annotated[int, Field(ge=1900, le=2200)]


class SettlementWordIn(Incoming):
    """A town's word on a settlement."""

    kind: SettlementSaid
    digest: Annotated[str, Field(max_length=64)] = ""  # of what is confirmed
    on: date | None = None
    why: Reason = ""


def scheme_out(card: queries.SchemeCard) -> dict[str, Any]:
    """Return a version of a scheme as programs get it; unknown is null."""
    row, seals = card.row, set(card.signed)
    return {
        "uid": row.pk, "lineage": row.lineage, "version": row.version, "title_zh": row.title_zh, "title_en": row.title, "kind": row.kind,
        "preset": row.preset, "preset_version": row.preset_version, "parameters": row.parameters, "shared_zh": row.shared_zh,
        "shared_en": row.shared, "clause_zh": row.clause_zh, "clause_en": row.clause, "currency": row.currency,
        "from_year": row.from_year, "last_year": row.last_year, "state": card.state,
        "parties": [
            {
                "town": one.member.code, "percent": None if one.percent is None else f"{one.percent.normalize():f}",
                "signed": one.member.code in seals, "refused": one.member.code in card.refused and one.member.code not in seals,
            }
            for one in card.parties
        ],
        "agreement": card.agreement.slug if card.agreement else None,
        "text_hash": card.agreement.text_hash if card.agreement else None,
        "owner": row.owner, "illustrative": row.illustrative, "source": row.source or None,
    }  # fmt: skip


def whole_out(found: queries.Whole) -> dict[str, Any]:
    """Return a version of a scheme with its figures and settlements."""
    figures = [
        {
            "year": one.year, "measure": one.measure, "about": list(one.towns), "amount": str(one.amount), "currency": one.currency,
            "found_in": one.found_in, "known_at": one.known_at, "owner": one.owner,
        }
        for one in found.figures
    ]  # fmt: skip
    return scheme_out(found.card) | {
        "figures": figures,
        "settlements": [settlement_out(one) for one in found.settlements],
    }


def settlement_out(card: queries.SettlementCard) -> dict[str, Any]:
    """Return a settlement as programs get it."""
    row = card.row
    return {
        "uid": row.pk, "scheme": row.of_id, "year": row.year, "attempt": row.attempt, "stage": card.course.stage, "known_at": row.known_at,
        "formula": row.formula, "reckoned_by": row.reckoned_by, "digest": row.digest, "moved": str(row.moved), "currency": row.of.currency,
        "sides": [
            {
                "town": one.member.code, "own": None if one.own is None else str(one.own), "gave": str(one.gave), "had": str(one.had),
                "net": str(one.net),
            }
            for one in card.sides
        ],
        "counts": [{"town": one.member.code, "kind": one.kind, "amount": str(one.amount)} for one in card.counts],
        "words": [{"town": one.owner, "kind": one.kind, "on": one.on, "why": one.why or None} for one in card.words],
        "inputs": [
            {"year": year, "measure": measure, "about": about, "amount": amount, "currency": currency}
            for year, measure, about, amount, currency in row.inputs
        ],
        "illustrative": row.illustrative,
    }  # fmt: skip


def schemes_out(circle: str, cards: list[queries.SchemeCard]) -> dict[str, Any]:
    """Return the schemes of a circle, sorted by uid."""
    return {
        "circle": circle,
        "schemes": [scheme_out(card) for card in sorted(cards, key=lambda card: str(card.row.pk))],
    }


def prospects_out(found: list[queries.Prospect]) -> dict[str, Any]:
    """Return several rules on one history."""
    rows = []
    for one in found:
        done = one.outlook
        rows.append({
            "preset": one.key, "eligible": done.shares.eligible if done else None,
            "out": [str(part) for part in done.shares.out] if done else None,
            "out_cumulated": [str(part) for part in done.out_cumulated] if done else None,
            "in_cumulated": [str(part) for part in done.in_cumulated] if done else None,
            "out_even_after": done.out_even_after if done else None, "in_even_after": done.in_even_after if done else None,
            "wrong": str(one.wrong) if one.wrong else None,
        })  # fmt: skip
    return {"unit": "CNY", "prospects": rows}


def yearly_out(found: list[queries.YearlyProspect]) -> dict[str, Any]:
    """Return several rules on one history of towns by years; they share their years and their currency."""
    rows = []
    for one in found:
        done = one.outlook
        wrong = wording.in_own_words(one.wrong).faults if one.wrong else ()
        rows.append({
            "rule": one.key, "preset": one.preset.key, "kind": one.preset.kind, "clause": one.preset.clause or None, "source": one.preset.source or None,
            "confirmed": one.preset.confirmed, "parameters": dict(one.terms.terms),
            "towns": [
                {
                    "town": town, "gave": [str(year.sides[town].gave) for year in done.settled], "had": [str(year.sides[town].had) for year in done.settled],
                    "net": [str(year.sides[town].net) for year in done.settled], "cumulated": [str(amount) for amount in done.cumulated[town]],
                    "even_from": done.even_from[town],
                }
                for town in one.terms.parties
            ] if done else None,
            "wrong": [{"field": fault.field, "reason": str(fault.reason)} for fault in wrong],
        })  # fmt: skip
    first = found[0].terms
    return {"unit": first.currency, "years": list(range(first.from_year, first.last_year + 1)), "prospects": rows}
