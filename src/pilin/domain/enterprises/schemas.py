"""What registers take in and give out."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema

from pilin.domain.enterprises.enums import MOST_PRODUCTS
from pilin.domain.enterprises.models import Enterprise, Firm, Register
from pilin.domain.enterprises.queries import EnterpriseTold
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
    records: list[RecordIn] = Field(max_length=2_000)


class WithdrawIn(Incoming):
    """Why a register is taken back."""

    why: str = Field(max_length=240)


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
    }


def register_out(row: Register) -> dict[str, Any]:
    """Return a register."""
    return {
        "uid": str(row.pk), "title": row.title, "owner": row.owner, "as_of": plain(row.as_of), "records": row.records_brought,
        "new": row.records_new, "withdrawn_at": plain(row.withdrawn_at), "withdrawn_why": row.withdrawn_why or None,
        "illustrative": row.illustrative,
    }  # fmt: skip


def checked_out(found: IdCheck) -> dict[str, Any]:
    """Return what a check of a number came to; a citizen's number is masked."""
    return {
        "id": found.shown, "kind": str(found.kind), "valid": found.valid, "failed": [str(f) for f in found.failed],
        "warnings": [str(w) for w in found.warnings],
    }  # fmt: skip
