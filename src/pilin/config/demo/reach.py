"""Links between the five towns and what lies round them, with the word of each side, and a scenario with a bridge.

No road graph of the five towns is at hand, so every link and its minutes are illustrative: estimated from the distance on
the ground, and said so on the page. That Nantong is about 40 minutes from Shanghai after the North Yanjiang line is
reported (S2:19); that line is not open on the demo's day, so it stands as planned and nobody goes over it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from pilin.config.demo.world import World
from pilin.domain.observatory import actions
from pilin.domain.observatory.rules.reach import ChangeInput
from pilin.foundation.places.actions import add_place, note_travel, set_in

SINCE = date(2024, 1, 1)
CODES = {
    "fengjing": "310116102", "zhujing": "310116101", "huimin": "330421003", "yaozhuang": "330421111", "xindai": "330482102",
}  # fmt: skip
STATION = "jinshan-north"  # of the Shanghai–Hangzhou line, in Fengjing


class Road(NamedTuple):
    """A road as the demo has it; the other side's word, empty where it has said nothing."""

    town: str
    end: str
    minutes: str
    name_zh: str = ""
    name: str = ""
    own: str = "open"
    other: str = "open"


ROADS = [
    Road("fengjing", "zhujing", "22", "朱枫公路", "Zhufeng Road"),
    Road("fengjing", "huimin", "16", "枫惠路", "Fenghui Road"),
    Road("fengjing", "yaozhuang", "19", "枫姚路", "Fengyao Road"),
    Road("huimin", "yaozhuang", "18"),
    Road("xindai", "fengjing", "21", "新枫线", "Xinfeng Line"),
    Road("xindai", "huimin", "27"),
    Road("zhujing", "xindai", "38", "朱新路绕行", "Zhuxin Road, the long way"),
    Road("xindai", "zhujing", "14", "泖河桥", "Maohe Bridge", "open", "planned"),
    Road("yaozhuang", "fengjing", "12", "姚枫北路", "North Yaofeng Road", "building", "open"),
    Road("huimin", "fengjing", "13", "惠枫南路", "South Huifeng Road", "open", ""),
]
OUTWARD = [  # town, code of the place outside, minutes
    ("fengjing", STATION, "9"), ("huimin", "330421", "14"), ("yaozhuang", "330421", "17"), ("xindai", "330482", "24"),
    ("zhujing", "310116103", "20"), ("zhujing", "310116", "29"), ("zhujing", "31", "58"), ("huimin", "3304", "31"),
]  # fmt: skip
RAIL = [(STATION, "31", "23"), (STATION, "330421", "11"), ("330421", "3304", "12")]  # reference data, both ways


def load(world: World) -> None:
    """Put down the station, the links with their sides' words, travel times by rail, and a planner's scenario."""
    machine, at, places = world.machine, world.at("2024-06-01"), world.rows["places"]
    places[STATION] = add_place(
        by=machine, at=at, code=STATION, kind="station", name_zh="金山北站", name="Jinshan North Station", latitude=Decimal("30.8763"),
        longitude=Decimal("121.0006"), illustrative=True,
    )  # fmt: skip
    set_in(by=machine, at=at, inner=places[STATION], outer=places["310116"], kind="division")
    for start, end, minutes in RAIL:
        note_travel(
            by=machine, at=at, origin=places[start], destination=places[end], minutes=Decimal(minutes), mode="rail", illustrative=True
        )  # fmt: skip
    for road in ROADS:
        _road(world, road)
    at = world.now - timedelta(days=50)
    for town, end, minutes in OUTWARD:
        actions.enter_link(
            by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=CODES[town], start=CODES[town], end=end, mode="road",
            minutes=Decimal(minutes), hour="08:00", state="open", since=SINCE, illustrative=True,
        )  # fmt: skip
    actions.save_scenario(
        by=world.standing("xindai-clerk", at), at=at, circle=world.circle, town=CODES["xindai"], title="泖河桥通车（示意）",
        note="泖河桥两边都通车,从新埭到朱泾不再绕行。分钟数是估计。", audience="public", illustrative=True,
        changes=[ChangeInput("add", CODES["xindai"], CODES["zhujing"], Decimal("14"))],
    )  # fmt: skip


def _road(world: World, road: Road) -> None:
    at = world.now - timedelta(days=51)
    link = actions.enter_link(
        by=world.standing(f"{road.town}-clerk", at), at=at, circle=world.circle, town=CODES[road.town], start=CODES[road.town],
        end=CODES[road.end], mode="road", minutes=Decimal(road.minutes), hour="08:00", name_zh=road.name_zh, name=road.name,
        state=road.own, since=SINCE, illustrative=True,
    )  # fmt: skip
    if road.other:
        actions.report_end(
            by=world.standing(f"{road.end}-clerk", at), at=at, link=link, town=CODES[road.end], state=road.other, since=SINCE, illustrative=True
        )  # fmt: skip
