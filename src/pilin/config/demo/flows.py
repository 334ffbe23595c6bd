"""Flows between the five towns, Shanghai and Jiaxing over five years, all invented and marked so.

The reports say that there are both siphon and overflow between Shanghai and its neighbours (S2:29) and give no figure of a
flow between two places, so every amount here is illustrative. Most flows are told by both ends, some differently, some by one.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from decimal import Decimal

from pilin.config.demo.places import PLACES
from pilin.config.demo.world import World
from pilin.domain.observatory import actions
from pilin.domain.observatory.rules.flows import FlowInput
from pilin.engine.base import great_circle_km

TOWNS = ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")
CITIES = {"shanghai": "31", "jiaxing": "3304"}  # places, no members of the circle: only the towns speak
SIZE = {"fengjing": 8, "zhujing": 6, "huimin": 7, "yaozhuang": 5, "xindai": 4, "shanghai": 90, "jiaxing": 25}
KINDS = [  # kind, unit, of how much, what distance takes, what the border takes, growth a year
    ("people", "person", 900.0, 1.1, 0.45, 1.06),
    ("firms", "firm", 6.0, 0.8, 0.7, 1.05),
    ("capital", "CNY", 4_000_000.0, 0.7, 0.6, 1.08),
]
YEARS = 5
GIVES_MORE = {
    "shanghai": {"firms": 1.6, "capital": 1.8, "people": 0.55}
}  # what leaves the metropolis, beside what reaches it
NOTE_ZH, NOTE = "示意数据", "Illustrative"


def load(world: World) -> None:
    """Let each town bring a table of what leaves it and reaches it, and one revise a word."""
    points = {code: (float(lat), float(lon)) for code, _kind, _zh, _en, lon, lat, _source in PLACES if lon and lat}
    codes = {town: world.members[town].code for town in TOWNS} | CITIES
    last = world.today.year - 1
    at = world.now - timedelta(days=40)
    for number, town in enumerate(TOWNS):
        rows = [
            word
            for other in codes if other != town
            for year in range(last - YEARS + 1, last + 1)
            for ends in ((town, other), (other, town))
            if _says(town, ends, year)
            for word in _words(town, ends, year, last, codes, points)
        ]  # fmt: skip
        moment = at + timedelta(hours=number)
        _bring(world, town, rows, moment)
    _revise(world, codes, last, at + timedelta(days=3))


def _says(town: str, ends: tuple[str, str], year: int) -> bool:
    """Return whether a town speaks of a flow of a year: Xindai not of what reaches it before the last two years."""
    return not (town == "xindai" and ends[1] == town and ends[0] in TOWNS and year % 5 in (0, 1))


def _words(
    town: str,
    ends: tuple[str, str],
    year: int,
    last: int,
    codes: dict[str, str],
    points: dict[str, tuple[float, float]],
) -> list[FlowInput]:
    """Return what a town says of one way in a year, of each kind: like the other end, or a little otherwise."""
    origin, destination = ends
    km = great_circle_km(*points[codes[origin]], *points[codes[destination]])
    across = codes[origin][:2] != codes[destination][:2]
    said = []
    for place, (kind, unit, base, far, border, growth) in enumerate(KINDS):
        mean = (
            base * math.sqrt(SIZE[origin] * SIZE[destination]) / 6 * (max(km, 1) / 7) ** -far * growth ** (year - last)
        )
        mean *= math.exp(-border * across) * GIVES_MORE.get(origin, {}).get(kind, 1.0)
        wave = 1 + 0.25 * math.sin(
            1.7 * SIZE[origin] * SIZE[destination] + 2 * year + place
        )  # of its own for each pair
        amount = mean * wave
        if town == destination and (SIZE[origin] + SIZE[destination] + year) % 4 == 0:  # it counts otherwise
            amount *= 1.08
        text = str(Decimal(round(amount / 10_000) * 10_000)) if unit == "CNY" else str(round(amount))
        vague = kind == "capital" and (SIZE[origin] * SIZE[destination] + year) % 17 == 0
        said.append(
            FlowInput(
                kind, codes[origin], codes[destination], str(year), text, unit, ">" if vague else "=", "", NOTE_ZH, NOTE
            )
        )
    return said


def _bring(world: World, town: str, rows: list[FlowInput], at: datetime) -> None:
    actions.bring_flows(
        by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, rows=[(None, row) for row in rows],
        audience="public", illustrative=True,
    )  # fmt: skip


def _revise(world: World, codes: dict[str, str], year: int, at: datetime) -> None:
    """Let Fengjing count anew how many firms went to Huimin last year."""
    said = FlowInput(
        "firms", codes["fengjing"], codes["huimin"], str(year), "9", "firm", "=", "", "示意数据：年报后重新核对", "Illustrative: counted anew after the yearly report"
    )  # fmt: skip
    actions.say_flow(
        by=world.standing("fengjing-clerk", at), at=at, circle=world.circle, town=codes["fengjing"], said=said, audience="public", illustrative=True
    )  # fmt: skip
