"""Gauges, lines, signals, events, gates, responses and incidents for tests, made by the rooms' own deeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pilin.domain.watch import actions
from pilin.domain.watch.models import (
    AlertSender,
    Contact,
    Event,
    Gate,
    GateMove,
    Incident,
    JointNotice,
    JointPlan,
    PlanTask,
    Response,
    Signal,
    WaterLine,
)
from pilin.domain.watch.taking import Brought, read_file
from pilin.engine import cap
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from pilin.foundation.observations import actions as station_rows
from pilin.foundation.observations.actions import add_gauge_series, add_series, add_station
from pilin.foundation.observations.models import Series
from tests.factories.base import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
WUSONG, NATIONAL = "吴淞高程", "1985国家高程基准"
HERE, THERE = "吴淞", "1985"  # as gauges name them


def circle(by: Standing) -> Any:
    return circle_named(by, "five-towns")


def level_series(by: Standing, slug: str = "nanqiao-level", at: datetime = NOW, **more: Any) -> Series:
    given = {
        "kind": "level",
        "unit": "m_level",
        "period_kind": "open",
        "datum": WUSONG,
        "title_zh": "南桥水位",
        "title": "Level at Nanqiao",
    }
    return add_series(by=by, at=at, circle="five-towns", slug=slug, **{**given, **more})


def line(by: Standing, series: Series, level: str = "3.30", at: datetime = NOW, **more: Any) -> WaterLine:
    given = {
        "kind": "warning",
        "level_m": Decimal(level),
        "datum": series.datum,
        "meaning_zh": "堤防可能出险，开始值守",
        **more,
    }
    return actions.set_line(by=by, at=at, circle=circle(by), town=by.member, series=series, **given)


def signal(by: Standing, colour: str = "orange", at: datetime = NOW, **more: Any) -> Signal:
    given = {
        "hazard": "rainstorm",
        "issuer_zh": "奉贤区气象台",
        "issuer": "Fengxian weather station",
        "areas": ["310120"],
    }
    given |= {"issued_at": at - timedelta(minutes=5), **more}
    return actions.relay_signal(by=by, at=at, circle=circle(by), town=by.member, colour=colour, **given)


def event(by: Standing, *, called: tuple[str, ...] = (), at: datetime = NOW, **more: Any) -> Event:
    given = {"hazard": "flood", "title_zh": "界河高水位", "title": "High water on the border creek", **more}
    return actions.open_event(by=by, at=at, circle=circle(by), town=by.member, called=called, **given)


def gauge(five: Any, quantity: str = "level_m", code: str = "border-creek", *, town: Any = None, **more: Any) -> Series:
    """Open a gauge of a town, Fengjing's unless another is named: each five minutes, of level on Wusong datum."""
    town = town or five.fengjing
    station = station_rows.add_station(
        by=town.clerk, at=NOW - timedelta(days=60), circle=five.slug, code=code, kind="rain" if quantity == "rain_mm" else "level",
        name_zh=more.pop("name_zh", "界泾桥"), name=more.pop("name", "Jiejing Bridge"), river_zh=more.pop("river_zh", "界泾"), audience=more.pop("audience", "public"),
    )  # fmt: skip
    given = {"interval_minutes": 5, **({"datum": HERE} if quantity == "level_m" else {}), **more}
    return station_rows.add_gauge_series(
        by=town.clerk, at=NOW - timedelta(days=60), station=station, quantity=quantity, **given
    )


def say(five: Any, series: Series, *pairs: tuple[float, Any], at: datetime = NOW, by: Standing | None = None) -> Any:
    """Bring readings: (minutes before NOW, less than zero; value)."""
    by = by or next(town.clerk for town in five.towns if town.code == series.owner)
    rows = [
        station_rows.ReadingSaid(series.slug, NOW + timedelta(minutes=m), v, unit=series.unit, datum=series.datum)
        for m, v in pairs
    ]
    return station_rows.take_readings(by=by, at=at, circle=five.slug, rows=rows, source="logger")


def put_on_duty(
    five: Any, town: Any, *users: Any, at: datetime = NOW, channels: Sequence[str] = ("page", "mail"), hours: float = 12
) -> None:
    """Write people on a town's list from an hour ago on."""
    begins = at - timedelta(hours=1)
    said = actions.ShiftSaid(begins, begins + timedelta(hours=hours), [user.pk for user in users], channels)
    actions.enter_shifts(
        by=town.clerk,
        at=begins - timedelta(hours=1),
        circle=five.circle,
        town=town.code,
        since=begins.date(),
        until=begins.date(),
        shifts=[said],
    )


def mind(five: Any, town: Any, series: Series, **more: Any) -> Any:
    """Say for a town that a gauge concerns it."""
    return actions.mind_gauge(
        by=town.clerk, at=NOW - timedelta(days=2), circle=five.circle, town=town.code, series=series, **more
    )


STATION = "station@fengxian.example"
ACROSS = "station@jiashan.example"


def cap_alert(**more: Any) -> cap.Alert:
    """An alert of a weather station, as values; ``info_more`` goes to its block, ``area_more`` to its area."""
    area_more, info_more = more.pop("area_more", {}), more.pop("info_more", {})
    area = cap.Area(**{"description": "枫泾镇", "geocodes": (cap.Named("GB/T 2260", "310116"),), **area_more})
    info = {
        "language": "zh-CN", "event": "暴雨", "categories": ("Met",), "urgency": "Expected", "severity": "Severe", "certainty": "Likely",
        "headline": "暴雨橙色预警", "expires": cap.time_text((NOW + timedelta(hours=6)).astimezone(SHANGHAI)), "areas": (area,), **info_more,
    }  # fmt: skip
    given = {
        "identifier": "fengxian.1", "sender": STATION, "sent": cap.time_text((NOW - timedelta(minutes=10)).astimezone(SHANGHAI)),
        "status": "Actual", "msg_type": "Alert", "scope": "Public", "infos": (cap.Info(**info),), **more,
    }  # fmt: skip
    return cap.Alert(**given)


def file_of(*alerts: cap.Alert | bytes) -> bytes:
    """Alerts in one file, as a feed carries them."""
    parts = [one if isinstance(one, bytes) else cap.write(one) for one in alerts]
    return b"<feed>" + b"".join(part.split(b"\n", 1)[1] for part in parts) + b"</feed>"


def brought(*alerts: cap.Alert | bytes) -> list[Brought]:
    """Alerts as a deed takes them."""
    return read_file(file_of(*alerts)).brought


def taken(by: Standing, *alerts: cap.Alert | bytes, at: datetime = NOW, **more: Any) -> actions.cap.Taken:
    """Take alerts in for the town acted for."""
    return actions.take_alerts(by=by, at=at, circle=circle(by), town=by.member, brought=brought(*alerts), **more)


def sender(by: Standing, at: datetime = NOW, **more: Any) -> AlertSender:
    """A weather station that the town acted for knows."""
    given = {
        "sender": STATION,
        "name_zh": "奉贤区气象台",
        "name": "Fengxian weather station",
        "is_station": True,
        "areas": ["310116"],
        **more,
    }
    return actions.know_sender(by=by, at=at, circle=circle(by), town=by.member, **given)


SQUARE = [(30.90, 121.00), (30.90, 121.05), (30.85, 121.05), (30.90, 121.00)]


def words(by: Standing, **more: Any) -> dict[str, Any]:
    """What a notice says."""
    return {
        "circle": circle(by), "town": by.member, "hazard": "flood", "headline_zh": "界河水位上涨", "headline": "The border creek is rising",
        "text_zh": "预计两小时后超警戒。", "text": "It is expected above the warning line in two hours.", "areas": [by.member],
        "expires_at": NOW + timedelta(hours=6), "shapes": {by.member: [SQUARE]}, **more,
    }  # fmt: skip


def notice(by: Standing, at: datetime = NOW, **more: Any) -> JointNotice:
    """A notice that the town acted for says."""
    return actions.send_notice(by=by, at=at, **words(by, **more))


def gate(by: Standing, code: str = "zhangjing", at: datetime = NOW, **more: Any) -> Gate:
    given = {
        "kind": "gate",
        "name_zh": "张泾河水闸",
        "name": "Zhangjing River gate",
        "openings": 3,
        "rated_m3s": Decimal(240),
        "datum": WUSONG,
    }
    return actions.note_gate(by=by, at=at, circle=circle(by), town=by.member, code=code, **{**given, **more})


def move(
    by: Standing,
    gate: Gate,
    kind: str = "opened",
    inner: str | None = "3.20",
    outer: str | None = "2.80",
    at: datetime = NOW,
    **more: Any,
) -> GateMove:
    levels = {"inner_m": inner and Decimal(inner), "outer_m": outer and Decimal(outer)}
    return actions.note_move(by=by, at=at, gate=gate, kind=kind, **{**levels, **more})


def response(by: Standing, level: int = 4, at: datetime = NOW, **more: Any) -> Response:
    given = {"hazard": "rainstorm", "command_zh": "区防汛防台指挥部", "command": "District flood command"}
    return actions.launch_response(by=by, at=at, circle=circle(by), town=by.member, level=level, **{**given, **more})


def plan_task(by: Standing, level: int = 4, number: int = 1, at: datetime = NOW, **more: Any) -> PlanTask:
    given = {
        "task_zh": "检查泵站",
        "task": "Look at the pumps",
        "office_zh": "水务站",
        "office": "Water station",
        "minutes": 30,
    }
    given |= {"valid_from": at.date() - timedelta(days=30)}
    return actions.set_plan_task(
        by=by, at=at, circle=circle(by), town=by.member, level=level, number=number, **{**given, **more}
    )


def incident(by: Standing, at: datetime = NOW, **more: Any) -> Incident:
    given = {
        "field": "environment",
        "title_zh": "界河油花",
        "title": "A film of oil on the border creek",
        "place_zh": "俞汇塘省界断面",
    }
    return actions.report_incident(by=by, at=at, circle=circle(by), town=by.member, **{**given, **more})


def contact(by: Standing, at: datetime = NOW, **more: Any) -> Contact:
    given = {
        "field": "environment",
        "rank": 1,
        "office_zh": "生态环境办",
        "phone": "021-5735 0000",
        "reviewed_on": at.date(),
        "review_by": at.date() + timedelta(days=180),
    }
    return actions.note_contact(by=by, at=at, circle=circle(by), town=by.member, **{**given, **more})


def joint_plan(by: Standing, towns: tuple[str, ...], at: datetime = NOW, **more: Any) -> JointPlan:
    given = {
        "basin": "taihu",
        "title_zh": "太湖流域联防联控方案",
        "title": "Joint plan of the Taihu basin",
        "document": "https://example.org/plan",
    }
    return actions.note_joint_plan(by=by, at=at, circle=circle(by), town=by.member, towns=towns, **{**given, **more})


def level_gauge(by: Standing, code: str, at: datetime = NOW, datum: str = "吴淞") -> Series:
    station = add_station(
        by=by, at=at, circle="five-towns", code=code, kind="level", name_zh="水位站", name="Water level"
    )
    return add_gauge_series(by=by, at=at, station=station, quantity="level_m", datum=datum, interval_minutes=10)
