"""What programs send and get about joint enforcement."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.enforcement import queries
from pilin.domain.enforcement.enums import (
    Comparison,
    Custody,
    DecisionOutcome,
    EvidenceKind,
    FindingState,
    HazardGrade,
    HazardState,
    ItemLevel,
    ItemUnit,
    PatrolReply,
    PatrolState,
    PieceState,
    UnifiedKind,
)
from pilin.domain.enforcement.models import EnforcementItem
from pilin.web.api import Incoming

Line = Annotated[str, Field(max_length=160)]
Note = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=2_000)]
Code = Annotated[str, Field(max_length=16)]
Money = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, max_digits=9, decimal_places=6)]
Latitude = Annotated[Decimal, Field(ge=-90, le=90, max_digits=9, decimal_places=6)]


class EnforcementItemOut(Schema):
    """An item of a province's list; a bound that the list does not set is null."""

    uid: UUID
    province: str
    town: str
    code: str
    title_zh: str
    title_en: str
    basis_zh: str
    basis_en: str
    level: ItemLevel
    unit: ItemUnit
    penalty_min: float | None
    penalty_max: float | None
    currency: str
    first_free: bool | None
    valid_from: date
    valid_to: date | None
    illustrative: bool
    source: str | None


class EnforcementMatterOut(Schema):
    """One matter on both banks on a day."""

    matter: str
    kind: Comparison
    differing: list[str]
    left: EnforcementItemOut | None
    right: EnforcementItemOut | None


class EnforcementListsOut(Schema):
    """The lists of both provinces on a day."""

    circle: str
    on: date
    matters: list[EnforcementMatterOut]


class PatrolOut(Schema):
    """A joint patrol."""

    uid: UUID
    title_zh: str
    title_en: str
    state: PatrolState
    agreement: str
    host: str
    towns: list[str]
    waits_for: list[str]
    on: date
    starts_at: datetime
    officers: int
    revision: int
    illustrative: bool


class PatrolsOut(Schema):
    """The patrols that a town reads."""

    circle: str
    patrols: list[PatrolOut]


class PatrolOfficerOut(Schema):
    """Somebody who goes along, as checked for the patrol's place and day."""

    town: str
    name: str
    last_four: str
    may: bool
    lacks: list[str]


class PatrolCheckOut(Schema):
    """A firm that a patrol checks, once; the offices that go along, for its own town."""

    uid: UUID
    town: str
    firm: UUID
    firm_zh: str
    on: date
    offices_along: list[str]


class PatrolWholeOut(PatrolOut):
    """A patrol with its officers, what stands against setting out, whom it checks and what it found."""

    checks: list[PatrolCheckOut]
    along: list[PatrolOfficerOut]
    faults: list[str]
    findings: list[UUID]


class CustodyOut(Schema):
    """One step in the keeping of a piece of evidence."""

    number: int
    kind: Custody
    at: datetime
    town: str
    to_town: str | None
    seal: str | None
    note: str


class EvidencePieceOut(Schema):
    """A piece of evidence with its keeping."""

    uid: UUID
    number: int
    kind: EvidenceKind
    title_zh: str
    sha256: str | None
    seal: str | None
    holder: str
    on_its_way_to: str | None
    custody: list[CustodyOut]


class FindingOut(Schema):
    """A finding, whose it is, and how far it is."""

    uid: UUID
    reference: str
    title_zh: str
    state: FindingState
    town: str
    act_towns: list[str]
    by_point: bool
    matter: str | None
    place_zh: str
    longitude: float | None
    latitude: float | None
    acted_at: datetime
    filed_by: str | None
    decide_by: date | None
    days_late: int
    illustrative: bool


class FindingsOut(Schema):
    """The findings that a town reads."""

    circle: str
    findings: list[FindingOut]


class DecisionOut(Schema):
    """What was decided."""

    number: str
    outcome: DecisionOutcome
    decided_on: date
    penalty: float | None
    range_min: float | None
    range_max: float | None
    why_outside: str
    result_zh: str
    days_late: int


class FindingWholeOut(FindingOut):
    """A finding with its evidence, letters, filing and decision."""

    evidence: list[EvidencePieceOut]
    transfers: list[UUID]
    filing: UUID | None
    decision: DecisionOut | None


class HazardOut(Schema):
    """A hazard."""

    uid: UUID
    grade: HazardGrade
    state: HazardState
    town: str
    title_zh: str
    title_en: str
    place_zh: str
    found_on: date
    due_on: date | None
    days_late: int
    downstream: list[str]
    read_by: list[str]
    illustrative: bool


class HazardsOut(Schema):
    """The hazards that a town reads."""

    circle: str
    hazards: list[HazardOut]


class UnifiedSideOut(Schema):
    """What one town says of one function."""

    town: str
    unified: bool | None
    body_zh: str
    said_on: date
    source: str | None
    illustrative: bool


class UnifiedFunctionOut(Schema):
    """One of the five functions; ``truly`` is null while a side has not said."""

    function: UnifiedKind
    truly: bool | None
    left: list[UnifiedSideOut]
    right: list[UnifiedSideOut]


class UnifiedZoneOut(Schema):
    """A zone on both banks."""

    zone_zh: str
    zone_en: str
    truly_unified: int
    functions: list[UnifiedFunctionOut]


class UnifiedOut(Schema):
    """The five functions of each zone on a day."""

    circle: str
    on: date
    zones: list[UnifiedZoneOut]


class PatrolIn(Incoming):
    """A patrol to propose."""

    agreement: Annotated[str, Field(max_length=60)]
    clause: Annotated[int, Field(ge=1, le=999)] | None = None
    title_zh: Annotated[str, Field(max_length=120)]
    title_en: Line = ""
    towns: Annotated[list[Code], Field(max_length=20)]
    host: Code
    on: date
    starts: time
    route_zh: Text
    route_en: Text = ""
    officers: Annotated[list[UUID], Field(max_length=50)] = []


class PatrolAnswerIn(Incoming):
    """What a town answers."""

    reply: PatrolReply
    officers: Annotated[list[UUID], Field(max_length=50)] = []
    note: Note = ""


class PatrolCheckIn(Incoming):
    """A firm of one's own town to put on a patrol's list."""

    firm: Annotated[str, Field(max_length=200)]  # unified code, or full Chinese name
    office: UUID
    purpose_zh: Annotated[str, Field(max_length=240)]
    all_the_same: Annotated[str, Field(max_length=240)] = ""


class FindingIn(Incoming):
    """A finding to record."""

    patrol: UUID | None = None
    title_zh: Line
    place_zh: Line
    acted_at: datetime
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    accuracy_m: Annotated[int, Field(ge=0, le=5_000)] | None = None
    act_town: Code = ""
    matter: Annotated[str, Field(max_length=60)] = ""
    text: Annotated[str, Field(max_length=4_000)] = ""
    party: Annotated[str, Field(max_length=120)] = ""
    put_right: bool = False


class TransferIn(Incoming):
    """A letter to the town of the act."""

    to_town: Code
    reason_zh: Text


class PieceReceiptIn(Incoming):
    """What is said of one piece."""

    number: Annotated[int, Field(ge=1, le=9_999)]
    state: PieceState
    note: Note = ""


class ReceiptsIn(Incoming):
    """What is said of every piece of a letter."""

    pieces: Annotated[list[PieceReceiptIn], Field(max_length=200)]


class FilingIn(Incoming):
    """The competent body."""

    body_zh: Annotated[str, Field(max_length=120)]
    body_en: Line = ""


class DecisionIn(Incoming):
    """A decision."""

    outcome: DecisionOutcome
    number: Annotated[str, Field(max_length=60)]
    decided_on: date
    penalty: Money | None = None
    quantity: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)] | None = None
    basis_zh: Annotated[str, Field(max_length=200)] = ""
    why_outside: Note = ""
    result_zh: Text


def item_out(row: EnforcementItem | None) -> dict[str, Any] | None:
    """Return an item as programs get it; unknown is null."""
    if row is None:
        return None
    same = (
        "province", "code", "title_zh", "basis_zh", "level", "unit", "penalty_min", "penalty_max", "currency", "first_free", "valid_from", "valid_to",
        "illustrative",
    )  # fmt: skip
    return {
        "uid": row.pk, "town": row.owner, "title_en": row.title, "basis_en": row.basis, "source": row.source or None,
        **{name: getattr(row, name) for name in same},
    }  # fmt: skip


def lists_out(circle: str, on: date, rows: list[queries.Compared]) -> dict[str, Any]:
    """Return the lists of both provinces as programs get them."""
    told = [
        {"matter": one.matter, "kind": one.kind, "differing": list(one.differing), "left": item_out(one.left), "right": item_out(one.right)}
        for one in rows
    ]  # fmt: skip
    return {"circle": circle, "on": on, "matters": told}


def patrol_out(card: queries.PatrolCard) -> dict[str, Any]:
    """Return a patrol as programs get it."""
    row = card.row
    return {
        "uid": row.pk, "title_zh": row.title_zh, "title_en": row.title, "state": card.state, "agreement": row.agreement_slug, "host": row.host,
        "towns": list(card.towns), "waits_for": list(card.waits_for), "on": row.on, "starts_at": row.starts_at, "officers": card.officers,
        "revision": row.revision, "illustrative": row.illustrative,
    }  # fmt: skip


def patrol_whole_out(told: queries.PatrolTold) -> dict[str, Any]:
    """Return a patrol with its officers as programs get it."""
    along = [
        {
            "town": one.row.owner, "name": one.row.name, "last_four": one.row.last_four, "may": one.checked is not None and one.checked.may,
            "lacks": [lack.code for lack in one.checked.lacks] if one.checked else ["not_in_sight"],
        }
        for one in told.along
    ]  # fmt: skip
    checks = [
        {
            "uid": one.row.pk, "town": one.row.owner, "firm": one.row.firm, "firm_zh": one.row.firm_zh, "on": one.on,
            "offices_along": [visit.office.name_zh for visit in one.along],
        }
        for one in told.checks
    ]  # fmt: skip
    return {
        **patrol_out(told.card), "checks": checks, "along": along, "faults": [fault.code for fault in told.faults], "findings": [row.pk for row in told.findings]
    }  # fmt: skip


def finding_out(card: queries.FindingCard) -> dict[str, Any]:
    """Return a finding as programs get it."""
    row, clock = card.row, card.clock
    return {
        "uid": row.pk, "reference": row.reference, "title_zh": row.title_zh, "state": card.state, "town": row.owner, "act_towns": list(row.towns),
        "by_point": row.by_point, "matter": row.matter or None, "place_zh": row.place_zh, "longitude": row.longitude, "latitude": row.latitude,
        "acted_at": row.acted_at, "filed_by": clock.filing.owner if clock else None, "decide_by": clock.end if clock else None,
        "days_late": clock.late if clock else 0, "illustrative": row.illustrative,
    }  # fmt: skip


def finding_whole_out(told: queries.FindingTold) -> dict[str, Any]:
    """Return a finding with all that hangs on it as programs get it."""
    pieces = [
        {
            "uid": one.row.pk, "number": one.row.number, "kind": one.row.kind, "title_zh": one.row.title_zh, "sha256": one.row.sha256 or None,
            "seal": one.row.seal or None, "holder": one.keeping.holder, "on_its_way_to": one.keeping.on_its_way_to or None,
            "custody": [
                {"number": s.number, "kind": s.kind, "at": s.at, "town": s.owner, "to_town": s.to_town or None, "seal": s.seal or None, "note": s.note}
                for s in one.steps
            ],
        }
        for one in told.pieces
    ]  # fmt: skip
    made = told.decision
    decision = made and {
        "number": made.number, "outcome": made.outcome, "decided_on": made.decided_on, "penalty": made.penalty, "range_min": made.range_min,
        "range_max": made.range_max, "why_outside": made.why_outside, "result_zh": made.result_zh, "days_late": made.late_days,
    }  # fmt: skip
    return {
        **finding_out(told.card), "evidence": pieces, "transfers": [one.row.pk for one in told.transfers],
        "filing": told.filing.pk if told.filing else None, "decision": decision,
    }  # fmt: skip


def hazard_out(card: queries.HazardCard) -> dict[str, Any]:
    """Return a hazard as programs get it."""
    row = card.row
    same = ("grade", "state", "title_zh", "place_zh", "found_on", "due_on", "illustrative")
    return {
        "uid": row.pk, "town": row.owner, "title_en": row.title, "days_late": card.late, "downstream": list(row.told_to), "read_by": list(card.read_by),
        **{name: getattr(row, name) for name in same},
    }  # fmt: skip


def unified_out(circle: str, on: date, zones: list[queries.ZoneTold]) -> dict[str, Any]:
    """Return the five functions of each zone as programs get them."""

    def side(rows: Any) -> list[dict[str, Any]]:
        return [
            {
                "town": row.owner, "unified": row.unified, "body_zh": row.body_zh, "said_on": row.said_on, "source": row.source or None,
                "illustrative": row.illustrative,
            }
            for row in rows
        ]  # fmt: skip

    told = [
        {
            "zone_zh": zone.zone.zone_zh, "zone_en": zone.zone.zone, "truly_unified": zone.number,
            "functions": [{"function": one.kind, "truly": one.truly, "left": side(one.left), "right": side(one.right)} for one in zone.functions],
        }
        for zone in zones
    ]  # fmt: skip
    return {"circle": circle, "on": on, "zones": told}
