"""Grids, firms with places, rounds and visits for tests, made by the rooms' own deeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pilin.domain.enterprises.actions import note_site
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.visits import actions, queries
from pilin.domain.visits.models import Grid, GridPlan, Visit, VisitNeed, VisitOffice, VisitRecord, VisitRule
from pilin.domain.visits.rules import Point, point_at
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from tests.factories import enterprises as firms
from tests.factories.base import NOW, TODAY

WEST, SOUTH = 121.02, 30.88
SQUARE = [point_at(WEST + x, SOUTH + y) for x, y in ((0, 0), (0.02, 0), (0.02, 0.01), (0, 0.01))]
MIDDLE = [point_at(WEST + 0.01, SOUTH - 0.001), point_at(WEST + 0.01, SOUTH + 0.011)]
FRIDAY, MONDAY = TODAY, TODAY + timedelta(days=3)


def circle(by: Standing) -> Any:
    return circle_named(by, "five-towns")


def line(points: Sequence[Point] = MIDDLE) -> dict[str, Any]:
    return {"name_zh": "荣卫路", "name": "Rongwei Road", "points": [list(point) for point in points]}


def plan(by: Standing, at: datetime = NOW, **more: Any) -> GridPlan:
    """Return a park cut in two by a road, from west to east."""
    given = {
        "title_zh": "工业园区",
        "title": "Industrial park",
        "border": SQUARE,
        "lines": [line()],
        "valid_from": date(2024, 1, 1),
        **more,
    }
    return actions.draw_grids(by=by, at=at, circle=circle(by), town=by.member, **given)


def grids(row: GridPlan) -> list[Grid]:
    """Return the grids of a plan, from west to east."""
    return list(Grid.objects.visible_to(queries.HOUSE).filter(plan=row).order_by("number"))


def office(by: Standing, name_zh: str = "工业园区", **more: Any) -> VisitOffice:
    return actions.name_office(by=by, at=NOW, circle=circle(by), town=by.member, name_zh=name_zh, **more)


def rule(by: Standing, apart_days: int = 10, cadence_days: int = 90, **more: Any) -> VisitRule:
    given = {"valid_from": date(2024, 1, 1), "clause": "示意办法", **more}
    return actions.set_rule(
        by=by, at=NOW, circle=circle(by), town=by.member, apart_days=apart_days, cadence_days=cadence_days, **given
    )


def placed(by: Standing, *places: tuple[float, float] | None, first: int = 1) -> list[Enterprise]:
    """Return firms that work at these places, given as parts of the square's width and height; None: nobody knows where."""
    made = firms.made(
        by, *(firms.firm(first + k, name_zh=f"第{first + k}厂") for k in range(len(places))), title=f"名录{first}"
    )
    for row, place in zip(made, places, strict=True):
        if place is not None:
            lon, lat = WEST + 0.02 * place[0], SOUTH + 0.01 * place[1]
            note_site(
                by=by, at=NOW, enterprise=row, kind="plant", address="园区路", lon=round(lon, 7), lat=round(lat, 7)
            )
    return made


def visit(by: Standing, firm: Enterprise, of: VisitOffice, on: date = MONDAY, at: datetime = NOW, **more: Any) -> Visit:
    given = {"purpose_zh": "走访", "all_the_same": "测试", **more}
    return actions.plan_visit(
        by=by, at=at, circle=circle(by), town=by.member, firm=firm.pk, office=of.pk, planned_on=on, **given
    )


def record(by: Standing, of: Visit, at: datetime = NOW, **more: Any) -> VisitRecord:
    given = {"client_id": uuid4(), "outcome": "met", "done_at": at, "words": "", **more}
    return actions.record_visit(by=by, at=at, visit=queries.visit_named(by, of.circle, of.pk) or of, **given)


def need(by: Standing, of: Visit, **more: Any) -> VisitNeed:
    given: dict[str, Any] = {"client_id": uuid4(), "kind": "people", "words": "缺两名电工", **more}
    return actions.note_need(by=by, at=NOW, visit=of, **given)


def fresh(row: Visit) -> Visit:
    """Return a visit as it stands in the records now."""
    return Visit.objects.visible_to(queries.HOUSE).select_related("enterprise", "led_by").get(pk=row.pk)


def uids(rows: Sequence[Any]) -> list[UUID]:
    return [row.pk for row in rows]
