"""Links, ends and scenarios for tests, made by the room's own deeds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pilin.domain.observatory import actions
from pilin.domain.observatory.models import ReachEnd, ReachLink, ReachScenario
from pilin.domain.observatory.rules.reach import ChangeInput
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from pilin.foundation.places.actions import add_place
from pilin.foundation.places.models import Place
from tests.factories.base import NOW, Stand

SINCE = date(2024, 1, 1)
FENGJING, ZHUJING, HUIMIN, YAOZHUANG, XINDAI = "310116102", "310116101", "330421003", "330421111", "330482102"


def place(code: str, latitude: str = "31.0", longitude: str = "121.0", kind: str = "station", **more: Any) -> Place:
    """Return a place outside the five towns."""
    given = {"name_zh": f"{code}站", "name": code, **more}
    return add_place(
        by=Stand.machine(), at=NOW, code=code, kind=kind, latitude=Decimal(latitude), longitude=Decimal(longitude), **given
    )  # fmt: skip


def link(by: Standing, end: str, minutes: str = "20", start: str = "", at: datetime = NOW, **more: Any) -> ReachLink:
    """Return a road from the place of the town acted for, which says at once that its end is open."""
    given = {"mode": "road", "state": "open", "since": SINCE, **more}
    return actions.enter_link(  # type: ignore[arg-type]
        by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, start=start or by.member, end=end, minutes=Decimal(minutes), **given
    )  # fmt: skip


def end(by: Standing, row: ReachLink, state: str = "open", at: datetime = NOW, **more: Any) -> ReachEnd:
    """Return the word of the town acted for on its end of a link."""
    return actions.report_end(by=by, at=at, link=row, town=by.member, state=state, **{"since": SINCE, **more})


def road(five: Any, start: str, end_: str, minutes: str, **more: Any) -> ReachLink:
    """Return a road of which both its towns say that it is open."""
    row = link(getattr(five, start).clerk, getattr(five, end_).code, minutes, **more)
    end(getattr(five, end_).clerk, row)
    return row


def change(start: str, end_: str, minutes: str | None = "10", *, both_ways: bool = True) -> ChangeInput:
    """Return a link that a scenario adds; without minutes one that it closes."""
    return ChangeInput("close" if minutes is None else "add", start, end_, None if minutes is None else Decimal(minutes), both_ways)  # fmt: skip


def scenario(by: Standing, *changes: ChangeInput, at: datetime = NOW, **more: Any) -> ReachScenario:
    """Return a scenario that, unless said, adds a bridge between Xindai and Zhujing of ten minutes."""
    given = {"title": "新桥", "changes": list(changes) or [change(XINDAI, ZHUJING)], **more}
    return actions.save_scenario(by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, **given)  # type: ignore[arg-type]
