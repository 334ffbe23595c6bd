"""Zhangyan's park in two areas, as the report tells it; and the parks of Fengjing and Xindai with rounds, visits and needs.

The report gives Zhangyan's 2.35 km², the road and three departments (S1:17), and counts 274 firms in the town's four clusters
(S1:7); it gives no border, so borders and roads are drawn up here, and shown so. All of the other two towns is illustrative.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from math import cos, radians
from random import Random
from uuid import uuid4

from pilin.config.demo.world import World
from pilin.domain.enterprises.actions import note_site
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.services.queries import services
from pilin.domain.visits import actions, queries, rules
from pilin.domain.visits.models import Grid, GridPlan, Visit, VisitNeed, VisitOffice
from pilin.engine.base import add_working_days
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import actions as cases
from pilin.foundation.cases.queries import case_named

HOUSE = Standing.machine("demo")
OUTLINES = {  # town: middle (longitude, latitude), corners in metres east and north of it
    "zhangyan": ((121.2810, 30.8060), ((-967, -553), (-296, -632), (928, -582), (997, 30), (918, 602), (-118, 632), (-997, 563))),
    "fengjing": ((121.0035, 30.8715), ((-700, -420), (640, -470), (720, 120), (560, 430), (-640, 460))),
    "xindai": ((121.0830, 30.8190), ((-520, -380), (480, -350), (540, 360), (-480, 400))),
}  # fmt: skip
ROADS = {  # town: name, name in English, points in metres, from outside to outside
    "zhangyan": ("荣卫路", "Rongwei Road", ((30, -760), (-10, -180), (45, 240), (15, 780))),
    "fengjing": ("园中路", "Yuanzhong Road", ((-60, -600), (10, 0), (-30, 600))),
    "xindai": ("兴园路", "Xingyuan Road", ((20, -500), (0, 520))),
}  # fmt: skip
OFFICES = {
    "zhangyan": [("工业园区", "Industrial park"), ("经济园区", "Economic park"), ("城运中心", "Urban transportation center")],
    "fengjing": [("工业园区管理办", "Park office"), ("税务所", "Tax office"), ("应急管理办", "Safety office")],
    "xindai": [("经济发展办", "Economic office"), ("应急管理办", "Safety office")],
}  # fmt: skip
AREAS = {
    "zhangyan": ("张堰工业园区", "Zhangyan industrial park"), "fengjing": ("枫泾工业园区", "Fengjing industrial park"),
    "xindai": ("新埭工业园区", "Xindai industrial park"),
}  # fmt: skip
PLACED = {"fengjing": 26, "xindai": 10}  # firms whose places somebody noted; the others lie in no grid
SAID = [  # kind, words, days from now by which the firm wants an answer
    ("people", "夜班缺六名操作工，年前要到岗。", 5),
    ("roads", "北门货车掉头困难，常堵半小时。", 12),
    ("power", "新线十二月投产，要增容二百五十千伏安。", -2),
]  # fmt: skip


def load(world: World) -> None:
    """Draw the three parks, note where firms work, then plan, pay and record visits, oldest first."""
    for town in OUTLINES:
        _park(world, town)
    for town, number in PLACED.items():
        _places(world, town, number)
    west, east = _grids(world, "fengjing")
    park, tax, safety = _offices(world, "fengjing")
    _last_month(world, west, park)
    _today(world, west, safety)
    _this_month(world, east, park)
    _one_too_many(world, tax)


def _park(world: World, town: str) -> GridPlan:
    """Draw a park, cut it along its road, and name the departments of its grids."""
    report = town == "zhangyan"
    at = world.now - timedelta(days=60)
    by = world.machine if report else world.standing(f"{town}-clerk", at)
    (lon, lat), corners = OUTLINES[town]
    road_zh, road, run = ROADS[town]
    title_zh, title = AREAS[town]
    made = actions.draw_grids(
        by=by, at=at, circle=world.circle, town=world.members[town].code, title_zh=title_zh, title=title,
        border=[_at(lon, lat, x, y) for x, y in corners],
        lines=[{"name_zh": road_zh, "name": road, "points": [_at(lon, lat, x, y) for x, y in run]}],
        names=[("西片区", "West"), ("东片区", "East")], valid_from=date(2024, 7, 1) if report else world.today - timedelta(days=60),
        area_reported_km2=Decimal("2.35") if report else None, firms_reported=274 if report else None,
        reported_source="S1:17, S1:7" if report else "", illustrative=True, source="S1:17" if report else "",
    )  # fmt: skip
    held = [
        actions.name_office(
            by=by, at=at, circle=world.circle, town=world.members[town].code, name_zh=zh, name=en, illustrative=not report,
            source="S1:17" if report else "",
        ).pk
        for zh, en in OFFICES[town]
    ]  # fmt: skip
    for grid in Grid.objects.visible_to(HOUSE).filter(plan=made):
        actions.set_team(
            by=by, at=at, grid=grid, offices=held, illustrative=not report, source="S1:17" if report else ""
        )
    if not report:
        actions.set_rule(
            by=by, at=at, circle=world.circle, town=by.member, apart_days=15, cadence_days=90 if town == "fengjing" else 120,
            valid_from=world.today - timedelta(days=60), clause="本镇走访安排（示意）", illustrative=True,
        )  # fmt: skip
    return made


def _places(world: World, town: str, number: int) -> None:
    """Note where some firms work; one of them stands exactly on the road."""
    at = world.now - timedelta(days=50)
    by = world.standing(f"{town}-clerk", at)
    (lon, lat), corners = OUTLINES[town]
    border = [_at(lon, lat, x, y) for x, y in corners]
    dice = Random(f"places {town}")  # noqa: S311  (the same at every loading)
    rows = Enterprise.objects.visible_to(HOUSE).filter(
        circle="five-towns", owner=world.members[town].code, illustrative=True, merged_into__isnull=True
    )
    for k, firm in enumerate(rows.exclude(uscc="").order_by("uscc")[:number]):
        point = _at(lon, lat, *ROADS[town][2][1]) if k == 3 else _inside(border, dice, lon, lat)
        east, north = rules.degrees(point)
        note_site(
            by=by,
            at=at,
            enterprise=firm,
            kind="plant",
            address=firm.address,
            lon=east,
            lat=north,
            audience=firm.audience,
            illustrative=True,
        )


def _last_month(world: World, grid: Grid, office: VisitOffice) -> None:
    """Let a round through the western grid be nearly over: most firms visited, one door closed, three needs."""
    begins = world.now - timedelta(days=40)
    by = world.standing("fengjing-clerk", begins)
    row = actions.plan_round(
        by=by, at=begins, grid=grid, office=office.pk, title_zh="西片区秋季走访", title="Autumn round, west", starts_on=_day(begins),
        ends_on=_day(begins) + timedelta(days=14), per_day=4, purpose_zh="了解用工、用电和订单情况", purpose="Hiring, power and orders",
        person=by.person, illustrative=True,
    )  # fmt: skip
    stops = list(Visit.objects.visible_to(HOUSE).filter(of_round=row).select_related("enterprise"))
    for k, visit in enumerate(stops[:-2]):
        at = begins + timedelta(days=(visit.planned_on - _day(begins)).days, minutes=20 * visit.sequence)
        needs = [] if k >= len(SAID) else [_need(world, k)]
        actions.record_visit(
            by=by, at=at, visit=visit, client_id=uuid4(), outcome="nobody" if k == 4 else "met", done_at=at,
            words="门卫说厂长出差，改日再来。" if k == 4 else "厂里情况正常。", needs=needs, illustrative=True,
        )  # fmt: skip
    for visit in stops[-2:]:
        actions.call_off(by=by, at=begins + timedelta(days=13), visit=visit, why="企业停产检修")
    at = begins + timedelta(days=15)
    clerk = world.standing("fengjing-clerk", at)
    first, second = VisitNeed.objects.visible_to(HOUSE).filter(kind__in=["people", "roads"]).order_by("kind")
    fair = services(clerk, "five-towns", _day(at), town=clerk.member).filter(matter="joint-job-fair").first()
    if fair is not None:
        asked = actions.escalate_need(by=clerk, at=at, need=first, way="service_request", choice=fair.pk)
        case = case_named(clerk, "five-towns", asked.became_uid) if asked.became_uid else None
        assert case is not None
        taken = at + timedelta(hours=2)
        cases.take_case(by=world.standing("fengjing-clerk", taken), at=taken, case=case)
    actions.answer_need(by=clerk, at=at, need=second, answer="已与路政约定下月加宽转弯处；期间北门早高峰派人疏导。")


def _today(world: World, grid: Grid, office: VisitOffice) -> None:
    """Let the clerk of Fengjing go to three firms today, on the red inquiry."""
    by = world.standing("fengjing-clerk", world.now)
    for place in sorted(_firms(world, grid), key=lambda place: str(place.firm.pk))[:3]:
        actions.plan_visit(
            by=by, at=world.now, circle=world.circle, town=by.member, firm=place.firm.pk, office=office.pk, planned_on=world.today,
            purpose_zh="红色“问诊”：冬季用电和消防", purpose="Red “inquiry”: power and fire safety in winter", kind="inquiry", person=by.person,
            all_the_same="冬季专项", illustrative=True,
        )  # fmt: skip


def _this_month(world: World, grid: Grid, office: VisitOffice) -> None:
    """Plan a round through the eastern grid from the next working day on."""
    by = world.standing("fengjing-clerk", world.now)
    begins = add_working_days(world.today, 1).on
    actions.plan_round(
        by=by, at=world.now, grid=grid, office=office.pk, title_zh="东片区冬季走访", title="Winter round, east", starts_on=begins,
        ends_on=begins + timedelta(days=9), per_day=4, purpose_zh="年前用工和订单", purpose="Hiring and orders before the new year",
        person=by.person, illustrative=True,
    )  # fmt: skip


def _one_too_many(world: World, tax: VisitOffice) -> None:
    """Let the tax office plan visits to three firms of the round: two still stand beside it, one goes with it."""
    by = world.standing("fengjing-clerk", world.now)
    stops = Visit.objects.visible_to(HOUSE).filter(owner=by.member, of_round__isnull=False, planned_on__gt=world.today)
    for k, stop in enumerate(stops.select_related("enterprise")[:3]):
        visit = actions.plan_visit(
            by=by, at=world.now, circle=world.circle, town=by.member, firm=stop.enterprise_id, office=tax.pk,
            planned_on=stop.planned_on + timedelta(days=2 + k), purpose_zh="年度申报辅导", purpose="Help with the yearly return",
            all_the_same="申报期", illustrative=True,
        )  # fmt: skip
        if k == 2:
            actions.merge_visits(by=by, at=world.now, visits=[stop, visit], planned_on=stop.planned_on)


def _need(world: World, number: int) -> dict[str, object]:
    kind, words, days = SAID[number]
    return {"client_id": uuid4(), "kind": kind, "words": words, "due_on": world.today + timedelta(days=days)}


def _firms(world: World, grid: Grid) -> list[queries.FirmPlace]:
    told = queries.plan_named(HOUSE, "five-towns", grid.plan_id)
    assert told is not None
    return queries.firms_in(told, queries.places(HOUSE, "five-towns", grid.owner))[grid.pk]


def _grids(world: World, town: str) -> list[Grid]:
    return list(Grid.objects.visible_to(HOUSE).filter(owner=world.members[town].code).order_by("number"))


def _offices(world: World, town: str) -> list[VisitOffice]:
    rows = {row.name_zh: row for row in VisitOffice.objects.visible_to(HOUSE).filter(owner=world.members[town].code)}
    return [rows[zh] for zh, _en in OFFICES[town]]


def _at(lon: float, lat: float, x: float, y: float) -> rules.Point:
    """Return the position that lies so many metres east and north of another."""
    return rules.point_at(lon + x / (111_320 * cos(radians(lat))), lat + y / 110_900)


def _inside(border: list[rules.Point], dice: Random, lon: float, lat: float) -> rules.Point:
    while True:
        point = _at(lon, lat, dice.randrange(-1000, 1000), dice.randrange(-600, 600))
        if rules.contains(border, point):
            return point


def _day(at: datetime) -> date:
    return at.date()
