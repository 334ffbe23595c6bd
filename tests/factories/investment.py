"""Leads and spaces for tests, made by the room's own deeds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from pilin.domain.investment import actions
from pilin.domain.investment.actions import LeadFacts, SpaceFacts
from pilin.domain.investment.enums import ORDER
from pilin.domain.investment.models import Lead, Space
from pilin.engine.base import Quantity
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.standing import Standing
from tests.factories import enterprises
from tests.factories.base import NOW, TODAY, writing

YUAN = Quantity(Decimal(200_000_000), "CNY")


def facts(**more: Any) -> LeadFacts:
    """Return what is said of a lead."""
    given = {
        "title_zh": "压缩机二期",
        "title": "Compressors, second phase",
        "investor_zh": "甲机械股份有限公司",
        "investor": "Jia Machinery Co., Ltd.",
        "sector": "equipment",
        "capital": YUAN,
        **more,
    }
    return LeadFacts(**given)


def lead(by: Standing, at: datetime = NOW, *, circle: str = "five-towns", owner: str = "", **more: Any) -> Lead:
    """Return a lead, registered."""
    return actions.register_lead(by=by, at=at, circle=circle, facts=facts(**more), owner=owner)


def moved(by: Standing, to: str, at: datetime = NOW, on: date = TODAY, **more: Any) -> Lead:
    """Return a lead at a stage, moved there stage by stage; its site lies in the keeper's town."""
    row = lead(by, at, **more)
    for stage in ORDER[1 : ORDER.index(to) + 1]:
        site = {"site_town": by.member} if stage == "started" else {}
        row = actions.move_lead(by=by, at=at, lead=row, revision=row.revision, on=on, **site)  # type: ignore[arg-type]
    return row


def space_facts(**more: Any) -> SpaceFacts:
    """Return what is said of a space."""
    given = {
        "kind": "land",
        "area": Quantity(Decimal(30), "mu"),
        "title_zh": "园区东侧地块",
        "title": "Parcel in the east of the park",
        "use": "industry",
        "local_use_zh": "工业用地",
        "free_from": date(2024, 12, 1),
        **more,
    }
    return SpaceFacts(**given)


def space(by: Standing, at: datetime = NOW, *, circle: str = "five-towns", **more: Any) -> Space:
    """Return a space on the list."""
    return actions.add_space(by=by, at=at, circle=circle, facts=space_facts(**more))


def to_confirm(five: Any, row: Lead) -> dict[str, Any]:
    """Let a firm of the register stand behind a lead; return the lead and who speaks for that firm."""
    (firm,) = enterprises.made(five.fengjing.clerk, enterprises.firm(1))
    with writing(by=five.fengjing.clerk):
        row.enterprise = firm
        row.save()
    speaker = Standing(StandingKind.FIRM, person=uuid4(), name="李四", firms=frozenset([firm.pk]))
    return {"lead": row, "by": speaker}
