"""Facilities, services and words on settling for tests, made by the room's own deeds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pilin.domain.living.actions import services as actions
from pilin.domain.living.models.services import Facility, PublicService, SettlementWord
from pilin.domain.living.rules.services import HoursInput, PaperInput
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from tests.factories.base import NOW

SINCE = date(2024, 1, 1)
WORKDAYS = (HoursInput("workdays", 510, 690), HoursInput("workdays", 810, 990))  # 8:30–11:30, 13:30–16:30
PAPERS = (
    PaperInput("身份证", "Identity card"),
    PaperInput("居住证", "Residence permit", "户籍不在本地", "registered elsewhere"),
)


def facility(by: Standing, at: datetime = NOW, **more: Any) -> Facility:
    """Return a hospital of the town acted for, at the gate where the coach may not stop."""
    given = {
        "kind": "hospital", "name_zh": "枫泾医院", "name": "Fengjing Hospital", "place": by.member, "latitude": Decimal("30.8856"),
        "longitude": Decimal("121.0075"), "hours": WORKDAYS, **more,
    }  # fmt: skip
    return actions.put_facility(by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, **given)  # type: ignore[arg-type]


def service(by: Standing, at: datetime = NOW, **more: Any) -> PublicService:
    """Return a service of the town acted for that is free of charge for everyone."""
    given = {
        "title_zh": "异地就医备案", "title": "Filing for treatment elsewhere", "events": ["health"], "provider_zh": "社区事务受理中心",
        "provider": "Community service centre", "for_whom": "everyone", "valid_from": SINCE, "cost_cny": Decimal(0), "papers": PAPERS,
        "languages": ["zh"], **more,
    }  # fmt: skip
    return actions.put_service(by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, **given)  # type: ignore[arg-type]


def word(by: Standing, row: Facility, at: datetime = NOW, **more: Any) -> SettlementWord:
    """Return the word that people insured in Jiashan pay directly for outpatient visits."""
    given = {
        "kind": "outpatient", "area": "330421", "linked": "yes", "as_of": date(2024, 6, 1), "says_zh": "医院医保办", "says": "The hospital's insurance office",
        **more,
    }  # fmt: skip
    return actions.say_settlement(by=by, at=at, facility=row, **given)
