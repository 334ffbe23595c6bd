"""What registers take in and give out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from pilin.domain.enterprises.enums import MOST_PRODUCTS
from pilin.domain.enterprises.models import Claim, Enterprise, Firm, Good, Group, Likeness, Register, Site
from pilin.domain.enterprises.queries import CertificateTold, EnterpriseTold, FigureTold, FirmSays, GroupTold
from pilin.domain.enterprises.rules import RecordInput
from pilin.engine.base import IdCheck
from pilin.foundation.access.enums import Audience
from pilin.foundation.values.columns import as_partial_date
from pilin.web.api import Incoming
from pilin.web.terminal import plain


class FirmOut(Schema):
    """What is said of a firm; null where nobody says."""

    name_zh: str
    name_en: str | None
    uscc: str | None
    address: str | None
    division: str | None
    division_list: str | None
    industry: str | None
    founded_on: str | None
    staff: int | None
    staff_comparator: str | None
    products: list[str]


class EnterpriseOut(FirmOut):
    """A firm as the circle knows it; its columns are its owner's words."""

    uid: str
    owner: str
    as_of: str | None
    source: str | None
    illustrative: bool


class EnterprisesOut(Schema):
    """A page of the firms in sight, by the sound of their names."""

    circle: str
    number: int
    page: int
    enterprises: list[EnterpriseOut]


class FirmRegisterOut(Schema):
    """A register as it was brought."""

    uid: str
    title: str
    owner: str
    as_of: str
    records: int
    declared: int | None = Field(description="how many firms the list says it has; null where it does not say")
    new: int
    withdrawn_at: str | None
    withdrawn_why: str | None
    illustrative: bool


class RecordOut(FirmOut):
    """What one register says of a firm."""

    register_uid: str
    register_title: str
    owner: str
    as_of: str
    row: int
    linked_by: str


class EnterpriseWholeOut(EnterpriseOut):
    """A firm with what each register in sight says of it, and where they disagree."""

    records: list[RecordOut]
    disagree: list[str]
    also: list[str] = Field(description="uids of firms of the same code that other towns keep")
    merged_into: str | None = Field(
        description="uid of the firm that this one was merged into; it is not listed any more"
    )
    merged: list[str] = Field(description="uids of firms that were merged into this one")


class LikenessReasonOut(Schema):
    """One reason with its weight of evidence."""

    name: str
    level: str
    bits: float


class LikenessOut(Schema):
    """Two firms that may be one; the first would be merged into the other."""

    uid: str
    state: str
    probability: float | None
    reasons: list[LikenessReasonOut]
    enterprise: EnterpriseOut
    other: EnterpriseOut
    decided_at: str | None
    decided_why: str | None


class LikenessesOut(Schema):
    """A page of pairs, likeliest first."""

    circle: str
    state: str
    number: int
    page: int
    likenesses: list[LikenessOut]


class MergeIn(Incoming):
    """Into which firm, and why."""

    into: UUID
    why: str = Field("", max_length=240)


class UndoIn(Incoming):
    """Why a merge is undone."""

    why: str = Field(max_length=240)


class ApartIn(Incoming):
    """Why two firms are two."""

    why: str = Field("", max_length=240)


class RecordIn(Incoming):
    """One firm of a register."""

    name_zh: str = Field(max_length=200)
    name_en: str = Field("", max_length=240)
    uscc: str = Field("", max_length=40)
    address: str = Field("", max_length=240)
    division: str = Field("", max_length=12)
    industry: str = Field("", max_length=5)
    founded_on: str | None = Field(None, max_length=10, description="2024-06-27, 2024-06, 2024-Q2 or 2024")
    staff: str = Field("", max_length=40, description="320, 约300 or more than 300")
    products: list[str] = Field([], max_length=MOST_PRODUCTS)

    def read(self) -> RecordInput:
        """Return it as the room reads it; raises ValueError for a date that is none."""
        return RecordInput(
            name_zh=self.name_zh, name=self.name_en, uscc=self.uscc, address=self.address, division=self.division,
            industry=self.industry, founded_on=as_partial_date(self.founded_on), staff=self.staff, products=tuple(self.products),
        )  # fmt: skip


class RegisterIn(Incoming):
    """A register to bring; all of it is taken in, or nothing."""

    title: str = Field(max_length=160)
    as_of: str = Field(max_length=10, description="2024-06-27, 2024-06, 2024-Q2 or 2024")
    audience: Audience = Audience.CIRCLE
    division_list: str = Field("", max_length=10)
    declared: int | None = Field(None, ge=1, le=1_000_000, description="how many firms the list says it has")
    records: list[RecordIn] = Field(max_length=2_000)


class WithdrawIn(Incoming):
    """Why a register is taken back."""

    why: str = Field(max_length=240)


class GroupOut(Schema):
    """A group of firms."""

    uid: str
    name_zh: str
    name_en: str | None
    owner: str
    listed_on: str | None
    source: str | None
    illustrative: bool


class SiteOut(Schema):
    """A place where a firm works; its area in the unit of its source."""

    uid: str
    enterprise: str
    town: str
    kind: str
    address: str | None
    division: str | None
    area: float | None
    area_comparator: str | None
    area_unit: str | None
    since: str | None
    lon: float | None
    lat: float | None


class EntityOut(Schema):
    """A legal entity of a group with its sites in sight."""

    uid: str
    enterprise: EnterpriseOut
    valid_from: str | None
    valid_to: str | None
    sites: list[SiteOut]


class PartOut(Schema):
    """A town's part of a figure; null while no source splits it."""

    town: str
    value: float | None


class GroupFigureOut(Schema):
    """A figure, once: of the group as a whole (entity null) or of one entity."""

    uid: str
    entity: str | None
    kind: str
    year: int
    value: float
    comparator: str
    unit: str
    source: str | None
    towns: list[PartOut]


class GroupWholeOut(GroupOut):
    """A group with its footprint; areas are sums of those known."""

    area_m2: float | None
    area_mu: float | None
    sites_without_area: int
    provinces: list[str]
    entities: list[EntityOut]
    figures: list[GroupFigureOut]


class GroupIn(Incoming):
    """A group to note."""

    name_zh: str = Field(max_length=200)
    name_en: str = Field("", max_length=240)
    listed_on: str = Field("", max_length=10)
    audience: Audience = Audience.CIRCLE


class PlaceIn(Incoming):
    """To which group a firm belongs."""

    group: UUID
    valid_from: str = Field("", max_length=10)
    valid_to: str = Field("", max_length=10)
    audience: Audience = Audience.CIRCLE


class SiteIn(Incoming):
    """A place in the own town where a firm works."""

    kind: str = Field(max_length=10)
    address: str = Field("", max_length=240)
    division: str = Field("", max_length=12)
    area: str = Field("", max_length=40, description="35000平方米, 52.5亩, 约300亩")
    since: str = Field("", max_length=10)
    lon: float | None = None
    lat: float | None = None
    audience: Audience = Audience.CIRCLE


class FigureIn(Incoming):
    """A figure of a group."""

    kind: str = Field(max_length=8)
    year: int = Field(ge=1978, le=2200)
    value: str = Field(max_length=60, description="约5亿元, 320人")
    entity: UUID | None = Field(None, description="uid of the entity it is of; of the whole otherwise")
    audience: Audience = Audience.CIRCLE


class GoodIn(Incoming):
    """What a firm makes or buys."""

    role: str = Field(max_length=5, description="makes or buys")
    name: str = Field(max_length=120)
    capacity: str = Field("", max_length=60, description="An amount in a period: 20吨/月")
    audience: Audience = Audience.CIRCLE


class GoodOut(Schema):
    """What a firm makes or buys, with its capacity where it is known."""

    uid: UUID
    role: str
    name: str
    capacity: str | None
    capacity_comparator: str | None
    capacity_unit: str | None
    capacity_period: str | None
    audience: str
    source: str | None
    illustrative: bool


class CertificateIn(Incoming):
    """A certificate or a recognition."""

    kind: str = Field(max_length=11, description="certificate or recognition")
    name: str = Field(max_length=120)
    level: str = Field("", max_length=10)
    number: str = Field("", max_length=60)
    valid_from: str = Field("", max_length=10)
    valid_to: str = Field("", max_length=10)
    audience: Audience = Audience.CIRCLE


class CertificateOut(Schema):
    """A certificate or a recognition, and whether it counts today."""

    uid: UUID
    kind: str
    name: str
    level: str | None
    number: str | None
    valid_from: str | None
    valid_to: str | None
    valid: bool
    audience: str
    source: str | None
    illustrative: bool


class FirmSaysOut(Schema):
    """What a firm says of itself."""

    goods: list[GoodOut]
    certificates: list[CertificateOut]


class ClaimIn(Incoming):
    """Asking to speak for a firm."""

    office: str = Field(max_length=80)
    evidence: str = Field("", max_length=240)


class ClaimAnswerIn(Incoming):
    """The town's answer to a claim."""

    accepted: bool
    why: str = Field("", max_length=240)


class ClaimEndIn(Incoming):
    """Why a claim ends."""

    why: str = Field("", max_length=240)


class ClaimOut(Schema):
    """A claim to speak for a firm."""

    uid: UUID
    enterprise: UUID
    firm: str
    office: str
    evidence: str | None
    state: str
    made_at: datetime
    decided_at: datetime | None
    decided_why: str | None


def good_out(row: Good) -> dict[str, Any]:
    """Return a good."""
    rate = row.capacity
    return {
        "uid": str(row.pk), "role": row.role, "name": row.name_zh, "capacity": f"{rate.value:f}" if rate else None,
        "capacity_comparator": rate.comparator.value if rate else None, "capacity_unit": rate.unit if rate else None,
        "capacity_period": rate.period.value if rate else None, "audience": row.audience, "source": row.source or None,
        "illustrative": row.illustrative,
    }  # fmt: skip


def certificate_out(told: CertificateTold) -> dict[str, Any]:
    """Return a certificate or a recognition."""
    row = told.row
    return {
        "uid": str(row.pk), "kind": row.kind, "name": row.name_zh, "level": row.level or None, "number": row.number or None,
        "valid_from": plain(row.valid_from), "valid_to": plain(row.valid_to), "valid": told.valid, "audience": row.audience,
        "source": row.source or None, "illustrative": row.illustrative,
    }  # fmt: skip


def says_out(told: FirmSays) -> dict[str, Any]:
    """Return what a firm says of itself."""
    return {
        "goods": [good_out(row) for row in (*told.makes, *told.buys)],
        "certificates": [certificate_out(one) for one in told.certificates],
    }


def claim_out(row: Claim) -> dict[str, Any]:
    """Return a claim; who asked stands on the page that the town reads."""
    return {
        "uid": str(row.pk), "enterprise": str(row.enterprise_id), "firm": row.enterprise.name_zh, "office": row.office,
        "evidence": row.evidence or None, "state": row.state, "made_at": row.made_at.isoformat(),
        "decided_at": row.decided_at.isoformat() if row.decided_at else None, "decided_why": row.decided_why or None,
    }  # fmt: skip


def firm_out(row: Firm) -> dict[str, Any]:
    """Return what is said of a firm."""
    return {
        "name_zh": row.name_zh, "name_en": row.name or None, "uscc": row.uscc or None, "address": row.address or None,
        "division": row.division or None, "division_list": row.division_list or None, "industry": row.industry or None,
        "founded_on": plain(row.founded_on), "staff": row.staff_value,
        "staff_comparator": row.staff_comparator if row.staff_value is not None else None, "products": row.products,
    }  # fmt: skip


def enterprise_out(row: Enterprise) -> dict[str, Any]:
    """Return a firm."""
    return {
        **firm_out(row), "uid": str(row.pk), "owner": row.owner, "as_of": plain(row.as_of), "source": row.source or None,
        "illustrative": row.illustrative,
    }  # fmt: skip


def whole_out(told: EnterpriseTold) -> dict[str, Any]:
    """Return a firm with its records."""
    records = [
        {
            **firm_out(r), "register_uid": str(r.register_id), "register_title": r.register.title, "owner": r.owner,
            "as_of": plain(r.register.as_of), "row": r.row, "linked_by": r.linked_by,
        }
        for r in told.records
    ]  # fmt: skip
    return {
        **enterprise_out(told.enterprise),
        "records": records,
        "disagree": [field.name for field in told.fields if field.disagree],
        "also": [str(other.pk) for other in told.also],
        "merged_into": str(told.kept.pk) if told.kept else None,
        "merged": [str(other.pk) for other in told.merged],
    }


def likeness_out(row: Likeness) -> dict[str, Any]:
    """Return two firms that may be one."""
    return {
        "uid": str(row.pk), "state": row.state, "probability": row.probability,
        "reasons": [{"name": name, "level": level, "bits": bits} for name, level, bits in row.reasons],
        "enterprise": enterprise_out(row.enterprise), "other": enterprise_out(row.other),
        "decided_at": plain(row.decided_at), "decided_why": row.decided_why or None,
    }  # fmt: skip


def register_out(row: Register) -> dict[str, Any]:
    """Return a register."""
    return {
        "uid": str(row.pk), "title": row.title, "owner": row.owner, "as_of": plain(row.as_of), "records": row.records_brought,
        "declared": row.declared, "new": row.records_new, "withdrawn_at": plain(row.withdrawn_at), "withdrawn_why": row.withdrawn_why or None,
        "illustrative": row.illustrative,
    }  # fmt: skip


def group_out(row: Group) -> dict[str, Any]:
    """Return a group."""
    return {
        "uid": str(row.pk), "name_zh": row.name_zh, "name_en": row.name or None, "owner": row.owner,
        "listed_on": plain(row.listed_on), "source": row.source or None, "illustrative": row.illustrative,
    }  # fmt: skip


def site_out(row: Site) -> dict[str, Any]:
    """Return a site."""
    return {
        "uid": str(row.pk), "enterprise": str(row.enterprise_id), "town": row.owner, "kind": row.kind,
        "address": row.address or None, "division": row.division or None, "area": plain(row.area_value),
        "area_comparator": row.area_comparator if row.area_value is not None else None, "area_unit": row.area_unit or None,
        "since": plain(row.since), "lon": row.lon, "lat": row.lat,
    }  # fmt: skip


def figure_out(told: FigureTold) -> dict[str, Any]:
    """Return a figure with the parts of towns."""
    row = told.figure
    return {
        "uid": str(row.pk), "entity": str(row.entity_id) if row.entity_id else None, "kind": row.kind, "year": row.year,
        "value": plain(row.value), "comparator": row.comparator, "unit": row.unit, "source": row.source or None,
        "towns": [{"town": town, "value": plain(part.value) if part else None} for town, part in told.towns],
    }  # fmt: skip


def group_whole_out(told: GroupTold) -> dict[str, Any]:
    """Return a group with its footprint."""
    there = told.footprint
    return {
        **group_out(told.group),
        "area_m2": plain(there.area_m2.value) if there.area_m2 else None,
        "area_mu": plain(there.area_mu.value) if there.area_mu else None,
        "sites_without_area": there.sites_without_area, "provinces": list(there.provinces),
        "entities": [
            {
                "uid": str(one.entity.pk), "enterprise": enterprise_out(one.enterprise),
                "valid_from": plain(one.entity.valid_from), "valid_to": plain(one.entity.valid_to),
                "sites": [site_out(site) for site in one.sites],
            }
            for one in told.entities
        ],
        "figures": [figure_out(one) for one in told.figures],
    }  # fmt: skip


def checked_out(found: IdCheck) -> dict[str, Any]:
    """Return what a check of a number came to; a citizen's number is masked."""
    return {
        "id": found.shown, "kind": str(found.kind), "valid": found.valid, "failed": [str(f) for f in found.failed],
        "warnings": [str(w) for w in found.warnings],
    }  # fmt: skip
