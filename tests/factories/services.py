"""Desks, services and requests for tests, made by the rooms' own deeds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.services import actions
from pilin.domain.services.models import Resource, Service
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.models import Case
from pilin.foundation.members.queries import circle_named
from tests.factories.base import NOW, TODAY


def _circle(by: Standing) -> Any:
    return circle_named(by, "five-towns")


def resource(by: Standing, at: datetime = NOW, **more: Any) -> Resource:
    """Return a desk with a telephone that somebody called today."""
    given = {"name_zh": "企业窗口", "name": "Desk for firms", "phone": "021-0000 0001", "reviewed_on": TODAY, **more}
    return actions.note_resource(by=by, at=at, circle=_circle(by), town=by.member, **given)


def service(by: Standing, at: datetime = NOW, **more: Any) -> Service:
    """Return a service that takes three working days."""
    given = {
        "matter": "testing",
        "stage": "quality",
        "title_zh": "检验检测对接",
        "title": "Testing",
        "days_promised": 3,
        **more,
    }
    return actions.offer_service(by=by, at=at, circle=_circle(by), town=by.member, **given)


def request(by: Standing, firm: Enterprise, offered: Service, at: datetime = NOW, **more: Any) -> Case:
    """Return a request of somebody who speaks for a firm."""
    return actions.ask_service(
        by=by, at=at, service=offered, firm=firm.pk, **{"subject": "哪家实验室两省都认？", **more}
    )
