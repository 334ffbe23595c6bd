"""Gauges of the demo: what S0:37 tells of two stations of Fengxian, and invented gauges of the five towns, marked illustrative.

The invented readings are of the last two days before the demo's now, made by a seeded function: a tide of 12 h 25 min on
the canals and one storm. Zhejiang's levels stand on the national datum of 1985, Shanghai's on Wusong's.
"""

from __future__ import annotations

import math
import random
from datetime import timedelta
from decimal import Decimal

from pilin.config.demo.world import World
from pilin.foundation.observations import actions
from pilin.foundation.observations.actions import ReadingSaid

EVERY = timedelta(minutes=10)
HOURS = 48
TIDE = 12.42  # hours from high water to high water
STORM = 20  # hours before now: the middle of the storm
SILENT = "zhujing"  # its level gauge has said nothing for three hours: so looks a gauge that fell silent

# town, river, longitude and latitude of the level gauge, ordinary level in m above its datum
TOWNS = [
    ("fengjing", ("俞汇塘", "Yuhui Canal"), ("121.0189", "30.8874"), 2.62),
    ("zhujing", ("掘石港", "Jueshi Creek"), ("121.1541", "30.8953"), 2.58),
    ("huimin", ("枫泾塘", "Fengjing Canal"), ("120.9802", "30.8447"), 1.19),
    ("yaozhuang", ("红旗塘", "Hongqi Canal"), ("120.9633", "30.9208"), 1.23),
    ("xindai", ("上海塘", "Shanghai Canal"), ("121.0771", "30.8279"), 1.15),
]
DATUM = {"31": "吴淞", "33": "1985"}


def load(world: World) -> None:
    """Enter stations, open their gauges, and bring what they read."""
    _reported(world)
    rows: list[ReadingSaid] = []
    for number, (key, river, (longitude, latitude), ordinary) in enumerate(TOWNS):
        member = world.members[key]
        clerk, at = world.standing(f"{key}-clerk", world.now), world.now - timedelta(days=40)
        datum = DATUM[member.code[:2]]
        level = actions.add_station(
            by=clerk, at=at, circle="five-towns", code=f"{key}-water", kind="level", name_zh=f"{member.short_zh}水位站",
            name=f"{member.short} water level", river_zh=river[0], river=river[1], place=member.code, longitude=longitude,
            latitude=latitude, illustrative=True,
        )  # fmt: skip
        rain = actions.add_station(
            by=clerk, at=at, circle="five-towns", code=f"{key}-rain", kind="rain", name_zh=f"{member.short_zh}雨量站",
            name=f"{member.short} rain gauge", place=member.code, longitude=str(Decimal(longitude) + Decimal("0.004")),
            latitude=str(Decimal(latitude) - Decimal("0.003")), illustrative=True,
        )  # fmt: skip
        levels = actions.add_gauge_series(
            by=clerk, at=at, station=level, quantity="level_m", datum=datum, interval_minutes=10, lowest="-1", highest="7",
            largest_step="0.5", stuck_minutes=360,
        )  # fmt: skip
        rains = actions.add_gauge_series(
            by=clerk, at=at, station=rain, quantity="rain_mm", interval_minutes=10, lowest="0", highest="60"
        )
        rows += _readings(world, key, number, ordinary, levels.slug, rains.slug, datum)
    actions.take_readings(by=world.machine, at=world.now, circle="five-towns", rows=rows, source="illustrative gauges")


def _readings(
    world: World, key: str, number: int, ordinary: float, levels: str, rains: str, datum: str
) -> list[ReadingSaid]:
    """Return invented readings of one town, each known two minutes after its moment. The same town reads the same each time."""
    chance = random.Random(f"gauges of {key}")  # noqa: S311  # weather of a demo, no secret
    last = world.now.replace(minute=world.now.minute // 10 * 10, second=0, microsecond=0)
    rows, fallen = [], 0.0
    for step in range(HOURS * 6, -1, -1):
        at = last - step * EVERY
        before = step / 6  # hours before now
        storm = math.exp(-(((before - STORM - 0.4 * number) / 3.2) ** 2))
        rain = round(max(0.0, 4.2 * storm * chance.uniform(0.3, 1.6) - 0.25) * 2) / 2  # tips of half a millimetre
        fallen = fallen * 0.988 + rain
        tide = 0.22 * math.sin(2 * math.pi * (HOURS - before + 0.3 * number) / TIDE)
        level = ordinary + tide + fallen * 0.006 + chance.gauss(0, 0.006)
        known = min(at + timedelta(minutes=2), world.now)
        rows.append(ReadingSaid(rains, at, f"{rain:.1f}", unit="mm", known_at=known))
        if not (key == SILENT and before < 3):
            rows.append(ReadingSaid(levels, at, f"{level:.2f}", unit="m", datum=datum, known_at=known))
    return rows


def _reported(world: World) -> None:
    """Enter the two stations of Fengxian that S0:37 names. Owner: the district, whose stations they are."""
    at = world.at("2024-06-27T14:02")
    fengxian = world.members["fengxian"]
    bridge = actions.add_station(
        by=world.machine, at=at, circle="five-towns", code="zhelinhu-bridge", kind="rain", name_zh="柘林湖大桥",
        name="Zhelinhu Bridge", owner=fengxian.code, source="S0:37",
        note_zh="报道还说最大一小时雨量 68.5 毫米也在这里，但没有说是哪一小时：所以没有这一条读数。",
        note="The report also says that most fell here in one hour, 68.5 mm, and not in which hour: so no reading of it stands here.",
    )  # fmt: skip
    nanqiao = actions.add_station(
        by=world.machine, at=at, circle="five-towns", code="nanqiao", kind="level", name_zh="南桥", name="Nanqiao",
        owner=fengxian.code, source="S0:37",
        note_zh="报道没有说明高程基准：按上海通用的吴淞高程推定。报道也没有给出时刻：按 6 月 24 日 8 时。",
        note="The report names no vertical datum: Wusong's, used in Shanghai, is assumed. Nor a moment: 08:00 of 24 June is.",
    )  # fmt: skip
    rain = actions.add_gauge_series(by=world.machine, at=at, station=bridge, quantity="rain_mm")
    level = actions.add_gauge_series(by=world.machine, at=at, station=nanqiao, quantity="level_m", datum="吴淞")
    actions.take_readings(
        by=world.machine, at=at, circle="five-towns", source="S0:37",
        rows=[
            ReadingSaid(rain.slug, world.at("2023-06-24T08:00"), "201.3", unit="mm", begins_at=world.at("2023-06-23T20:00"), known_at=at),
            ReadingSaid(level.slug, world.at("2023-06-24T08:00"), "3.55", unit="m", datum="吴淞", known_at=at),
        ],
    )  # fmt: skip
