"""Alerts of both banks as stations would send them, and what the towns say to their duty lists.

Every alert here is illustrative: the reports name signals (S0:37), not the messages they came in.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pilin.config.demo.world import SHANGHAI, World
from pilin.domain.watch import actions
from pilin.domain.watch.forms.cap import shapes_of
from pilin.domain.watch.taking import read_file
from pilin.engine import cap
from pilin.engine.cap import Area, Info, Named

STATIONS = [  # key, sender, who knows it, name, name in English, division
    ("jinshan", "qx@jinshan.example", "fengjing", "金山区气象台", "Jinshan weather station", "310116"),
    ("jiashan", "qx@jiashan.example", "huimin", "嘉善县气象台", "Jiashan weather station", "330421"),
    ("pinghu", "qx@pinghu.example", "xindai", "平湖市气象台", "Pinghu weather station", "330482"),
]
COLOURS = {"blue": ("蓝色", "blue"), "yellow": ("黄色", "yellow"), "orange": ("橙色", "orange")}


def load(world: World) -> None:
    """Enter the stations, take in what they sent, and let two towns say a notice."""
    keys = {}
    for key, sender, town, zh, en, division in STATIONS:
        at = world.now - timedelta(days=20)
        keys[key] = cap.new_key()
        actions.know_sender(
            by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, sender=sender, name_zh=zh,
            name=en, is_station=True, areas=[division], key=cap.public_of(keys[key]).decode(), illustrative=True,
        )  # fmt: skip
    now = world.now.astimezone(SHANGHAI).replace(second=0, microsecond=0)
    first = _rain("jinshan", 1, "yellow", now - timedelta(hours=3))
    _take(world, "fengjing", keys["jinshan"], now - timedelta(hours=3), first)
    _take(
        world,
        "fengjing",
        keys["jinshan"],
        now - timedelta(hours=1),
        _rain("jinshan", 2, "orange", now - timedelta(hours=1), first),
    )
    _take(
        world,
        "huimin",
        keys["jiashan"],
        now - timedelta(minutes=95),
        _rain("jiashan", 1, "yellow", now - timedelta(minutes=100)),
    )
    _take(
        world,
        "xindai",
        keys["pinghu"],
        now - timedelta(minutes=70),
        _rain("pinghu", 1, "blue", now - timedelta(minutes=75)),
    )
    forged = _rain("pinghu", 2, "yellow", now - timedelta(minutes=50))
    _take(world, "xindai", keys["pinghu"], now - timedelta(minutes=45), forged, change=("黄色", "橙色"))
    drill = _rain("jiashan", 9, "blue", now - timedelta(days=1), status="Exercise", note="区域联合演练", hours=48)
    _take(world, "huimin", keys["jiashan"], now - timedelta(days=1), drill)
    _notices(world, now)


def _rain(
    station: str, number: int, colour: str, sent: datetime, before: Any = None, *, hours: int = 6, **more: Any
) -> cap.Alert:
    _key, sender, _town, zh, en, division = next(one for one in STATIONS if one[0] == station)
    place_zh, place = zh.removesuffix("气象台"), en.removesuffix(" weather station")
    colour_zh, colour_en = COLOURS[colour]
    verb_zh, verb = ("更新", "updated") if before else ("发布", "issued")
    shared: dict[str, Any] = {
        "categories": ("Met",), "urgency": "Expected", "severity": {"blue": "Minor", "yellow": "Moderate", "orange": "Severe"}[colour],
        "certainty": "Likely", "effective": cap.time_text(sent), "expires": cap.time_text(sent + timedelta(hours=hours)),
        "parameters": (Named("alert_color", colour),), "response_types": ("Prepare",),
    }  # fmt: skip
    code = (Named("GB/T 2260", division),)
    infos = (
        Info(
            language="zh-CN", event="暴雨", sender_name=zh, headline=f"{zh}{verb_zh}暴雨{colour_zh}预警信号",
            description=f"预计未来六小时{place_zh}有强降水，请注意防范。（示意）", instruction="关注低洼地段和下立交积水。", areas=(Area(place_zh, geocodes=code),), **shared,
        ),
        Info(
            language="en-US", event="Rainstorm", sender_name=en, headline=f"{en} {verb} a rainstorm {colour_en} warning signal",
            description=f"Heavy rain is expected over {place} within six hours. (illustrative)", instruction="Watch low ground and underpasses.",
            areas=(Area(place, geocodes=code),), **shared,
        ),
    )  # fmt: skip
    given: dict[str, Any] = {"status": "Actual", "msg_type": "Update" if before else "Alert", "scope": "Public", **more}
    return cap.Alert(
        identifier=f"{station}.{sent:%Y%m%d}.{number}", sender=sender, sent=cap.time_text(sent), infos=infos,
        references=str(before.named) if before else None, **given,
    )  # fmt: skip


def _take(
    world: World, town: str, key: bytes, at: datetime, alert: cap.Alert, change: tuple[str, str] | None = None
) -> None:
    content = cap.sign(cap.write(alert), key)
    if change:  # somebody changed it on the way: its signature no longer holds
        content = content.replace(change[0].encode(), change[1].encode())
    actions.take_alerts(
        by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code,
        brought=read_file(content).brought, came_from="demo", illustrative=True,
    )  # fmt: skip


def _notices(world: World, now: datetime) -> None:
    fengjing, xindai, huimin = (world.members[one].code for one in ("fengjing", "xindai", "huimin"))
    at = now - timedelta(minutes=40)
    notice = actions.send_notice(
        by=world.standing("fengjing-clerk", at), at=at, circle=world.circle, town=fengjing, towns=[xindai, huimin],
        areas=[fengjing, xindai], hazard="flood", urgency="Expected", severity="Moderate", certainty="Likely",
        headline_zh="界河水位上涨，请加强巡查", headline="The border creek is rising: patrol more often",
        text_zh="枫泾水位站一小时上涨二十厘米，预计两小时后接近警戒水位。（示意）", text="The gauge at Fengjing rose by 20 cm in an hour; in two hours it may near the warning line. (illustrative)",
        advice_zh="两岸值班人员每小时互报一次水位；开闸前先告知下游。", advice="Tell each other the level every hour; tell those downstream before a gate is opened.",
        expires_at=now + timedelta(hours=8), shapes=shapes_of([fengjing, xindai]), illustrative=True,
    )  # fmt: skip
    later = now - timedelta(minutes=31)
    actions.join_notice(
        by=world.standing("xindai-clerk", later), at=later, notice=notice, shapes=shapes_of([fengjing, xindai])
    )
